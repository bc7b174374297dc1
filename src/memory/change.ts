/** The record of a change: how a memory was before and after, for the timeline and for undoing it. */
import type { MemoryRow, Write } from '../store/memory/port.ts'
import type { Row } from '../store/memory/tables.ts'
import { newId } from './identity.ts'

export type Action = 'learned' | 'confirmed' | 'replaced' | 'ended' | 'corrected' | 'forgotten' | 'expired' | 'undone'
export type ChangeRow = Row<'changes'>
type Change = { readonly action: Action; readonly before: MemoryRow | null; readonly after: MemoryRow }

/** Several changes that are undone together. */
export class Operation {
  readonly id: string
  readonly #now: number
  readonly #steps: Write[] = []

  constructor(now: number) {
    this.#now = now
    this.id = newId(now)
  }

  get steps(): readonly Write[] {
    return this.#steps
  }

  /** A new row, or the next revision of one; the store refuses it if the row has changed since it was read. */
  put({ action, before, after }: Change): MemoryRow {
    const row = { ...after, updatedAt: this.#now, revision: (before?.revision ?? 0) + 1 }
    this.#steps.push({ op: 'put', table: 'memories', row, expect: before?.revision ?? 'absent' })
    const { userId, persona, id: memoryId } = row
    const id = newId(this.#now)
    this.#steps.push({
      op: 'put',
      table: 'changes',
      row: { id, userId, persona, operation: this.id, action, memoryId, before, after: row, at: this.#now, undone: 0 },
    })
    return row
  }

  also(...steps: readonly Write[]): void {
    this.#steps.push(...steps)
  }
}

/** A tombstone for each of the memory's hashes: it is not to be extracted again from the same or other words. */
export function tombstones(row: MemoryRow, hashes: readonly string[], now: number): Write[] {
  const { userId, persona, id: memoryId } = row
  return hashes.map((hash) => ({
    op: 'put',
    table: 'tombstones',
    row: { userId, persona, hash, memoryId, createdAt: now },
  }))
}
