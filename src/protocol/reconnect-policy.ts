/** When a client whose connection broke tries again, as a plain object; the page and `duet call` go by the same. */

export type ReconnectPolicy = {
  /** Waits before the first tries, ms; the last one holds for all that follow while the engine is kept. */
  readonly delaysMs: readonly number[]
  /** Wait before each try once the engine is no longer kept, ms: nothing is lost by patience then. */
  readonly lateDelayMs: number
  /** How much a wait is made longer or shorter by chance, as a share of it, so that those cut off together do not come back together. */
  readonly jitter: number
  /** Nobody waits for longer than this, ms. */
  readonly giveUpMs: number
  /** Sound comes every 80 ms, silence included: after so long without any message the server is asked whether it is there, ms. */
  readonly quietMs: number
  /** How long its answer may take, ms. */
  readonly answerMs: number
}

export const reconnectPolicy: ReconnectPolicy = {
  delaysMs: [0, 250, 500, 1000, 2000],
  lateDelayMs: 3000,
  jitter: 0.2,
  giveUpMs: 600_000,
  quietMs: 1000,
  answerMs: 2000,
}

export type Broken = {
  /** Tries since the connection broke; 0: none yet. */
  readonly tries: number
  /** Time since it broke, ms. */
  readonly awayMs: number
  /** How long the engine is kept, ms; 0 where the server has not said. */
  readonly graceMs: number
}

/** The wait before the next try, ms; null: give up. @param random from 0 to 1 */
export function nextTryMs(policy: ReconnectPolicy, { tries, awayMs, graceMs }: Broken, random: number): number | null {
  if (awayMs >= policy.giveUpMs) return null
  const { delaysMs, lateDelayMs, jitter } = policy
  const quick = delaysMs[Math.min(tries, delaysMs.length - 1)] ?? lateDelayMs
  const delay = tries >= delaysMs.length && awayMs >= graceMs ? lateDelayMs : quick
  return delay * (1 + jitter * (2 * random - 1))
}

/** Whether a close code leaves the call open: what a network or a restart does. What a server of ours says on purpose stands. */
export function mayReconnect(closeCode: number): boolean {
  if (closeCode === 4408) return true // session.idle: the connection went quiet
  return closeCode !== 1000 && closeCode < 4000
}
