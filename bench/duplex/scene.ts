/** One item as it is played: a list of steps that turns what the agent does into what the caller does next. Pure but for its own state. */
import { rms } from '../../src/audio/energy.ts'
import type { CallSource } from '../../src/cli/call-source.ts'
import { clipRate } from './item.ts'
import { gainOf, mixInto, type Span, seededRandom } from './sound.ts'

/** A clip ready to be played: loudness and room are already in it. */
export type SceneSound = {
  readonly name: string
  /** What is said. */
  readonly text: string
  readonly samples: Float32Array
  /** Stretches of speech within the samples. */
  readonly speech: readonly Span[]
}

export type SceneStep =
  /** Silence. */
  | { readonly type: 'wait'; readonly ms: number }
  /** Speaks, and goes on when the sound is over. */
  | { readonly type: 'say'; readonly sound: SceneSound }
  /** Until the agent has spoken for so long and is speaking just now; the item ends if that does not happen in time. */
  | { readonly type: 'untilAgentSpeaks'; readonly forMs: number; readonly withinMs: number }
  /**
   * Until the agent, after a moment of silence in which this step begins or after falling silent, has spoken for `forMs` or has spoken
   * less and been silent for 1.5 s; goes on after `withinMs` in any case.
   */
  | { readonly type: 'untilAnswered'; readonly forMs: number; readonly withinMs: number }

/** The agent's own sound, leaking into the microphone. */
export type EchoPath = {
  readonly gainDb: number
  readonly delayMs: number
  /** The delay grows by so much each second, ms. */
  readonly driftMsPerSecond: number
}

export type SceneMark = { readonly name: string; readonly text: string } & Span

export type SceneOptions = {
  readonly steps: readonly SceneStep[]
  readonly seed: number
  readonly echo?: EchoPath
}

/** Louder than this the agent is speaking, dBFS in 20 ms. */
const voicedDbfs = -45
/** Sound this recent is "just now"; gaps between words are longer than a frame. */
const recentMs = 250
const silentMs = 400
const shortAnswerSilenceMs = 1500
/** A quiet room. */
const roomDbfs = -68
/** Sound that has arrived is heard after the listener's small buffer. */
const playDelayMs = 40

/** A call source that acts. `hear` gets the agent's sound as it arrives. */
export class Scene implements CallSource {
  /** What the caller said, from its first to its last sound, in samples sent. */
  readonly marks: SceneMark[] = []
  /** Whether every step was reached; an item whose agent never speaks cannot be interrupted. */
  complete = false
  readonly #steps: readonly SceneStep[]
  readonly #echo: EchoPath | undefined
  readonly #random: () => number
  #index = 0
  #now = 0
  #stepAt = 0
  #saying: { readonly sound: SceneSound; readonly at: number } | undefined
  #agent: Float32Array = new Float32Array(clipRate * 60)
  #agentEnd = 0
  /** Since the step began. */
  #spokenMs = 0
  #fellSilent = false
  #lastVoiced = Number.NEGATIVE_INFINITY

  constructor({ steps, seed, echo }: SceneOptions) {
    this.#steps = steps
    this.#echo = echo
    this.#random = seededRandom(seed)
  }

  /** The agent's sound, in order, at `clipRate`. */
  hear(samples: Float32Array): void {
    const at = Math.max(this.#agentEnd, this.#now + (playDelayMs * clipRate) / 1000)
    this.#keep(samples, at)
    this.#agentEnd = at + samples.length
    if (rms(samples) < gainOf(voicedDbfs)) return
    this.#lastVoiced = this.#agentEnd
    this.#spokenMs += (samples.length * 1000) / clipRate
  }

  read(count: number): Float32Array | undefined {
    this.#advance()
    if (this.#index >= this.#steps.length) return undefined
    const out = Float32Array.from({ length: count }, () => gainOf(roomDbfs) * (this.#random() * 2 - 1))
    if (this.#saying) mixInto(out, this.#saying.sound.samples, this.#saying.at - this.#now)
    if (this.#echo) this.#leak(out, this.#echo)
    this.#now += count
    return out
  }

  #advance(): void {
    for (let step = this.#steps[this.#index]; step && this.#over(step); step = this.#steps[this.#index]) this.#next()
  }

  #over(step: SceneStep): boolean {
    const sinceMs = ((this.#now - this.#stepAt) * 1000) / clipRate
    const silentForMs = ((this.#now - this.#lastVoiced) * 1000) / clipRate
    switch (step.type) {
      case 'wait':
        return sinceMs >= step.ms
      case 'say':
        if (!this.#saying) this.#begin(step.sound)
        return sinceMs >= (step.sound.samples.length * 1000) / clipRate
      case 'untilAgentSpeaks':
        if (sinceMs >= step.withinMs) {
          this.#index = this.#steps.length
          return false
        }
        return this.#spokenMs >= step.forMs && silentForMs < recentMs
      case 'untilAnswered': {
        if (sinceMs >= step.withinMs) return true
        if (!this.#fellSilent && silentForMs >= silentMs) {
          this.#fellSilent = true
          this.#spokenMs = 0
        }
        if (!this.#fellSilent) return false
        return this.#spokenMs >= step.forMs || (this.#spokenMs > 0 && silentForMs >= shortAnswerSilenceMs)
      }
    }
  }

  #begin(sound: SceneSound): void {
    this.#saying = { sound, at: this.#now }
    const first = sound.speech[0]
    const last = sound.speech.at(-1)
    if (!first || !last) return
    const { name, text } = sound
    this.marks.push({ name, text, startSamples: this.#now + first.startSamples, endSamples: this.#now + last.endSamples })
  }

  #next(): void {
    this.#index += 1
    this.#stepAt = this.#now
    this.#saying = undefined
    this.#spokenMs = 0
    this.#fellSilent = false
    if (this.#index === this.#steps.length) this.complete = true
  }

  #leak(out: Float32Array, echo: EchoPath): void {
    const gain = gainOf(echo.gainDb)
    const delayMs = echo.delayMs + (echo.driftMsPerSecond * this.#now) / clipRate
    const from = this.#now - Math.round((delayMs * clipRate) / 1000)
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + gain * (this.#agent[from + i] ?? 0)
  }

  #keep(samples: Float32Array, at: number): void {
    if (at + samples.length > this.#agent.length) {
      const longer = new Float32Array(this.#agent.length * 2)
      longer.set(this.#agent)
      this.#agent = longer
    }
    this.#agent.set(samples, Math.round(at))
  }
}
