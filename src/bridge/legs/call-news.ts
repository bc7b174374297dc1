/** What agents found out for a call and its engine has not said yet: told in mutual silence where the engine can be told, else part of the next prompt. */
import type { PromptPart } from '../../personas/prompt-parts.ts'

export type News = {
  readonly id: string
  /** A sentence the agent can say as its own. */
  readonly text: string
}
/** `waiting`: for silence; `told`: the engine has it and has not begun to say it; `missed`: for the next prompt. */
type Item = News & { readonly atMs: number; state: 'waiting' | 'told' | 'missed' }

/** Silence of both sides before an engine is told something, ms. */
const silenceMs = 600
/** Between two of them, ms, so that the second does not stand ready before the first is heard. */
const betweenMs = 2000
/** What found no silence for so long is old, ms. */
const oldMs = 30_000
/** What was told and neither said nor dropped by now was lost with its leg, ms. */
const lostMs = 60_000
const most = 12
/** After what is open, before all that is known. */
const priority = 93

/** All times are of one monotonic clock, ms. */
export class CallNews {
  #items: Item[] = []
  #toldMs = Number.NEGATIVE_INFINITY
  /** Those that stand in the prompt made last. */
  #promised: ReadonlySet<string> = new Set()

  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  /** @param tellable whether the engine in use can be told in mid-call. Where too many wait, the oldest goes. */
  put({ id, text }: News, atMs: number, tellable: boolean): void {
    if (this.#items.some((one) => one.id === id)) return
    this.#items.push({ id, text, atMs, state: tellable ? 'waiting' : 'missed' })
    if (this.#items.length > most) this.#items.shift()
  }

  /** What to tell the engine now; only asked where it can be told. @param silentMs since either side spoke */
  due(nowMs: number, silentMs: number): News | undefined {
    for (const one of this.#items) {
      const age = nowMs - one.atMs
      if ((one.state === 'waiting' && age > oldMs) || (one.state === 'told' && age > lostMs)) one.state = 'missed'
    }
    if (silentMs < silenceMs || nowMs - this.#toldMs < betweenMs) return undefined
    const next = this.#items.find((one) => one.state === 'waiting')
    if (!next) return undefined
    next.state = 'told'
    this.#toldMs = nowMs
    return next
  }

  /** The engine said what became of it. */
  outcome(id: string, said: boolean): void {
    if (said) this.#drop(new Set([id]))
    else this.#change('told', 'missed', id)
  }

  /** The leg is gone: what it was told and had not said is to be told again, or in writing. */
  legGone(): void {
    this.#change('told', 'missed')
  }

  /** For a leg opened now: what no engine has said. @param tellable the leg's engine can be told in mid-call what still waits */
  forPrompt(tellable: boolean): readonly PromptPart[] {
    const items = this.#items.filter((one) => one.state === 'missed' || (one.state === 'waiting' && !tellable))
    this.#promised = new Set(items.map((one) => one.id))
    return items.map(({ text }) => ({ kind: 'news', priority, text: `You were to tell them: "${text}"` }))
  }

  /** The leg whose prompt was made last carries the call. */
  prompted(): void {
    this.#drop(this.#promised)
    this.#promised = new Set()
  }

  #change(from: Item['state'], to: Item['state'], id?: string): void {
    for (const one of this.#items) if (one.state === from && (id === undefined || one.id === id)) one.state = to
  }

  #drop(ids: ReadonlySet<string>): void {
    this.#items = this.#items.filter((one) => !ids.has(one.id))
  }
}
