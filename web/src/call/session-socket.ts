/** The socket of a session: sound and events both ways, opened again when it breaks, and one word at the end on why it closed. */
import type { ClientMessage, ServerEvent } from '../../../src/protocol/session.ts'
import type { ReconnectPolicy } from './reconnect-policy.ts'

/** Kind bytes of the wire that a page meets; the protocol has more. */
const KIND_READY = 0
const KIND_AUDIO = 1
/** Unsent bytes beyond which new sound is dropped: about five seconds of it, all of which would come too late. */
const MAX_UNSENT_BYTES = 20_000
const OPEN_DEADLINE_MS = 8_000
/** Sound comes every 80 ms, silence included: so long without any message, and the connection is dead though nobody said so. */
const SILENT_DEADLINE_MS = 8_000

/** Why the socket will not come back: the server's close code, or that trying was given up. */
export type SocketEnd = { readonly type: 'closed'; readonly code: number } | { readonly type: 'gave-up' }

export interface SessionSocketEvents {
  /** Open; the engine may still be on its way. */
  onOpen(): void
  /** The `0x00`: from here on the server takes sound, as a fresh stream. */
  onReady(): void
  onAudio(ogg: Uint8Array): void
  onEvent(event: ServerEvent): void
  /** Broken, and being opened again. */
  onBroken(): void
  onEnd(end: SocketEnd): void
}

/** The part of a WebSocket that is used, so that tests can give a literal one. */
export type SocketLike = Pick<
  WebSocket,
  'binaryType' | 'bufferedAmount' | 'readyState' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'
>

export interface SessionSocketOptions {
  readonly connect: () => SocketLike
  readonly policy: ReconnectPolicy
  readonly events: SessionSocketEvents
}

const OPEN = 1

export class SessionSocket {
  readonly #options: SessionSocketOptions
  #socket: SocketLike | null = null
  #attempt = 0
  #everReady = false
  #ready = false
  #ended = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: SessionSocketOptions) {
    this.#options = options
    this.#open()
  }

  /** Whether sound may be sent now. */
  get ready(): boolean {
    return this.#ready
  }

  /** Sends Ogg bytes as an audio message; false when they were dropped, as nobody is there or the way out is jammed. */
  sendAudio(ogg: Uint8Array): boolean {
    const socket = this.#socket
    if (!this.#ready || socket === null || socket.bufferedAmount > MAX_UNSENT_BYTES) return false
    const message = new Uint8Array(ogg.length + 1)
    message[0] = KIND_AUDIO
    message.set(ogg, 1)
    socket.send(message)
    return true
  }

  /** Sends a message if the socket is open; false if it is not. */
  send(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** Ends it from this side; no event follows. */
  close(): void {
    this.#ended = true
    this.#drop(1000)
  }

  #open(): void {
    const socket = this.#options.connect()
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#deadline(OPEN_DEADLINE_MS)
    socket.onopen = () => {
      clearTimeout(this.#timer)
      this.#options.events.onOpen()
    }
    socket.onmessage = (message) => this.#receive(message.data)
    socket.onclose = (close) => this.#closed(close.code)
  }

  #receive(data: unknown): void {
    if (this.#ready) this.#deadline(SILENT_DEADLINE_MS)
    if (typeof data === 'string') {
      const event = parseEvent(data)
      if (event !== null) this.#options.events.onEvent(event)
      return
    }
    if (!(data instanceof ArrayBuffer)) return
    const bytes = new Uint8Array(data)
    if (bytes[0] === KIND_AUDIO) this.#options.events.onAudio(bytes.subarray(1))
    else if (bytes[0] === KIND_READY) {
      this.#ready = true
      this.#everReady = true
      this.#attempt = 0
      this.#deadline(SILENT_DEADLINE_MS)
      this.#options.events.onReady()
    }
  }

  #closed(code: number): void {
    if (this.#ended) return
    const wasReady = this.#ready
    this.#drop()
    if (!this.#mayRetry(code)) return this.#end({ type: 'closed', code })
    const delay = this.#options.policy.nextDelayMs(this.#attempt)
    if (delay === null) return this.#end({ type: 'gave-up' })
    this.#attempt += 1
    if (wasReady) this.#options.events.onBroken()
    this.#timer = setTimeout(() => this.#open(), delay)
  }

  /** Only what a network or a restart does is tried again; what the server says on purpose stands. */
  #mayRetry(code: number): boolean {
    // After a break the server may still hold the old socket, and calls the session busy until it has noticed.
    if (code === 4409) return this.#everReady && this.#attempt > 0
    return code !== 1000 && (code < 4000 || code === 4408)
  }

  #end(end: SocketEnd): void {
    this.#ended = true
    this.#options.events.onEnd(end)
  }

  #deadline(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#closed(1006), ms)
  }

  #drop(code?: number): void {
    clearTimeout(this.#timer)
    this.#ready = false
    const socket = this.#socket
    this.#socket = null
    if (socket === null) return
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.close(code)
  }
}

/** A server event of a known shape is taken at its word: it comes from the origin that served the page. */
function parseEvent(text: string): ServerEvent | null {
  try {
    const value: unknown = JSON.parse(text)
    const isEvent = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
    return isEvent ? (value as ServerEvent) : null // the reducers ignore types they do not know
  } catch {
    return null
  }
}
