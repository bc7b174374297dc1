/** What one conversation hears: the user's sound frame by frame, and the models that are asked about stretches of it. */
import type { Logger } from 'pino'
import type { TimedWord } from '../protocol/timed-word.ts'
import { believable } from '../speech/believable.ts'
import type { Ear, HearOptions, TurnEnd, Vad } from '../speech/speech.ts'
import { timedWords } from '../speech/timed-words.ts'
import { areOwnWords } from './own-words.ts'
import { SoundMemory } from './sound-memory.ts'
import type { HearPurpose, TurnTakingEffect, TurnTakingEvent, TurnTakingState } from './turn-state.ts'

const FRAME = 512
const RATE = 16_000
/** One frame of voice activity, ms. */
export const FRAME_MS = (FRAME / RATE) * 1000
/** Sound kept for recognition, s. */
const MEMORY_S = 40
/** Frames waiting for voice activity; beyond it the oldest are given up (the machine is far too slow). */
const MOST_WAITING = 500
/** Sound put before each stretch, since voice is noticed a little late, ms. */
export const BEFORE_MS = 200
/** Silence put behind what the ear is to recognise, ms. */
const TAIL_MS: Readonly<Record<HearPurpose, number>> = { partial: 1000, attempt: 2000, overlap: 1000 }
/** How the ear is asked: of words that may end a turn every "uh" counts, and when each was said. */
export const askedOf = (purpose: HearPurpose): Pick<HearOptions, 'tailMs' | 'fillers' | 'wordTimes'> => ({
  tailMs: TAIL_MS[purpose],
  fillers: purpose === 'attempt',
  wordTimes: purpose === 'attempt',
})
/**
 * Frames of certain silence during the agent's speech after which voice activity starts afresh: grown used to silence, Silero notices the
 * first words of an interruption 33 ms later (median of the calibration set's forty; 100 ms at the 95th percentile).
 */
const REFRESH_FRAMES = 32
const SURELY_SILENT = 0.1
/**
 * Speech likelihood that counts as voice: what begins a stretch of speech must be likelier than what keeps it up (Silero's own hysteresis);
 * into the agent's speech a little less will do, for there it is a matter of milliseconds and soon looked at again, unless its echo comes
 * back, of which something may be left.
 */
const VOICE = { begins: 0.5, beginsOverlap: 0.4, goesOn: 0.35 } as const

export function voiceLevel({ speaking, agent }: Pick<TurnTakingState, 'speaking' | 'agent'>, echoing = false): number {
  if (speaking) return VOICE.goesOn
  return agent === 'answer' && !echoing ? VOICE.beginsOverlap : VOICE.begins
}

/** Takes the agent's own sound out of the user's. */
export interface EchoControl {
  /** What the agent plays, 16 kHz, as it is sent. */
  played(samples: Float32Array): void
  /** @param mic 512 samples at 16 kHz. `nearEnd`: somebody besides the echo is there. */
  clean(mic: Float32Array): {
    readonly residual: Float32Array
    readonly nearEnd: boolean
    /** The agent's sound comes back and may not be all gone from `residual`. */
    readonly echoing: boolean
  }
}

export type HearingParts = {
  readonly vad: Vad
  readonly ear: Ear
  readonly turnEnd: TurnEnd
  readonly echo: EchoControl
  readonly log: Logger
}
export type HearingOptions = {
  /** Who speaks just now. */
  readonly state: () => Pick<TurnTakingState, 'speaking' | 'agent'>
  /** The agent's latest words, in order. */
  readonly ownWords: () => readonly string[]
  /** Frames and the models' answers, in order of time. */
  readonly onEvent: (event: TurnTakingEvent) => void
  /** Voice activity failed: nothing more is heard of what waited. */
  readonly onFailure: () => void
  /** What the caller is likely to say, for the ear. */
  readonly expects?: Expectations | undefined
}
export type Expectations = Pick<HearOptions, 'hotWords' | 'language'>

export class Hearing {
  readonly #parts: HearingParts
  readonly #options: HearingOptions
  readonly #memory = new SoundMemory(MEMORY_S)
  readonly #closed = new AbortController()
  #waiting: Float32Array[] = []
  #working = false
  #partFrame = new Float32Array(FRAME)
  #partFilled = 0
  #silentFrames = 0
  #echoing = false
  #partial = new AbortController()

