/** The memory's store as the rest of Duet sees it: rows, one transaction at a time, and one search. */
import type { Page } from './statements.ts'
import type { Row, TableName, Where } from './tables.ts'

/** One step of a transaction. */
export type Write = { [T in TableName]: TableWrite<T> }[TableName] | Embed
type TableWrite<T extends TableName> =
  /** `expect` absent: replaces whatever is there. `'absent'`: the row must be new. A number: the row must still have this revision. */
  | { readonly op: 'put'; readonly table: T; readonly row: Row<T>; readonly expect?: 'absent' | number }
  | { readonly op: 'patch'; readonly table: T; readonly where: Where<T>; readonly set: Partial<Row<T>> }
  | { readonly op: 'delete'; readonly table: T; readonly where: Where<T> }
/** Gives a memory its vector; putting a memory with other content takes the vector away again. */
type Embed = { readonly op: 'embed'; readonly id: string; readonly model: string; readonly vector: Float32Array }

export type MemoryRow = Row<'memories'>

export type Search = {
  /** Who may be looked at; see `everyone`. */
  readonly userIds: readonly string[]
  readonly personas: readonly string[]
  /** Beyond scope: kinds, types, times; validity too, since some searches look into the past. */
  readonly where: Where<'memories'>
  /** Folded and stemmed, from `queryTerms`; empty: no keyword search. */
  readonly terms: readonly string[]
  /** Of unit length; only memories embedded by the same model are compared. */
  readonly vector?: { readonly model: string; readonly values: Float32Array } | undefined
  /** Candidates of each arm. */
  readonly limit: number
}
export type Candidate = {
  readonly memory: MemoryRow
  /** Share of the query's terms found, each weighed by how rare it is: 0…1. */
  readonly keyword: number
  /** Null where the memory or the query has no vector. */
  readonly cosine: number | null
}

export type Stored = { readonly memoryId: string; readonly model: string; readonly vector: Float32Array }

/**
 * A durable store of memories. A promise of a write resolves once the write is on disk. Everything rejects with `store.failed` when
 * the store cannot be used, and with `store.conflict` (nothing written) when an expectation fails or two current memories would share a slot.
 */
export interface MemoryStore {
  /** For people: "sqlite /path/memory.db", "postgres host/database". Holds no password. */
  readonly name: string
  /** All or nothing. Resolves to the number of rows each step touched. */
  write(steps: readonly Write[]): Promise<readonly number[]>
  rows<T extends TableName>(table: T, where: Where<T>, page?: Page<T>): Promise<readonly Row<T>[]>
  count<T extends TableName>(table: T, where: Where<T>): Promise<number>
  /** The best candidates of keyword and vector search together, unordered; at most twice `limit`. */
  search(search: Search): Promise<readonly Candidate[]>
  /** Current memories that have no vector of this model yet. */
  unembedded(model: string, limit: number): Promise<readonly { readonly id: string; readonly content: string }[]>
  vectors(memoryIds: readonly string[]): Promise<readonly Stored[]>
  /** Empties what deleted rows left behind in files, where the store can. */
  scrub(): Promise<void>
  close(): Promise<void>
}

/** Length of the vectors a store holds: that of all-MiniLM-L6. */
export const vectorLength = 384
