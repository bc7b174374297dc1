/**
 * The playback buffer: evens out late packets, sheds what would become delay, and follows small clock drift by resampling a little.
 * Its measure is the *floor*, the least it held in the last seconds: a floor above the goal is delay without use, a floor
 * of nothing is a drop-out about to happen.
 */

export interface JitterOptions {
  readonly sampleRate: number
  /** What must be there before sound starts, at first. */
  readonly startMs: number
  /** Bounds of what it may ask for before it starts again after a drop-out. */
  readonly minMs: number
  readonly maxMs: number
  /** More than this over the start amount is late sound, and the oldest of it is dropped. */
  readonly lateMs: number
}

export interface JitterStats {
  readonly bufferedMs: number
  readonly targetMs: number
  readonly dropouts: number
  readonly droppedMs: number
  /** Position in the stream: samples played, with those dropped as late. */
  readonly playedSamples: number
}

const defaults: JitterOptions = { sampleRate: 48_000, startMs: 60, minMs: 40, maxMs: 240, lateMs: 300 }

const GROW_MS = 20
const SHRINK_MS = 5
/** Without a drop-out for so long, the buffer asks for a little less. */
const CALM_MS = 10_000
const FLOOR_WINDOW_MS = 1_000
/** The floor it steers for: a part of the target, as the rest is the sawtooth of arriving messages. */
const FLOOR_SHARE = 0.25
/** Surplus from which silence is cut out instead of played. */
const SHED_MS = 30
const SHED_BLOCK_MS = 5
const SILENCE_PEAK = 0.002
const MAX_FASTER = 0.02
const MAX_SLOWER = 0.003
/** A drift of so many milliseconds is corrected by one part in a thousand. */
const DRIFT_MS_PER_PERMILLE = 5
const FADE_SAMPLES = 96
const CAPACITY = 1 << 17

export class JitterBuffer {
  readonly #options: JitterOptions
  readonly #ring = new Float32Array(CAPACITY)
  readonly #perMs: number
  #read = 0
  #write = 0
  /** Part of a sample already consumed beyond `#read`. */
  #fraction = 0
  #playing = false
  #fadeIn = 0
  #last = 0
  #targetMs: number
  #rate = 1
  #windowSamples = 0
  #windowFloor = Number.POSITIVE_INFINITY
  #previousFloor = Number.POSITIVE_INFINITY
  #calmSamples = 0
  #dropouts = 0
  #dropped = 0

  constructor(options: Partial<JitterOptions> = {}) {
    this.#options = { ...defaults, ...options }
    this.#perMs = this.#options.sampleRate / 1000
    this.#targetMs = this.#options.startMs
  }

  get stats(): JitterStats {
    return {
      bufferedMs: this.#available / this.#perMs,
      targetMs: this.#targetMs,
      dropouts: this.#dropouts,
      droppedMs: this.#dropped / this.#perMs,
      playedSamples: this.#read,
    }
  }

