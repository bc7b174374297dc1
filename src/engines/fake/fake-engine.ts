/** A speech engine that is not one: the exact wire of the real servers and their faults, with no model behind it. */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { seeded } from '../../audio/seeded.ts'
import { DuetError } from '../../protocol/errors.ts'
import { babble, type Say } from './babble.ts'
import { FakeCall } from './call.ts'
import { type FakeKind, fakeWires } from './kinds.ts'
import { FakeModel } from './model.ts'
import { closeWith, FakeMoshiCall } from './moshi-call.ts'
import { FakeOmniCall } from './omni-call.ts'
import type { Quirks } from './quirks.ts'

export type FakeEngineOptions = {
  readonly as: FakeKind
  /** 0: any free one. */
  readonly port?: number
  readonly host?: string
  /** Beside those the kind always has; `false` takes one of these away. */
  readonly quirks?: Quirks
  /** Everything left to chance comes out the same for the same seed. */
  readonly seed?: number
  /** How words become sound; a buzz a syllable where it is left out. */
  readonly say?: Say
  /** Calls at once, for `vllm-omni`; 2 as it ships. */
  readonly sessions?: number
  /** Serves wss with this certificate, PEM. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

export type FakeEngine = {
  /** `ws://127.0.0.1:PORT`, without a path. */
  readonly url: URL
  /** Every call that was ever opened, in order of their coming. */
  readonly calls: readonly FakeCall[]
  /** Calls that are `priming`, `ready` or `hanging` at this moment. */
  readonly busy: number
  /** The next call that has not been asked for yet. */
  next(): Promise<FakeCall>
  /** All connections end at once with this code (1006: dropped) and nobody is let in any more, as when the process is killed. */
  die(code?: number): void
  /** Resolves with the code when it dies, be it by a quirk. */
  readonly died: Promise<number>
  /** Nothing is read or sent any more, new callers wait in silence. */
  hang(): void
  /** Ends everything; the port is free then. */
  close(): Promise<void>
}

/** The request line that aiohttp takes, bytes. */
const mostUrlBytes = 8190
/** What aiohttp, and for vLLM-Omni uvicorn, takes as one message. */
const mostMessageBytes = { moshi: 4 * 1024 * 1024, omni: 16 * 1024 * 1024 }

/** Throws `port.busy`. */
export async function startFakeEngine(options: FakeEngineOptions): Promise<FakeEngine> {
  const server = new FakeServer(options)
  await server.listen()
  return server
}

class FakeServer implements FakeEngine {
  readonly calls: FakeCall[] = []
  readonly #options: FakeEngineOptions
  readonly #quirks: Quirks
  readonly #model: FakeModel
  readonly #random: () => number
  readonly #http: ReturnType<typeof createHttpServer> | ReturnType<typeof createHttpsServer>
  readonly #sockets: WebSocketServer
  readonly died: Promise<number>
  readonly #died = Promise.withResolvers<number>()
  readonly #running = new Set<FakeMoshiCall | FakeOmniCall>()
  #sessions = 0
  readonly #callers: ((call: FakeCall) => void)[] = []
  #given = 0
  #url = new URL('ws://127.0.0.1')

  constructor(options: FakeEngineOptions) {
    this.#options = options
    this.died = this.#died.promise
    this.#quirks = { ...(options.as === 'vllm-omni' ? {} : fakeWires[options.as].quirks), ...options.quirks }
    this.#model = new FakeModel(this.#quirks)
    this.#random = seeded(options.seed ?? 1)
    const answer = (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response)
    this.#http = options.tls ? createHttpsServer(options.tls, answer) : createHttpServer(answer)
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: options.as === 'vllm-omni' ? mostMessageBytes.omni : mostMessageBytes.moshi,
      // The real ones take the offer of a client.
      perMessageDeflate: true,
      autoPong: this.#quirks['no-ping'] !== true,
    })
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  get url(): URL {
    return new URL(this.#url)
  }

  get busy(): number {
    return this.calls.filter((call) => ['priming', 'ready', 'hanging'].includes(call.state)).length
  }

  async listen(): Promise<void> {
    const { port = 0, host = '127.0.0.1', tls } = this.#options
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (cause: NodeJS.ErrnoException) =>
        reject(
          cause.code === 'EADDRINUSE'
            ? new DuetError('port.busy', `Port ${port} is taken by another program.`, { cause })
            : cause,
        ),
      )
      this.#http.listen(port, host, resolve)
    })
    const { port: used } = this.#http.address() as AddressInfo // a listening TCP server has one
    this.#url = new URL(`${tls ? 'wss' : 'ws'}://${host}:${used}`)
  }

  next(): Promise<FakeCall> {
    return new Promise((resolve) => {
      this.#callers.push(resolve)
      this.#give()
    })
  }

  die(code = 1006): void {
    this.#http.close()
    for (const socket of this.#sockets.clients) closeWith(socket, code)
    this.#died.resolve(code)
  }

  hang(): void {
    this.#model.hanging = true
    for (const call of this.#running) call.hang()
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()))
    for (const socket of this.#sockets.clients) {
      socket.resume()
      socket.terminate()
    }
    this.#http.closeAllConnections()
    await closed
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://fake')
    const known = this.#options.as === 'vllm-omni' ? pathname === '/health' : pathname === this.#path
    const [status, body] = !known ? [404, '404: Not Found'] : pathname === '/health' ? [200, ''] : [400, '400: Bad Request']
    if (!this.#model.hanging) response.writeHead(Number(status), { 'content-type': 'text/plain' }).end(body)
  }

  get #path(): string {
    return this.#options.as === 'vllm-omni' ? '/v1/realtime' : '/api/chat'
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const url = new URL(request.url ?? '/', 'http://fake')
    if (Buffer.byteLength(request.url ?? '') > mostUrlBytes) return refuse(socket, '400 Bad Request')
    if (url.pathname !== this.#path) return refuse(socket, '404 Not Found')
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#opened(webSocket, url.searchParams))
  }

  #opened(socket: WebSocket, query: URLSearchParams): void {
    const asked = { prompt: query.get('text_prompt') ?? '', voice: query.get('voice_prompt') ?? '' }
    const call = new FakeCall(this.calls.length, query, asked)
    this.calls.push(call)
    const running = this.#begin(call, socket)
    this.#running.add(running)
    if (this.#model.hanging) running.hang()
    else void running.run()
    void call.closed.then(() => this.#running.delete(running))
    this.#give()
  }

  #begin(call: FakeCall, socket: WebSocket): FakeMoshiCall | FakeOmniCall {
    const { as, say = babble } = this.#options
    const common = {
      call,
      socket,
      say,
      quirks: this.#quirks,
      random: this.#random,
      die: (code: number) => this.die(code),
      hang: () => this.hang(),
    }
    if (as === 'vllm-omni') return new FakeOmniCall({ ...common, admit: () => this.#admit() })
    return new FakeMoshiCall({ ...common, wire: fakeWires[as], model: this.#model })
  }

  /** A place for a session, where there is one; what comes back frees it, once. */
  #admit(): (() => void) | undefined {
    const { sessions = 2 } = this.#options
    if (this.#sessions >= sessions) return undefined
    this.#sessions++
    let held = true
    return () => {
      if (held) this.#sessions--
      held = false
    }
  }

  #give(): void {
    while (this.#callers.length > 0 && this.#given < this.calls.length) {
      const call = this.calls[this.#given++]
      if (call) this.#callers.shift()?.(call)
    }
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}
