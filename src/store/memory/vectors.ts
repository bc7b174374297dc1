/** Vectors of current memories by user, in chunks of one memory, compared with a question's vector one after the other. */
import { type DotKernel, dotKernel, vectorBytes } from './dot-kernel.ts'
import { vectorLength } from './port.ts'

/** A user's vectors: row n lies in chunk n / `chunkRows`; rows that left are overwritten by the last one. */
type Block = { readonly ids: number[]; readonly at: Map<number, number>; readonly chunks: number[] }

export type VectorBlocksOptions = {
  /** Bytes of all blocks together; the user asked about longest ago goes first. One user's own vectors always have room, up to a GiB. */
  readonly maxBytes?: number
}

const chunkRows = 32
const chunkBytes = chunkRows * vectorBytes
/** Before the chunks: the question's vector, and room for the products of a chunk. */
const outAt = vectorBytes
const chunksAt = outAt + chunkRows * 4
const mostBytes = 1024 ** 3
const pageBytes = 65_536

export type Near = { readonly id: number; readonly cosine: number }

/** A cache in front of the table of vectors: `load` brings a user's whole set on the first question. */
export class VectorBlocks {
  readonly #blocks = new Map<string, Block>()
  readonly #load: (userId: string) => Iterable<readonly [number, Uint8Array]>
  readonly #maxChunks: number
  readonly #memory: WebAssembly.Memory
  readonly #dots: DotKernel
  /** The whole memory; made anew when it grows. */
  #values: Float32Array
  /** Chunks that no block has; those from `#made` on were never made. */
  readonly #free: number[] = []
  #made = 0

  constructor(load: (userId: string) => Iterable<readonly [number, Uint8Array]>, options: VectorBlocksOptions = {}) {
    this.#load = load
    this.#maxChunks = Math.floor((options.maxBytes ?? 400 * 1024 * 1024) / chunkBytes)
    const { memory, dots } = dotKernel(mostBytes)
    this.#memory = memory
    this.#dots = dots
    this.#values = new Float32Array(memory.buffer)
  }

  /** A user that is not in the cache is read anew when asked about. */
  put(userId: string, id: number, vector: Float32Array): void {
    const block = this.#blocks.get(userId)
    if (block) this.#add(block, id, vector)
  }

  remove(userId: string, id: number): void {
    const block = this.#blocks.get(userId)
    const at = block?.at.get(id)
    if (!block || at === undefined) return
    const last = block.ids.length - 1
    const moved = block.ids[last]
    const from = this.#place(block, last)
    this.#values.copyWithin(this.#place(block, at), from, from + vectorLength)
    if (moved !== undefined) {
      block.ids[at] = moved
      block.at.set(moved, at)
    }
    block.ids.pop()
    block.at.delete(id)
    if (last % chunkRows === 0) this.#free.push(...block.chunks.splice(-1))
  }

  drop(): void {
    for (const block of this.#blocks.values()) this.#free.push(...block.chunks)
    this.#blocks.clear()
  }

  /** The `limit` memories nearest to a vector of unit length, nearest first. `among`: only these. */
  nearest(userIds: readonly string[], vector: Float32Array, limit: number, among?: ReadonlySet<number>): Near[] {
    const best = new Best(limit)
    for (const userId of userIds) {
      const { ids, chunks } = this.#block(userId)
      this.#values.set(vector)
      for (const [i, chunk] of chunks.entries()) {
        const rows = Math.min(chunkRows, ids.length - i * chunkRows)
        this.#dots(chunksAt + chunk * chunkBytes, 0, rows, outAt)
        for (let row = 0; row < rows; row++) {
          const cosine = this.#values[outAt / 4 + row] ?? 0
          if (cosine <= best.least) continue
          const id = ids[i * chunkRows + row] ?? -1
          if (!among || among.has(id)) best.offer(id, cosine)
        }
      }
    }
    return best.sorted()
  }

  /** The cosine of one memory; undefined where it has no vector. */
  cosine(userId: string, id: number, vector: Float32Array): number | undefined {
    const block = this.#block(userId)
    const at = block.at.get(id)
    if (at === undefined) return undefined
    this.#values.set(vector)
    this.#dots(this.#place(block, at) * 4, 0, 1, outAt)
    return this.#values[outAt / 4]
  }

  #block(userId: string): Block {
    let block = this.#blocks.get(userId)
    if (block)
      this.#blocks.delete(userId) // put back behind the others: the first is the one longest unused
    else {
      block = { ids: [], at: new Map(), chunks: [] }
      for (const [id, bytes] of this.#load(userId)) this.#add(block, id, toVector(bytes))
    }
    this.#blocks.set(userId, block)
    for (const [oldest, one] of this.#blocks) {
      if (this.#made - this.#free.length <= this.#maxChunks || oldest === userId) break
      this.#free.push(...one.chunks)
      this.#blocks.delete(oldest)
    }
    return block
  }

  #add(block: Block, id: number, vector: Float32Array): void {
    const known = block.at.get(id)
    const at = known ?? block.ids.length
    if (known === undefined) {
      if (at === block.chunks.length * chunkRows) block.chunks.push(this.#chunk())
      block.ids.push(id)
      block.at.set(id, at)
    }
    this.#values.set(vector, this.#place(block, at))
  }

  /** Where a row's numbers begin, in numbers. */
  #place(block: Block, row: number): number {
    const chunk = block.chunks[Math.floor(row / chunkRows)] ?? 0
    return (chunksAt + chunk * chunkBytes + (row % chunkRows) * vectorBytes) / 4
  }

  #chunk(): number {
    const free = this.#free.pop()
    if (free !== undefined) return free
    const needed = chunksAt + (this.#made + 1) * chunkBytes
    if (needed > this.#values.byteLength) {
      // By a quarter, so that a large set does not grow a thousand times.
      const wanted = Math.min(mostBytes, Math.max(needed, this.#values.byteLength * 1.25))
      this.#memory.grow(Math.ceil((wanted - this.#values.byteLength) / pageBytes))
      this.#values = new Float32Array(this.#memory.buffer)
    }
    return this.#made++
  }
}

/** The bytes of a column as numbers, copied: a column's bytes need not lie on a multiple of four. */
export function toVector(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice(0, vectorBytes).buffer)
}

export function toBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
}

/** The best few of many: a sorted list with a threshold, which most offers fail at once. */
class Best {
  /** What an offer must be above. */
  least = Number.NEGATIVE_INFINITY
  readonly #limit: number
  readonly #found: Near[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  offer(id: number, cosine: number): void {
    if (cosine <= this.least) return
    let at = this.#found.length
    while (at > 0 && (this.#found[at - 1]?.cosine ?? 0) < cosine) at--
    this.#found.splice(at, 0, { id, cosine })
    if (this.#found.length > this.#limit) this.#found.pop()
    if (this.#found.length === this.#limit) this.least = this.#found.at(-1)?.cosine ?? this.least
  }

  sorted(): Near[] {
    return this.#found
  }
}