  /** Takes decoded mono samples at the buffer's rate. */
  push(samples: Float32Array): void {
    const surplus = Math.max(0, samples.length - CAPACITY / 2)
    if (surplus > 0) {
      this.#write += surplus
      this.#skip(this.#available)
    }
    for (const sample of samples.subarray(surplus)) {
      this.#ring[this.#write % CAPACITY] = sample
      this.#write += 1
    }
    const most = (this.#targetMs + this.#options.lateMs) * this.#perMs
    if (this.#available > most) this.#skip(this.#available - Math.round(this.#targetMs * this.#perMs))
  }

  /** Fills `out` with the next samples, silence where there are none. */
  pull(out: Float32Array): void {
    if (!this.#playing) {
      if (this.#available < this.#targetMs * this.#perMs) {
        this.#fadeOut(out, 0)
        return
      }
      this.#playing = true
      this.#fadeIn = FADE_SAMPLES
      this.#forgetFloor()
    }
    this.#shedSilence()
    const need = Math.ceil(this.#fraction + out.length * this.#rate) + 1
    if (this.#available < need) {
      this.#runDry(out)
      return
    }
    this.#copy(out)
    this.#measure(out.length)
  }

  get #available(): number {
    return this.#write - this.#read
  }

  #sample(index: number): number {
    return this.#ring[index % CAPACITY] ?? 0
  }

  #copy(out: Float32Array): void {
    let position = this.#fraction
    for (let i = 0; i < out.length; i += 1) {
      const whole = Math.floor(position)
      const part = position - whole
      const here = this.#sample(this.#read + whole)
      let value = part === 0 ? here : here + (this.#sample(this.#read + whole + 1) - here) * part
      if (this.#fadeIn > 0) {
        value *= 1 - this.#fadeIn / FADE_SAMPLES
        this.#fadeIn -= 1
      }
      out[i] = value
      this.#last = value
      position += this.#rate
    }
    const consumed = Math.floor(position)
    this.#read += consumed
    this.#fraction = position - consumed
  }

  /** Plays what is left, fades to silence, and asks for more before it starts again. */
  #runDry(out: Float32Array): void {
    const left = Math.min(out.length, Math.max(0, this.#available))
    for (let i = 0; i < left; i += 1) {
      this.#last = this.#sample(this.#read + i)
      out[i] = this.#last
    }
    this.#read += left
    this.#fraction = 0
    this.#fadeOut(out, left)
    this.#playing = false
    this.#dropouts += 1
    this.#calmSamples = 0
    this.#targetMs = Math.min(this.#options.maxMs, this.#targetMs + GROW_MS)
  }

  #fadeOut(out: Float32Array, from: number): void {
    for (let i = from; i < out.length; i += 1) {
      this.#last = Math.abs(this.#last) < 1e-4 ? 0 : this.#last * 0.95
      out[i] = this.#last
    }
  }

  /** Follows the floor: sets the rate for drift, and asks for less after a long calm. */
  #measure(length: number): void {
    this.#windowFloor = Math.min(this.#windowFloor, this.#available)
    this.#windowSamples += length
    this.#calmSamples += length
    if (this.#windowSamples >= FLOOR_WINDOW_MS * this.#perMs) {
      this.#previousFloor = this.#windowFloor
      this.#windowFloor = this.#available
      this.#windowSamples = 0
      const drift = this.#surplusMs
      const permille = drift / DRIFT_MS_PER_PERMILLE
      this.#rate = Math.abs(permille) < 0.5 ? 1 : 1 + Math.max(-MAX_SLOWER, Math.min(MAX_FASTER, permille / 1000))
    }
    if (this.#calmSamples >= CALM_MS * this.#perMs) {
      this.#calmSamples = 0
      this.#targetMs = Math.max(this.#options.minMs, this.#targetMs - SHRINK_MS)
    }
  }

  /** How much more than useful the buffer has held all the time lately; 0 until a window has passed. */
  get #surplusMs(): number {
    const floor = Math.min(this.#previousFloor, this.#windowFloor)
    return Number.isFinite(this.#previousFloor) ? floor / this.#perMs - this.#targetMs * FLOOR_SHARE : 0
  }

  #forgetFloor(): void {
    this.#windowFloor = Number.POSITIVE_INFINITY
    this.#previousFloor = Number.POSITIVE_INFINITY
    this.#windowSamples = 0
    this.#rate = 1
  }

  #shedSilence(): void {
    const block = Math.round(SHED_BLOCK_MS * this.#perMs)
    while (this.#surplusMs > SHED_MS && this.#available > 2 * block && this.#isSilent(block)) this.#skip(block)
  }

  #isSilent(count: number): boolean {
    for (let i = 0; i < count; i += 1) if (Math.abs(this.#sample(this.#read + i)) > SILENCE_PEAK) return false
    return true
  }

  #skip(count: number): void {
    this.#read += count
    this.#dropped += count
    this.#previousFloor -= count
    this.#windowFloor -= count
    this.#fadeIn = FADE_SAMPLES
  }
}
