/** Learns the way from loudspeaker to microphone: a partitioned-block frequency-domain Kalman filter (Enzner & Vary 2006, Kuech et al. 2014). */
import FFT from 'fft.js'

/** Samples of one block; one spectrum covers two. */
export const BLOCK = 512
const SIZE = 2 * BLOCK
const BINS = BLOCK + 1
/** Partitions cut back to their length per block, in turn: all of them in a few blocks. */
const CUT_BACK = 4
/** Weight of the past in the power of everything that is not echo. */
const NOISE_MEMORY = 0.5
/** What is believed of a way of which only the gain is known: how much of it lies in the first partition, and how it dies away. */
const UNCERTAINTY = 0.3
const DECAY = 0.6

export type EchoFilterOptions = {
  /** Blocks of impulse response. */
  readonly partitions: number
  /** How much of the way is believed to be the same a block later (1: never changes). */
  readonly persistence: number
}

/** One block in the frequency domain, per bin. */
export type EchoSpectra = {
  /** Power of what is left. */
  readonly residual: Float64Array
  /** Power of the echo taken out. */
  readonly echo: Float64Array
  /** Power of echo that may be left, by the filter's own uncertainty. */
  readonly doubt: Float64Array
  /** In-phase product of microphone and expected echo: equals `echo` where the expectation is right. */
  readonly agreement: Float64Array
}

export class EchoFilter {
  readonly #fft = new FFT(SIZE)
  readonly #options: EchoFilterOptions
  /** Newest first. */
  readonly #played: Float64Array[]
  readonly #weights: Float64Array[]
  readonly #doubt: Float64Array[]
  readonly #noise = new Float64Array(BINS)
  readonly #time = new Float64Array(SIZE)
  readonly #spectrum = new Float64Array(2 * SIZE)
  readonly #error = new Float64Array(2 * SIZE)
  readonly #scratch = new Float64Array(2 * SIZE)
  readonly #gain = new Float64Array(BINS)
  #cutNext = 0
  /** Of the latest block; overwritten by the next. */
  readonly spectra: EchoSpectra = {
    residual: new Float64Array(BINS),
    echo: new Float64Array(BINS),
    doubt: new Float64Array(BINS),
    agreement: new Float64Array(BINS),
  }

  constructor(options: EchoFilterOptions) {
    this.#options = options
    const spectra = () => Array.from({ length: options.partitions }, () => new Float64Array(2 * SIZE))
    this.#played = spectra()
    this.#weights = spectra()
    this.#doubt = Array.from({ length: options.partitions }, () => new Float64Array(BINS))
  }

