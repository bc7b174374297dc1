/** How long to wait in a silence before answering: the evidence for "finished" weighed into one probability, and that into a time. */
import { completeness } from './completeness.ts'
import { type Told, tellingMs } from './telling.ts'

export type Evidence = Told & {
  /** The turn model's probabilities that it is over, one for each time it was asked in this silence. */
  readonly finished: readonly number[]
  /** Pauses this caller made inside turns that went on, ms, newest last. */
  readonly pausesMs: readonly number[]
}

export type WaitOptions = {
  /** Silence before the earliest answer, ms. */
  readonly quickMs: number
  /** Silence before an answer when nothing is known, ms. */
  readonly evenMs: number
  /** Silence before an answer to what is surely unfinished, ms. */
  readonly patientMs: number
  /** The most of it where only the sound says so, and the words could stand as they are, ms. */
  readonly standingMs: number
}
export const defaultWait: WaitOptions = { quickMs: 160, evenMs: 1100, patientMs: 2200, standingMs: 1300 }

/** From here on the turn counts as surely over; below the other, as rather not. */
const SURE = 0.85
const OPEN = 0.4

const logit = (p: number): number => Math.log(p / (1 - p))
const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length
const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x))

/** Probability that the turn is over, 0…1: log-odds of sound and words added, as for independent witnesses. */
export function finishedProbability({ text, finished, voicedMs }: Evidence): number {
  let odds = completeness(text) + (finished.length === 0 ? -1 : 0.9 * mean(finished.map((p) => logit(clamp(p, 0.02, 0.98)))))
  if (voicedMs > 8000) odds -= 0.5
  return 1 / (1 + Math.exp(-odds))
}

/**
 * Silence to wait for, ms: quick when surely finished, patient when surely not, in between by the odds; longer for callers who pause long,
 * and for those who are telling something.
 */
export function waitMs(evidence: Evidence, options: WaitOptions = defaultWait): number {
  const patience = clamp(Math.max(0, ...evidence.pausesMs.slice(-6)) - 600, 0, 600)
  const byOdds = oddsMs(finishedProbability(evidence), patience, options)
  const most = completeness(evidence.text) >= 0 ? options.standingMs + patience : Number.POSITIVE_INFINITY
  return Math.max(Math.min(byOdds, most), tellingMs(evidence))
}

function oddsMs(p: number, patience: number, options: WaitOptions): number {
  if (p >= SURE) return options.quickMs
  if (p >= OPEN) return options.quickMs + ((SURE - p) / (SURE - OPEN)) * (options.evenMs + patience - options.quickMs)
  return options.evenMs + patience + ((OPEN - p) / OPEN) * (options.patientMs - options.evenMs)
}
