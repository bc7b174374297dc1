/** The life of an utterance: it begins with a stretch of speech, may become a turn, and closes as a turn, a backchannel or noise. */
import type { Side, Turn } from '../protocol/session.ts'
import { lastOverlap, resolveOverlaps } from './overlaps.ts'
import {
  type Closed,
  type Draft,
  LIMITS,
  type OverlapRecord,
  otherSide,
  type Piece,
  push,
  sourceOf,
  textOf,
  timesOf,
  toMs,
  toSamples,
  type Utterance,
} from './state.ts'
import { tellTranscript } from './transcripts.ts'
import { endsQuestion, endsSentence } from './words.ts'

/** A new utterance of `side`, not yet a turn. */
export function beginUtterance(d: Draft, side: Side, startSample: number): Utterance {
  const { voice } = d[side]
  const other = d[otherSide(side)]
  const silence = other.voice.speaking ? 0 : Math.max(0, startSample - other.voice.lastVoicedSample)
  const utterance: Utterance = {
    key: ++d.keyCount,
    startSample,
    endSample: Math.max(startSample, voice.lastVoicedSample),
    voicedSamples: voice.runSamples,
    turnId: null,
    otherSilenceSamples: other.utterance === null ? null : silence,
    asked: other.utterance !== null && !other.voice.speaking && endsQuestion(textOf(other.utterance)),
    overlapped: false,
    tookFloor: false,
    pauses: [],
    text: '',
    tail: [],
    ears: [],
    response: null,
    toldText: '',
    toldAtSample: 0,
  }
  d[side].utterance = utterance
  if (side === 'agent') {
    utterance.tail = d.loose.filter((piece) => piece.atSample >= startSample - toSamples(d.options.textLeadMs))
    d.loose = []
    foldHeard(utterance)
  }
  return utterance
}

/** Words whose sound has been voiced by now count as heard. */
export function foldHeard(utterance: Utterance, upToSample = utterance.endSample): void {
  if (utterance.tail.length === 0) return
  const heard = utterance.tail.filter((piece) => piece.atSample < upToSample)
  if (heard.length === 0) return
  utterance.text = (utterance.text + heard.map((piece) => piece.text).join('')).slice(0, LIMITS.textChars)
  utterance.tail = utterance.tail.filter((piece) => piece.atSample >= upToSample)
}

/** The utterance is a turn from its start on. */
export function becomeTurn(d: Draft, side: Side, utterance: Utterance): void {
  const own = d[side]
  own.turns++
  utterance.turnId = `${side === 'user' ? 'u' : 'a'}${own.turns}`
  const start = { type: 'turn.start' as const, turnId: utterance.turnId, side, atMs: toMs(utterance.startSample) }
  const told = d.events.length
  passFloor(d)
  if (own.utterance !== utterance) {
    // It lost the floor before it was known for a turn: it begins before it ends all the same.
    d.events.splice(told, 0, start)
    return
  }
  d.events.push(start)
  for (const pause of utterance.pauses)
    d.events.push({ type: 'pause', side, startMs: toMs(pause.fromSample), endMs: toMs(pause.toSample) })
  utterance.pauses = []
  tellTranscript(d, side, utterance)
}

/** Of two turns at once, closes the one that has lost the floor: the earlier one when it gave way, else the later one when it gave up. */
export function passFloor(d: Draft): void {
  const { user, agent, options } = d
  if (user.utterance === null || agent.utterance === null || user.utterance.turnId === null || agent.utterance.turnId === null)
    return
  const first: Side = user.utterance.startSample <= agent.utterance.startSample ? 'user' : 'agent'
  const second = otherSide(first)
  const earlier = first === 'user' ? user.utterance : agent.utterance
  const later = first === 'user' ? agent.utterance : user.utterance
  const silent = (side: Side) => !d[side].voice.speaking && d[side].voice.silenceSamples >= toSamples(options.floorMs)
  const yieldSamples = toSamples(options.yieldMs)
  if (later.tookFloor && !d[first].voice.speaking) closeUtterance(d, first, 'turn', second)
  else if (silent(first) && later.endSample >= earlier.endSample - yieldSamples) closeUtterance(d, first, 'turn', second)
  else if (silent(second) && earlier.endSample > later.endSample + yieldSamples) closeUtterance(d, second, 'turn', null)
}

/**
 * Closes the open utterance of `side`.
 * @param lostTo the side that has the floor now, if it lost it
 * @param midSpeech it was broken off by something else
 */
