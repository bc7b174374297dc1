/** Decides from a block's spectra whether somebody besides the echo is there. */
import type { EchoSpectra } from './echo-filter.ts'

const BIN_HZ = 16_000 / 1024
/** Edges of the bands, Hz: narrow where speech has most to say. */
const EDGES_HZ = [140, 220, 300, 400, 500, 620, 760, 920, 1100, 1300, 1550, 1850, 2200, 2600, 3100, 3700, 4500, 5500, 6800]
const EDGES = EDGES_HZ.map((hz) => Math.round(hz / BIN_HZ))
const BANDS = EDGES.length - 1

export type EchoGateOptions = {
  /** Left-over power is somebody where it exceeds what may be left of the echo by this factor. */
  readonly margin: number
  /** Evidence that counts as somebody, in two blocks running or twice as much in one: octaves of excess, summed over bands, at most `mostPerBand` each. */
  readonly evidence: number
  readonly mostPerBand: number
  /** Blocks for which somebody, once there, is believed to be there still. */
  readonly hang: number
  /** Share of the expected echo that must be found in the microphone for the expectation to be trusted. */
  readonly trust: number
  /** How fast the measured rest is believed, per block, where it is more than thought: while clearly nobody, perhaps, or certainly somebody is there. */
  readonly rise: { readonly nobody: number; readonly perhaps: number; readonly somebody: number }
  /** The same where it is less. */
  readonly fall: number
}
export const defaultEchoGate: EchoGateOptions = {
  margin: 4,
  evidence: 2,
  mostPerBand: 2,
  hang: 4,
  trust: 0.4,
  rise: { nobody: 0.1, perhaps: 0.02, somebody: 0.002 },
  fall: 0.03,
}

/** In a band where the echo is not small, taking it out must leave clearly less than there was; else it was the wrong echo. */
const HELPED = 0.85
const SMALL_ECHO = 0.2
/** Bounds of what is left in fact over what the filter thinks is left, and of one step in it (natural logarithm). */
const SCALE = { least: 0.5, most: 50, stepDown: 3, stepUp: 2 }
/** Share of the expected echo that may always be left. */
const LEFT_SHARE = 0.03
/** Share of the whole echo that a small loudspeaker may bend into any other band. */
const BENT_SHARE = 0.001
/** The same where the expectation is not trusted: all of it, twice. */
const LEFT_UNTRUSTED = 2
/** Blocks by which an echo may be later than expected where it is not found any more. */
const HELD_BLOCKS = 10
/** Weight of the past in the trust, and in the echo of the last blocks. */
const TRUST_MEMORY = 0.75
const ECHO_MEMORY = 0.8

export class EchoGate {
  readonly #options: EchoGateOptions
  readonly #floor = new Float64Array(BANDS)
  /** What is left in fact, over what the filter thinks may be left. */
  readonly #scale = new Float64Array(BANDS).fill(1)
  readonly #recentEcho = new Float64Array(BANDS)
  readonly #echoes = Array.from({ length: HELD_BLOCKS }, () => new Float64Array(BANDS))
  #agreement = 0
  #echo = 0
  #hang = 0
  #foundBefore = 0
  #near = false

  constructor(options: EchoGateOptions = defaultEchoGate) {
    this.#options = options
  }

  /** Is the expected echo in the microphone? Its share there is about 1 where the filter is right, whatever else is heard. */
  get trusted(): boolean {
    return this.#agreement / (this.#echo + 1e-12) >= this.#options.trust
  }

  /** After the filter was reset or moved. */
  restart(): void {
    this.#scale.fill(1)
    this.#agreement = 0
    this.#echo = 0
  }

