import { beforeAll, describe, expect, it } from 'vitest'
import { findModel } from '../models/catalogue.ts'
import { modelFolder } from '../models/folder.ts'
import { openFlite } from './flite.ts'
import { createVadFactory, type VadFactory } from './vad.ts'

let factory: VadFactory
let speech: Float32Array
beforeAll(async () => {
  factory = await createVadFactory({ modelsDir: '/nowhere' }) // its model comes with an npm package
  speech = openFlite(modelFolder(findModel('flite'), '/nowhere'))('Good morning, how are you today?', 'rms', 1)
})

const frames = (sound: Float32Array): Float32Array[] =>
  Array.from({ length: Math.floor(sound.length / 512) }, (_, i) => sound.slice(i * 512, (i + 1) * 512))
const noise = Float32Array.from({ length: 32_000 }, (_, i) => ((Math.imul(i, 2_654_435_761) >>> 0) / 2 ** 32 - 0.5) * 0.02)

async function shareOfSpeech(sound: Float32Array): Promise<number> {
  const vad = factory.open()
  let spoken = 0
  for (const frame of frames(sound)) if ((await vad.next(frame)) > 0.5) spoken++
  return spoken / frames(sound).length
}

describe('voice activity', () => {
  it('finds speech in speech and none in silence or noise', async () => {
    expect(await shareOfSpeech(speech)).toBeGreaterThan(0.6)
    expect(await shareOfSpeech(new Float32Array(32_000))).toBe(0)
    expect(await shareOfSpeech(noise)).toBe(0)
  })
  it('hears each frame after the end of the one before', async () => {
    // Recorded; without those 64 samples the model finds speech later and less surely.
    const recorded = [0.021, 0.657, 0.981, 0.994, 0.997]
    const vad = factory.open()
    const found: number[] = []
    for (const frame of frames(speech).slice(0, 12)) found.push(await vad.next(frame))
    for (const [i, p] of recorded.entries()) expect(found[7 + i]).toBeCloseTo(p, 2)
  })
  it('keeps streams apart though they share a model', async () => {
    const [alone, beside, other] = [factory.open(), factory.open(), factory.open()]
    const single: number[] = []
    for (const frame of frames(speech)) single.push(await alone.next(frame))
    const mixed: number[] = []
    for (const frame of frames(speech)) {
      await other.next(noise.slice(0, 512))
      mixed.push(await beside.next(frame))
    }
    expect(mixed).toEqual(single)
  })
  it('forgets on reset', async () => {
    const vad = factory.open()
    // The 4 ms before a frame are its own business: a silent one stands before both.
    const silence = new Float32Array(512)
    await vad.next(silence)
    vad.reset()
    const first: number[] = []
    for (const frame of frames(speech)) first.push(await vad.next(frame))
    await vad.next(silence)
    vad.reset()
    const again: number[] = []
    for (const frame of frames(speech)) again.push(await vad.next(frame))
    expect(again).toEqual(first)
  })
  it('refuses a frame of another length', async () => {
    await expect(factory.open().next(new Float32Array(160))).rejects.toThrow('512 samples')
  })
})
