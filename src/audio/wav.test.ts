import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import { readWav, writeWav } from './wav.ts'

const seed = 44
const chunk = (name: string, body: Uint8Array, stated = body.length): Uint8Array<ArrayBuffer> => {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(stated, 4)
  return new Uint8Array(Buffer.concat([head, body, Buffer.alloc(body.length & 1)]))
}
const format = (codec: number, channels: number, rate: number, bits: number, extension = new Uint8Array(0)): Uint8Array => {
  const body = Buffer.alloc(16)
  body.writeUInt16LE(codec, 0)
  body.writeUInt16LE(channels, 2)
  body.writeUInt32LE(rate, 4)
  body.writeUInt32LE((rate * channels * bits) / 8, 8)
  body.writeUInt16LE((channels * bits) / 8, 12)
  body.writeUInt16LE(bits, 14)
  return chunk('fmt ', Buffer.concat([body, extension]))
}
const wav = (...chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks])
  return chunk('RIFF', body)
}
const subFormat = (codec: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    Buffer.concat([Buffer.from([22, 0, 24, 0, 4, 0, 0, 0, codec, 0]), Buffer.from('00001000800000aa00389b71', 'hex')]),
  )

function failure(bytes: Uint8Array): string {
  try {
    readWav(bytes)
  } catch (error) {
    return error instanceof DuetError ? `${error.code}: ${error.message}` : String(error)
  }
  return 'read'
}

describe('WAV files', () => {
  test('what is written is read again to within half a step of 16 bits', () => {
    const sound = fc.array(fc.float({ min: -1, max: Math.fround(0.9999), noNaN: true }), { maxLength: 200 })
    fc.assert(
      fc.property(
        fc.array(sound, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(8000, 16_000, 44_100, 48_000),
        (channels, rate) => {
          const read = readWav(
            writeWav(
              channels.map((channel) => Float32Array.from(channel)),
              rate,
            ),
          )
          const frames = Math.max(...channels.map((channel) => channel.length))
          expect(read.sampleRate).toBe(rate)
          expect(read.channels.map((channel) => channel.length)).toEqual(channels.map(() => frames))
          read.channels.forEach((channel, c) => {
            for (const [i, sample] of channel.entries())
              expect(Math.abs(sample - (channels[c]?.[i] ?? 0))).toBeLessThanOrEqual(0.5 / 32768)
          })
        },
      ),
      { seed },
    )
  })

  test('samples beyond full scale are clipped, not wrapped', () => {
    expect([...(readWav(writeWav([Float32Array.of(2, -2)], 8000)).channels[0] ?? [])]).toEqual([32767 / 32768, -1])
  })

  test.each([
    ['24 bits', format(1, 2, 44_100, 24), Buffer.from('000040' + '0000c0' + 'ffff7f' + '000080', 'hex')],
    ['24 bits, extensible', format(0xfffe, 2, 44_100, 24, subFormat(1)), Buffer.from('0000400000c0ffff7f000080', 'hex')],
    ['float', format(3, 2, 44_100, 32), Buffer.from(Float32Array.of(0.5, -0.5, 0.99999988079071, -1).buffer)],
    [
      'float, extensible',
      format(0xfffe, 2, 44_100, 32, subFormat(3)),
      Buffer.from(Float32Array.of(0.5, -0.5, 0.99999988, -1).buffer),
    ],
  ])('%s', (_, head, data) => {
    const { channels, sampleRate } = readWav(wav(head, chunk('data', data)))
    expect(sampleRate).toBe(44_100)
    expect([...(channels[0] ?? [])]).toEqual([0.5, expect.closeTo(1, 6)])
    expect([...(channels[1] ?? [])]).toEqual([-0.5, -1])
  })

  test('other chunks, odd lengths and lengths a pipe could not know are read past', () => {
    const data = Buffer.from([0, 0x40, 0, 0xc0])
    const head = format(1, 1, 16_000, 16)
    for (const file of [
      wav(chunk('LIST', Buffer.from('abc')), head, chunk('fact', Buffer.alloc(4)), chunk('data', data)),
      wav(head, chunk('data', data, 0)),
      wav(head, chunk('data', data, 0xffffffff)),
    ])
      expect([...(readWav(file).channels[0] ?? [])]).toEqual([0.5, -0.5])
  })

  test('a float that is no number becomes silence', () => {
    const data = Buffer.from(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 0.5).buffer)
    expect([...(readWav(wav(format(3, 1, 16_000, 32), chunk('data', data))).channels[0] ?? [])]).toEqual([0, 0, 0.5])
  })

  test.each([
    ['nothing', Buffer.alloc(0), /RIFF/],
    ['an Ogg file', Buffer.from('OggS and so on, long enough'), /RIFF/],
    ['no data', wav(format(1, 1, 16_000, 16)), /no sound/],
    ['data before the format', wav(chunk('data', Buffer.alloc(4)), format(1, 1, 16_000, 16)), /before its format/],
    ['a-law', wav(format(6, 1, 8000, 8), chunk('data', Buffer.alloc(4))), /format 6 with 8 bits/],
    ['no channels', wav(format(1, 0, 8000, 16), chunk('data', Buffer.alloc(4))), /0 channels/],
    ['too many channels', wav(format(1, 200, 8000, 16), chunk('data', Buffer.alloc(4))), /200 channels/],
    ['an impossible rate', wav(format(1, 1, 4_000_000, 16), chunk('data', Buffer.alloc(4))), /4000000 Hz/],
    ['a short format', wav(chunk('fmt ', Buffer.alloc(10)), chunk('data', Buffer.alloc(4))), /too short/],
  ])('%s is refused with a reason', (_, bytes, reason) => {
    expect(failure(bytes)).toMatch(/^call\.input: /)
    expect(failure(bytes)).toMatch(reason)
  })

  test('no bytes make it fail in any other way', () => {
    const whole = wav(format(1, 2, 16_000, 16), chunk('data', Buffer.alloc(40, 3)))
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 6 })
    fc.assert(
      fc.property(changes, fc.nat(whole.length), (list, length) => {
        const bytes = Uint8Array.from(whole)
        for (const [at, value] of list) bytes[at] = value
        expect(failure(bytes.subarray(0, length))).toMatch(/^(read|call\.input: .*)$/)
      }),
      { seed, numRuns: 2000 },
    )
  })
})
