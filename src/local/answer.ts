/** One answer on its way from brain to sound: prepared on suspicion, held until it may be heard, cancelled without trace. */
import type { Brain, BrainOutput, BrainRequest } from '../brain/brain.ts'
import { toDuetError } from '../protocol/errors.ts'
import type { Mouth } from '../speech/speech.ts'
import { ClauseCutter } from './clauses.ts'
import { type Clause, OUTPUT_RATE, type Script } from './speaker.ts'

/** Clauses prepared ahead of the one being said. */
const AHEAD = 2
const GAP_MS = { sentence: 220, clause: 90 }
/** A brain may ask for a pause between two parts of what it says, up to this, ms. */
const LONGEST_PAUSE_MS = 3000

export type AnswerParts = {
  readonly brain: Pick<Brain, 'reply'>
  /** Speaks at 24 kHz. */
  readonly mouth: Mouth
  readonly voice: string
  readonly speed: number
}

export class Answer implements Script {
  readonly clauses: Clause[] = []
  done = false
  /** What it cost until the first clause was ready, ms of wall time; `undefined` before. */
  readyMs: number | undefined
  /** Everything the brain gave beside words, to be carried out when the answer is let out. */
  readonly effects: Exclude<BrainOutput, { type: 'text' | 'pause' }>[] = []
  error: Error | undefined
  readonly #abort = new AbortController()
  readonly #parts: AnswerParts
  #released = false
  #playing = 0
  #wake: () => void = () => {}
  /** Called after each change: a clause is ready, or nothing more will come. */
  onChange: () => void = () => {}

  constructor(parts: AnswerParts) {
    this.#parts = parts
  }
  get released(): boolean {
    return this.#released
  }
  /** It may be heard: prepare the rest as well. */
  release(): void {
    this.#released = true
    this.#wake()
  }
  /** Tells which clause is being said, so that preparation keeps a little ahead of it. */
  playing(clause: number): void {
    if (clause === this.#playing) return
    this.#playing = clause
    this.#wake()
  }
  cancel(): void {
    this.#abort.abort()
    this.#wake()
  }

  /** Runs to the end; never throws: a failure is in `error`. */
  async run(request: Omit<BrainRequest, 'signal'>): Promise<void> {
    const begun = performance.now()
    const { signal } = this.#abort
    const cutter = new ClauseCutter()
    try {
      for await (const output of this.#parts.brain.reply({ ...request, signal })) {
        if (signal.aborted) return
        if (output.type === 'text') for (const clause of cutter.push(output.text)) await this.#say(clause, begun)
        else if (output.type === 'pause') {
          for (const clause of cutter.end()) await this.#say(clause, begun)
          this.#pause(output.ms)
        } else this.effects.push(output)
      }
      for (const clause of cutter.end()) await this.#say(clause, begun)
    } catch (thrown) {
      if (!signal.aborted) this.error = toDuetError(thrown)
    } finally {
      this.done = true
      this.onChange()
    }
  }

  /**
   * Silence of its own in the script, so that it is kept however far the voice has come; the gap that stands there anyway is part of it.
   * None before the first word.
   */
  #pause(ms: number): void {
    const last = this.clauses.at(-1)
    if (this.#abort.signal.aborted || !last) return
    const gapSamples = Math.round((Math.min(LONGEST_PAUSE_MS, ms) * OUTPUT_RATE) / 1000) - last.gapSamples
    if (gapSamples <= 0) return
    this.clauses.push({ text: '', samples: new Float32Array(0), gapSamples })
    this.onChange()
  }

  async #say(text: string, begun: number): Promise<void> {
    const { signal } = this.#abort
    while (!signal.aborted && this.clauses.length > 0 && (!this.#released || this.clauses.length > this.#playing + AHEAD))
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    if (signal.aborted) return
    const { mouth, voice, speed } = this.#parts
    const spoken = await mouth.say(text, { voice, speed, signal })
    if (signal.aborted || spoken.aborted) return
    const gapMs = /[.!?…]["')]*$/.test(text) ? GAP_MS.sentence : GAP_MS.clause
    this.clauses.push({ text, samples: spoken.samples, gapSamples: (gapMs * OUTPUT_RATE) / 1000 })
    this.readyMs ??= performance.now() - begun
    this.onChange()
  }
}
