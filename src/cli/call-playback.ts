/** Where each piece of the agent's sound lands on the call's time line: what a listener with a small jitter buffer would have heard, and when. */

export type PlaybackOptions = {
  readonly sampleRate: number
  /** Sound that begins after a gap is held back this long, so that a little jitter cannot tear it. */
  readonly bufferMs?: number
  /** Sound that would be heard later than this after its arrival is dropped: delay never accumulates. */
  readonly maxDelayMs?: number
  /** Keep the sound for `render`; a live call that is not recorded need not. */
  readonly keep?: boolean
}

export type Placed = {
  /** Media time at which it is heard, ms. */
  readonly startMs: number
  /** Silence the listener got before it because it came late, ms; 0 at the very start. */
  readonly gapMs: number
  /** It was too far behind and is not heard at all. */
  readonly dropped: boolean
}

/**
 * Placing rule: a piece follows the one before without a break if it arrives while that one still plays; else it starts `bufferMs` (40)
 * after its arrival. A piece that would start more than `maxDelayMs` (400) after its arrival is dropped.
 */
export class Playback {
  readonly #rate: number
  readonly #bufferMs: number
  readonly #maxDelayMs: number
  readonly #keep: boolean
  readonly #pieces: { readonly start: number; readonly samples: Float32Array }[] = []
  /** Time line sample at which the next piece starts if it is in time. */
  #cursor = 0
  /** Samples of the stream placed so far, and those of them since the last gap. */
  #placed = 0
  #placedInRun = 0
  #started = false

  constructor(options: PlaybackOptions) {
    this.#rate = options.sampleRate
    this.#bufferMs = options.bufferMs ?? 40
    this.#maxDelayMs = options.maxDelayMs ?? 400
    this.#keep = options.keep ?? true
  }

  /** @param samples mono, at the playback's rate. @param arrivedMs media time of its arrival. */
  add(samples: Float32Array, arrivedMs: number): Placed {
    const arrived = this.#toSamples(arrivedMs)
    if (this.#started && this.#cursor - arrived > this.#toSamples(this.#maxDelayMs))
      return { startMs: this.#toMs(this.#cursor), gapMs: 0, dropped: true }
    const inTime = this.#started && arrived <= this.#cursor
    const start = inTime ? this.#cursor : arrived + this.#toSamples(this.#bufferMs)
    const gap = this.#started ? start - this.#cursor : 0
    this.#started = true
    this.#cursor = start + samples.length
    this.#placed += samples.length
    this.#placedInRun = (inTime ? this.#placedInRun : 0) + samples.length
    if (this.#keep) this.#pieces.push({ start, samples })
    return { startMs: this.#toMs(start), gapMs: this.#toMs(gap), dropped: false }
  }

  /** Samples of the stream, dropped ones left out, that have been heard at media time `atMs`. */
  playedSamples(atMs: number): number {
    const left = Math.max(0, this.#cursor - this.#toSamples(atMs))
    return this.#placed - Math.min(left, this.#placedInRun)
  }

  /** The agent's side as heard from media time 0 on, silence included. */
  render(lengthSamples: number): Float32Array {
    const heard = new Float32Array(lengthSamples)
    for (const { start, samples } of this.#pieces)
      if (start < lengthSamples) heard.set(samples.subarray(0, lengthSamples - start), start)
    return heard
  }

  #toSamples(ms: number): number {
    return Math.round((ms * this.#rate) / 1000)
  }
  #toMs(samples: number): number {
    return (samples * 1000) / this.#rate
  }
}
