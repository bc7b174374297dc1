/** Where words go: ears' words to the utterance they were heard in, however late, and transcripts of either side out. */
import type { Side } from '../protocol/session.ts'
import {
  type Closed,
  type Draft,
  type EarWords,
  LIMITS,
  type Piece,
  push,
  type Span,
  sourceOf,
  textOf,
  timesOf,
  toMs,
  toSamples,
  type Utterance,
} from './state.ts'
import { countWords } from './words.ts'

/** Tells the words of an open turn if they changed. */
export function tellTranscript(d: Draft, side: Side, utterance: Utterance): void {
  const text = textOf(utterance)
  if (utterance.turnId === null || text === utterance.toldText) return
  if (
    side === 'agent' &&
    utterance.toldText !== '' &&
    d.clockSample - utterance.toldAtSample < toSamples(d.options.transcriptEveryMs)
  )
    return
  utterance.toldText = text
  utterance.toldAtSample = d.clockSample
  d.events.push({
    type: 'transcript',
    side,
    turnId: utterance.turnId,
    text,
    final: false,
    ...sourceOf(side, utterance),
    atMs: toMs(utterance.endSample),
  })
}

/** Takes an ear's words in, wherever they belong. */
export function takeWords(d: Draft, words: EarWords): void {
  d.strayWords = d.strayWords.filter((stray) => stray.utterance !== words.utterance)
  if (words.text.trim() === '' && !words.final) return
  if (!place(d, words)) d.strayWords = push(d.strayWords, words, LIMITS.strays)
}

/** Tries again to place words that came before their voice; final ones without any voice become a turn of their own. */
export function placeStrays(d: Draft, atEnd = false): void {
  for (const words of d.strayWords) {
    const over = atEnd || d.clockSample >= (words.span?.toSample ?? d.clockSample) + toSamples(d.options.wordsMs)
    const placed = place(d, words)
    if (!placed && !over) continue
    d.strayWords = d.strayWords.filter((stray) => stray !== words)
    if (!placed && words.final && words.text.trim() !== '' && words.span !== null) makeTurn(d, words, words.span)
  }
}

function place(d: Draft, words: EarWords): boolean {
  const { user } = d
  const known = (ears: readonly EarWords[]) => ears.some((ear) => ear.utterance === words.utterance)
  const closedAt = user.closed.findIndex((closed) => known(closed.ears))
  if (user.utterance !== null && known(user.utterance.ears)) return placeOpen(d, user.utterance, words)
  if (closedAt >= 0) return placeClosed(d, closedAt, words)
  const { span } = words
  if (span === null) {
    if (user.utterance !== null) return placeOpen(d, user.utterance, words)
    return user.closed.length > 0 && placeClosed(d, user.closed.length - 1, words)
  }
  const slack = toSamples(d.options.hangMs.user)
  const shared = (startSample: number, endSample: number) =>
    Math.min(span.toSample, endSample) - Math.max(span.fromSample, startSample) + slack
  const open =
    user.utterance === null
      ? 0
      : shared(user.utterance.startSample, user.voice.speaking ? d.clockSample : user.utterance.endSample)
  let best = open
  let bestAt = -1
  user.closed.forEach((closed, at) => {
    const score = shared(closed.startSample, closed.endSample)
    if (score > best) {
      best = score
      bestAt = at
    }
  })
  if (bestAt >= 0) return placeClosed(d, bestAt, words)
  return user.utterance !== null && open > 0 && placeOpen(d, user.utterance, words)
}

function withWords(ears: readonly EarWords[], words: EarWords): readonly EarWords[] {
  const kept = ears.map((ear) => (ear.utterance === words.utterance ? { ...words, span: words.span ?? ear.span } : ear))
  return kept.some((ear) => ear.utterance === words.utterance) ? kept : push(kept, words, LIMITS.ears)
}

function placeOpen(d: Draft, utterance: Utterance, words: EarWords): true {
  utterance.ears = withWords(utterance.ears, words)
  tellTranscript(d, 'user', utterance)
  return true
}

