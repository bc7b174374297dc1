/** Keeps the played sound in line with its echo: finds the delay, follows its drift, and notices when it jumps. */
import { EchoDelay, type EchoPeak } from './echo-delay.ts'
import { EchoDrift } from './echo-drift.ts'
import { BLOCK, type EchoFilter } from './echo-filter.ts'
import type { PlayedSound } from './echo-played.ts'

/** The learnt way begins this much before the peak, samples. */
const BEFORE = 160
/** The played sound that is looked at ends this much after the microphone's, samples. */
const AHEAD = 1600
/** Blocks between two looks, while searching and after. */
const SEARCH_EVERY = 2
const FOLLOW_EVERY = 10
const LOST_EVERY = 1
/** Blocks that it takes to notice that the echo is not where it was. */
const LOST_BEFORE = 3
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

/** Blocks of the microphone that are kept. */
const HEARD_BLOCKS = 32
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
  readonly #drift = new EchoDrift()
  /** The last second or so of the microphone, up to the latest block. */
  readonly heard = new Float64Array(HEARD_BLOCKS * BLOCK)
  readonly #heardLast = this.heard.subarray(-EchoDelay.heardSamples)
  readonly #window = new Float64Array(EchoDelay.playedSamples)
  readonly #looked = new Float64Array(EchoDelay.heardSamples)
  #known = false
  #lostBlocks = 0
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

  /** Blocks of what was heard last in which the echo was where it is now, as far as that is known. */
  get blocksHeard(): number {
    return this.#known && this.#lostBlocks > 0 ? Math.min(HEARD_BLOCKS, this.#lostBlocks + LOST_BEFORE) : HEARD_BLOCKS
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

  /** Samples of the played sound that pass in one of the microphone's. */
  get pace(): number {
    return 1 - this.#drift.perSample
  }

  /** Takes in a block of the microphone; meanwhile the echo has come to be a little later, or earlier. */
  hear(mic: Float64Array): void {
    this.#delaySamples += this.#drift.perSample * BLOCK
    this.heard.copyWithin(0, BLOCK)
    this.heard.set(mic, this.heard.length - BLOCK)
  }

  look(base: number, state: AlignmentState): AlignmentChange | null {
    const { loud, trusted, settled } = state
    if (loud) this.#loudBlocks++
    this.#sinceLook++
    if (!loud || this.#loudBlocks < FIRST_LOOK) return null
    const lost = this.#known && !trusted
    if (lost && this.#lostBlocks === 0) this.#delay.forget()
    this.#lostBlocks = lost ? this.#lostBlocks + 1 : 0
    if (this.#sinceLook < (lost ? LOST_EVERY : this.#known && this.#drift.settled ? FOLLOW_EVERY : SEARCH_EVERY)) return null
    this.#sinceLook = 0
    // Where the echo is not any more where it was, what was heard before that would only speak for the old place.
    const since = lost ? Math.max(0, this.#heardLast.length - (this.#lostBlocks + LOST_BEFORE) * BLOCK) : 0
    this.#looked.fill(0, 0, since)
    this.#looked.set(this.#heardLast.subarray(since), since)
    const { pace } = this
    this.#played.read(base + BLOCK + AHEAD - this.#window.length * pace, this.#window, pace)
    const seen = this.#delay.look(this.#window, this.#looked)
    const peak = { delaySamples: seen.delaySamples * pace - AHEAD, strength: seen.strength }
    const before = this.#last
    this.#last = peak
    const same = before !== null && Math.abs(before.delaySamples - peak.delaySamples) <= SAME
    if (!same || peak.strength < (this.#known && !trusted ? LIKELY : SURE)) return null
    return this.#known ? this.#follow(base, peak, settled, lost) : this.#begin(base, peak)
  }

  #begin(base: number, peak: EchoPeak): 'found' {
    this.#known = true
    this.#jumps = 0
    this.#drift.restart()
    this.#drift.see(base, peak.delaySamples)
    this.#delaySamples = peak.delaySamples - BEFORE
    const source = this.#window.subarray(0, this.#heardLast.length)
    this.#played.read(base + BLOCK - this.#heardLast.length - peak.delaySamples, source)
    this.#gain = Math.min(1, meanSquare(this.#heardLast) / (meanSquare(source) + 1e-9))
    return 'found'
  }

  /** Moves with the echo where the filter does not follow by itself. */
  #follow(base: number, peak: EchoPeak, settled: boolean, lost: boolean): AlignmentChange | null {
    const response = this.#filter.response()
    const tap = peakOf(response)
    const off = peak.delaySamples - (this.#delaySamples + tap)
    if (Math.abs(off) <= JUMP) {
      this.#jumps = 0
      this.#drift.see(base, peak.delaySamples)
      return tap < BEFORE - MOST_DRIFT || tap > BEFORE + MOST_DRIFT ? this.#centre(response, tap - BEFORE) : null
    }
    this.#jumps++
    if (this.#jumps < JUMP_LOOKS && !lost) return null
    if (!settled) return this.#begin(base, peak)
    this.#jumps = 0
    this.#drift.restart()
    this.#drift.see(base, peak.delaySamples)
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
