/** The session's media clock: how much of the client's sound has passed, with silence put in, paced by the wall, where it is missing. */

const SAMPLES_PER_MS = 48
/** Before all times. Fields that begin as numbers and stay numbers are changed in place; any other would be allocated at each packet. */
const NEVER = Number.NEGATIVE_INFINITY
/** Crystals differ by far less than this; the wall's idea of the media time follows the client's pace this fast and no faster. */
const MAX_DRIFT = 500e-6

export type MediaClockOptions = {
  /** How far the client's sound may stay behind the wall before silence is put in. */
  readonly graceMs?: number
  /** Silence is put in by whole frames of this many 48 kHz samples. */
  readonly frameSamples?: number
  /** After silence was put in: how far sound may then run ahead of the wall before it counts as the late sound of that gap. */
  readonly slackMs?: number
  /** How far sound may run ahead of the wall at all. */
  readonly maxAheadMs?: number
  /** Gap sound that has not come this long after the gap is taken as lost. */
  readonly debtMs?: number
  /** Most silence for one tick; after a longer sleep of the whole machine time goes on from where it was. */
  readonly maxFillMs?: number
  /** A tick that comes later than this after the last one shows that this process slept: packets may wait in its sockets, so it does nothing. */
  readonly stallMs?: number
}

/** A stretch of session time in 48 kHz samples. */
export type MediaSpan = { readonly startSamples: number; readonly endSamples: number }

/**
 * What became of a packet. `counted`: its sound has the time of `span` and goes on to the engine. `late`: silence has already passed in its
 * place. `excess`: more than the pace of the wall allows. Late and excess sound takes no time and must not be passed on.
 * `gap` is the gap this packet ended.
 */
export type Arrival =
  | { readonly type: 'counted'; readonly span: MediaSpan; readonly gap: MediaSpan | undefined }
  | { readonly type: 'late' | 'excess' }

/** One leg's place in the session: its own time counts from 0 at `startSamples` of the session. */
export type LegStart = { readonly epoch: number; readonly startSamples: number }

/**
 * Counts 48 kHz samples; never goes back, never counts a stretch twice. It has no clock of its own: `wallMs` comes from a
 * monotonic one (`performance.now()`). Call `received` for every packet and `tick` every 20 to 40 ms.
 *
 * Invariants: session time ≤ wall since the start × (1 + 500 ppm) + `maxAheadMs` + one packet; after a tick that is in time, session time ≥
 * the wall's idea of it − `graceMs`, unless the machine slept longer than `maxFillMs`.
 */
export class MediaClock {
  readonly #graceSamples: number
  readonly #frameSamples: number
  readonly #slackSamples: number
  readonly #maxAheadSamples: number
  readonly #debtMs: number
  readonly #maxFillSamples: number
  readonly #stallMs: number
  #now = 0
  #epoch = 0
  /** The wall's idea of the media time: `#expected` samples at `#wallMs`. `NEVER` until the clock starts. */
  #wallMs = NEVER
  #expected = 0
  /** Wall time not yet used for following the client's pace. */
  #unslewedMs = 0
  #gap: MediaSpan | undefined
  /** Samples of silence whose sound may still come. */
  #debt = 0
  #debtUntilMs = 0
  #lastTickMs = NEVER
  #lastTickStalled = false

  constructor(options: MediaClockOptions = {}) {
    this.#graceSamples = (options.graceMs ?? 400) * SAMPLES_PER_MS
    this.#frameSamples = options.frameSamples ?? 960
    this.#slackSamples = (options.slackMs ?? 60) * SAMPLES_PER_MS
    this.#maxAheadSamples = (options.maxAheadMs ?? 1000) * SAMPLES_PER_MS
    this.#debtMs = options.debtMs ?? 2000
    this.#maxFillSamples = (options.maxFillMs ?? 2000) * SAMPLES_PER_MS
    this.#stallMs = options.stallMs ?? 100
  }

