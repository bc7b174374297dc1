/** Finds where in the microphone the played sound comes back: generalised cross-correlation with phase transform, averaged over time. */
import FFT from 'fft.js'

/** Works at 8 kHz: half the samples, and speech has all it needs there. */
const SIZE = 8192
const HEARD = 3072
const LAGS = SIZE - HEARD
const BIN_HZ = 8000 / SIZE
const FROM_BIN = Math.round(250 / BIN_HZ)
const TO_BIN = Math.round(3500 / BIN_HZ)
/** How much of the microphone's past counts: the weight of the old average at each look. */
const MEMORY = 0.6

/** A half-band low-pass of 15 taps (windowed sinc): but for the middle one only the odd places are not zero. */
const MIDDLE = 0.5
const SIDES = [1, 3, 5, 7].map((t) => ({
  t,
  gain: (Math.sin((Math.PI * t) / 2) / (Math.PI * t)) * (0.54 + 0.46 * Math.cos((Math.PI * t) / 8)),
}))

/** 16 kHz in, 8 kHz out. */
function halve(samples: Float64Array, out: Float64Array, at: number): void {
  for (let n = 0; n < samples.length / 2; n++) {
    let sum = MIDDLE * (samples[2 * n] ?? 0)
    for (const { t, gain } of SIDES) sum += gain * ((samples[2 * n - t] ?? 0) + (samples[2 * n + t] ?? 0))
    out[at + n] = sum
  }
}
/** |C|^-0.75 of |C|²: whitens, but lets loud bins count for a little more. */
function whiten(power: number): number {
  const quarter = Math.sqrt(Math.sqrt(power + 1e-20))
  return 1 / (quarter * Math.sqrt(quarter))
}
export type EchoPeak = {
  /** Delay of the echo against the given position of the played sound, samples at 16 kHz, to a fraction of one. */
  readonly delaySamples: number
  /** How far the peak stands out, in standard deviations of the rest: beyond 7 or so it is no chance. */
  readonly strength: number
}

export class EchoDelay {
  readonly #fft = new FFT(SIZE)
  readonly #played = new Float64Array(SIZE)
  readonly #heard = new Float64Array(SIZE)
  readonly #x = new Float64Array(2 * SIZE)
  readonly #y = new Float64Array(2 * SIZE)
  readonly #z = new Float64Array(2 * SIZE)
  readonly #average = new Float64Array(LAGS)

  /** Samples at 16 kHz that `look` takes of each side. */
  static readonly playedSamples = 2 * SIZE
  static readonly heardSamples = 2 * HEARD

  /** What was seen before says nothing any more. */
  forget(): void {
    this.#average.fill(0)
  }

  /**
   * Looks for the echo. Both end at the same place of media time.
   * @param played the last 1024 ms, at 16 kHz
   * @param heard the last 384 ms of the microphone
   */
  look(played: Float64Array, heard: Float64Array): EchoPeak {
    const x = this.#x
    const y = this.#y
    const z = this.#z
    halve(played, this.#played, 0)
    halve(heard, this.#heard, LAGS)
    this.#fft.realTransform(x, this.#played)
    this.#fft.realTransform(y, this.#heard)
    z.fill(0)
    for (let k = FROM_BIN; k <= TO_BIN; k++) {
      const i = 2 * k
      const xr = x[i] ?? 0
      const xi = x[i + 1] ?? 0
      const yr = y[i] ?? 0
      const yi = y[i + 1] ?? 0
      const re = yr * xr + yi * xi
      const im = yi * xr - yr * xi
      const weight = whiten(re * re + im * im)
      z[i] = re * weight
      z[i + 1] = im * weight
    }
    this.#fft.completeSpectrum(z)
    this.#fft.inverseTransform(x, z)
    let power = 0
    for (let lag = 0; lag < LAGS; lag++) power += (x[2 * lag] ?? 0) ** 2
    const scale = 1 / Math.sqrt(power / LAGS + 1e-30)
    let best = 0
    let bestLag = 0
    let all = 0
    for (let lag = 0; lag < LAGS; lag++) {
      const value = MEMORY * (this.#average[lag] ?? 0) + (1 - MEMORY) * (x[2 * lag] ?? 0) * scale
      this.#average[lag] = value
      all += value * value
      if (Math.abs(value) > best) {
        best = Math.abs(value)
        bestLag = lag
      }
    }
    return { delaySamples: 2 * (bestLag + this.#beside(bestLag)), strength: best / Math.sqrt(all / LAGS + 1e-30) }
  }

  /** Where the peak is between its neighbours, −0.5 to 0.5 lags: the vertex of the parabola through the three. */
  #beside(lag: number): number {
    const sign = Math.sign(this.#average[lag] ?? 0)
    const [a, b, c] = [-1, 0, 1].map((n) => sign * (this.#average[lag + n] ?? 0))
    const bend = (a ?? 0) - 2 * (b ?? 0) + (c ?? 0)
    return bend >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (0.5 * ((a ?? 0) - (c ?? 0))) / bend))
  }
}
