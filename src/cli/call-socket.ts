/** The socket of a headless call: to a bridge it is opened again when it breaks, by the same policy as the page's. */
import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { SOCKET_PROTOCOL } from '../access/credentials.ts'
import { DuetError } from '../protocol/errors.ts'
import { MAX_MOSHI_MESSAGE_BYTES } from '../protocol/moshi.ts'
import { mayReconnect, nextTryMs, type ReconnectPolicy } from '../protocol/reconnect-policy.ts'
import { newResumeToken, resumeProtocols } from '../protocol/resume.ts'
import type { ServerEvent } from '../protocol/session.ts'
import { bearer, refusalOf } from './call-target.ts'

export type CallSocketOptions = {
  readonly url: URL
  readonly insecure: boolean
  readonly key: string | undefined
  /** Undefined: what breaks is over. */
  readonly policy: ReconnectPolicy | undefined
}

/** `gone` and `refused` are the last word. */
export type CallSocketEvents = {
  message(data: Buffer, binary: boolean): void
  /** Lost, and being opened again. */
  broken(closeCode: number): void
  gone(closeCode: number, reason: string, error: Error | undefined): void
  /** An answer instead of a socket. */
  refused(error: DuetError): void
}

const maxRefusalCharacters = 8192

export class CallSocket {
  readonly #options: CallSocketOptions
  readonly #events: CallSocketEvents
  readonly #closed = Promise.withResolvers<void>()
  #socket: WebSocket
  #token = newResumeToken()
  #graceMs = 0
  #tries = 0
  /** The server took us once. */
  #mended = false
  #brokenMs: number | undefined
  #heardMs = 0
  #asked = false
  #timer: NodeJS.Timeout | undefined
  #over = false

  constructor(options: CallSocketOptions, events: CallSocketEvents) {
    this.#options = options
    this.#events = events
    this.#socket = this.#open()
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Bytes not sent yet. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount
  }

  /** Dropped where the socket is not open. */
  send(data: Uint8Array | string): void {
    if (this.open) this.#socket.send(data)
  }

  /** The server listens: it is there. @returns how long it was not, ms; undefined at the first time */
  listens(): number | undefined {
    const awayMs = this.#brokenMs === undefined ? undefined : performance.now() - this.#brokenMs
    this.#mended = true
    this.#tries = 0
    this.#brokenMs = undefined
    return awayMs
  }

  /** Keeps what opens the next connection. */
  resumed({ token, epoch, graceMs }: Extract<ServerEvent, { type: 'resume' }>): void {
    this.#token = token
    this.#graceMs = graceMs
    this.send(JSON.stringify({ type: 'resumed', epoch }))
  }

  /** Finds out whether a server that is silent is still there; call it often. */
  look(): void {
    if (!this.#options.policy || !this.open || !this.#mended) return
    const { quietMs, answerMs } = this.#options.policy
    const silentMs = performance.now() - this.#heardMs
    if (silentMs > quietMs + answerMs) this.#socket.terminate()
    else if (silentMs > quietMs && !this.#asked) {
      this.#asked = true
      this.send('{"type":"ping","id":0}')
    }
  }

  /** Ends it from this side; nothing is told any more. */
  async close(): Promise<void> {
    this.#over = true
    clearTimeout(this.#timer)
    const { readyState } = this.#socket
    if (readyState === WebSocket.CLOSED) return
    if (readyState === WebSocket.OPEN) this.#socket.close(1000)
    else this.#socket.terminate()
    const hard = setTimeout(() => this.#socket.terminate(), 1500)
    await this.#closed.promise
    clearTimeout(hard)
  }

  #open(): WebSocket {
    const { url, insecure, key, policy } = this.#options
    const offer = policy ? [SOCKET_PROTOCOL, ...resumeProtocols({ token: this.#token, takeover: false })] : []
    const socket = new WebSocket(url, offer, {
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
      maxPayload: MAX_MOSHI_MESSAGE_BYTES,
      rejectUnauthorized: !insecure,
      headers: bearer(key),
    })
    let connectError: Error | undefined
    socket.on('open', () => this.#heard())
    socket.on('message', (data, binary) => {
      this.#heard()
      this.#events.message(data as Buffer, binary) // `ws` gives Buffers unless told otherwise
    })
    socket.on('error', (error) => {
      connectError = error
    })
    socket.on('unexpected-response', (_request, response) => void this.#refused(socket, response))
    socket.on('close', (code, reason) => this.#gone(code, reason.toString(), connectError))
    return socket
  }

  #heard(): void {
    this.#heardMs = performance.now()
    this.#asked = false
  }

  #gone(code: number, reason: string, error: Error | undefined): void {
    if (this.#over) return this.#closed.resolve()
    const { policy } = this.#options
    const again = policy && this.#mended && mayReconnect(code) ? this.#nextTryMs(policy) : null
    if (again === null) {
      this.#over = true
      this.#closed.resolve()
      return this.#events.gone(code, reason, error)
    }
    if (this.#tries++ === 0) this.#events.broken(code)
    this.#timer = setTimeout(() => {
      this.#socket = this.#open()
    }, again)
  }

  #nextTryMs(policy: ReconnectPolicy): number | null {
    this.#brokenMs ??= performance.now()
    const broken = { tries: this.#tries, awayMs: performance.now() - this.#brokenMs, graceMs: this.#graceMs }
    return nextTryMs(policy, broken, Math.random())
  }

  /** Our own servers say why in JSON; a proxy in front of one that is being started again does not. */
  async #refused(socket: WebSocket, response: IncomingMessage): Promise<void> {
    let body = ''
    try {
      for await (const piece of response) {
        body += piece
        if (body.length > maxRefusalCharacters) break
      }
    } catch {}
    const refusal = refusalOf(parsed(body))
    if (!this.#mended || (refusal && !refusal.retryable)) {
      const { host } = this.#options.url
      const answered = `${host} answered with status ${response.statusCode}, not with a socket.`
      this.#over = true
      this.#events.refused(refusal ?? new DuetError('engine.unreachable', answered))
    }
    socket.terminate()
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
