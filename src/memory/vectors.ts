/** Vectors for memories and questions, as far as there is a model: without one, or while it fails, the keyword search goes on alone. */

import type { Embedder } from '../speech/speech.ts'
import type { MemoryStore } from '../store/memory/port.ts'

export type QueryVector = { readonly model: string; readonly values: Float32Array }

const batch = 32

export class Vectors {
  readonly #store: MemoryStore
  readonly #embedder: Embedder | undefined

  constructor(store: MemoryStore, embedder: Embedder | undefined) {
    this.#store = store
    this.#embedder = embedder
  }

  /** The question's vector, or undefined where it is not there within `deadlineMs`. */
  async ofQuery(text: string, deadlineMs: number): Promise<QueryVector | undefined> {
    if (!this.#embedder || text.trim() === '') return undefined
    const { id: model } = this.#embedder
    try {
      const [values] = (await this.#embedder.embed([text], AbortSignal.timeout(deadlineMs))) ?? []
      return values && { model, values }
    } catch {
      // Busy or restarting: the words alone will do.
      return undefined
    }
  }

  /** Gives a vector to every current memory that has none of this model yet. */
  async fill(): Promise<void> {
    if (!this.#embedder) return
    const { id: model } = this.#embedder
    for (;;) {
      const missing = await this.#store.unembedded(model, batch)
      if (missing.length === 0) return
      const vectors = await this.#embedder.embed(missing.map((one) => one.content))
      if (!vectors) return
      await this.#store.write(
        missing.flatMap(({ id }, i) => {
          const vector = vectors[i]
          return vector ? [{ op: 'embed' as const, id, model, vector }] : []
        }),
      )
    }
  }
}
