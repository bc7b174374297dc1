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
/** 1 whitens fully; less lets loud bins count for more. */
const WHITENING = 0.85

/** 16 kHz in, 8 kHz out; keeps its state. */
class Halver {
  readonly #past = new Float64Array(15)
  push(samples: ArrayLike<number>, out: Float64Array): void {
    const past = this.#past
    for (let n = 0; n < samples.length; n += 2) {
      past.copyWithin(0, 2)
      past[13] = samples[n] ?? 0
      past[14] = samples[n + 1] ?? 0
      let sum = 0
      for (let t = 0; t < TAPS.length; t++) sum += (TAPS[t] ?? 0) * (past[t] ?? 0)
      out[n / 2] = sum
    }
  }
}
/** A half-band low-pass of 15 taps (windowed sinc). */
const TAPS = Float64Array.from({ length: 15 }, (_, n) => {
  const t = n - 7
  const sinc = t === 0 ? 0.5 : Math.sin((Math.PI * t) / 2) / (Math.PI * t)
  return sinc * (0.54 + 0.46 * Math.cos((Math.PI * t) / 8))
})

export type EchoPeak = {
  /** Delay of the echo against the given position of the played sound, samples at 16 kHz; even. */
  readonly delaySamples: number
  /** How far the peak stands out, in standard deviations of the rest: beyond 7 or so it is no chance. */
  readonly strength: number
}

export class EchoDelay {
  readonly #fft = new FFT(SIZE)
  readonly #halvePlayed = new Halver()
  readonly #halveHeard = new Halver()
  readonly #played = new Float64Array(SIZE)
  readonly #heard = new Float64Array(SIZE)
  readonly #block = new Float64Array(256)
  readonly #x = new Float64Array(2 * SIZE)
  readonly #y = new Float64Array(2 * SIZE)
  readonly #z = new Float64Array(2 * SIZE)
  readonly #average = new Float64Array(LAGS)

  /** One block of both, 512 samples at 16 kHz each, at the same place of media time. */
  push(played: ArrayLike<number>, heard: ArrayLike<number>): void {
    this.#halvePlayed.push(played, this.#block)
    this.#played.copyWithin(0, 256)
    this.#played.set(this.#block, SIZE - 256)
    this.#halveHeard.push(heard, this.#block)
    this.#heard.copyWithin(0, 256)
    this.#heard.set(this.#block, SIZE - 256)
  }

  /** Looks for the echo in the last 384 ms of the microphone, and before. */
  look(): EchoPeak {
    const x = this.#x
    const y = this.#y
    const z = this.#z
    this.#heard.fill(0, 0, LAGS)
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
      const weight = (re * re + im * im + 1e-20) ** (-WHITENING / 2)
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
    return { delaySamples: 2 * bestLag, strength: best / Math.sqrt(all / LAGS + 1e-30) }
  }
}
