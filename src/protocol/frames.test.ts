import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameWalk, frameHeadBytes, unmask, writeBinaryHead } from './frames.ts'

function frame(payload: Uint8Array, mask?: Uint8Array): Uint8Array {
  const head = frameHeadBytes(payload.length, mask !== undefined)
  const out = new Uint8Array(head + payload.length)
  out.set(payload, head)
  writeBinaryHead(out, head, mask)
  return out
}

describe('a frame', () => {
  it('has the heads of RFC 6455 §5.7', () => {
    expect([...frame(new Uint8Array(0))]).toEqual([0x82, 0])
    expect([...frame(new Uint8Array(256)).subarray(0, 4)]).toEqual([0x82, 0x7e, 0x01, 0x00])
    expect([...frame(new Uint8Array(65_536)).subarray(0, 10)]).toEqual([0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0])
    const masked = frame(new TextEncoder().encode('Hello'), Uint8Array.of(0x37, 0xfa, 0x21, 0x3d))
    expect([...masked]).toEqual([0x82, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58])
  })

  it('is the same again when its mask is taken off', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 4, maxLength: 4 }), (payload, mask) => {
        const masked = frame(payload, mask)
        const head = frameHeadBytes(payload.length, true)
        unmask(masked, head - 4, head, masked.length)
        expect(masked.subarray(head)).toEqual(payload)
      }),
    )
  })
})

describe('walking along frames', () => {
  it('is idle between messages and nowhere else, in any chunking', () => {
    const first = [0x02, 0x03, 0x82, 0x89] // a first part, a text's first part, whole messages, a ping between
    fc.assert(
      fc.property(
        fc.array(fc.record({ kind: fc.integer({ min: 0, max: 3 }), length: fc.constantFrom(0, 1, 125, 126, 700) }), {
          maxLength: 6,
        }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (frames, steps) => {
          const walk = new FrameWalk()
          let inMessage = false
          for (const { kind, length } of frames) {
            const bytes = frame(new Uint8Array(length), Uint8Array.of(1, 2, 3, 4))
            bytes[0] = inMessage && kind < 3 ? (kind === 2 ? 0x80 : 0x00) : (first[kind] ?? 0)
            for (let at = 0; at < bytes.length; ) {
              expect(walk.idle).toBe(at === 0 && !inMessage)
              const step = steps.next().value
              walk.walk(bytes.subarray(at, at + step))
              at += step
            }
            if (kind < 3) inMessage = kind !== 2
            expect(walk.idle).toBe(!inMessage)
          }
        },
      ),
    )
  })
})
