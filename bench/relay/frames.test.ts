import { expect, it } from 'vitest'
import { clientFrame, FrameReader, serverFrame } from './frames.ts'

it('what is written is read, in any chunking, with pings between', () => {
  const messages = [Buffer.from('a'), Buffer.alloc(125, 7), Buffer.alloc(126, 8), Buffer.alloc(5000, 9), Buffer.alloc(0)]
  for (const frame of [clientFrame, serverFrame]) {
    const wire = Buffer.concat(messages.flatMap((message) => [frame(message), frame(Buffer.from('?'), 'pong')]))
    for (const step of [1, 3, 1000, wire.length]) {
      const read: Buffer[] = []
      const reader = new FrameReader({ message: (payload) => read.push(Buffer.from(payload)), ping() {}, close() {} })
      for (let at = 0; at < wire.length; at += step) reader.push(Buffer.from(wire.subarray(at, at + step)))
      expect(read).toEqual(messages)
    }
  }
})

it('a message in parts is joined', () => {
  const read: string[] = []
  const reader = new FrameReader({ message: (payload) => read.push(payload.toString()), ping() {}, close() {} })
  reader.push(Buffer.concat([Buffer.from([0x02, 2]), Buffer.from('ab'), Buffer.from([0x80, 1]), Buffer.from('c')]))
  expect(read).toEqual(['abc'])
})
