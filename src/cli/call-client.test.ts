import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { OpusStreamReader } from '../audio/ogg-opus.ts'
import { DuetError } from '../protocol/errors.ts'
import { call } from './call-client.ts'
import type { CallEvent } from './call-event.ts'
import { callRate, soundSource } from './call-source.ts'

type Server = {
  readonly port: number
  readonly posts: unknown[]
  readonly paths: string[]
  readonly keys: unknown[]
  close(): void
}
type Answer = { readonly status: number; readonly body: unknown }
const servers: Server[] = []

/** A server of both kinds whose sockets do what the test says. */
async function serve(onSocket: (socket: WebSocket) => void, sessionAnswer?: Answer, socketAnswer?: Answer) {
  const posts: unknown[] = []
  const paths: string[] = []
  const keys: unknown[] = []
  const http = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    posts.push(JSON.parse(body))
    keys.push(request.headers.authorization)
    const answer = sessionAnswer ?? { status: 200, body: { session_id: 's1', conversation_id: 'c1' } }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  })
  const sockets = new WebSocketServer({
    server: http,
    ...(socketAnswer && {
      verifyClient: (_: unknown, done: (ok: boolean, status: number, body: string) => void) =>
        done(false, socketAnswer.status, JSON.stringify(socketAnswer.body)),
    }),
  })
  sockets.on('connection', (socket, request) => {
    paths.push(request.url ?? '')
    keys.push(request.headers.authorization)
    onSocket(socket)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server: Server = {
    // A TCP server's address is an object.
    port: (http.address() as AddressInfo).port,
    posts,
    paths,
    keys,
    close: () => {
      for (const socket of sockets.clients) socket.terminate()
      http.close()
    },
  }
  servers.push(server)
  return server
}
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const handshake = (bytes: number) => new Uint8Array(bytes + 1)
const tone = (ms: number) =>
  Float32Array.from({ length: (ms * callRate) / 1000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / callRate))
const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length))
const typed = (events: readonly CallEvent[], type: CallEvent['type']) => events.filter((event) => event.type === type)

/** Sends back each audio message as it came. */
function echo(socket: WebSocket) {
  socket.send(handshake(0))
  socket.on('message', (data: Buffer, binary) => {
    if (binary) socket.send(data)
  })
}

