import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { OpusStreamReader, OpusStreamWriter } from '../audio/ogg-opus.ts'
import { FastFrames } from './fast-frames.ts'

type Side = { readonly ws: WebSocket; readonly frames: FastFrames; readonly heard: Buffer[] }
const opened: (() => void)[] = []
afterEach(() => {
  for (const close of opened.splice(0)) close()
})

function side(ws: WebSocket, stream: Duplex, client: boolean): Side {
  const heard: Buffer[] = []
  ws.on('message', (data: Buffer) => heard.push(data))
  ws.on('error', () => {})
  return {
    ws,
    frames: new FastFrames(ws, stream, client, {
      message: (payload) => heard.push(payload),
      audio: (bytes, from, to) => heard.push(bytes.subarray(from - 1, to)),
    }),
    heard,
  }
}

async function server(): Promise<{ readonly port: number; readonly next: Promise<Side> }> {
  const next = Promise.withResolvers<Side>()
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 100_000 })
  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) =>
    sockets.handleUpgrade(request, stream, head, (ws) => next.resolve(side(ws, stream, false))),
  )
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  opened.push(() => {
    for (const client of sockets.clients) client.terminate()
    http.close()
  })
  const { port } = http.address() as AddressInfo // a listening TCP server has one
  return { port, next: next.promise }
}

async function pair(): Promise<{ readonly client: Side; readonly server: Side }> {
  const at = await server()
  const ws = new WebSocket(`ws://127.0.0.1:${at.port}`)
  opened.push(() => ws.terminate())
  const client = await new Promise<Side>((resolve) =>
    ws.on('upgrade', ({ socket }) => ws.once('open', () => resolve(side(ws, socket, true)))),
  )
  return { client, server: await at.next }
}

/** Resolves when everything sent before has arrived: a pong follows it. */
async function settled(from: WebSocket): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve)) // pages go out at the end of a turn
  await new Promise<void>((resolve) => {
    from.on('pong', (data) => {
      if (data.toString() === 'settled') resolve()
    })
    from.ping('settled')
  })
}

