import * as opus from '@evan/opus'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OpusDecoder } from './opus-codec.ts'
import { packetDuration, splitPacket } from './opus-packet.ts'
import { seeded, tonePackets } from './test-sound.ts'

const seed = 6716
const durations = [
  ...[480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880],
  ...[480, 960, 480, 960],
  ...[120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960],
]
const toc = (config: number, code: number): number => (config << 3) | code
const frame = (length: number): Uint8Array => new Uint8Array(length).map((_, i) => (i * 7 + length) & 255)
const coded = (length: number): number[] =>
  length < 252 ? [length] : [252 + ((length - 252) & 3), (length - (252 + ((length - 252) & 3))) >> 2]

/** A packet of code 3 as §3.2.5 has it. */
function many(options: { config: number; frames: readonly Uint8Array[]; vbr: boolean; padding?: readonly number[] }): Uint8Array {
  const { config, frames, vbr, padding } = options
  const padBytes = padding?.reduce((n, value) => n + (value === 255 ? 254 : value), 0) ?? 0
  return Uint8Array.from([
    toc(config, 3),
    (vbr ? 0x80 : 0) | (padding === undefined ? 0 : 0x40) | frames.length,
    ...(padding ?? []),
    ...(vbr ? frames.slice(0, -1).flatMap((part) => coded(part.length)) : []),
    ...frames.flatMap((part) => [...part]),
    ...new Uint8Array(padBytes),
  ])
}

describe('duration', () => {
  test.each(durations.map((samples, config) => [config, samples]))(
    'configuration %i lasts %i samples a frame',
    (config, samples) => {
      expect(packetDuration(Uint8Array.of(toc(config, 0), 1))).toBe(samples)
      expect(packetDuration(Uint8Array.of(toc(config, 1), 1, 2))).toBe(2 * samples)
    },
  )

  test.each([
    ['no byte', []],
    ['code 1 with frames of unequal length', [toc(1, 1), 1, 2, 3]],
    ['code 2 without a length', [toc(1, 2)]],
    ['code 2 with a cut length', [toc(1, 2), 252]],
    ['code 2 whose first frame is longer than the packet', [toc(1, 2), 5, 1, 2]],
    ['code 3 without a count', [toc(1, 3)]],
    ['code 3 with no frames', [toc(1, 3), 0]],
    ['code 3 of more than 120 ms', [toc(1, 3), 7, 1, 2, 3, 4, 5, 6, 7]],
    ['code 3 whose bytes do not divide', [toc(1, 3), 2, 1, 2, 3]],
    ['code 3 with more padding than bytes', [toc(1, 3), 0x41, 5, 1, 2]],
    ['code 3 with endless padding', [toc(1, 3), 0x41, 255, 255, 255]],
    ['code 3 whose lengths run into the padding', [toc(1, 3), 0xc4, 1, 0, 0, 0]],
    ['code 2 with a last frame of 1276 bytes', [toc(1, 2), 1, ...new Uint8Array(1277)]],
    ['a frame of 1276 bytes', [toc(1, 0), ...new Uint8Array(1276)]],
  ])('%s: none', (_, packet) => {
    expect(packetDuration(Uint8Array.from(packet))).toBe(0)
    expect(splitPacket(Uint8Array.from(packet))).toEqual([])
  })

  test('a table-of-contents byte alone is a frame that was not sent, and lasts', () => {
    expect(packetDuration(Uint8Array.of(toc(1, 0)))).toBe(960)
  })

  test('agrees with libopus on what is a packet and how long it is', () => {
    const random = seeded(seed)
    const whole = tonePackets({ hz: 300, ms: 400, packetMs: 80, sampleRate: 24_000 })
    let [good, bad] = [0, 0]
    for (let i = 0; i < 4000; i++) {
      const base = whole[i % whole.length] ?? new Uint8Array(0)
      const length = Math.floor(random() * 40)
      const packet =
        random() < 0.3 ? base.slice(0, base.length - (length & 3)) : Uint8Array.from({ length }, () => random() * 256)
      packet[0] = Math.floor(random() * 256)
      if (packet.length > 1 && random() < 0.7)
        packet[1] = (random() < 0.5 ? 0xc0 & (random() * 256) : 0) | Math.floor(random() * 8)
      const decoder = new opus.Decoder({ channels: 1, sample_rate: 48000 })
      let samples = 0
      try {
        samples = decoder.decode(packet).length / 2
      } catch {
        samples = 0
      }
      expect(packetDuration(packet), Buffer.from(packet).toString('hex')).toBe(samples)
      if (samples > 0) good++
      else bad++
    }
    expect(Math.min(good, bad)).toBeGreaterThan(500)
  })
})

describe('splitting', () => {
  const frames = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 245, max: 260 }), fc.constant(1275)).map(frame),
    { minLength: 1, maxLength: 6 },
  )
  const padding = fc.option(fc.tuple(fc.constantFrom([], [255], [255, 255]), fc.integer({ min: 0, max: 254 })), {
    nil: undefined,
  })
  test('gives each frame back under the same configuration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 31 }), frames, padding, fc.boolean(), (config, parts, pad, vbr) => {
        const equal = vbr ? parts : parts.map(() => parts[0] ?? frame(0))
        if (equal.length * (durations[config] ?? 0) > 5760) return
        const packet = many({ config, frames: equal, vbr, ...(pad === undefined ? {} : { padding: [...pad[0], pad[1]] }) })
        expect(packetDuration(packet)).toBe(equal.length * (durations[config] ?? 0))
        expect(splitPacket(packet).map((single) => [...single])).toEqual(equal.map((part) => [toc(config, 0), ...part]))
      }),
      { seed, numRuns: 300 },
    )
  })

  test('two frames of code 1 and of code 2 too; a single frame stays the packet it is', () => {
    expect(splitPacket(Uint8Array.of(toc(9, 1), 1, 2, 3, 4)).map((part) => [...part])).toEqual([
      [toc(9, 0), 1, 2],
      [toc(9, 0), 3, 4],
    ])
    expect(splitPacket(Uint8Array.of(toc(9, 2), 1, 7, 8, 9)).map((part) => [...part])).toEqual([
      [toc(9, 0), 7],
      [toc(9, 0), 8, 9],
    ])
    const single = Uint8Array.of(toc(9, 0), 1)
    expect(splitPacket(single)).toEqual([single])
  })

  test('an 80 ms packet sounds the same in parts, none of them longer than 60 ms', () => {
    const packets = tonePackets({ hz: 440, ms: 800, packetMs: 80, sampleRate: 24_000 })
    const [whole, parts] = [new OpusDecoder({ sampleRate: 24000 }), new OpusDecoder({ sampleRate: 24000 })]
    expect(packets).toHaveLength(10)
    for (const packet of packets) {
      expect(packetDuration(packet)).toBe(3840)
      const singles = splitPacket(packet)
      for (const single of singles) expect(packetDuration(single)).toBeLessThanOrEqual(2880)
      expect(singles.flatMap((single) => [...parts.decode(single)])).toEqual([...whole.decode(packet)])
    }
  })

  test('no bytes make it fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (packet) => {
        const singles = splitPacket(packet)
        expect(singles.reduce((sum, single) => sum + packetDuration(single), 0)).toBe(packetDuration(packet))
        expect(singles.reduce((sum, single) => sum + single.length, 0)).toBeLessThanOrEqual(packet.length + 48)
      }),
      { seed, numRuns: 3000 },
    )
  })
})