  constructor(parts: HearingParts, options: HearingOptions) {
    this.#parts = parts
    this.#options = options
  }

  /** Takes in the user's sound: mono, 16 kHz, any length. Never waits. */
  listen(samples: Float32Array): void {
    for (let done = 0; done < samples.length; ) {
      const n = Math.min(FRAME - this.#partFilled, samples.length - done)
      this.#partFrame.set(samples.subarray(done, done + n), this.#partFilled)
      this.#partFilled += n
      done += n
      if (this.#partFilled < FRAME) break
      this.#waiting.push(this.#partFrame)
      this.#partFrame = new Float32Array(FRAME)
      this.#partFilled = 0
    }
    if (this.#waiting.length > MOST_WAITING) this.#waiting.splice(0, this.#waiting.length - MOST_WAITING)
    void this.#work()
  }

  /** Asks the ear for the words of a stretch. Never throws: an ear that fails has heard nothing. */
  async hear({ id, purpose, fromMs, toMs, voicedMs }: Extract<TurnTakingEffect, { type: 'hear' }>): Promise<void> {
    if (purpose === 'partial') this.#partial = new AbortController()
    else this.#partial.abort() // a partial in the works is not worth waiting for
    const signal = purpose === 'partial' ? AbortSignal.any([this.#closed.signal, this.#partial.signal]) : this.#closed.signal
    let text = ''
    let firstWordP = 0
    let times: readonly TimedWord[] | undefined
    try {
      const asked = {
        ...this.#options.expects,
        ...askedOf(purpose),
        ...(voicedMs === undefined ? {} : { voicedMs }),
      }
      const heard = await this.#parts.ear.hear(this.#stretch(fromMs, toMs), { ...asked, signal })
      if (heard.stopped === 'abort') return
      text = believable(heard) ? heard.text.trim() : ''
      firstWordP = heard.words[0]?.p ?? 0
      times = timedWords(heard.words, Math.max(0, fromMs - BEFORE_MS))
    } catch (thrown) {
      if (signal.aborted) return
      this.#parts.log.warn({ err: thrown }, 'the ear failed')
    }
    const own = purpose === 'overlap' && this.#echoing && areOwnWords(text, this.#options.ownWords())
    this.#options.onEvent({ type: 'heard', id, purpose, text, firstWordP, own, toMs, ...(times ? { times } : {}) })
  }

  /** Asks the turn model whether a stretch sounds finished. Never throws. */
  async look({ id, fromMs, toMs }: Extract<TurnTakingEffect, { type: 'look' }>): Promise<void> {
    try {
      const finished = await this.#parts.turnEnd.finished(this.#stretch(fromMs, toMs), this.#closed.signal)
      if (finished !== undefined) this.#options.onEvent({ type: 'looked', id, finished })
    } catch (thrown) {
      if (!this.#closed.signal.aborted) this.#parts.log.warn({ err: thrown }, 'the turn model failed')
    }
  }

  close(): void {
    this.#closed.abort()
    this.#partial.abort()
    this.#waiting = []
  }

  #stretch(fromMs: number, toMs: number): Float32Array {
    return this.#memory.slice(fromMs - BEFORE_MS, toMs)
  }

  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    try {
      for (let frame = this.#waiting.shift(); frame && !this.#closed.signal.aborted; frame = this.#waiting.shift())
        await this.#frame(frame)
    } catch (thrown) {
      this.#parts.log.error({ err: thrown }, 'listening failed')
      this.#options.onFailure()
    } finally {
      this.#working = false
    }
  }

  async #frame(mic: Float32Array): Promise<void> {
    const { residual, nearEnd, echoing } = this.#parts.echo.clean(mic)
    this.#echoing = echoing
    this.#memory.push(residual)
    const p = await this.#parts.vad.next(residual)
    this.#silentFrames = p < SURELY_SILENT ? this.#silentFrames + 1 : 0
    if (this.#silentFrames >= REFRESH_FRAMES && !echoing && this.#options.state().agent === 'answer') {
      this.#parts.vad.reset()
      this.#silentFrames = 0
    }
    const voiced = nearEnd && p >= voiceLevel(this.#options.state(), echoing)
    this.#options.onEvent({ type: 'frame', voiced, atMs: this.#memory.endMs, frameMs: FRAME_MS })
  }
}
