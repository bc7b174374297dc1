/** Where slot records are kept: a map with compare-and-set, in this process or shared by many bridges. */
import type { SlotRecord } from './slot-record.ts'

export type StoredSlot = {
  readonly record: SlotRecord
  /** Raised by every write of this key; never 0. */
  readonly revision: number
}

export type SlotChange = StoredSlot & { readonly key: string }

export interface LeaseStore {
  read(key: string): Promise<StoredSlot | undefined>
  /** Writes if `revision` is still the key's (0: there is no such key yet); the new revision, or undefined where another was first. */
  compareAndSet(key: string, record: SlotRecord, revision: number): Promise<number | undefined>
  /** Tells every change from now on, one's own included; returns how to stop. */
  watch(changed: (change: SlotChange) => void): Promise<() => void>
  close(): Promise<void>
}

/** For a single bridge: gone with it, as its calls are. */
export class MemoryLeaseStore implements LeaseStore {
  readonly #slots = new Map<string, StoredSlot>()
  readonly #watchers = new Set<(change: SlotChange) => void>()

  async read(key: string): Promise<StoredSlot | undefined> {
    return this.#slots.get(key)
  }

  async compareAndSet(key: string, record: SlotRecord, revision: number): Promise<number | undefined> {
    if ((this.#slots.get(key)?.revision ?? 0) !== revision) return undefined
    const stored = { record, revision: revision + 1 }
    this.#slots.set(key, stored)
    for (const changed of this.#watchers) changed({ key, ...stored })
    return stored.revision
  }

  async watch(changed: (change: SlotChange) => void): Promise<() => void> {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  async close(): Promise<void> {}
}
