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
const FOLLOW_EVERY = 6
/** A peak this strong at once, or this strong twice at the same place, is an echo. */
const STRONG = 11
const CLEAR = 7.5
const SAME = 16
/** A peak this far from where the filter has it, seen this often in a row, means that the delay jumped, samples. */
const JUMP = 32
const JUMP_LOOKS = 2

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
  #gain = 0.01

  constructor(played: PlayedSound, filter: EchoFilter) {
    this.#played = played
    this.#filter = filter
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

  /** @returns `found`: an echo, of which nothing was known or all is new; `moved`: the known one came to lie elsewhere */
  look(base: number, loud: boolean): 'found' | 'moved' | null {
    this.#sinceLook++
    if (!loud || this.#sinceLook < (this.#known ? FOLLOW_EVERY : SEARCH_EVERY)) return null
    this.#sinceLook = 0
    this.#played.read(base + BLOCK + AHEAD - this.#window.length, this.#window)
    const seen = this.#delay.look(this.#window, this.#heard)
    const peak = { delaySamples: seen.delaySamples - AHEAD, strength: seen.strength }
    const before = this.#last
    this.#last = peak
    const same = before !== null && Math.abs(before.delaySamples - peak.delaySamples) <= SAME
    const sure = same ? peak.strength >= CLEAR : peak.strength >= STRONG
    if (!sure) return null
    return this.#known ? this.#follow(peak) : this.#begin(peak)
  }

  #begin(peak: EchoPeak): 'found' {
    this.#known = true
    this.#delaySamples = peak.delaySamples - BEFORE
    const heard = meanSquare(this.#heard)
    const played = meanSquare(this.#window)
    this.#gain = Math.min(1, heard / (played + 1e-9))
    return 'found'
  }

  /** Moves with the echo where the filter does not follow by itself. */
  #follow(peak: EchoPeak): 'moved' | null {
    const believed = this.#delaySamples + peakOf(this.#filter.response())
    const off = peak.delaySamples - believed
    if (Math.abs(off) <= JUMP) {
      this.#jumps = 0
      return null
    }
    this.#jumps++
    if (this.#jumps < JUMP_LOOKS) return null
    this.#jumps = 0
    this.#delaySamples += off
    return 'moved'
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