describe('a call', () => {
  it('to a bare server sends the query PersonaPlex needs and gets its own sound back on the same time line', async () => {
    const server = await serve(echo)
    const result = await call({
      url: `ws://127.0.0.1:${server.port}/api/chat`,
      voice: 'NATM1',
      source: soundSource(tone(400)),
      tailMs: 400,
    })
    const query = new URL(server.paths[0] ?? '', 'ws://x').searchParams
    expect(query.get('voice_prompt')).toBe('NATM1.pt')
    expect(query.get('text_prompt')).not.toBe('')
    expect(result.endedBy).toBe('client')
    expect(result.user).toHaveLength(0.8 * callRate)
    expect(result.agent).toHaveLength(result.user.length)
    expect(rms(result.agent)).toBeGreaterThan(0.05)
    // Sent when recorded, heard a buffer later: the first 80 ms cannot hold the echo.
    expect(rms(result.agent.subarray(0, 0.06 * callRate))).toBeLessThan(0.001)
  })

  it('paces packets of 20 ms, two to a page, headers first', async () => {
    const reader = new OpusStreamReader()
    const pages: number[][] = []
    const server = await serve((socket) => {
      socket.send(handshake(8))
      socket.on('message', (data: Buffer) => pages.push(reader.push(data.subarray(1)).map((packet) => packet.durationSamples48)))
    })
    await call({ url: `ws://127.0.0.1:${server.port}/api/chat`, source: soundSource(tone(200)) })
    expect(reader.head?.inputSampleRate).toBe(callRate)
    expect(pages).toEqual([[], [960, 960], [960, 960], [960, 960], [960, 960], [960, 960]])
  })

  it('to a bridge opens a session first, reports what was played and says goodbye', async () => {
    const said: unknown[] = []
    const server = await serve((socket) => {
      echo(socket)
      socket.send(JSON.stringify({ type: 'text', text: ' hi' }))
      socket.on('message', (data: Buffer, binary) => {
        if (!binary) said.push(JSON.parse(data.toString()))
      })
    })
    const result = await call({
      url: `ws://127.0.0.1:${server.port}`,
      persona: 'arcus',
      key: 'k1',
      voice: 'NATF1',
      userId: 'ana',
      source: soundSource(tone(100)),
      tailMs: 400,
    })
    expect(server.posts).toEqual([{ persona: 'arcus', voice: 'NATF1', user_id: 'ana' }])
    expect(server.keys).toEqual(['Bearer k1', 'Bearer k1'])
    expect(server.paths).toEqual(['/ws/s1'])
    expect(said.at(-1)).toEqual({ type: 'end' })
    expect(said.some((one) => JSON.stringify(one).startsWith('{"type":"played"'))).toBe(true)
    expect(typed(result.events, 'event')).toMatchObject([{ event: { type: 'text', text: ' hi' } }])
    expect(typed(result.events, 'session')).toMatchObject([{ sessionId: 's1' }])
  })

  it('records words, metadata and errors of the socket, and skips kinds it does not know', async () => {
    const frame = (kind: number, text: string) => Buffer.concat([Buffer.of(kind), Buffer.from(text)])
    const server = await serve((socket) => {
      socket.send(handshake(0))
      for (const one of [frame(4, '{"a":1}'), frame(2, ' yes'), frame(7, 'x'), frame(5, 'oh'), frame(6, ''), Buffer.of(3, 2)])
        socket.send(one)
    })
    const { events } = await call({ url: `ws://127.0.0.1:${server.port}/api/chat`, source: soundSource(tone(200)) })
    expect(events.map((event) => event.type)).toEqual(['handshake', 'metadata', 'text', 'error', 'control', 'ended'])
    expect(typed(events, 'metadata')).toMatchObject([{ metadata: { a: 1 } }])
  })

  it('that the server ends early is a result with the reason', async () => {
    const server = await serve((socket) => {
      socket.send(handshake(0))
      setTimeout(() => socket.close(4503, 'engine.busy: no place'), 100)
    })
    const result = await call({ url: `ws://127.0.0.1:${server.port}/api/chat`, source: soundSource(tone(2000)) })
    expect(result).toMatchObject({ endedBy: 'server', code: 'engine.busy' })
    expect(result.user.length).toBeLessThan(2 * callRate)
  })

  it('stops when told to hang up', async () => {
    const hangUp = new AbortController()
    const server = await serve((socket) => {
      echo(socket)
      socket.on('message', () => hangUp.abort())
    })
    const result = await call({
      url: `ws://127.0.0.1:${server.port}/api/chat`,
      source: soundSource(tone(60_000)),
      signal: hangUp.signal,
    })
    expect(result).toMatchObject({ endedBy: 'client', reason: 'hung up' })
  })

  it('survives garbage instead of sound', async () => {
    const server = await serve((socket) => {
      socket.send(handshake(0))
      socket.send(Buffer.concat([Buffer.of(1), Buffer.from('not an Ogg page at all')]))
      socket.send(Buffer.alloc(0))
    })
    const result = await call({ url: `ws://127.0.0.1:${server.port}/api/chat`, source: soundSource(tone(120)) })
    expect(result.endedBy).toBe('client')
    expect(rms(result.agent)).toBe(0)
  })
})

describe('a call that cannot begin', () => {
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => 'none',
      (thrown: unknown) => (thrown instanceof DuetError ? thrown.code : String(thrown)),
    )

  it('says that nobody answers', async () => {
    const { port, close } = await serve(echo)
    close()
    expect(await code(call({ url: `ws://127.0.0.1:${port}`, source: soundSource(tone(20)) }))).toBe('engine.unreachable')
    expect(await code(call({ url: `ws://127.0.0.1:${port}/api/chat`, source: soundSource(tone(20)) }))).toBe('engine.unreachable')
  })

  it('says that there was no handshake', async () => {
    const { port } = await serve(() => {})
    expect(await code(call({ url: `ws://127.0.0.1:${port}/api/chat`, source: soundSource(tone(20)), waitMs: 100 }))).toBe(
      'engine.handshake_timeout',
    )
  })

  it('passes on what the bridge answered', async () => {
    const { port } = await serve(echo, {
      status: 404,
      body: { error: { code: 'persona.not_found', message: 'There is no persona "x".' } },
    })
    expect(await code(call({ url: `ws://127.0.0.1:${port}`, persona: 'x', source: soundSource(tone(20)) }))).toBe(
      'persona.not_found',
    )
  })

  it('passes on what a server answered instead of a socket', async () => {
    const { port } = await serve(echo, undefined, { status: 503, body: { error: { code: 'engine.busy', message: 'No place.' } } })
    expect(await code(call({ url: `ws://127.0.0.1:${port}/api/chat`, source: soundSource(tone(20)) }))).toBe('engine.busy')
  })

  it('passes on why the socket was closed', async () => {
    const { port } = await serve((socket) => socket.close(4409, 'session.busy: open elsewhere'))
    expect(await code(call({ url: `ws://127.0.0.1:${port}`, source: soundSource(tone(20)) }))).toBe('session.busy')
  })

  it.each(['nonsense', 'ftp://x', 'ws://127.0.0.1/other'])('refuses the address %s', async (url) => {
    expect(await code(call({ url, source: soundSource(tone(20)) }))).toBe('request.invalid')
  })
})
