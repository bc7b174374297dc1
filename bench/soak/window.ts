/** What the callers of the soak saw in a stretch of time. */

export type Delays = { readonly count: number; readonly p50Ms: number; readonly p99Ms: number }

export type Window = {
  /** Its end, ms since the callers began. */
  readonly atMs: number
  /** From a message to its echo, through the bridge and without it. */
  readonly through: Delays
  readonly direct: Delays
  /** From the connect to the handshake. */
  readonly openingP95Ms: number
  readonly opened: number
  readonly ended: number
  /** Messages left out because the callers were late. */
  readonly skipped: number
  /** Connections that ended and should not have. */
  readonly faults: readonly string[]
}
