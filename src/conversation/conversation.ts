/** The conversation core: voice and words of both sides in, what happened between them out. Pure, without a clock of its own. */
import type { Side } from '../protocol/session.ts'
import { beginStretch, decideNow, settle } from './floor.ts'
import type { ConversationEvent, ConversationInput } from './inputs.ts'
import { trackOverlap } from './overlaps.ts'
import { type ConversationState, type Draft, draftOf, LIMITS, push, type Span, stateOf, toMs, toSamples } from './state.ts'
import { placeStrays, takeLatePiece, takeWords, tellTranscript } from './transcripts.ts'
import { foldHeard, passFloor, settleResponse } from './utterances.ts'
import { stepVoice, stopVoice } from './voice.ts'

export type { ConversationEvent, ConversationInput } from './inputs.ts'
export type { ConversationOptions } from './options.ts'
export { type ConversationState, initialConversation } from './state.ts'

export type Reduced = { readonly state: ConversationState; readonly events: readonly ConversationEvent[] }

/** The longest span worked through in one step, so that every limit is noticed within it. */
const STEP_SAMPLES = toSamples(20)
/** The longest delay between send and play that is believed. */
const LAG_LIMIT_SAMPLES = toSamples(2000)
/** Weight of a new play report against those before it. */
const LAG_WEIGHT = 0.2
const SIDES: readonly Side[] = ['user', 'agent']

/**
 * One input: the new state and what came to light. Events carry the media time at which things happened, which is earlier than the
 * time at which they are known. Definitions (backchannel, interruption, response and stop latency) are those of Full-Duplex-Bench:
 * - a *backchannel* is under 1 s and at most 3 words, and the other side keeps the floor;
 * - an *interruption* is an overlap that takes the floor; `stopMs` counts from its beginning to the last sound of the side that gave way;
 * - *response latency* counts from the last sound of the user's turn to the first of the agent's as played, 0 where they overlapped.
 *
 * Both sides' windows are worked through in the order of media time, so the order in which they come does not matter as long as neither
 * lags more than `skewMs`. Positions that are no numbers, and voice of a time already worked through, are passed over. Nothing throws.
 */
export function reduce(state: ConversationState, input: ConversationInput): Reduced {
  const d = draftOf(state)
  take(d, input)
  return { state: stateOf(d), events: d.events }
}

function take(d: Draft, input: ConversationInput): void {
  switch (input.type) {
    case 'userWords': {
      const { fromSample, toSample } = input
      const known = fromSample !== undefined && toSample !== undefined && isSpan(fromSample, toSample)
      const span = known ? { fromSample, toSample } : null
      takeWords(d, {
        utterance: String(input.utterance),
        text: input.text,
        final: input.final,
        span,
        source: input.source ?? 'engine',
        ...(input.words ? { words: input.words } : {}),
      })
      return
    }
    case 'heard':
      return takeHeard(d, input.sentSamples - input.playedSamples)
    case 'end':
      if (!d.ended) endAll(d, input.sample)
      return
    default:
      if (d.ended) return
  }
  switch (input.type) {
    case 'voice': {
      if (!isSpan(input.fromSample, input.toSample)) return
      const lag = input.side === 'agent' ? d.playLagSamples : 0
      takeVoice(d, input.side, input.voiced, { fromSample: input.fromSample + lag, toSample: input.toSample + lag })
      break
    }
    case 'piece':
      if (!Number.isFinite(input.atSample) || input.text === '') return
      d.agentHasWords = true
      d.pieces = push(
        d.pieces,
        { text: input.text, atSample: Math.max(input.atSample + d.playLagSamples, d.clockSample) },
        LIMITS.pieces,
      )
      break
    case 'gap':
      if (isSpan(input.fromSample, input.toSample))
        d.gaps = push(d.gaps, { fromSample: input.fromSample, toSample: input.toSample }, LIMITS.gaps)
      break
    case 'leg':
      newLeg(d, input.epoch)
      break
    case 'tick':
      if (Number.isFinite(input.sample)) d.tickSample = Math.max(d.tickSample, input.sample)
      break
  }
  const ahead = Math.max(d.user.knownSample, d.agent.knownSample, d.tickSample) - toSamples(d.options.skewMs)
  advance(d, Math.max(ahead, Math.min(d.user.knownSample, d.agent.knownSample)))
}

const isSpan = (fromSample: number, toSample: number): boolean =>
  Number.isFinite(fromSample) && Number.isFinite(toSample) && fromSample >= 0 && toSample > fromSample

function takeVoice(d: Draft, side: Side, voiced: boolean, span: Span): void {
  const own = d[side]
  const fromSample = Math.max(span.fromSample, own.knownSample, d.clockSample)
  const { toSample } = span
  own.knownSample = Math.max(own.knownSample, toSample)
  if (!voiced || toSample <= fromSample) return
  const last = own.queue.at(-1)
  own.queue =
    last !== undefined && last.toSample === fromSample
      ? [...own.queue.slice(0, -1), { fromSample: last.fromSample, toSample }]
      : push(own.queue, { fromSample, toSample }, LIMITS.queue)
}

