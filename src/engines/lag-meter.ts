/** How well one engine leg keeps up: real-time factor, growing delay, jitter, missed ticks, and whether that is still all right. No clock of its own. */

export type LagLimits = {
  /** The engine's place behind what it was sent, beyond its best so far, at which the leg lags, ms. */
  readonly laggingMs: number
  /** At which it can no longer be talked with, ms. */
  readonly unbearableMs: number
  /** How long a delay must last before it counts, ms: a slow moment of the machine is none. */
  readonly sustainedMs: number
  /** No sound at all for this long is a hang; engines send every 80 ms, silence included, ms. */
  readonly hangMs: number
}

export const lagLimits: LagLimits = { laggingMs: 800, unbearableMs: 2500, sustainedMs: 1000, hangMs: 2000 }

export type LagVerdict = 'fine' | 'lagging' | 'unbearable' | 'hanging'

export type LagView = {
  /** Seconds of sound out per second of wall, over the last ten seconds or so; null before there is a second of it. */
  readonly realTimeFactor: number | null
  /** How far the sound is behind what was sent in, beyond the best it was, ms. */
  readonly delayMs: number
  /** Mean deviation of the messages' spacing from the sound in them, smoothed as RTP has it (RFC 3550), ms. */
  readonly jitterMs: number
  /** 80 ms frames that had not come when they were due, since the leg began. */
  readonly missedTicks: number
  readonly verdict: LagVerdict
}

const samplesPerMs = 48
const frameMs = 80
/** A lag is judged by what comes, and nothing has come for this long. */
const silentMs = 5 * frameMs
/** A tick later than this after the one before shows that this process slept, not that the engine did, ms. */
const longestTickMs = 100
/** So long after this process was late, what waited in its sockets comes in any order: no delay is read from it, ms. */
const settleMs = 500
/** Lateness of our own excuses an engine for no longer than this, ms. */
const longestSleepMs = 8000
/** Before all times: a field that is always a number is changed in place. */
const never = Number.NEGATIVE_INFINITY
/** The memory of the real-time factor, ms. */
const factorMs = 10_000

/** Feed it from the moment the leg is ready. `wallMs` comes from a monotonic clock; sound is counted in 48 kHz samples. */
export class LagMeter {
  readonly #limits: LagLimits
  #sent = 0
  #received = 0
  /** The least `#sent - #received` right after a message, while this process was awake. */
  #best = Number.POSITIVE_INFINITY
  #lastMessageMs = never
  #lastMessageSamples = 0
  #jitterMs = 0
  #missed = 0
  /** Since the last message, as far as this process was awake. */
  #quietMs = 0
  #lateMs = 0
  #lastTickMs = never
  #settledAtMs = Number.NEGATIVE_INFINITY
  /** How long this process was late itself in the last while, fading. */
  #sleptMs = 0
  /** Sound and wall of the last while, both fading alike. */
  #soundMs = 0
  #wallMs = 0

  constructor(limits: LagLimits = lagLimits) {
    this.#limits = limits
  }

  sent(samples: number): void {
    this.#sent += samples
  }

  received(samples: number, wallMs: number): void {
    this.#received += samples
    this.#soundMs += samples / samplesPerMs
    this.#noticeSleep(wallMs)
    // An engine's backlog read before the client's would look like an engine ahead of its input, and ever after like one behind.
    if (wallMs >= this.#settledAtMs) this.#best = Math.min(this.#best, this.#sent - this.#received)
    if (this.#lastMessageMs !== never) {
      const apart = wallMs - this.#lastMessageMs
      const deviation = Math.abs(apart - this.#lastMessageSamples / samplesPerMs)
      this.#jitterMs += (deviation - this.#jitterMs) / 16
    }
    this.#missed += missedIn(this.#quietMs)
    this.#quietMs = 0
    this.#lastMessageMs = wallMs
    this.#lastMessageSamples = samples
  }

  /** Every 20 to 40 ms. */
  tick(wallMs: number): void {
    this.#noticeSleep(wallMs)
    const apartMs = this.#lastTickMs === never ? 0 : Math.max(0, wallMs - this.#lastTickMs)
    const passed = Math.min(longestTickMs, apartMs)
    this.#sleptMs = Math.min(longestSleepMs, this.#sleptMs + apartMs - passed)
    this.#lastTickMs = wallMs
    // Before its first message a leg is the handshake's business.
    if (this.#lastMessageMs === never) return
    this.#quietMs += passed
    const fade = Math.exp(-passed / factorMs)
    this.#sleptMs *= fade
    this.#soundMs *= fade
    this.#wallMs = this.#wallMs * fade + passed
    // One that sends nothing is not late but gone, or will make up for it.
    if (this.#quietMs >= silentMs || wallMs < this.#settledAtMs) return
    this.#lateMs = this.#delayMs >= this.#limits.laggingMs + this.#sleptMs ? this.#lateMs + passed : 0
  }

  /** This process, not the engine, is late: what it finds in its sockets says nothing of the engine for a while. */
  #noticeSleep(wallMs: number): void {
    if (this.#lastTickMs !== never && wallMs - this.#lastTickMs > longestTickMs) this.#settledAtMs = wallMs + settleMs
  }

  get #delayMs(): number {
    return this.#best === Number.POSITIVE_INFINITY ? 0 : (this.#sent - this.#received - this.#best) / samplesPerMs
  }

  get verdict(): LagVerdict {
    const { unbearableMs, sustainedMs, hangMs } = this.#limits
    // Where this process gets no time, an engine beside it gets none either, and what it did send may lie here unread.
    if (this.#quietMs >= hangMs + this.#sleptMs) return 'hanging'
    if (this.#lateMs < sustainedMs) return 'fine'
    return this.#delayMs >= unbearableMs + this.#sleptMs ? 'unbearable' : 'lagging'
  }

  get view(): LagView {
    return {
      realTimeFactor: this.#wallMs < 1000 ? null : round(this.#soundMs / this.#wallMs, 2),
      delayMs: Math.round(this.#delayMs),
      jitterMs: round(this.#jitterMs, 1),
      missedTicks: this.#missed + missedIn(this.#quietMs),
      verdict: this.verdict,
    }
  }
}

/** A frame is missed when the next one is due and it is not there. */
function missedIn(quietMs: number): number {
  return Math.max(0, Math.floor(quietMs / frameMs) - 1)
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}
