/** Where the pieces of documents are put: this process's own memory, or through the same interface that of an orchestrator that runs. */
import type { MemoryRow, Write } from '../../store/memory/port.ts'
import type { Row } from '../../store/memory/tables.ts'
import { contentHash, newId } from '../identity.ts'
import type { Memory } from '../memory.ts'
import { ownColumns, type Scope } from '../scope.ts'
import type { Chunk } from './chunks.ts'

export type DocumentHead = {
  /** What it is known again by: its path or address. */
  readonly uri: string
  readonly title: string
  readonly format: string
  /** Of its bytes, in hex. */
  readonly sha256: string
  readonly bytes: number
  /** How many pieces it has, all together. */
  readonly chunks: number
  /** Of those, how many look like instructions to a model. */
  readonly suspicious: number
}

export interface DocumentShelf {
  /** The sum and the number of pieces of what is there; an empty sum: not all of it is. */
  known(uri: string): Promise<{ readonly sha256: string; readonly chunks: number } | undefined>
  /** Pieces from number `from` (0: the first, which takes away what was there before); the last ones complete it. */
  put(head: DocumentHead, from: number, chunks: readonly Chunk[]): Promise<void>
}

/** The shelf of a memory of this process. */
export class MemoryShelf implements DocumentShelf {
  readonly #memory: Memory
  readonly #scope: { readonly userId: string; readonly persona: string }

  constructor(memory: Memory, scope: Scope = {}) {
    this.#memory = memory
    this.#scope = ownColumns(scope)
  }

  async known(uri: string) {
    return this.#row(uri)
  }

  async put(head: DocumentHead, from: number, chunks: readonly Chunk[]): Promise<void> {
    const { store } = this.#memory
    const now = this.#memory.now()
    const { suspicious, ...columns } = head
    const known = await this.#row(head.uri)
    const document: Row<'documents'> = {
      id: known?.id ?? newId(now),
      ...this.#scope,
      ...columns,
      flags: { suspicious },
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
      revision: (known?.revision ?? 0) + 1,
    }
    const done = from + chunks.length >= head.chunks
    const before: Write[] = from === 0 ? [{ op: 'delete', table: 'memories', where: { documentId: document.id } }] : []
    await store.write([
      // Without a sum until all of it is in: after a crash half way it counts as changed and is read again.
      { op: 'put', table: 'documents', row: { ...document, sha256: done ? head.sha256 : '' } },
      ...before,
      ...chunks.map((chunk, i) => rowOf(chunk, from + i, document, now)),
    ])
    // Vectors follow in the background.
    if (done) void this.#memory.settle()
  }

  async #row(uri: string): Promise<Row<'documents'> | undefined> {
    const [known] = await this.#memory.store.rows('documents', { ...this.#scope, uri })
    return known
  }
}

function rowOf(chunk: Chunk, number: number, document: Row<'documents'>, now: number): Write {
  const { heading, text, page, suspicious } = chunk
  const place = page === undefined ? '' : `#page=${page}`
  const row: MemoryRow = {
    id: newId(now),
    userId: document.userId,
    persona: document.persona,
    kind: 'semantic',
    type: 'document',
    content: `${heading}: ${text}`,
    slot: '',
    fields: { heading, number, ...(page !== undefined && { page }), ...(suspicious && { suspicious }) },
    importance: 1,
    confidence: 0.8,
    source: { type: 'integration', document_ref: `${document.uri}${place}` },
    turnIds: [],
    quote: '',
    mentions: 1,
    at: now,
    validFrom: now,
    validTo: null,
    expiresAt: null,
    replacedBy: null,
    forgottenAt: null,
    documentId: document.id,
    contentHash: contentHash(text),
    createdAt: now,
    updatedAt: now,
    revision: 1,
  }
  return { op: 'put', table: 'memories', row }
}
