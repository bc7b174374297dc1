import { expect, test } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import { dbfs, envelope, rms, SILENCE_DBFS } from './energy.ts'
import { OpusDecoder, OpusEncoder } from './opus-codec.ts'
import { resample } from './resample.ts'
import { tone, toneShare } from './test-sound.ts'

function codeOf(act: () => unknown): string | undefined {
  try {
    act()
  } catch (error) {
    return error instanceof DuetError ? error.code : String(error)
  }
  return undefined
}

test.each([8000, 12_000, 16_000, 24_000, 48_000] as const)(
  'a tone coded at 24 kHz comes out at %i Hz, as long and as loud',
  (sampleRate) => {
    const encoder = new OpusEncoder({ sampleRate: 24_000, bitrate: 32_000, application: 'audio' })
    const decoder = new OpusDecoder({ sampleRate })
    const pcm = tone({ hz: 440, ms: 1000, sampleRate: 24_000 })
    const heard = Float32Array.from(
      Array.from({ length: 50 }, (_, i) => [...decoder.decode(encoder.encode(pcm.subarray(i * 480, i * 480 + 480)))]).flat(),
    )
    expect(heard).toHaveLength(sampleRate)
    expect(toneShare(heard.subarray(sampleRate / 10), 440, sampleRate)).toBeGreaterThan(0.99)
    expect(dbfs(rms(heard.subarray(sampleRate / 10)))).toBeCloseTo(dbfs(0.5 / Math.SQRT2), 0)
  },
)

test('the bitrate asked for is kept to', () => {
  const bytes = (bitrate: number): number => {
    const encoder = new OpusEncoder({ sampleRate: 48_000, bitrate, application: 'audio' })
    const noise = tone({ hz: 1000, ms: 1000, sampleRate: 48_000 }).map((sample, i) => sample + 0.2 * Math.sin(i * i))
    return Array.from({ length: 50 }, (_, i) => encoder.encode(noise.subarray(i * 960, i * 960 + 960)).length).reduce(
      (a, b) => a + b,
    )
  }
  expect(bytes(16_000) * 8).toBeLessThan(20_000)
  expect(bytes(96_000) * 8).toBeGreaterThan(60_000)
})

test('packets of one encoder stay as they are when it goes on', () => {
  const encoder = new OpusEncoder({ sampleRate: 24_000 })
  const first = encoder.encode(tone({ hz: 440, ms: 20, sampleRate: 24_000 }))
  const copy = first.slice()
  for (let i = 0; i < 20; i++) encoder.encode(tone({ hz: 900, ms: 20, sampleRate: 24_000 }))
  expect(first).toEqual(copy)
})

test('empty, malformed and undecodable packets are refused by code, and the decoder goes on', () => {
  const decoder = new OpusDecoder({ sampleRate: 16_000 })
  for (const packet of [[], [3], [0xff, 0xff, 1]])
    expect(codeOf(() => decoder.decode(Uint8Array.from(packet)))).toBe('audio.malformed')
  const packet = new OpusEncoder({ sampleRate: 16_000 }).encode(new Float32Array(320))
  expect(decoder.decode(packet)).toHaveLength(320)
})

test('a frame of a length Opus does not have is refused', () => {
  const encoder = new OpusEncoder({ sampleRate: 24_000 })
  for (const length of [0, 1, 479, 500]) expect(codeOf(() => encoder.encode(new Float32Array(length)))).toBe('internal')
})

test('a view into a larger array codes as its own samples', () => {
  const pcm = tone({ hz: 440, ms: 40, sampleRate: 24_000 })
  const [whole, view] = [new OpusEncoder({ sampleRate: 24_000 }), new OpusEncoder({ sampleRate: 24_000 })]
  expect(view.encode(pcm.subarray(480, 960))).toEqual(whole.encode(pcm.slice(480, 960)))
})

test.each([
  [22_050, 16_000],
  [44_100, 48_000],
  [24_000, 48_000],
  [48_000, 16_000],
])('resampling from %i to %i Hz keeps pitch, level, length and place', async (from, to) => {
  const silent = new Float32Array(from / 2)
  const sound = Float32Array.from([...silent, ...tone({ hz: 1000, ms: 1000, sampleRate: from }), ...silent])
  const out = await resample(sound, from, to)
  expect(out).toHaveLength(2 * to)
  expect(toneShare(out.subarray(0.6 * to, 1.4 * to), 1000, to)).toBeGreaterThan(0.999)
  expect(rms(out.subarray(0.6 * to, 1.4 * to))).toBeCloseTo(0.5 / Math.SQRT2, 2)
  const levels = envelope(out, to / 200)
  expect(levels.findIndex((level) => level > -20)).toBe(100)
  expect(levels.findLastIndex((level) => level > -20)).toBe(299)
})

test('more than the library takes at once is resampled whole', async () => {
  const out = await resample(tone({ hz: 300, ms: 25_000, sampleRate: 48_000 }), 48_000, 16_000)
  expect(out).toHaveLength(25 * 16_000)
  expect(toneShare(out.subarray(24 * 16_000), 300, 16_000)).toBeGreaterThan(0.999)
  expect(toneShare(out, 300, 16_000)).toBeGreaterThan(0.9999)
})

test('nothing is resampled where nothing needs to be', async () => {
  const sound = tone({ hz: 300, ms: 10, sampleRate: 16_000 })
  expect(await resample(sound, 16_000, 16_000)).toBe(sound)
  expect(await resample(new Float32Array(0), 8000, 16_000)).toHaveLength(0)
})

test('levels: full scale is 0, half is −6, silence and nothing are the floor', () => {
  expect(dbfs(1)).toBe(0)
  expect(dbfs(0.5)).toBeCloseTo(-6.02, 2)
  expect([dbfs(0), dbfs(1e-9), dbfs(rms(new Float32Array(0)))]).toEqual([SILENCE_DBFS, SILENCE_DBFS, SILENCE_DBFS])
  expect([...envelope(Float32Array.of(1, 1, 0, 0, 1), 2)]).toEqual([0, SILENCE_DBFS])
})
