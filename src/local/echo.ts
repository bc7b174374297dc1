/** Takes the agent's own voice out of the caller's microphone, and says whether somebody besides it is there. */
import { EchoAlignment } from './echo-alignment.ts'
import { BLOCK, EchoFilter } from './echo-filter.ts'
import { EchoGate } from './echo-gate.ts'
import { PlayedSound } from './echo-played.ts'

const RATE = 16_000
const ms = (value: number): number => Math.round((value * RATE) / 1000)

export type EchoOptions = {
  /** The echo comes at most this late, ms, against the place where it was sent … */
  readonly latestMs: number
  /** … or this early, where the caller's sound began later than ours. */
  readonly earliestMs: number
  /** Length of the learnt way, blocks of 32 ms. */
  readonly partitions: number
  /** How much of the way is believed to be the same 32 ms later. */
  readonly persistence: number
  /** Played sound below this peak has no echo worth the name. */
  readonly silentPeak: number
  /** Mean square of the microphone below which nothing is heard. */
  readonly silentPower: number
  /** Sound heard while ours plays, in blocks, after which it is taken for somebody where no echo was found in it. */
  readonly undecidedBlocks: number
  /** Blocks in a row with ours playing and the microphone all but silent, after which there is no echo to be expected. */
  readonly clearBlocks: number
  /** What "all but silent" is, against the square of the loudest sample played. */
  readonly clearPower: number
  /** Blocks without the expected echo after which there is none. */
  readonly failingBlocks: number
}
export const defaultEcho: EchoOptions = {
  latestMs: 540,
  earliestMs: -100,
  partitions: 10,
  persistence: 0.99,
  silentPeak: 0.002,
  silentPower: 1e-7,
  undecidedBlocks: 12,
  clearBlocks: 24,
  clearPower: 3e-6,
  failingBlocks: 64,
}

/** One stream is this far off the other, for all of this many blocks: it lost time. A queue that is worked off late stays below it. */
const MOST_SLIP_MS = 200
const SLIP_BLOCKS = 32

/** The filter has learnt the way when it leaves this much less of an echo, as power; with the other it has shown that there is one. */
const SETTLED = 4
const PROVEN = 1.6

/** How often what was heard before an echo was found is learnt from. */
const ROUNDS = 3

/** A peak of the played sound that an echo could not hide from. */
const LOUD = 0.05

/** How the sound that is left is turned down while there is nothing in it but what is left of the echo. */
const ECHO_ONLY_GAIN = 0.25

export type Cleaned = {
  /** The microphone without the echo: 512 samples at 16 kHz, in step with what was given. */
  readonly residual: Float32Array
  /** An echo is known to come back, and something of it may be in this frame. */
  readonly echoing: boolean
  /** Somebody or something besides the echo may be in this frame. */
  readonly nearEnd: boolean
  /** How far the echo was brought down, dB, over the last second or so; 0 without echo. */
  readonly erleDb: number
}

/**
 * The engine knows what it plays, and that it may come back 50–540 ms later, 10–30 dB lower, coloured by a room. Where it is lies is
 * found by correlation, what it sounds like is learnt by an adaptive filter, and whether the rest is somebody by comparing it with what
 * the filter may have missed. Where no echo comes back (headphones) the microphone is passed on untouched.
 *
 * Both streams count samples: the n-th `clean` belongs to the same media time as the n-th 512 samples of `played`, up to a constant.
 */
export class EchoCanceller {
  readonly #options: EchoOptions
  readonly #played = new PlayedSound(RATE * 4)
  readonly #filter: EchoFilter
  readonly #gate = new EchoGate()
  readonly #alignment: EchoAlignment
  readonly #aligned = new Float64Array(2 * BLOCK)
  readonly #echo = new Float64Array(BLOCK)
  readonly #left = new Float64Array(BLOCK)
  readonly #mic = new Float64Array(BLOCK)
  /** Without an echo found: whether what is heard may be taken for somebody already. */
  #decided(base: number, heard: number): boolean {
    const { undecidedBlocks, clearBlocks, clearPower, latestMs, silentPower } = this.#options
    if (heard > silentPower) this.#undecided++
    if (this.#undecided > undecidedBlocks || this.#clear >= clearBlocks) return true
    const loudest = this.#played.peak(base - ms(latestMs), base)
    this.#clear = loudest > LOUD && heard < clearPower * loudest ** 2 ? this.#clear + 1 : 0
    return false
  }

  /** Place in the played sound that belongs to the first microphone sample. */
  #origin: number | null = null
  #blocks = 0
  #aheadLeast = Number.POSITIVE_INFINITY
  #aheadMost = Number.NEGATIVE_INFINITY
  #stale = true
  #known = false
  /** The filter has shown that it takes something out. */
  #proven = false
  /** Blocks in which the expected echo was not there, less those in which it was. */
  #failing = 0
  #undecided = 0
  #clear = 0
  #gain = 1
  #heardPower = 0
  #leftPower = 0

  constructor(options: Partial<EchoOptions> = {}) {
    this.#options = { ...defaultEcho, ...options }
    const { partitions, persistence } = this.#options
    this.#filter = new EchoFilter({ partitions, persistence })
    this.#alignment = new EchoAlignment(this.#played, this.#filter)
  }

  /** What was sent to the caller, 16 kHz mono, appended. */
  played(samples: Float32Array): void {
    this.#played.push(samples)
  }