  /** Samples of played sound that one block's echo is made of. */
  get spanSamples(): number {
    return (this.#options.partitions + 1) * BLOCK
  }

  /** Forgets everything. @param gain of the whole way from loudspeaker to microphone, as power, as far as can be guessed */
  reset(gain: number): void {
    for (const weights of this.#weights) weights.fill(0)
    this.doubtAgain(gain)
    this.#noise.fill(0)
  }

  /** Keeps what is learnt, and is as ready to learn as at first: what was learnt from one stretch of sound may hold for that alone. */
  doubtAgain(gain: number): void {
    for (const [p, doubt] of this.#doubt.entries()) doubt.fill(UNCERTAINTY * gain * DECAY ** p)
  }

  /** Moves on by one block of played sound. @param twoBlocks the newest two blocks, aligned to the microphone */
  push(twoBlocks: Float64Array): void {
    const oldest = this.#played.pop()
    if (oldest === undefined) return
    this.#fft.realTransform(oldest, twoBlocks)
    this.#played.unshift(oldest)
  }

  /** Takes the played sound anew, after its alignment moved. @param played `spanSamples` samples, oldest first */
  reload(played: Float64Array): void {
    for (let p = this.#options.partitions - 1; p >= 0; p--) {
      const from = played.length - SIZE - p * BLOCK
      this.push(played.subarray(from, from + SIZE))
    }
  }

  /** The echo that is expected in the block whose played sound was pushed last, as samples. */
  predict(out: Float64Array): void {
    const sum = this.#spectrum
    sum.fill(0)
    for (let p = 0; p < this.#options.partitions; p++) {
      const x = this.#played[p]
      const w = this.#weights[p]
      if (x === undefined || w === undefined) continue
      for (let i = 0; i < 2 * BINS; i += 2) {
        const xr = x[i] ?? 0
        const xi = x[i + 1] ?? 0
        const wr = w[i] ?? 0
        const wi = w[i + 1] ?? 0
        sum[i] = (sum[i] ?? 0) + xr * wr - xi * wi
        sum[i + 1] = (sum[i + 1] ?? 0) + xr * wi + xi * wr
      }
    }
    this.#fft.completeSpectrum(sum)
    this.#fft.inverseTransform(this.#scratch, sum)
    for (let n = 0; n < BLOCK; n++) out[n] = this.#scratch[2 * (BLOCK + n)] ?? 0
  }

  /** Learns from a block, and measures it in `spectra`. @param echo as predicted @param residual the microphone without it */
  learn(echo: Float64Array, residual: Float64Array): void {
    const error = this.#error
    this.#transformBlock(echo, this.#spectrum)
    this.#transformBlock(residual, error)
    this.#measure()
    this.#update()
    for (let turn = 0; turn < CUT_BACK; turn++) {
      this.#cutBack(this.#cutNext)
      this.#cutNext = (this.#cutNext + 1) % this.#options.partitions
    }
  }

  #transformBlock(block: Float64Array, out: Float64Array): void {
    this.#time.fill(0, 0, BLOCK)
    this.#time.set(block, BLOCK)
    this.#fft.realTransform(out, this.#time)
  }

  /** Powers of the block, and how much is to be learnt from it per bin. */
  #measure(): void {
    const { residual, echo, doubt: left, agreement } = this.spectra
    const error = this.#error
    left.fill(0)
    for (const [p, x] of this.#played.entries()) {
      const doubt = this.#doubt[p]
      if (doubt === undefined) continue
      for (let k = 0; k < BINS; k++) {
        const xr = x[2 * k] ?? 0
        const xi = x[2 * k + 1] ?? 0
        left[k] = (left[k] ?? 0) + 0.5 * (doubt[k] ?? 0) * (xr * xr + xi * xi)
      }
    }
    for (let k = 0; k < BINS; k++) {
      const er = error[2 * k] ?? 0
      const ei = error[2 * k + 1] ?? 0
      const dr = this.#spectrum[2 * k] ?? 0
      const di = this.#spectrum[2 * k + 1] ?? 0
      const power = er * er + ei * ei
      residual[k] = power
      echo[k] = dr * dr + di * di
      agreement[k] = (er + dr) * dr + (ei + di) * di
      const noise = NOISE_MEMORY * (this.#noise[k] ?? 0) + (1 - NOISE_MEMORY) * power
      this.#noise[k] = noise
      this.#gain[k] = 1 / ((left[k] ?? 0) + noise + 1e-9)
    }
  }

  #update(): void {
    const keep = this.#options.persistence ** 2
    const error = this.#error
    for (const [p, x] of this.#played.entries()) {
      const w = this.#weights[p]
      const doubt = this.#doubt[p]
      if (w === undefined || doubt === undefined) continue
      for (let k = 0; k < BINS; k++) {
        const i = 2 * k
        const xr = x[i] ?? 0
        const xi = x[i + 1] ?? 0
        const er = error[i] ?? 0
        const ei = error[i + 1] ?? 0
        const mu = (doubt[k] ?? 0) * (this.#gain[k] ?? 0)
        const wr = (w[i] ?? 0) + mu * (xr * er + xi * ei)
        const wi = (w[i + 1] ?? 0) + mu * (xr * ei - xi * er)
        w[i] = wr
        w[i + 1] = wi
        doubt[k] = keep * (1 - 0.5 * mu * (xr * xr + xi * xi)) * (doubt[k] ?? 0) + (1 - keep) * (wr * wr + wi * wi)
      }
    }
  }

  /** A partition longer than its block would wrap around: what is beyond it goes. */
  #cutBack(partition: number): void {
    const w = this.#weights[partition]
    if (w === undefined) return
    this.#fft.completeSpectrum(w)
    this.#fft.inverseTransform(this.#scratch, w)
    for (let n = 0; n < BLOCK; n++) this.#time[n] = this.#scratch[2 * n] ?? 0
    this.#time.fill(0, BLOCK)
    this.#fft.realTransform(w, this.#time)
  }

  /** The impulse response as learnt, `partitions × BLOCK` samples. */
  response(): Float64Array {
    const out = new Float64Array(this.#options.partitions * BLOCK)
    for (const [p, w] of this.#weights.entries()) {
      this.#fft.completeSpectrum(w)
      this.#fft.inverseTransform(this.#scratch, w)
      for (let n = 0; n < BLOCK; n++) out[p * BLOCK + n] = this.#scratch[2 * n] ?? 0
    }
    return out
  }

  /** Puts an impulse response in, `partitions × BLOCK` samples. */
  adopt(response: Float64Array): void {
    for (const [p, w] of this.#weights.entries()) {
      this.#time.fill(0)
      this.#time.set(response.subarray(p * BLOCK, (p + 1) * BLOCK))
      this.#fft.realTransform(w, this.#time)
    }
  }
}
