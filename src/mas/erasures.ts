/** Erasing a person everywhere: a note on disk first, then the memory, then every copy at the bridge, over restarts until all of it is gone. */
import type { Memory } from '../memory/memory.ts'
import { eraseUser } from '../memory/transfer.ts'
import type { Log } from '../observe/log.ts'
import { everyone } from '../store/memory/tables.ts'

export type ErasuresOptions = {
  readonly memory: Memory
  /** Erases the copies elsewhere; resolves when they are gone, however long that takes. */
  readonly eraseCopies: (userId: string) => Promise<void>
  readonly log: Log
}
export type Erasing = {
  readonly rows: number
  /** Resolves when nothing is left anywhere. */
  readonly done: Promise<void>
}

export class Erasures {
  readonly #options: ErasuresOptions

  constructor(options: ErasuresOptions) {
    this.#options = options
  }

  /** Resolves when the memory itself is empty of them; the copies follow. Throws `store.failed`. */
  async begin(userId: string): Promise<Erasing> {
    const { memory } = this.#options
    const row = { userId, persona: everyone, requestedAt: memory.now() }
    await memory.store.write([{ op: 'put', table: 'erasures', row }])
    const rows = await this.#eraseMemory(userId)
    return { rows, done: this.#finish(userId) }
  }

  /** Since when an erasure waits for the copies, epoch ms; null: nothing of it is left. */
  async since(userId: string): Promise<number | null> {
    const [note] = await this.#options.memory.store.rows('erasures', { userId })
    return note?.requestedAt ?? null
  }

  /** Goes on with what a stop has interrupted. Throws `store.failed`. */
  async resume(): Promise<void> {
    for (const { userId } of await this.#options.memory.store.rows('erasures', {})) {
      await this.#eraseMemory(userId)
      void this.#finish(userId)
    }
  }

  async #finish(userId: string): Promise<void> {
    const { memory, eraseCopies, log } = this.#options
    try {
      await eraseCopies(userId)
      // What was on its way from the bridge meanwhile.
      await this.#eraseMemory(userId)
      await memory.store.write([{ op: 'delete', table: 'erasures', where: { userId } }])
      log.info('everything of a user is erased, copies included')
    } catch (err) {
      log.warn({ err }, 'erasing a user is not done; it goes on at the next start')
    }
  }

  async #eraseMemory(userId: string): Promise<number> {
    const { memory } = this.#options
    // A digest still to be rendered would come back.
    await memory.settle()
    const erased = await eraseUser(memory.store, userId)
    return Object.values(erased).reduce((sum, count) => sum + count, 0)
  }
}
