/** Reminders on disk: set by a turn, cancelled, due, told; the same turn again changes nothing. */
import type { MemoryStore } from '../../store/memory/port.ts'
import type { Row } from '../../store/memory/tables.ts'
import { indexTerms, queryTerms } from '../../store/memory/terms.ts'
import type { AgentTurn } from './agent.ts'

export type Reminder = Row<'reminders'>

const most = 200

export class Reminders {
  readonly #store: MemoryStore
  readonly #now: () => number

  /** @param now epoch ms */
  constructor(store: MemoryStore, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** A corrected turn sets its reminder anew; one that was told or cancelled stays so. @param text goes on after "remind you" */
  async set(
    turn: Pick<AgentTurn, 'userId' | 'persona' | 'sessionId' | 'turnId'>,
    text: string,
    dueAt: number,
  ): Promise<Reminder> {
    const id = reminderId(turn)
    const [known] = await this.#store.rows('reminders', { id })
    if (known && known.state !== 'waiting') return known
    const now = this.#now()
    const { userId, persona, sessionId } = turn
    const row: Reminder = {
      ...{ id, userId, persona, text, dueAt, state: 'waiting', sessionId },
      ...{ createdAt: known?.createdAt ?? now, updatedAt: now, revision: (known?.revision ?? -1) + 1 },
    }
    await this.#store.write([{ op: 'put', table: 'reminders', row }])
    return row
  }

  /** Soonest first. */
  waiting(userId: string): Promise<readonly Reminder[]> {
    return this.#store.rows('reminders', { userId, state: 'waiting' }, { by: 'dueAt', limit: most })
  }

  due(): Promise<readonly Reminder[]> {
    return this.#store.rows('reminders', { state: 'waiting', dueAt: { lte: this.#now() } }, { by: 'dueAt', limit: most })
  }

  /** When the next one is due, epoch ms. */
  async nextDue(): Promise<number | undefined> {
    const [next] = await this.#store.rows(
      'reminders',
      { state: 'waiting', dueAt: { gt: this.#now() } },
      { by: 'dueAt', limit: 1 },
    )
    return next?.dueAt
  }

  /** Those meant: of `about`'s words, or the one set last. @returns what is cancelled now */
  async cancel(userId: string, about: string, all: boolean): Promise<readonly Reminder[]> {
    const waiting = await this.waiting(userId)
    const terms = about === '' ? [] : queryTerms(about)
    const meant =
      all || terms.length > 0
        ? waiting.filter(({ text }) => all || terms.every((term) => indexTerms(text).includes(term)))
        : waiting.toSorted((a, b) => b.createdAt - a.createdAt).slice(0, 1)
    const id = meant.map((one) => one.id)
    if (id.length > 0)
      await this.#store.write([
        { op: 'patch', table: 'reminders', where: { id, state: 'waiting' }, set: { state: 'cancelled', updatedAt: this.#now() } },
      ])
    return meant
  }

  async told(id: string): Promise<void> {
    await this.#store.write([
      { op: 'patch', table: 'reminders', where: { id, state: 'waiting' }, set: { state: 'told', updatedAt: this.#now() } },
    ])
  }
}

export function reminderId({ sessionId, turnId }: Pick<AgentTurn, 'sessionId' | 'turnId'>): string {
  return `r-${sessionId}-${turnId}`
}