  /** Session media time in 48 kHz samples. */
  get nowSamples(): number {
    return this.#now
  }
  /** Session media time in milliseconds. */
  get nowMs(): number {
    return this.#now / SAMPLES_PER_MS
  }
  /** How far the client's sound is behind the wall; negative when ahead. As of the last call. */
  get behindMs(): number {
    return (this.#expected - this.#now) / SAMPLES_PER_MS
  }

  /** Lets time run from here on, also while no sound has come; without it the first packet starts it. */
  start(wallMs: number): void {
    if (this.#wallMs === NEVER) this.#wallMs = wallMs
  }

  /** A packet of `samples48` came. */
  received(samples48: number, wallMs: number): Arrival {
    if (this.#wallMs === NEVER) {
      this.start(wallMs)
      this.#expected = samples48
    }
    this.#advanceWall(wallMs)
    const aheadSamples = this.#now + samples48 - this.#expected
    if (this.#debt > 0 && wallMs >= this.#debtUntilMs) this.#debt = 0
    if (this.#debt > 0 && aheadSamples > this.#slackSamples) {
      this.#debt = Math.max(0, this.#debt - samples48)
      this.#debtUntilMs = wallMs + this.#debtMs
      return { type: 'late' }
    }
    if (aheadSamples > this.#maxAheadSamples) return { type: 'excess' }
    // What is counted ahead of the wall is also sound of the gap.
    if (aheadSamples > 0) this.#debt = Math.max(0, this.#debt - samples48)
    const span = this.#pass(samples48)
    const gap = this.#gap
    this.#gap = undefined
    this.#slew()
    return { type: 'counted', span, gap }
  }

  /** The silence to put in now, whole frames of it; undefined when none is due. */
  tick(wallMs: number): MediaSpan | undefined {
    if (this.#wallMs === NEVER) return undefined
    this.#advanceWall(wallMs)
    if (this.#stalled(wallMs)) return undefined
    const behind = this.#expected - this.#now
    if (behind < this.#frameSamples || (this.#gap === undefined && behind <= this.#graceSamples)) return undefined
    const samples = Math.floor(Math.min(behind, this.#maxFillSamples) / this.#frameSamples) * this.#frameSamples
    const span = this.#pass(samples)
    if (behind > this.#maxFillSamples) this.#expected = this.#now
    this.#gap = { startSamples: this.#gap?.startSamples ?? span.startSamples, endSamples: span.endSamples }
    this.#debt += samples
    this.#debtUntilMs = wallMs + this.#debtMs
    return span
  }

  /** A client leg ended or a new one began: the old one's missing sound cannot come any more. An open gap stays open. */
  forgetDebt(): void {
    this.#debt = 0
  }

  /** A leg begins now. Its epoch is one more than the last one's. */
  beginLeg(): LegStart {
    this.#epoch++
    return { epoch: this.#epoch, startSamples: this.#now }
  }

  /** Ends the gap that is open, if any: when the session ends in the middle of it. */
  endGap(): MediaSpan | undefined {
    const gap = this.#gap
    this.#gap = undefined
    return gap
  }

  /** Never twice in a row, so that slow ticks put in silence too. */
  #stalled(wallMs: number): boolean {
    const late = this.#lastTickMs !== NEVER && wallMs - this.#lastTickMs > this.#stallMs
    this.#lastTickStalled = late && !this.#lastTickStalled
    this.#lastTickMs = wallMs
    return this.#lastTickStalled
  }

  #pass(samples: number): MediaSpan {
    const startSamples = this.#now
    this.#now += samples
    return { startSamples, endSamples: this.#now }
  }

  /** A wall that steps back stands still until it has caught up. */
  #advanceWall(wallMs: number): void {
    const passedMs = wallMs - this.#wallMs
    if (passedMs <= 0) return
    this.#expected += passedMs * SAMPLES_PER_MS
    this.#unslewedMs += passedMs
    this.#wallMs = wallMs
  }

  /** Follows the client's clock: towards where its sound arrives, by no more than crystals can differ. */
  #slew(): void {
    const most = this.#unslewedMs * SAMPLES_PER_MS * MAX_DRIFT
    this.#expected += Math.max(-most, Math.min(most, this.#now - this.#expected))
    this.#unslewedMs = 0
  }
}

/** Session time of a leg's own time, both in 48 kHz samples. */
export function legToSession(leg: LegStart, legSamples: number): number {
  return leg.startSamples + legSamples
}
