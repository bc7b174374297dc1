/** What the agent played, kept for as long as its echo may come back, and read at any place, also between two samples. */

const HALF = 8
const STEPS = 64
/** A windowed sinc for each of `STEPS` places between two samples. */
const KERNELS = Array.from({ length: STEPS }, (_, step) =>
  Float64Array.from({ length: 2 * HALF }, (_, tap) => {
    const t = tap - HALF + 1 - step / STEPS
    const sinc = Math.abs(t) < 1e-9 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t)
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * t) / (HALF + 1)))
  }),
)
const GRAIN = 256

export class PlayedSound {
  readonly #ring: Float32Array
  /** Loudest sample of each `GRAIN` samples. */
  readonly #peaks: Float32Array
  #written = 0

  /** @param samples kept; a multiple of 256 */
  constructor(samples: number) {
    this.#ring = new Float32Array(samples)
    this.#peaks = new Float32Array(samples / GRAIN)
  }

  get written(): number {
    return this.#written
  }

  push(samples: Float32Array): void {
    for (const sample of samples) {
      const at = this.#written % this.#ring.length
      const grain = Math.floor(at / GRAIN)
      if (at % GRAIN === 0) this.#peaks[grain] = 0
      const value = Number.isFinite(sample) ? sample : 0
      this.#ring[at] = value
      const peak = Math.abs(value)
      if (peak > (this.#peaks[grain] ?? 0)) this.#peaks[grain] = peak
      this.#written++
    }
  }

  /**
   * The samples from `position` on, `step` apart, interpolated; silence where nothing is kept (any more, or yet).
   */
  read(position: number, out: Float64Array, step = 1): void {
    if (step === 1 && Number.isInteger(position)) {
      for (let n = 0; n < out.length; n++) out[n] = this.#at(position + n)
      return
    }
    for (let n = 0; n < out.length; n++) {
      const place = position + n * step
      const steps = Math.round((place - Math.floor(place)) * STEPS)
      const whole = Math.floor(place) + (steps === STEPS ? 1 : 0)
      const kernel = KERNELS[steps % STEPS]
      if (kernel === undefined) continue
      let sum = 0
      for (let tap = 0; tap < 2 * HALF; tap++) sum += (kernel[tap] ?? 0) * this.#at(whole + tap - HALF + 1)
      out[n] = sum
    }
  }

  /** The loudest sample between two places, to the nearest 16 ms. */
  peak(from: number, to: number): number {
    const oldest = Math.max(0, this.#written - this.#ring.length + GRAIN)
    let loudest = 0
    for (let at = Math.max(oldest, from); at < Math.min(to, this.#written); at += GRAIN) {
      const value = this.#peaks[Math.floor((at % this.#ring.length) / GRAIN)] ?? 0
      if (value > loudest) loudest = value
    }
    return loudest
  }

  #at(position: number): number {
    if (position < 0 || position >= this.#written || position < this.#written - this.#ring.length) return 0
    return this.#ring[position % this.#ring.length] ?? 0
  }
}