describe('messages past ws', () => {
  it.each(['client', 'server'] as const)('come from the %s once and in order, whatever comes between', async (from) => {
    const both = await pair()
    const [sender, receiver] = from === 'client' ? [both.client, both.server] : [both.server, both.client]
    const sent: Buffer[] = []
    const say = (payload: Buffer, how: { binary?: boolean; fin?: boolean } = {}) => sender.ws.send(payload, how)
    for (let round = 0; round < 50; round++) {
      const payload = Buffer.alloc([0, 1, 125, 126, 300, 65_535, 65_536, 90_000][round % 8] ?? 0, round)
      sent.push(Buffer.from(payload))
      say(payload)
      if (round % 3 === 0) {
        sent.push(Buffer.from(`text ${round}`))
        sender.ws.send(`text ${round}`)
      }
      if (round % 5 === 0) sender.ws.ping()
      if (round % 7 === 0) {
        sent.push(Buffer.from('in three parts'))
        for (const [part, fin] of [
          ['in ', false],
          ['three', false],
          [' parts', true],
        ] as const)
          say(Buffer.from(part), { binary: true, fin })
      }
    }
    await settled(sender.ws)
    expect(receiver.heard.map((one) => one.length)).toEqual(sent.map((one) => one.length))
    expect(Buffer.concat(receiver.heard).equals(Buffer.concat(sent))).toBe(true)
    // Most of this comes in few large pieces; at its own pace each message goes the shorter way.
    const before = receiver.frames.taken
    say(Buffer.from('alone'))
    await settled(sender.ws)
    expect(receiver.frames.taken).toBe(before + 1)
  })

  it('are read from a stream that is cut anywhere', async () => {
    const packet = (kind: number, payload: Buffer) => {
      const head = payload.length < 126 ? [kind, 0x80 | payload.length] : [kind, 0xfe, payload.length >>> 8, payload.length & 255]
      const mask = [1, 2, 3, 4] as const
      return Buffer.from([...head, ...mask, ...payload.map((byte, i) => byte ^ (mask[(i & 3) as 0 | 1 | 2 | 3] ?? 0))]) // two bits
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ text: fc.boolean(), length: fc.constantFrom(0, 5, 125, 126, 400) }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.infiniteStream(fc.integer({ min: 1, max: 200 })),
        async (messages, steps) => {
          const { port, next } = await server()
          const stream = connect(port, '127.0.0.1').setNoDelay(true)
          stream.resume()
          opened.push(() => stream.destroy())
          stream.write(
            'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
          )
          const { heard, ws } = await next
          const wire = Buffer.concat([
            ...messages.map(({ text, length }, i) => packet(text ? 0x81 : 0x82, Buffer.alloc(length, 65 + i))),
            packet(0x88, Buffer.from([3, 232])),
          ])
          const closed = new Promise((resolve) => ws.once('close', resolve))
          for (let at = 0; at < wire.length; ) {
            const step = steps.next().value
            stream.write(wire.subarray(at, at + step))
            await new Promise((resolve) => setImmediate(resolve))
            at += step
          }
          expect(await closed).toBe(1000)
          expect(heard.map((one) => one.toString())).toEqual(
            messages.map(({ length }, i) => String.fromCharCode(65 + i).repeat(length)),
          )
        },
      ),
      { numRuns: 10 },
    )
  })

  it('a page is sent as one message that the other end of ws reads, masked where it has to be', async () => {
    const both = await pair()
    const packets = [60, 255, 10].map((length) => {
      const data = new Uint8Array(length).fill(3)
      data[0] = 0xf8
      return { data, durationSamples48: 960 }
    })
    for (const [sender, receiver] of [
      [both.client, both.server],
      [both.server, both.client],
    ] as const) {
      const writer = new OpusStreamWriter({ serial: 7, inputSampleRate: 24000 })
      sender.frames.sendPage(writer, packets)
      sender.frames.sendPage(writer, [...packets, { data: new Uint8Array(0), durationSamples48: 0 }])
      sender.frames.sendPage(
        writer,
        Array.from({ length: 200 }, () => packets[0] ?? { data: new Uint8Array(0), durationSamples48: 0 }),
      )
      await settled(sender.ws)
      const reader = new OpusStreamReader()
      const read = receiver.heard.flatMap((message) => {
        expect(message[0]).toBe(1)
        return reader.push(message.subarray(1))
      })
      expect(read.map(({ data }) => data.length)).toEqual([60, 255, 10, 60, 255, 10, ...Array.from({ length: 200 }, () => 60)])
      expect(reader.dropped).toEqual({ bytes: 0, badChecksums: 0, packets: 0 })
    }
  })

  it('everything else keeps its place among the pages, and the close comes last', async () => {
    const both = await pair()
    for (const [sender, receiver] of [
      [both.server, both.client],
      [both.client, both.server],
    ] as const) {
      const writer = new OpusStreamWriter({ serial: 7, inputSampleRate: 24000 })
      const page = (length: number) => {
        const data = new Uint8Array(length)
        data[0] = 0xf8
        sender.frames.sendPage(writer, [{ data, durationSamples48: 960 }])
      }
      page(10)
      page(20)
      sender.frames.send('words')
      page(30)
      sender.frames.send(Uint8Array.of(4, 5))
      page(40)
      await settled(sender.ws)
      expect(receiver.heard.map((one) => one.length)).toEqual([39, 49, 5, 59, 2, 69])
    }
    const closed = new Promise((resolve) => both.server.ws.once('close', resolve))
    const heard = both.server.heard.length
    both.client.frames.sendPage(new OpusStreamWriter({ serial: 1, inputSampleRate: 24000 }), [
      { data: Uint8Array.of(0xf8, 0xff, 0xfe), durationSamples48: 960 },
    ])
    both.client.frames.close(1000, '')
    expect(await closed).toBe(1000)
    expect(both.server.heard).toHaveLength(heard + 1)
  })

  it('what breaks the rules is left to ws, which ends the connection', async () => {
    const both = await pair()
    const [socket] = [Reflect.get(both.client.ws, '_socket') as Duplex] // the bare stream, to write what ws would not
    const closed = new Promise((resolve) => both.client.ws.once('close', resolve))
    socket.write(Buffer.from([0x82, 1, 65])) // not masked
    expect(await closed).toBe(1002)
    expect(both.server.heard).toEqual([])
  })

  it('nothing is sent once the socket is closing', async () => {
    const both = await pair()
    const closed = new Promise((resolve) => both.server.ws.once('close', resolve))
    both.client.ws.close(1000)
    both.client.frames.sendPage(new OpusStreamWriter({ serial: 1, inputSampleRate: 24000 }), [
      { data: Uint8Array.of(0xf8, 0xff, 0xfe), durationSamples48: 960 },
    ])
    expect(await closed).toBe(1000)
    expect(both.server.heard).toEqual([])
  })
})
