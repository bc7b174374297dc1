import { beforeAll, describe, expect, it } from 'vitest'
import { findModel } from '../models/catalogue.ts'
import { modelFolder } from '../models/folder.ts'
import { openFlite } from './flite.ts'
import { createVadFactory } from './vad.ts'
import { createVadBatch, openVadStream, resetVadStream, type VadBatch } from './vad-batch.ts'

// The models come with npm packages.
let batch: VadBatch
let speech: Float32Array
beforeAll(async () => {
  batch = await createVadBatch({ modelsDir: '/nowhere' })
  speech = openFlite(modelFolder(findModel('flite'), '/nowhere'))('Good morning, how are you today?', 'rms', 1)
})
const frame = (number: number): Float32Array => speech.slice(number * 512, (number + 1) * 512)

describe('voice activity of many streams at once', () => {
  it('is that of each stream alone, wherever the others are in their sound', async () => {
    const factory = await createVadFactory({ modelsDir: '/nowhere' })
    const starts = Array.from({ length: 70 }, (_, i) => i % 9) // more than go in one run
    const alone = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(() => factory.open())
    const streams = starts.map(() => openVadStream())
    const spread = new Set<number>()
    for (let step = 0; step < 12; step++) {
      const wanted = await Promise.all(alone.map((vad, start) => vad.next(frame(start + step))))
      const found = await batch.run(streams.map((stream, i) => ({ stream, frame: frame((starts[i] ?? 0) + step) })))
      for (const [i, start] of starts.entries()) expect(found[i]).toBeCloseTo(wanted[start] ?? Number.NaN, 4)
      for (const p of wanted) spread.add(Math.round(p * 10))
    }
    expect(spread.size).toBeGreaterThan(3) // it was about something
  })
  it('forgets what it heard when a stream is reset', async () => {
    const [used, fresh] = [openVadStream(), openVadStream()]
    for (let i = 0; i < 12; i++) await batch.run([{ stream: used, frame: frame(i) }])
    resetVadStream(used)
    const [a, b] = await batch.run([used, fresh].map((stream) => ({ stream, frame: frame(3) })))
    expect(a).toBe(b)
  })
  it('of no streams is nothing', async () => {
    expect(await batch.run([])).toHaveLength(0)
  })
})
