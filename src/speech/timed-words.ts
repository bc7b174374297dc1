/** An ear's words with their place on a clock of media time. */
import type { TimedWord } from '../protocol/timed-word.ts'
import type { HeardWord } from './speech.ts'

/** Nothing where a word has no time, or there is none. @param fromMs where the sound began on that clock */
export function timedWords(words: readonly HeardWord[], fromMs: number): readonly TimedWord[] | undefined {
  const timed = words.flatMap(({ text, startMs, endMs }) =>
    startMs === undefined || endMs === undefined
      ? []
      : [{ text, startMs: Math.round(fromMs + startMs), endMs: Math.round(fromMs + endMs) }],
  )
  return timed.length === words.length && timed.length > 0 ? timed : undefined
}