/** Late words: they amend a turn that is over, or show that what passed for noise was speech. */
function placeClosed(d: Draft, at: number, words: EarWords): true {
  const before = d.user.closed[at]
  if (before === undefined) return true
  const ears = withWords(before.ears, words)
  let closed: Closed = { ...before, ears, text: textOf({ text: '', ears }) }
  const final = ears.every((ear) => ear.final)
  const brief =
    countWords(closed.text) <= d.options.backchannelWords &&
    closed.endSample - closed.startSample < toSamples(d.options.backchannelMs)
  if (closed.kind === 'turn') tellLate(d, closed, final)
  else if (final && closed.text !== '') {
    if (!brief || !closed.within) closed = tellLateTurn(d, closed)
    else if (closed.kind === 'noise') {
      closed = { ...closed, kind: 'backchannel' }
      const span = { startMs: toMs(closed.startSample), endMs: toMs(closed.endSample) }
      d.events.push({ type: 'backchannel', side: 'user', ...span, text: closed.text })
    }
  }
  d.user.closed = d.user.closed.map((other, index) => (index === at ? closed : other))
  return true
}

/** A piece that comes after its turn is over: an amendment, or nothing where the turn was cut. @returns whether it was that turn's */
export function takeLatePiece(d: Draft, piece: Piece): boolean {
  const last = d.agent.closed.at(-1)
  if (last === undefined || last.kind !== 'turn' || last.sealed || last.turnId === null) return false
  if (piece.atSample > last.endSample + toSamples(d.options.textTrailMs)) return false
  if (last.interrupted) return true
  const text = (last.text + piece.text).slice(0, LIMITS.textChars)
  d.agent.closed = [...d.agent.closed.slice(0, -1), { ...last, text }]
  d.events.push({
    type: 'transcript',
    side: 'agent',
    turnId: last.turnId,
    text: text.trim(),
    final: true,
    source: 'engine',
    atMs: toMs(last.endSample),
  })
  return true
}

function tellLate(d: Draft, closed: Closed, final: boolean): void {
  if (closed.turnId === null) return
  d.events.push({
    type: 'transcript',
    side: 'user',
    turnId: closed.turnId,
    text: closed.text,
    final,
    ...sourceOf('user', closed),
    ...(final ? timesOf(closed) : {}),
    atMs: toMs(closed.endSample),
  })
}

/** A turn that is told only when it is long over. */
function tellLateTurn(d: Draft, from: Closed): Closed {
  d.user.turns++
  const turnId = `u${d.user.turns}`
  const startMs = toMs(from.startSample)
  const endMs = toMs(from.endSample)
  const before = d.agent.closed.findLast((closed) => closed.kind === 'turn' && closed.endSample <= from.startSample)
  const responseMs = before === undefined ? null : startMs - toMs(before.endSample)
  d.events.push({ type: 'turn.start', turnId, side: 'user', atMs: startMs })
  const source = sourceOf('user', from)
  d.events.push({
    type: 'transcript',
    side: 'user',
    turnId,
    text: from.text,
    final: true,
    ...source,
    ...timesOf(from),
    atMs: endMs,
  })
  const turn = { turnId, side: 'user' as const, startMs, endMs, text: from.text, ...source, interrupted: false, responseMs }
  d.events.push({ type: 'turn.end', turn })
  return { ...from, kind: 'turn', turnId }
}

/** Words that an ear heard where no voice was found. */
function makeTurn(d: Draft, words: EarWords, span: Span): void {
  const startSample = Math.max(0, Math.min(span.fromSample, d.clockSample))
  const endSample = Math.max(startSample, Math.min(span.toSample, d.clockSample))
  const key = ++d.keyCount
  const made: Closed = {
    kind: 'noise',
    key,
    turnId: null,
    startSample,
    endSample,
    text: words.text.trim(),
    ears: [words],
    interrupted: false,
    within: false,
    sealed: false,
  }
  d.user.closed = push(d.user.closed, tellLateTurn(d, made), LIMITS.closed)
}
