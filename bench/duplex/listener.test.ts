import { expect, test } from 'vitest'
import { Listener } from './listener.ts'
import { levels, voiceStretches } from './scoring.ts'

const rate = 24_000
const frameMs = 20
const frame = (loud: boolean) => new Float32Array((frameMs * rate) / 1000).fill(loud ? 0.1 : 0)

/** Frames of voice or silence with the time each arrives; where the voice is heard. */
function heard(frames: readonly { readonly loud: boolean; readonly arrivedMs: number }[]) {
  const listener = new Listener()
  for (const { loud, arrivedMs } of frames) listener.hear(frame(loud), arrivedMs)
  return { voice: voiceStretches(levels(listener.render(10 * rate), rate), 60), lateMs: listener.lateMs }
}

const stream = (count: number, loud: (index: number) => boolean, lateness: (index: number) => number = () => 0) =>
  Array.from({ length: count }, (_, index) => ({ loud: loud(index), arrivedMs: index * frameMs + lateness(index) }))

test('sound in time is heard after the buffer, without a break', () => {
  const { voice, lateMs } = heard(stream(200, (i) => i >= 50 && i < 100))
  expect(voice).toEqual([{ startMs: 1040, endMs: 2040 }])
  expect(lateMs).toBe(0)
})

test('a stall delays what follows, and the next silence takes the delay away', () => {
  // frames 20 to 29 arrive together, 200 ms late for the first
  const stall = (i: number) => (i >= 20 && i < 30 ? (30 - i) * frameMs : 0)
  const { voice, lateMs } = heard(stream(300, (i) => (i >= 10 && i < 60) || i >= 100, stall))
  expect(lateMs).toBeGreaterThan(150)
  expect(voice.at(-1)?.startMs).toBeGreaterThanOrEqual(2040)
  expect(voice.at(-1)?.startMs).toBeLessThanOrEqual(2060)
})

test('no voice is left out to catch up', () => {
  const stall = (i: number) => (i >= 20 && i < 30 ? (30 - i) * frameMs : 0)
  const { voice } = heard(stream(100, (i) => i >= 10, stall))
  const spoken = voice.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  expect(spoken).toBe(90 * frameMs)
})
