/** A server that fails: why, how often in a row, and when it is looked at again. Pure. */
import type { DuetError } from '../../protocol/errors.ts'

export type Trouble = {
  readonly error: DuetError
  readonly failures: number
  readonly retryAtMs: number
}

const delaysMs = [1000, 2000, 4000, 8000, 15_000] as const
const longestMs = 30_000

export function nextTrouble(before: Trouble | null, error: DuetError, nowMs: number): Trouble {
  const failures = (before?.failures ?? 0) + 1
  return { error, failures, retryAtMs: nowMs + retryDelayMs(failures) }
}

/** The wait after so many failures in a row. */
export function retryDelayMs(failures: number): number {
  return delaysMs[Math.max(failures, 1) - 1] ?? longestMs
}
