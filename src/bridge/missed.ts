/** What a client may not have got: the latest events of a call that a page would miss, to be told again when it is back. */
import type { ServerEvent, Side, Turn } from '../protocol/session.ts'

type Kept = { readonly event: ServerEvent; readonly atMs: number }

const most = 100
/** What was sent shortly before a client fell silent may have been lost on the way, ms. */
const marginMs = 1000

export class Missed {
  #events: Kept[] = []
  readonly #speaking = new Map<Side, ServerEvent>()
  readonly #turns = new Map<Side, ServerEvent>()

  /** Something was told, to a client or to nobody. @param atMs of a monotonic clock */
  take(event: ServerEvent, atMs: number): void {
    switch (event.type) {
      case 'speech':
        if (event.speaking) this.#speaking.set(event.side, event)
        else this.#speaking.delete(event.side)
        return
      case 'turn.start':
        this.#turns.set(event.side, event)
        return
      case 'turn.end':
        this.#turns.delete(event.turn.side)
        break
      case 'transcript':
        if (event.final) this.#correct(event)
        return
      case 'notice':
        break
      default:
        return
    }
    this.#events.push({ event, atMs })
    if (this.#events.length > most) this.#events.shift()
  }

  /** Turns that are over, told since the client fell silent, oldest first. @param fromMs when it was last heard */
  turns(fromMs: number): readonly Turn[] {
    return this.#since(fromMs).flatMap((event) => (event.type === 'turn.end' ? [event.turn] : []))
  }

  /** Everything else it needs to be where the call is. */
  others(fromMs: number): readonly ServerEvent[] {
    const notices = this.#since(fromMs).filter((event) => event.type === 'notice')
    return [...notices, ...this.#turns.values(), ...this.#speaking.values()]
  }

  /** Marks turns of the agent that nobody heard. @returns their ids */
  mark(fromMs: number, unheard: (turn: Turn) => boolean): readonly string[] {
    const marked: string[] = []
    this.#events = this.#events.map(({ event, atMs }) => {
      if (event.type !== 'turn.end' || atMs < fromMs - marginMs || !unheard(event.turn)) return { event, atMs }
      marked.push(event.turn.turnId)
      return { event: { ...event, turn: { ...event.turn, unheard: true } }, atMs }
    })
    return marked
  }

  #since(fromMs: number): readonly ServerEvent[] {
    return this.#events.filter(({ atMs }) => atMs >= fromMs - marginMs).map(({ event }) => event)
  }

  /** Words that came after their turn was over. */
  #correct({ turnId, text, source }: Extract<ServerEvent, { type: 'transcript' }>): void {
    this.#events = this.#events.map((kept) => {
      const { event } = kept
      if (event.type !== 'turn.end' || event.turn.turnId !== turnId) return kept
      return { ...kept, event: { ...event, turn: { ...event.turn, text, ...(source ? { source } : {}) } } }
    })
  }
}
