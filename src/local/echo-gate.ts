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
  /** Evidence that counts as somebody: octaves of excess, summed over bands, at most `mostPerBand` each. */
  readonly evidence: number
  readonly mostPerBand: number
  /** Blocks for which somebody, once there, is believed to be there still. */
  readonly hang: number
  /** Share of the expected echo that must be found in the microphone for the expectation to be trusted. */
  readonly trust: number
}
export const defaultEchoGate: EchoGateOptions = { margin: 4, evidence: 4, mostPerBand: 2, hang: 3, trust: 0.4 }

/** How fast the expected rest grows and shrinks with what is seen while nobody is there, and grows while somebody seems to be. */
const RISE = 0.2
const FALL = 0.02
const RISE_DOUBTFUL = 0.004
const MOST_SCALE = 300
const LEAST_SCALE = 0.5
/** Weight of the past in the trust, and in the echo of the last blocks. */
const TRUST_MEMORY = 0.75
const ECHO_MEMORY = 0.8

export class EchoGate {
  readonly #options: EchoGateOptions
  readonly #floor = new Float64Array(BANDS)
  /** What is left in fact, over what the filter thinks may be left. */
  readonly #scale = new Float64Array(BANDS).fill(1)
  readonly #recentEcho = new Float64Array(BANDS)
  #agreement = 0
  #echo = 0
  #hang = 0
  #near = false
  /** Evidence found in the latest block. */
  evidence = 0

  constructor(options: EchoGateOptions = defaultEchoGate) {
    this.#options = options
  }

  /** Share of the expected echo that is in the microphone: about 1 where the filter is right. */
  get trust(): number {
    return this.#agreement / (this.#echo + 1e-12)
  }

  /** After the filter was reset or moved. */
  restart(): void {
    this.#scale.fill(1)
    this.#agreement = 0
    this.#echo = 0
  }

  /** The background without echo is learnt here. */
  hearBackground(power: Float64Array): void {
    for (let band = 0; band < BANDS; band++) this.#learnFloor(band, sum(power, band))
  }

  /** @returns whether somebody besides the echo is in this block */
  judge(spectra: EchoSpectra): boolean {
    const { margin, mostPerBand, hang, trust } = this.#options
    let agreement = 0
    let echo = 0
    for (let band = 0; band < BANDS; band++) {
      agreement += sum(spectra.agreement, band)
      echo += sum(spectra.echo, band)
    }
    this.#agreement = TRUST_MEMORY * this.#agreement + (1 - TRUST_MEMORY) * agreement
    this.#echo = TRUST_MEMORY * this.#echo + (1 - TRUST_MEMORY) * echo
    const trusted = this.trust >= trust
    let found = 0
    const left = new Float64Array(BANDS)
    const doubt = new Float64Array(BANDS)
    for (let band = 0; band < BANDS; band++) {
      const rest = sum(spectra.residual, band)
      const bandEcho = sum(spectra.echo, band)
      const uncertain = sum(spectra.doubt, band) + 0.003 * bandEcho
      left[band] = rest
      doubt[band] = uncertain
      this.#recentEcho[band] = Math.max(bandEcho, ECHO_MEMORY * (this.#recentEcho[band] ?? 0))
      this.#learnFloor(band, rest)
      const expected =
        (this.#scale[band] ?? 1) * uncertain + (trusted ? 0.03 : 2) * (this.#recentEcho[band] ?? 0) + (this.#floor[band] ?? 0)
      const excess = Math.log2((rest + 1e-12) / (margin * expected + 1e-12))
      if (excess > 0) found += Math.min(mostPerBand, excess)
    }
    this.evidence = found
    const somebody = found >= this.#options.evidence
    for (let band = 0; band < BANDS; band++) this.#learnScale(band, (left[band] ?? 0) / ((doubt[band] ?? 0) + 1e-12), somebody)
    this.#hang = somebody ? hang : Math.max(0, this.#hang - 1)
    this.#near = somebody || (this.#near && this.#hang > 0)
    return this.#near
  }

  #learnFloor(band: number, power: number): void {
    const floor = this.#floor[band] ?? 0
    this.#floor[band] = power < floor || floor === 0 ? 0.7 * floor + 0.3 * power : Math.min(power, floor * 1.004)
  }

  #learnScale(band: number, ratio: number, somebody: boolean): void {
    const scale = this.#scale[band] ?? 1
    const step = Math.log(Math.max(1e-6, ratio) / scale)
    const rate = step < 0 ? (somebody ? 0 : FALL) : somebody ? RISE_DOUBTFUL : RISE
    this.#scale[band] = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale * Math.exp(rate * step)))
  }
}

function sum(power: Float64Array, band: number): number {
  let total = 0
  for (let k = EDGES[band] ?? 0; k < (EDGES[band + 1] ?? 0); k++) total += power[k] ?? 0
  return total
}
