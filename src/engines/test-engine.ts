/** A Moshi-speaking engine for tests: does as it is told and keeps what it got. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { OggPageReader } from '../audio/ogg.ts'
import { type OpusPacket, OpusStreamReader, OpusStreamWriter } from '../audio/ogg-opus.ts'
import { encodeAudio, encodeMoshi, encodeText } from '../protocol/moshi.ts'

export type TestEngineOptions = {
  /** What the handshake carries beside its kind; `null`: it never comes. */
  readonly handshake?: Uint8Array | null
  /** Refuse the upgrade with this status and body. */
  readonly refuse?: { readonly status: number; readonly body: string }
}

/** One caller of the test engine. */
export class TestEngineCall {
  readonly query: URLSearchParams
  readonly packets: OpusPacket[] = []
  readonly texts: string[] = []
  /** Kind-4 messages it was sent. */
  readonly told: unknown[] = []
  /** Messages that came before the handshake was sent. */
  early = 0
  /** Ogg pages that begin a stream. */
  streams = 0
  badPages = 0
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly #socket: WebSocket
  readonly #writer = new OpusStreamWriter({ serial: 42, inputSampleRate: 24000, preSkip: 3840 })
  readonly #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = []
  #ready = false

  constructor(socket: WebSocket, request: IncomingMessage) {
    this.#socket = socket
    this.query = new URL(request.url ?? '', 'http://engine').searchParams
    const reader = new OpusStreamReader()
    const pages = new OggPageReader()
    socket.on('message', (data: Buffer) => {
      if (!this.#ready) this.early++
      if (data[0] === 2) this.texts.push(data.subarray(1).toString())
      if (data[0] === 4) this.told.push(JSON.parse(data.subarray(1).toString()))
      if (data[0] === 1) {
        for (const page of pages.push(data.subarray(1))) if (page.bos) this.streams++
        this.packets.push(...reader.push(data.subarray(1)))
        this.badPages = pages.badChecksums + pages.droppedBytes
      }
      this.#look()
    })
    this.closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })))
  }

  ready(payload: Uint8Array = new Uint8Array(0)): void {
    this.#ready = true
    this.#socket.send(encodeMoshi({ type: 'handshake', payload }))
    this.#socket.send(encodeAudio(this.#writer.headers()))
  }
  audio(packets: readonly Uint8Array[]): void {
    this.#socket.send(encodeAudio(this.#writer.page(packets)))
  }
  text(piece: string): void {
    this.#socket.send(encodeText(piece))
  }
  metadata(value: unknown): void {
    this.#socket.send(encodeMoshi({ type: 'metadata', json: JSON.stringify(value) }))
  }
  raw(message: Uint8Array | string): void {
    this.#socket.send(message)
  }
  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }
  /** Reads nothing more, not even a close. */
  deaf(): void {
    this.#socket.pause()
  }
  drop(): void {
    this.#socket.terminate()
  }

  /** Resolves when `done` holds, looked at after each message. */
  until(done: (call: TestEngineCall) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ done: () => done(this), resolve })
      this.#look()
    })
  }
  #look(): void {
    for (const one of this.#waiting) if (one.done()) one.resolve()
  }
}

export class TestEngine {
  readonly calls: TestEngineCall[] = []
  /** Most calls that were open at the same time. */
  mostAtOnce = 0
  /** Callers get no handshake until their `ready()` is called. */
  hold = false
  readonly #http = createServer((_request, response) => response.writeHead(404).end())
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly #callers: ((call: TestEngineCall) => void)[] = []
  #given = 0

  constructor(options: TestEngineOptions = {}) {
    this.#http.on('upgrade', (request, socket, head) => {
      if (options.refuse) {
        const { status, body } = options.refuse
        socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
        return
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const call = new TestEngineCall(webSocket, request)
        if (options.handshake !== null && !this.hold) call.ready(options.handshake)
        this.calls.push(call)
        this.mostAtOnce = Math.max(this.mostAtOnce, this.#sockets.clients.size)
        this.#give()
      })
    })
  }

  async start(port = 0): Promise<URL> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve))
    const { port: used } = this.#http.address() as AddressInfo // a listening TCP server has one
    return new URL(`ws://127.0.0.1:${used}`)
  }

  /** The next caller, in order of their coming. */
  next(): Promise<TestEngineCall> {
    return new Promise((resolve) => {
      this.#callers.push(resolve)
      this.#give()
    })
  }

  get openSockets(): number {
    return this.#sockets.clients.size
  }

  async stop(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate()
    this.#http.closeAllConnections()
    await new Promise((resolve) => this.#http.close(resolve))
  }

  #give(): void {
    while (this.#callers.length > 0 && this.#given < this.calls.length) {
      const call = this.calls[this.#given++]
      if (call) this.#callers.shift()?.(call)
    }
  }
}
