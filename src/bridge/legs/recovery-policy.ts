/** How often and for how long a call without an engine tries to get one. */

export type RecoveryPolicy = {
  /** Waits after failures in a row, ms; the last one holds for all that follow. */
  readonly delaysMs: readonly number[]
  /** A call that has had no engine for this long is over, waiting in the queue included, ms. */
  readonly giveUpMs: number
  /** A leg that carried the call for this long was a good one: attempts are counted anew after it, ms of media time. */
  readonly stableMs: number
  /** Short-lived legs in a row, beyond which the call is over. */
  readonly maxLegs: number
}

export const recoveryPolicy: RecoveryPolicy = {
  delaysMs: [0, 250, 500, 1000, 2000],
  giveUpMs: 120_000,
  stableMs: 10_000,
  maxLegs: 8,
}

/** The wait before the next attempt, after so many failures in a row. */
export function delayMs({ delaysMs }: RecoveryPolicy, failures: number): number {
  return delaysMs[Math.min(Math.max(0, failures - 1), delaysMs.length - 1)] ?? 0
}
