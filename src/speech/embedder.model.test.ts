import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultModelsDir } from '../models/folder.ts'
import { createEmbedder } from './embedder.ts'
import type { Embedder } from './speech.ts'

let embedder: Embedder
beforeAll(async () => {
  embedder = await createEmbedder({ modelsDir: process.env.DUET_MODELS_DIR ?? defaultModelsDir() })
})
afterAll(() => embedder?.close())

const cosine = (a: Float32Array | undefined, b: Float32Array | undefined) =>
  (a ?? new Float32Array()).reduce((sum, value, i) => sum + value * (b?.[i] ?? 0), 0)

it('puts sentences of one meaning near each other and others apart', async () => {
  const [cat, kitten, tax] =
    (await embedder.embed(['She has a cat.', 'A kitten lives with her.', 'The tax return is due.'])) ?? []
  expect(cat).toHaveLength(384)
  expect(cosine(cat, cat)).toBeCloseTo(1, 5)
  expect(cosine(cat, kitten)).toBeGreaterThan(0.5)
  expect(cosine(cat, tax)).toBeLessThan(0.2)
})

it('takes more texts than one request holds, long ones, empty ones, and gives up when asked to', async () => {
  const texts = ['', 'word '.repeat(2000), ...Array.from({ length: 20 }, (_, n) => `fact ${n}`)]
  expect(await embedder.embed(texts)).toHaveLength(22)
  const stop = new AbortController()
  const asked = embedder.embed(texts, stop.signal)
  stop.abort()
  expect(await asked).toBeUndefined()
})
