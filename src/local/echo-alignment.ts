/** Keeps the played sound in line with its echo: finds the delay, follows its drift, and notices when it jumps. */
import { EchoDelay, type EchoPeak } from './echo-delay.ts'
import { BLOCK, type EchoFilter } from './echo-filter.ts'
import type { PlayedSound } from './echo-played.ts'

/** The learnt way begins this much before the peak, samples. */
const BEFORE = 160
/** The played sound that is looked at ends this much after the microphone's, samples. */
const AHEAD = 1600
/** Blocks between two looks, while searching and after. */
const SEARCH_EVERY = 2
const FOLLOW_EVERY = 10
/**
 * A peak this strong, seen twice at the same place, is an echo. Two voices that have nothing to do with each other reach 11 by chance
 * (they may hum on the same pitch for a while), an echo alone 15 to 25, an echo under a voice of the same level 10 to 18.
 */
const SURE = 12
/** The same where the known echo is not found any more. */
const LIKELY = 9
const SAME = 16
/** A peak this far from where the filter has it, seen this often in a row, means that the delay jumped, samples. */
const JUMP = 32
const JUMP_LOOKS = 2
/** The peak may drift this far from its place in the filter, samples. */
const MOST_DRIFT = 96

/** Sound heard, in blocks, before there is enough of it to look at. */
const FIRST_LOOK = 5

/** `found`: all is new; `moved`: the known way came to lie elsewhere; `drifted`: nothing changed but where the filter begins. */
export type AlignmentChange = 'found' | 'moved' | 'drifted'

export type AlignmentState = {
  /** There is sound in the microphone. */
  readonly loud: boolean
  /** The filter's expectation is found in the microphone. */
  readonly trusted: boolean
  /** The filter has learnt the way. */
  readonly settled: boolean
}

export class EchoAlignment {
  readonly #played: PlayedSound
  readonly #filter: EchoFilter
  readonly #delay = new EchoDelay()
  readonly #heard = new Float64Array(EchoDelay.heardSamples)
  readonly #window = new Float64Array(EchoDelay.playedSamples)
  #known = false
  #delaySamples = 0
  #sinceLook = 0
  #last: EchoPeak | null = null
  #jumps = 0
  #loudBlocks = 0
  #gain = 0.01

  constructor(played: PlayedSound, filter: EchoFilter) {
    this.#played = played
    this.#filter = filter
  }

  /** It was no echo after all, or there is none any more. */
  forget(): void {
    this.#known = false
    this.#last = null
  }

  /** The filter's first tap stands for this delay. */
  get delaySamples(): number {
    return this.#delaySamples
  }
  /** Guess at the gain of the echo's way, as power. */
  get gain(): number {
    return this.#gain
  }

  hear(mic: Float64Array): void {
    this.#heard.copyWithin(0, BLOCK)
    this.#heard.set(mic, this.#heard.length - BLOCK)
  }

  look(base: number, state: AlignmentState): AlignmentChange | null {
    const { loud, trusted, settled } = state
    if (loud) this.#loudBlocks++
    this.#sinceLook++
    if (!loud || this.#loudBlocks < FIRST_LOOK) return null
    if (this.#sinceLook < (this.#known && trusted ? FOLLOW_EVERY : SEARCH_EVERY)) return null
    this.#sinceLook = 0
    this.#played.read(base + BLOCK + AHEAD - this.#window.length, this.#window)
    const seen = this.#delay.look(this.#window, this.#heard)
    const peak = { delaySamples: seen.delaySamples - AHEAD, strength: seen.strength }
    const before = this.#last
    this.#last = peak
    const same = before !== null && Math.abs(before.delaySamples - peak.delaySamples) <= SAME
    if (!same || peak.strength < (this.#known && !trusted ? LIKELY : SURE)) return null
    return this.#known ? this.#follow(base, peak, settled) : this.#begin(base, peak)
  }

  #begin(base: number, peak: EchoPeak): 'found' {
    this.#known = true
    this.#jumps = 0
    this.#delaySamples = peak.delaySamples - BEFORE
    const source = this.#window.subarray(0, this.#heard.length)
    this.#played.read(base + BLOCK - this.#heard.length - peak.delaySamples, source)
    this.#gain = Math.min(1, meanSquare(this.#heard) / (meanSquare(source) + 1e-9))
    return 'found'
  }

  /** Moves with the echo where the filter does not follow by itself. */
  #follow(base: number, peak: EchoPeak, settled: boolean): AlignmentChange | null {
    const response = this.#filter.response()
    const tap = peakOf(response)
    const off = peak.delaySamples - (this.#delaySamples + tap)
    if (Math.abs(off) <= JUMP) {
      this.#jumps = 0
      return tap < BEFORE - MOST_DRIFT || tap > BEFORE + MOST_DRIFT ? this.#centre(response, tap - BEFORE) : null
    }
    this.#jumps++
    if (this.#jumps < JUMP_LOOKS) return null
    if (!settled) return this.#begin(base, peak)
    this.#jumps = 0
    this.#delaySamples += off
    return 'moved'
  }

  /** The way has drifted towards an edge of the filter: both move back, so that what is learnt stays right. */
  #centre(response: Float64Array, bySamples: number): 'drifted' {
    const moved = new Float64Array(response.length)
    if (bySamples > 0) moved.set(response.subarray(bySamples))
    else moved.set(response.subarray(0, response.length + bySamples), -bySamples)
    this.#filter.adopt(moved)
    this.#delaySamples += bySamples
    return 'drifted'
  }
}

function peakOf(response: Float64Array): number {
  let best = 0
  for (let n = 1; n < response.length; n++) if (Math.abs(response[n] ?? 0) > Math.abs(response[best] ?? 0)) best = n
  return best
}

function meanSquare(samples: Float64Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum / samples.length
}