export function closeUtterance(d: Draft, side: Side, kind: Closed['kind'], lostTo: Side | null, midSpeech = false): void {
  const own = d[side]
  const utterance = own.utterance
  if (utterance === null) return
  const cut = kind === 'turn' && lostTo !== null ? cutOverlap(d, side, utterance) : undefined
  const generated = side === 'agent' ? settleWords(d, utterance, midSpeech || cut !== undefined) : undefined
  if (kind === 'turn') settleResponse(d, side, utterance, true)
  own.utterance = null
  const text = textOf(utterance)
  const closed: Closed = {
    kind,
    key: utterance.key,
    turnId: utterance.turnId,
    startSample: utterance.startSample,
    endSample: utterance.endSample,
    text,
    ears: utterance.ears,
    interrupted: cut !== undefined,
    within: d[otherSide(side)].utterance !== null,
    sealed: false,
  }
  own.closed = push(own.closed, closed, LIMITS.closed)
  resolveOverlaps(d, side, closed, cut)
  const startMs = toMs(utterance.startSample)
  const endMs = toMs(utterance.endSample)
  if (kind === 'backchannel') d.events.push({ type: 'backchannel', side, startMs, endMs, text })
  if (kind !== 'turn' || utterance.turnId === null) return
  const { turnId } = utterance
  if (cut !== undefined && lostTo !== null) {
    const atMs = toMs(cut.startSample)
    d.events.push({ type: 'interruption', by: lostTo, turnId, atMs, stopMs: endMs - atMs })
  }
  const earsDone = side === 'agent' || utterance.ears.every((ear) => ear.final)
  if (text !== '' && earsDone)
    d.events.push({
      type: 'transcript',
      side,
      turnId,
      text,
      final: true,
      ...sourceOf(side, utterance),
      ...timesOf(utterance),
      atMs: endMs,
    })
  const responseMs = utterance.response?.ms ?? null
  const turn: Turn = {
    turnId,
    side,
    startMs,
    endMs,
    text,
    ...sourceOf(side, utterance),
    ...(earsDone ? timesOf(utterance) : {}),
    interrupted: closed.interrupted,
    responseMs,
  }
  d.events.push({ type: 'turn.end', turn: generated === undefined || generated === text ? turn : { ...turn, generated } })
}

/** The overlap that cut an utterance off: it fell silent in or soon after one, and had not just finished a sentence. */
function cutOverlap(d: Draft, side: Side, utterance: Utterance): OverlapRecord | undefined {
  const overlap = lastOverlap(d, side, utterance.key)
  if (overlap === undefined) return undefined
  const end = overlap.endSample ?? d.clockSample
  const wentOn = utterance.endSample - end
  if (wentOn > toSamples(d.options.yieldMs)) return undefined
  const touched = utterance.endSample - overlap.startSample < toSamples(d.options.touchMs)
  return touched && endsSentence(textOf(utterance)) ? undefined : overlap
}

/** Divides the agent's words into heard and not heard. @returns everything it meant to say */
function settleWords(d: Draft, utterance: Utterance, cut: boolean): string {
  const words = (pieces: readonly Piece[]) => pieces.map((piece) => piece.text).join('')
  if (cut) {
    const unheard = words(utterance.tail) + words(d.pieces)
    d.pieces = []
    return (utterance.text + unheard).trim()
  }
  foldHeard(utterance, utterance.endSample + toSamples(d.options.textTrailMs))
  d.loose = utterance.tail
  return utterance.text.trim()
}

/** How long the other side had been silent when this turn began, once that can be known. @param now decide with what is known */
export function settleResponse(d: Draft, side: Side, utterance: Utterance, now: boolean): void {
  if (utterance.turnId === null || utterance.response !== null) return
  const other = d[otherSide(side)]
  if (!now && other.utterance !== null && other.utterance.startSample < utterance.startSample) return
  const before = other.closed.findLast((closed) => closed.kind === 'turn' && closed.startSample < utterance.startSample)
  const own = d[side].closed.findLast((closed) => closed.kind === 'turn' && closed.startSample < utterance.startSample)
  const stillOpen =
    other.utterance !== null && other.utterance.turnId !== null && other.utterance.startSample < utterance.startSample
  if (before === undefined || stillOpen || (own !== undefined && own.endSample > before.endSample)) {
    utterance.response = { ms: null, fromSample: 0 }
    return
  }
  const fromMs = Math.min(toMs(before.endSample), toMs(utterance.startSample))
  const responseMs = toMs(utterance.startSample) - fromMs
  utterance.response = { ms: responseMs, fromSample: before.endSample }
  if (side === 'agent')
    d.events.push({ type: 'latency', turnId: utterance.turnId, responseMs, fromMs, toMs: toMs(utterance.startSample) })
}
