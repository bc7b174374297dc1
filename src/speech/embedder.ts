/** Vectors of sentences: all-MiniLM-L6 in 8 bit, in a process of its own. */
import { modelPath } from '../models/folder.ts'
import type { EmbedAnswer, EmbedAsk, EmbedSetup } from './embedder.worker.ts'
import { ModelProcess } from './model-process.ts'
import type { Embedder } from './speech.ts'

export const embedderModel = 'minilm-l6-int8'
/** Texts in one request to the process; more are sent one request after the other, so that a question can come between. */
const batch = 16

/**
 * Starts the embedding model: 384 numbers a text, about 8 ms a sentence on one thread.
 * @throws DuetError `model.missing`, `model.failed`
 */
export async function createEmbedder(options: { readonly modelsDir: string }): Promise<Embedder> {
  const setup: EmbedSetup = { folder: await modelPath(embedderModel, options.modelsDir) }
  const entry = new URL('./embedder.worker.ts', import.meta.url)
  const process = await ModelProcess.open<EmbedSetup, EmbedAsk, EmbedAnswer>({ name: 'embedder', entry, setup })
  return {
    id: embedderModel,
    async embed(texts, signal) {
      const vectors: Float32Array[] = []
      for (let from = 0; from < texts.length; from += batch) {
        const answer = await process.ask({ texts: texts.slice(from, from + batch) }, signal)
        if (!answer) return undefined
        vectors.push(...answer.value)
      }
      return vectors
    },
    close: () => process.close(),
  }
}
