/** Who has the floor: stretches join utterances, candidates prove to be turns, backchannels or noise, and turns end. */
import type { Side } from '../protocol/session.ts'
import { type Draft, LIMITS, otherSide, push, textOf, toMs, toSamples, type Utterance } from './state.ts'
import { becomeTurn, beginUtterance, closeUtterance, foldHeard } from './utterances.ts'
import { countWords, endsQuestion, endsSentence, isContinuer } from './words.ts'

/** A stretch of speech begins: it goes on with the open utterance or begins another. */
export function beginStretch(d: Draft, side: Side, startSample: number): void {
  const open = d[side].utterance
  if (open !== null && goesOn(d, side, open, startSample)) {
    const pause = { fromSample: open.endSample, toSample: startSample }
    if (open.turnId === null) open.pauses = push(open.pauses, pause, LIMITS.pauses)
    else if (startSample > open.endSample)
      d.events.push({ type: 'pause', side, startMs: toMs(pause.fromSample), endMs: toMs(pause.toSample) })
    open.endSample = Math.max(open.endSample, d[side].voice.lastVoicedSample)
    open.voicedSamples += d[side].voice.runSamples
    if (side === 'agent') foldHeard(open)
    return
  }
  if (open !== null) decideNow(d, side, open)
  beginUtterance(d, side, startSample)
}

function goesOn(d: Draft, side: Side, open: Utterance, startSample: number): boolean {
  const { options } = d
  if (open.turnId === null) return startSample - open.endSample <= toSamples(options.joinMs)
  const between = d[otherSide(side)].utterance
  if (between === null || between.turnId !== null || between.overlapped) return true
  if (between.startSample < open.endSample - toSamples(options.overlapMs)) return true
  const text = textOf(between)
  const listening = isContinuer(text, options.continuers) && !between.asked
  return startSample - between.endSample <= toSamples(listening ? options.keepMs : options.keepUnheardMs)
}

/** Decides on what is known: nothing more will come for this utterance. @param midSpeech it was broken off: words not heard yet never will be */
export function decideNow(d: Draft, side: Side, utterance: Utterance, midSpeech = false): void {
  if (utterance.turnId === null) {
    const proof = proofOf(d, side, utterance)
    const other = d[otherSide(side)]
    if (proof.refuted || (proof.brief && !proof.worded)) return closeUtterance(d, side, 'noise', null)
    if (proof.brief && other.voice.speaking && !floorWasFree(d, side, utterance))
      return closeUtterance(d, side, 'backchannel', null)
    becomeTurn(d, side, utterance)
  }
  if (d[side].utterance === utterance) closeUtterance(d, side, 'turn', null, midSpeech)
}

/** Proves the candidate of `side` where it can be, and closes its turn after a long silence. */
export function settle(d: Draft, side: Side): void {
  const { utterance, voice } = d[side]
  if (utterance === null) return
  if (utterance.turnId === null) settleCandidate(d, side, utterance)
  else if (!voice.speaking && voice.silenceSamples >= toSamples(d.options.pauseMs)) closeUtterance(d, side, 'turn', null)
  else if (d.clockSample - utterance.startSample > toSamples(d.options.turnMs)) cutLongTurn(d, side, utterance)
}

function cutLongTurn(d: Draft, side: Side, utterance: Utterance): void {
  const { voice } = d[side]
  const forced = d.clockSample - utterance.startSample > 2 * toSamples(d.options.turnMs)
  if (voice.speaking && !forced) return
  closeUtterance(d, side, 'turn', null)
  if (voice.speaking) becomeTurn(d, side, beginUtterance(d, side, d.clockSample))
}

type Proof = {
  readonly brief: boolean
  readonly words: number
  /** Somebody said something, as far as can be told. */
  readonly worded: boolean
  /** An ear is sure that nothing was said. */
  readonly refuted: boolean
  /** No more words are to be waited for. */
  readonly heardOut: boolean
}

function proofOf(d: Draft, side: Side, utterance: Utterance): Proof {
  const { options } = d
  const words = countWords(
    side === 'agent' ? utterance.text + utterance.tail.map((piece) => piece.text).join('') : textOf(utterance),
  )
  const expected = side === 'user' ? options.userWords : d.agentHasWords
  const brief =
    utterance.endSample - utterance.startSample < toSamples(options.backchannelMs) && words <= options.backchannelWords
  const earsDone = utterance.ears.length > 0 && utterance.ears.every((ear) => ear.final)
  const waited = d[side].voice.silenceSamples >= toSamples(side === 'user' ? options.wordsMs : options.joinMs)
  return {
    brief,
    words,
    worded: words > 0 || (!expected && utterance.voicedSamples >= toSamples(options.wordlessMs)),
    refuted: earsDone && words === 0,
    heardOut: !expected || earsDone || waited,
  }
}

/** Had the other side nothing to lose when this utterance began? */
function floorWasFree(d: Draft, side: Side, utterance: Utterance): boolean {
  const other = d[otherSide(side)].utterance
  if (other === null || utterance.otherSilenceSamples === null) return true
  if (utterance.overlapped) return false
  if (other.startSample >= utterance.startSample) return true
  if (utterance.otherSilenceSamples >= toSamples(d.options.answerMs)) return true
  const spokeSince = other.endSample > utterance.startSample + toSamples(d.options.overlapMs)
  return utterance.asked || (!spokeSince && endsQuestion(textOf(other)))
}

function settleCandidate(d: Draft, side: Side, utterance: Utterance): void {
  const { options } = d
  const { voice } = d[side]
  const proof = proofOf(d, side, utterance)
  if (proof.refuted) {
    if (!voice.speaking) closeUtterance(d, side, 'noise', null)
    return
  }
  if (!proof.brief) return becomeTurn(d, side, utterance)
  if (floorWasFree(d, side, utterance)) {
    if (proof.worded) becomeTurn(d, side, utterance)
    else if (proof.heardOut && voice.silenceSamples >= toSamples(options.joinMs)) closeUtterance(d, side, 'noise', null)
    return
  }
  const other = d[otherSide(side)]
  const listening = isContinuer(textOf(utterance), options.continuers)
  if (proof.words > 0 && !listening && !utterance.overlapped && !other.voice.speaking) return becomeTurn(d, side, utterance)
  if (voice.speaking || voice.silenceSamples < toSamples(options.joinMs) || !proof.heardOut) return
  if (!proof.worded) return closeUtterance(d, side, 'noise', null)
  if (other.voice.speaking) return closeUtterance(d, side, 'backchannel', null)
  const limitMs = utterance.overlapped || listening ? options.keepMs : options.keepUnheardMs
  if (Math.min(voice.silenceSamples, other.voice.silenceSamples) < toSamples(limitMs)) return
  const finished = other.utterance !== null && endsSentence(textOf(other.utterance))
  if (utterance.overlapped && listening && finished) return closeUtterance(d, side, 'backchannel', null)
  utterance.tookFloor = utterance.overlapped
  becomeTurn(d, side, utterance)
}
