/** How patient to be with somebody who is telling something: the pauses between a story's sentences sound like the end of a turn. */
import { splitWords, wantsAnswer } from './words.ts'

export type Told = {
  /** What the ear understood of the turn so far. */
  readonly text: string
  /** Speech in this turn so far, ms. */
  readonly voicedMs: number
  /** The longest pause inside this turn after words that could have been all, ms; 0 for none. */
  readonly longestPauseMs: number
  /** Answers to this turn that were taken back because it went on. */
  readonly takenBack: number
}

/** Nobody who has said only so much is telling something yet, ms. */
const SHORT_MS = 1000
/** Patience for each second beyond it, and the most of that, ms. */
const PER_SECOND_MS = 200
const MOST_FOR_LENGTH_MS = 500
/** For each sentence after the first, and the most of that, ms. */
const PER_SENTENCE_MS = 250
const MOST_FOR_SENTENCES_MS = 500
const FOR_OPENING_MS = 300
/** Somebody who was broken in upon once in this turn is not broken in upon again, ms. */
const FOR_TAKEN_BACK_MS = 400
/** Whoever paused so long will pause so long again, and a little longer, ms. */
const BEYOND_OWN_PAUSE_MS = 150
const MOST_MS = 1100

/** How stories begin: a time in the past, a habit of long ago, an announcement. */
const OPENING =
  /\b(once|used to|(one|the other|that) (day|morning|evening|night|time)|(years?|months?|weeks?|days?) ago|when (i|we|he|she|they) (was|were|first|started|moved|came|got)|last (night|week|month|year|spring|summer|autumn|fall|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(first|last) time|(have|got|want) to tell you|you (won't|will not|would not|wouldn't) believe|guess what|(strangest|funniest|weirdest|craziest|worst|best) (thing|day|night)|something (funny|strange|odd|weird|terrible|wonderful) happened|the (day|week|night|year|summer|winter) (after|before|when|that|we|i)|on (my|our|the) way|it all (began|started)|there was)\b/

/** Least silence before an answer, ms, however finished it sounds: 0 for short turns and for what asks for an answer. */
export function tellingMs({ text, voicedMs, longestPauseMs, takenBack }: Told): number {
  const sentences = splitSentences(text)
  if (wantsAnswer(sentences.at(-1) ?? '')) return 0
  const length = Math.min(MOST_FOR_LENGTH_MS, (PER_SECOND_MS * Math.max(0, voicedMs - SHORT_MS)) / 1000)
  if (length === 0) return 0
  const more = Math.min(MOST_FOR_SENTENCES_MS, PER_SENTENCE_MS * Math.max(0, sentences.length - 1))
  const opening = OPENING.test(splitWords(sentences[0] ?? '').join(' ')) ? FOR_OPENING_MS : 0
  const own = longestPauseMs > 0 ? longestPauseMs + BEYOND_OWN_PAUSE_MS : 0
  const patience = length + more + opening + (takenBack > 0 ? FOR_TAKEN_BACK_MS : 0)
  return Math.min(MOST_MS, Math.max(patience, own))
}

/** Sentences as the ear's punctuation parts them. */
export function splitSentences(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => sentence.trim())
    .filter(Boolean)
}
