/** Messages that are not delivered: what waits, what was given up, and what to do about that. */
import type { MemoryStore } from '../../../store/memory/port.ts'
import type { Row } from '../../../store/memory/tables.ts'

export type OutboxMessage = Row<'messages'>

const mostListed = 500

export class MessageBox {
  readonly #store: Pick<MemoryStore, 'rows' | 'write'>
  readonly #now: () => number

  /** @param now epoch ms */
  constructor(store: Pick<MemoryStore, 'rows' | 'write'>, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** Oldest first. */
  list(state: 'pending' | 'dead'): Promise<readonly OutboxMessage[]> {
    return this.#store.rows('messages', { state }, { by: 'createdAt', limit: mostListed })
  }

  /** Those given up, one or all, wait again. Resolves to how many. */
  async retry(id: string | undefined): Promise<number> {
    const set = { state: 'pending', attempts: 0, dueAt: this.#now() }
    const [changed = 0] = await this.#store.write([{ op: 'patch', table: 'messages', where: dead(id), set }])
    return changed
  }

  /** Forgets those given up, one or all. Resolves to how many. */
  async drop(id: string | undefined): Promise<number> {
    const [changed = 0] = await this.#store.write([{ op: 'delete', table: 'messages', where: dead(id) }])
    return changed
  }
}

function dead(id: string | undefined) {
  return { state: 'dead', ...(id !== undefined && { id }) }
}