  /** @param mic the next 512 samples of the caller, 16 kHz mono */
  clean(mic: Float32Array): Cleaned {
    if (mic.length !== BLOCK) throw new RangeError(`a frame has ${BLOCK} samples, not ${mic.length}`)
    const base = this.#place()
    for (let n = 0; n < BLOCK; n++) {
      const sample = mic[n] ?? 0
      this.#mic[n] = Number.isFinite(sample) ? sample : 0
    }
    this.#alignment.hear(this.#mic)
    const { latestMs, earliestMs, silentPeak } = this.#options
    const tail = this.#filter.spanSamples
    const mayEcho = this.#played.peak(base - ms(latestMs) - tail, base + BLOCK - ms(earliestMs)) > silentPeak
    if (!mayEcho) {
      this.#stale = true
      return this.#untouched(mic, false, true)
    }
    const heard = power(this.#mic)
    const found = this.#alignment.look(base, {
      loud: heard > this.#options.silentPower,
      trusted: this.#gate.trusted,
      settled: this.#erle() > SETTLED,
    })
    if (found === 'found') {
      this.#known = true
      this.#proven = false
      this.#failing = 0
      this.#heardPower = 0
      this.#leftPower = 0
      this.#filter.reset(this.#alignment.gain)
      this.#gate.restart()
      this.#relearn(base)
    } else if (found !== null) {
      if (found === 'moved') this.#gate.restart()
      this.#stale = true
    }
    if (!this.#known) return this.#untouched(mic, false, this.#decided(base, heard))
    return this.#cancel(base, heard)
  }

  /** Place in the played sound that belongs to the next block. Where one of the two streams lost time, they are put in step again. */
  #place(): number {
    this.#origin ??= this.#played.written
    const base = this.#origin + this.#blocks * BLOCK
    this.#blocks++
    const ahead = this.#played.written - base
    this.#aheadLeast = Math.min(this.#aheadLeast, ahead)
    this.#aheadMost = Math.max(this.#aheadMost, ahead)
    if (this.#blocks % SLIP_BLOCKS !== 0) return base
    const slip =
      this.#aheadLeast > ms(MOST_SLIP_MS) ? this.#aheadLeast : this.#aheadMost < -ms(MOST_SLIP_MS) ? this.#aheadMost : 0
    this.#aheadLeast = Number.POSITIVE_INFINITY
    this.#aheadMost = Number.NEGATIVE_INFINITY
    if (slip === 0) return base
    this.#origin += slip
    this.#stale = true
    return base + slip
  }

  #cancel(base: number, heard: number): Cleaned {
    this.#expect(base - this.#alignment.delaySamples)
    this.#filter.learn(this.#echo, this.#left)
    const near = this.#gate.judge(this.#filter.spectra)
    const left = power(this.#left)
    if (!near) {
      this.#heardPower = 0.97 * this.#heardPower + heard
      this.#leftPower = 0.97 * this.#leftPower + Math.min(left, heard)
    }
    this.#proven ||= this.#erle() > PROVEN
    this.#failing = this.#gate.trusted ? Math.max(0, this.#failing - 1) : this.#failing + 1
    if (this.#failing > this.#options.failingBlocks) {
      this.#known = false
      this.#alignment.forget()
    }
    // A filter that adds sound is worse than none.
    const from = this.#proven && left <= heard ? this.#left : this.#mic
    const residual = new Float32Array(BLOCK)
    const gain = near || !this.#proven ? 1 : ECHO_ONLY_GAIN
    for (let n = 0; n < BLOCK; n++) {
      this.#gain += (gain - this.#gain) / 64
      residual[n] = (from[n] ?? 0) * this.#gain
    }
    return {
      residual,
      echoing: true,
      nearEnd: near,
      erleDb: 10 * Math.log10((this.#heardPower + 1e-12) / (this.#leftPower + 1e-12)),
    }
  }

  /** Learns the way from what was heard before it was found, all of it a few times: what comes next finds it learnt. */
  #relearn(base: number): void {
    const { pace, heard, blocksHeard } = this.#alignment
    const blocks = blocksHeard - 1
    for (let round = 0; round < ROUNDS; round++) {
      this.#stale = true
      for (let ago = blocks; ago > 0; ago--) {
        this.#mic.set(heard.subarray(heard.length - (ago + 1) * BLOCK, heard.length - ago * BLOCK))
        this.#expect(base - this.#alignment.delaySamples - ago * BLOCK * pace)
        this.#filter.learn(this.#echo, this.#left)
      }
    }
    this.#mic.set(heard.subarray(-BLOCK))
    this.#filter.doubtAgain(this.#alignment.gain)
  }

  /** What is left of the microphone's block whose played sound begins `at`. */
  #expect(at: number): void {
    const { pace } = this.#alignment
    if (this.#stale) {
      const history = new Float64Array(this.#filter.spanSamples)
      this.#played.read(at + (BLOCK - history.length) * pace, history, pace)
      this.#filter.reload(history)
      this.#stale = false
    } else {
      this.#played.read(at - BLOCK * pace, this.#aligned, pace)
      this.#filter.push(this.#aligned)
    }
    this.#filter.predict(this.#echo)
    for (let n = 0; n < BLOCK; n++) this.#left[n] = (this.#mic[n] ?? 0) - (this.#echo[n] ?? 0)
  }

  #erle(): number {
    return (this.#heardPower + 1e-9) / (this.#leftPower + 1e-9)
  }

  #untouched(mic: Float32Array, echoing: boolean, nearEnd: boolean): Cleaned {
    this.#gain = 1
    return { residual: mic.slice(), echoing, nearEnd, erleDb: 0 }
  }
}

function power(samples: Float64Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum / samples.length
}
