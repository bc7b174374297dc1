/** Vectors of current memories by user in one block each, compared with a question's vector one after the other. */
import { vectorLength } from './port.ts'

/** A user's vectors; rows that left are overwritten by the last one. */
type Block = { ids: number[]; at: Map<number, number>; values: Float32Array }

/** Bytes of all blocks together; the user asked about longest ago goes first. */
const maxBytes = 400 * 1024 * 1024
const vectorBytes = vectorLength * 4

export type Near = { readonly id: number; readonly cosine: number }

/** A cache in front of the table of vectors: `load` brings a user's whole set on the first question. */
export class VectorBlocks {
  readonly #blocks = new Map<string, Block>()
  readonly #load: (userId: string) => Iterable<readonly [number, Uint8Array]>

  constructor(load: (userId: string) => Iterable<readonly [number, Uint8Array]>) {
    this.#load = load
  }

  /** A user that is not in the cache is read anew when asked about. */
  put(userId: string, id: number, vector: Float32Array): void {
    const block = this.#blocks.get(userId)
    if (block) add(block, id, vector)
  }

  remove(userId: string, id: number): void {
    const block = this.#blocks.get(userId)
    const at = block?.at.get(id)
    if (!block || at === undefined) return
    const last = block.ids.length - 1
    const moved = block.ids[last]
    block.values.copyWithin(at * vectorLength, last * vectorLength, (last + 1) * vectorLength)
    if (moved !== undefined) {
      block.ids[at] = moved
      block.at.set(moved, at)
    }
    block.ids.pop()
    block.at.delete(id)
  }

  drop(userId?: string): void {
    if (userId === undefined) this.#blocks.clear()
    else this.#blocks.delete(userId)
  }

  /** The `limit` memories nearest to a vector of unit length, nearest first. `among`: only these. */
  nearest(userIds: readonly string[], vector: Float32Array, limit: number, among?: ReadonlySet<number>): Near[] {
    const best = new Best(limit)
    for (const userId of userIds) {
      const { ids, values } = this.#block(userId)
      for (let row = 0; row < ids.length; row++) {
        const id = ids[row] ?? -1
        if (among && !among.has(id)) continue
        best.offer(id, dot(values, row * vector.length, vector))
      }
    }
    return best.sorted()
  }

  /** The cosine of one memory; undefined where it has no vector. */
  cosine(userId: string, id: number, vector: Float32Array): number | undefined {
    const block = this.#block(userId)
    const at = block.at.get(id)
    return at === undefined ? undefined : dot(block.values, at * vectorLength, vector)
  }

  #block(userId: string): Block {
    let block = this.#blocks.get(userId)
    if (block)
      this.#blocks.delete(userId) // put back behind the others: the first is the one longest unused
    else {
      block = { ids: [], at: new Map(), values: new Float32Array(0) }
      for (const [id, bytes] of this.#load(userId)) add(block, id, toVector(bytes))
    }
    this.#blocks.set(userId, block)
    let bytes = 0
    for (const one of this.#blocks.values()) bytes += one.values.byteLength
    for (const [oldest, one] of this.#blocks) {
      if (bytes <= maxBytes || oldest === userId) break
      bytes -= one.values.byteLength
      this.#blocks.delete(oldest)
    }
    return block
  }
}

/** The bytes of a column as numbers, copied: a column's bytes need not lie on a multiple of four. */
export function toVector(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice(0, vectorBytes).buffer)
}

export function toBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
}

function add(block: Block, id: number, vector: Float32Array): void {
  const known = block.at.get(id)
  const at = known ?? block.ids.length
  if (known === undefined) {
    block.ids.push(id)
    block.at.set(id, at)
  }
  if ((at + 1) * vectorLength > block.values.length) {
    const grown = new Float32Array(Math.max(64, Math.ceil((at + 1) * 1.5)) * vectorLength)
    grown.set(block.values)
    block.values = grown
  }
  block.values.set(vector, at * vectorLength)
}

/** Four sums at once keep the processor's adders busy; the plain loop is what is quick here. */
function dot(values: Float32Array, from: number, vector: Float32Array): number {
  const end = vector.length
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0, at = from; i < end; i += 4, at += 4) {
    a += (values[at] ?? 0) * (vector[i] ?? 0)
    b += (values[at + 1] ?? 0) * (vector[i + 1] ?? 0)
    c += (values[at + 2] ?? 0) * (vector[i + 2] ?? 0)
    d += (values[at + 3] ?? 0) * (vector[i + 3] ?? 0)
  }
  return a + b + c + d
}

/** The best few of many: a sorted list with a threshold, which most offers fail at once. */
class Best {
  readonly #limit: number
  readonly #found: Near[] = []
  #least = Number.NEGATIVE_INFINITY

  constructor(limit: number) {
    this.#limit = limit
  }

  offer(id: number, cosine: number): void {
    if (cosine <= this.#least) return
    let at = this.#found.length
    while (at > 0 && (this.#found[at - 1]?.cosine ?? 0) < cosine) at--
    this.#found.splice(at, 0, { id, cosine })
    if (this.#found.length > this.#limit) this.#found.pop()
    if (this.#found.length === this.#limit) this.#least = this.#found.at(-1)?.cosine ?? this.#least
  }

  sorted(): Near[] {
    return this.#found
  }
}
