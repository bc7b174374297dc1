/** When a broken connection is tried again: quickly at first, then with patience, half a minute in all. */

export interface ReconnectPolicy {
  /** Milliseconds to wait before try number `attempt` (0 is the first), or null to give up. */
  nextDelayMs(attempt: number): number | null
}

const DELAYS_MS = [0, 300, 1_200, 2_700, 4_800, 7_000, 7_000, 7_000] as const
const JITTER_MS = 300

export const defaultReconnectPolicy: ReconnectPolicy = {
  nextDelayMs(attempt) {
    const delay = DELAYS_MS[attempt]
    if (delay === undefined) return null
    return attempt < 2 ? delay : delay + Math.random() * JITTER_MS
  },
}
