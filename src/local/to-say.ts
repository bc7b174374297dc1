/** Sentences the agent was given to say of its own accord: held until the floor is free, taken back when it is not after all, dropped when too old. */
import type { EngineInstruction } from '../protocol/engine-metadata.ts'

export type Instruction = Pick<EngineInstruction, 'id' | 'text'>
type Waiting = Instruction & { readonly sinceMs: number }

/** Silence of both sides before something is said unasked, ms: a pause within a turn is shorter. */
const freeMs = 900
/** After this long it would be about something else, ms. */
const oldMs = 30_000
const mostWaiting = 8
/** Ids that are known, so that none is said twice. */
const mostKnown = 64

/** All times are of the call's media time, ms. */
export class ToSay {
  readonly #waiting: Waiting[] = []
  readonly #known: string[] = []
  #taken: Waiting | undefined

  /** @returns what had to give way: the oldest one where too many wait */
  put({ id, text }: Instruction, nowMs: number): Instruction | undefined {
    if (this.#known.includes(id)) return undefined
    if (this.#known.push(id) > mostKnown) this.#known.shift()
    this.#waiting.push({ id, text, sinceMs: nowMs })
    return this.#waiting.length > mostWaiting ? this.#waiting.shift() : undefined
  }

  /** Those that waited too long, which will not be said. */
  expired(nowMs: number): readonly Instruction[] {
    const kept = this.#waiting.filter((one) => nowMs - one.sinceMs <= oldMs)
    if (kept.length === this.#waiting.length) return []
    const gone = this.#waiting.filter((one) => !kept.includes(one))
    this.#waiting.splice(0, Number.POSITIVE_INFINITY, ...kept)
    return gone
  }

  /** What may be said after so much silence of both sides, ms. */
  due(silentMs: number): Instruction | undefined {
    return silentMs >= freeMs ? this.#waiting[0] : undefined
  }

  /** What was due is being made into sound. */
  take(): void {
    this.#taken = this.#waiting.shift()
  }

  /** Its sound begins, or will not. @returns what was taken, if anything */
  begun(): Instruction | undefined {
    const taken = this.#taken
    this.#taken = undefined
    return taken
  }

  /** Somebody spoke before its first sound: it is the next one again. */
  takeBack(): void {
    if (this.#taken) this.#waiting.unshift(this.#taken)
    this.#taken = undefined
  }
}