/** The agent's sound is placed where the user hears it: later than it was sent by what lies in the client's buffer. */
function takeHeard(d: Draft, lagSamples: number): void {
  if (!Number.isFinite(lagSamples)) return
  const lag = Math.min(LAG_LIMIT_SAMPLES, Math.max(0, lagSamples))
  d.playLagSamples = d.lagReported ? d.playLagSamples + Math.round((lag - d.playLagSamples) * LAG_WEIGHT) : lag
  d.lagReported = true
}

/** Works through media time up to `toSample`. */
function advance(d: Draft, toSample: number): void {
  while (d.clockSample < toSample) step(d, nextEdge(d, toSample))
}

function nextEdge(d: Draft, toSample: number): number {
  const now = d.clockSample
  const quiet = SIDES.every((side) => d[side].utterance === null && d[side].voice.onsetSample === null)
  let edge = quiet ? toSample : Math.min(toSample, now + STEP_SAMPLES)
  for (const span of [d.user.queue[0], d.agent.queue[0], d.gaps[0]]) {
    if (span === undefined) continue
    if (span.fromSample > now) edge = Math.min(edge, span.fromSample)
    else edge = Math.min(edge, Math.max(now + 1, span.toSample), now + STEP_SAMPLES)
  }
  return edge
}

/** One span in which nothing changes. */
function step(d: Draft, toSample: number): void {
  const fromSample = d.clockSample
  const covers = (span: Span | undefined) => span !== undefined && span.fromSample <= fromSample && span.toSample > fromSample
  const gap = covers(d.gaps[0])
  const began: Side[] = []
  for (const side of SIDES) {
    const kind = covers(d[side].queue[0]) ? 'voiced' : gap && side === 'user' ? 'gap' : 'silent'
    if (stepSide(d, side, kind, fromSample, toSample)) began.push(side)
  }
  d.clockSample = toSample
  if (d.gaps.length > 0) d.gaps = d.gaps.filter((span) => span.toSample > toSample)
  for (const side of SIDES) {
    const first = d[side].queue[0]
    if (first !== undefined && first.toSample <= toSample) d[side].queue = d[side].queue.slice(1)
  }
  for (const side of began) beginStretch(d, side, d[side].voice.onsetSample ?? fromSample)
  if (d.pieces.length > 0) releasePieces(d)
  if (d.strayWords.length > 0) placeStrays(d)
  if (d.user.utterance === null && d.agent.utterance === null) return
  trackOverlap(d)
  for (const side of SIDES) settle(d, side)
  passFloor(d)
  for (const side of SIDES) {
    const { utterance } = d[side]
    if (utterance === null) continue
    settleResponse(d, side, utterance, false)
    if (side === 'agent') tellTranscript(d, side, utterance)
  }
}

/** @returns whether a stretch of speech began */
function stepSide(d: Draft, side: Side, kind: 'voiced' | 'silent' | 'gap', fromSample: number, toSample: number): boolean {
  const { voice, utterance } = d[side]
  const { startMs, hangMs, holeMs, gapMs } = d.options
  const change = stepVoice(voice, kind, fromSample, toSample, { startMs: startMs[side], hangMs: hangMs[side], holeMs, gapMs })
  if (change === 'began') d.events.push({ type: 'speech', side, speaking: true, atMs: toMs(voice.onsetSample ?? fromSample) })
  if (change === 'ended') d.events.push({ type: 'speech', side, speaking: false, atMs: toMs(voice.lastVoicedSample) })
  if (kind === 'voiced' && voice.speaking && utterance !== null && change === null) {
    utterance.endSample = toSample
    utterance.voicedSamples += toSample - fromSample
    foldHeard(utterance)
  }
  return change === 'began'
}

/** Pieces whose time has come go to the open utterance, or wait for one. */
function releasePieces(d: Draft): void {
  const due = d.pieces.filter((piece) => piece.atSample <= d.clockSample)
  if (due.length === 0) return
  d.pieces = d.pieces.filter((piece) => piece.atSample > d.clockSample)
  const { utterance } = d.agent
  if (utterance === null) {
    for (const piece of due) if (!takeLatePiece(d, piece)) d.loose = push(d.loose, piece, LIMITS.pieces)
    return
  }
  for (const piece of due) utterance.tail = push(utterance.tail, piece, LIMITS.pieces)
  foldHeard(utterance)
}

/** Ends what the agent was saying: its stream is gone. */
function newLeg(d: Draft, epoch: number): void {
  if (d.epoch === epoch) return
  const first = d.epoch === null && d.agent.knownSample === 0
  d.epoch = epoch
  if (first) return
  stopSide(d, 'agent')
  d.agent.queue = []
  d.agent.knownSample = d.clockSample
  d.agent.closed = d.agent.closed.map((closed) => ({ ...closed, sealed: true }))
  d.pieces = []
  d.loose = []
}

function stopSide(d: Draft, side: Side): void {
  const { voice } = d[side]
  const spoke = voice.speaking
  stopVoice(voice)
  if (spoke) d.events.push({ type: 'speech', side, speaking: false, atMs: toMs(voice.lastVoicedSample) })
  trackOverlap(d)
  const { utterance } = d[side]
  if (utterance !== null) decideNow(d, side, utterance, spoke)
}

function endAll(d: Draft, sample: number): void {
  if (Number.isFinite(sample)) advance(d, sample)
  for (const side of SIDES) stopSide(d, side)
  placeStrays(d, true)
  d.user.queue = []
  d.agent.queue = []
  d.pieces = []
  d.loose = []
  d.ended = true
}