  /** @returns whether somebody besides the echo is in this block */
  judge(spectra: EchoSpectra): boolean {
    const { margin, mostPerBand, hang } = this.#options
    let agreement = 0
    let echo = 0
    for (let band = 0; band < BANDS; band++) {
      agreement += sum(spectra.agreement, band)
      echo += sum(spectra.echo, band)
    }
    this.#agreement = TRUST_MEMORY * this.#agreement + (1 - TRUST_MEMORY) * agreement
    this.#echo = TRUST_MEMORY * this.#echo + (1 - TRUST_MEMORY) * echo
    const { trusted } = this
    const bent = BENT_SHARE * this.#recentEcho.reduce((all, band) => all + band, 0)
    let found = 0
    const left = new Float64Array(BANDS)
    const doubt = new Float64Array(BANDS)
    for (let band = 0; band < BANDS; band++) {
      const bandEcho = sum(spectra.echo, band)
      const bandAgreement = sum(spectra.agreement, band)
      const leftOver = sum(spectra.residual, band)
      // Power of the microphone, from M = rest + echo: |M|² = |rest|² + 2 Re(M·echo*) − |echo|².
      const heard = Math.max(0, leftOver + 2 * bandAgreement - bandEcho)
      const rest = Math.min(leftOver, heard)
      const uncertain = sum(spectra.doubt, band) + 0.003 * bandEcho
      left[band] = leftOver
      doubt[band] = uncertain
      this.#recentEcho[band] = Math.max(bandEcho, ECHO_MEMORY * (this.#recentEcho[band] ?? 0))
      this.#learnFloor(band, rest)
      const recent = this.#recentEcho[band] ?? 0
      const helped = trusted && (leftOver < HELPED * heard || recent < SMALL_ECHO * heard)
      const echoLeft = helped ? LEFT_SHARE * recent : LEFT_UNTRUSTED * (trusted ? recent : this.#held(band, bandEcho))
      const expected = (this.#scale[band] ?? 1) * uncertain + echoLeft + bent + (this.#floor[band] ?? 0)
      const excess = Math.log2((rest + 1e-12) / (margin * expected + 1e-12))
      if (excess > 0) found += Math.min(mostPerBand, excess)
    }
    const oldest = this.#echoes.shift()
    if (oldest) {
      for (let band = 0; band < BANDS; band++) oldest[band] = sum(spectra.echo, band)
      this.#echoes.push(oldest)
    }
    const { evidence } = this.#options
    const somebody = found >= 2 * evidence || (found >= evidence && this.#foundBefore >= evidence)
    this.#foundBefore = found
    this.#hang = somebody ? hang : Math.max(0, this.#hang - 1)
    this.#near = this.#hang > 0
    const rise = this.#options.rise[this.#near ? 'somebody' : found < 1 ? 'nobody' : 'perhaps']
    for (let band = 0; band < BANDS; band++) this.#learnScale(band, (left[band] ?? 0) / ((doubt[band] ?? 0) + 1e-12), rise)
    return this.#near
  }

  /** The loudest echo that was expected in a band of late: it may come later than it is expected now. */
  #held(band: number, now: number): number {
    let most = now
    for (const before of this.#echoes) most = Math.max(most, before[band] ?? 0)
    return most
  }

  #learnFloor(band: number, power: number): void {
    const floor = this.#floor[band] ?? 0
    this.#floor[band] = power < floor || floor === 0 ? 0.7 * floor + 0.3 * power : Math.min(power, floor * 1.004)
  }

  #learnScale(band: number, ratio: number, rise: number): void {
    const scale = this.#scale[band] ?? 1
    const step = Math.max(-SCALE.stepDown, Math.min(SCALE.stepUp, Math.log(Math.max(1e-6, ratio) / scale)))
    const rate = step < 0 ? this.#options.fall : rise
    this.#scale[band] = Math.min(SCALE.most, Math.max(SCALE.least, scale * Math.exp(rate * step)))
  }
}

function sum(power: Float64Array, band: number): number {
  let total = 0
  for (let k = EDGES[band] ?? 0; k < (EDGES[band + 1] ?? 0); k++) total += power[k] ?? 0
  return total
}
