/** The last stretch of a caller's sound, addressed by media time. */

const RATE = 16_000

/** Keeps the newest `seconds` of 16 kHz sound; older requests get what is left of them. */
export class SoundMemory {
  readonly #ring: Float32Array
  #written = 0

  constructor(seconds: number) {
    this.#ring = new Float32Array(seconds * RATE)
  }
  push(samples: Float32Array): void {
    for (let done = 0; done < samples.length; ) {
      const at = this.#written % this.#ring.length
      const n = Math.min(samples.length - done, this.#ring.length - at)
      this.#ring.set(samples.subarray(done, done + n), at)
      this.#written += n
      done += n
    }
  }
  /** Media time of the newest sample, ms. */
  get endMs(): number {
    return (this.#written / RATE) * 1000
  }
  /** A copy of what was said between two times, ms. */
  slice(fromMs: number, toMs: number): Float32Array {
    const end = Math.min(this.#written, Math.round((toMs * RATE) / 1000))
    const start = Math.max(0, this.#written - this.#ring.length, Math.min(end, Math.round((fromMs * RATE) / 1000)))
    const out = new Float32Array(end - start)
    for (let i = 0; i < out.length; ) {
      const at = (start + i) % this.#ring.length
      const n = Math.min(out.length - i, this.#ring.length - at)
      out.set(this.#ring.subarray(at, at + n), i)
      i += n
    }
    return out
  }
}
