import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DuetError } from './errors.ts'
import {
  decodeMoshi,
  encodeAudio,
  encodeMoshi,
  encodeText,
  MAX_MOSHI_MESSAGE_BYTES,
  MAX_MOSHI_TEXT_BYTES,
  type OutgoingMoshiFrame,
} from './moshi.ts'

const seed = 20_260
const bytes = fc.uint8Array({ maxLength: 400 })
const text = fc.string({ unit: 'grapheme', maxLength: 200 })
const outgoing: fc.Arbitrary<OutgoingMoshiFrame> = fc.oneof(
  bytes.map((payload) => ({ type: 'handshake' as const, payload })),
  bytes.map((data) => ({ type: 'audio' as const, data })),
  text.map((value) => ({ type: 'text' as const, text: value })),
  fc.constantFrom('start', 'endTurn', 'pause', 'restart').map((control) => ({ type: 'control' as const, control })),
  text.map((json) => ({ type: 'metadata' as const, json })),
  text.map((message) => ({ type: 'error' as const, message })),
  fc.constant({ type: 'ping' as const }),
)

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return error instanceof DuetError ? error.code : `not ours: ${String(error)}`
  }
  return 'nothing thrown'
}

describe('Moshi frames', () => {
  test('what is written is read again, of every kind', () => {
    fc.assert(
      fc.property(outgoing, (frame) => {
        const read = decodeMoshi(encodeMoshi(frame))
        expect(read).toMatchObject(frame)
      }),
      { seed },
    )
  })

  test('kinds have the numbers of the wire', () => {
    expect([...encodeMoshi({ type: 'handshake', payload: new Uint8Array(0) })]).toEqual([0])
    expect([...encodeAudio(Uint8Array.of(9, 8))]).toEqual([1, 9, 8])
    expect([...encodeText(' é')]).toEqual([2, 0x20, 0xc3, 0xa9])
    expect([...encodeMoshi({ type: 'control', control: 'restart' })]).toEqual([3, 3])
    expect(encodeMoshi({ type: 'metadata', json: '{}' })[0]).toBe(4)
    expect(encodeMoshi({ type: 'error', message: '' })[0]).toBe(5)
    expect([...encodeMoshi({ type: 'ping' })]).toEqual([6])
  })

  test('handshakes of the Python, the Rust and the page’s encoder are accepted', () => {
    expect(decodeMoshi(Uint8Array.of(0))).toMatchObject({ type: 'handshake', protocolVersion: 0, modelVersion: 0 })
    expect(decodeMoshi(Uint8Array.of(0, 1, 2, 0, 0, 7, 0, 0, 1))).toMatchObject({
      protocolVersion: 0x201,
      modelVersion: 0x1000007,
    })
    expect(decodeMoshi(Uint8Array.of(0, 3, 4))).toMatchObject({ protocolVersion: 3, modelVersion: 4 })
    expect(decodeMoshi(Uint8Array.of(0, 3, 4, 5))).toMatchObject({ type: 'handshake', protocolVersion: 0 })
  })

  test('a byte order mark and a leading space in text are kept', () => {
    expect(decodeMoshi(encodeText('\ufeff hi'))).toEqual({ type: 'text', text: '\ufeff hi' })
  })

  test('kinds beyond 6 are named, not refused', () => {
    for (const kind of [7, 8, 9, 255]) expect(decodeMoshi(Uint8Array.of(kind, 1, 2))).toEqual({ type: 'unknown', kind })
  })

  test.each([
    ['empty', []],
    ['control without a byte', [3]],
    ['control with an unknown byte', [3, 4]],
    ['control with two bytes', [3, 0, 0]],
    ['text that is not UTF-8', [2, 0xff]],
    ['metadata cut within a character', [4, 0xe2, 0x82]],
    ['error that is not UTF-8', [5, 0x80]],
  ])('%s is refused as invalid', (_, message) => {
    expect(codeOf(() => decodeMoshi(Uint8Array.from(message)))).toBe('request.invalid')
  })

  test('messages at the limit pass, one byte more is refused', () => {
    for (const [kind, limit] of [
      [0, MAX_MOSHI_TEXT_BYTES],
      [1, MAX_MOSHI_MESSAGE_BYTES],
      [2, MAX_MOSHI_TEXT_BYTES],
      [4, MAX_MOSHI_TEXT_BYTES],
      [99, MAX_MOSHI_MESSAGE_BYTES],
    ] as const) {
      const message = new Uint8Array(limit + 2)
      message[0] = kind
      expect(() => decodeMoshi(message.subarray(0, limit + 1))).not.toThrow()
      expect(codeOf(() => decodeMoshi(message))).toBe('request.too_large')
    }
  })

  test('no bytes make it fail in any other way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (message) => {
        const code = codeOf(() => decodeMoshi(message))
        expect(['nothing thrown', 'request.invalid']).toContain(code)
      }),
      { seed, numRuns: 2000 },
    )
  })

  test('messages written one after another do not share bytes', () => {
    const first = encodeText('first')
    for (let i = 0; i < 5000; i++) encodeText('xxxxxxxx')
    expect(decodeMoshi(first)).toEqual({ type: 'text', text: 'first' })
  })
})
