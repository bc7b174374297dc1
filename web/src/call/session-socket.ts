/** The socket of a session: sound and events both ways, opened again when it breaks, and one word at the end on why it closed. */
import { mayReconnect, nextTryMs, type ReconnectPolicy } from '../../../src/protocol/reconnect-policy.ts'
import { newResumeToken, type ResumeOffer } from '../../../src/protocol/resume.ts'
import type { ClientMessage, ServerEvent } from '../../../src/protocol/session.ts'
import type { NetworkHints } from './network.ts'

/** Kind bytes of the wire that a page meets; the protocol has more. */
const KIND_READY = 0
const KIND_AUDIO = 1
/** Unsent bytes beyond which new sound is dropped: about five seconds of it, all of which would come too late. */
const MAX_UNSENT_BYTES = 20_000
const OPEN_DEADLINE_MS = 8_000
/** Until an engine listens nothing may come for long; then the policy says when to ask. */
const WAITING_QUIET_MS = 10_000
/** How long the server's answer may take once the network has changed. */
const CHANGED_ANSWER_MS = 1_500
/** A server that was never reached is not there. */
const FIRST_GIVE_UP_MS = 30_000

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
  readonly connect: (offer: ResumeOffer) => SocketLike
  /** Takes the call over from where it is open. */
  readonly takeover: boolean
  readonly policy: ReconnectPolicy
  readonly network: NetworkHints
  readonly events: SessionSocketEvents
}

const OPEN = 1
/** session.idle: tells the server, should it hear it, that nobody hung up. */
const TAKEN_FOR_DEAD = 4408

export class SessionSocket {
  readonly #options: SessionSocketOptions
  readonly #forget: () => void
  #socket: SocketLike | null = null
  /** Shows that the call is ours; the server gives a new one with each connection. */
  #token = newResumeToken()
  #graceMs = 0
  #tries = 0
  #everOpen = false
  #ready = false
  #ended = false
  #brokenMs: number | null = performance.now()
  #pings = 0
  #asked = false
  /** The next try, or the time by which something must have been heard. */
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: SessionSocketOptions) {
    this.#options = options
    this.#forget = options.network.onChange(() => this.#changed())
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
    this.#over()
    this.#drop(1000)
  }

  #open(): void {
    const { connect, takeover } = this.#options
    const socket = connect({ token: this.#token, takeover: takeover && !this.#everOpen })
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#wait(OPEN_DEADLINE_MS, () => this.#closed(1006))
    socket.onopen = () => {
      this.#everOpen = true
      this.#heard()
      this.#options.events.onOpen()
    }
    socket.onmessage = (message) => this.#receive(message.data)
    socket.onclose = (close) => this.#closed(close.code)
  }

  #receive(data: unknown): void {
    this.#heard()
    if (typeof data === 'string') {
      const event = parseEvent(data)
      if (event === null || event.type === 'pong') return
      if (event.type === 'resume') this.#resumed(event)
      this.#options.events.onEvent(event)
      return
    }
    if (!(data instanceof ArrayBuffer)) return
    const bytes = new Uint8Array(data)
    if (bytes[0] === KIND_AUDIO) this.#options.events.onAudio(bytes.subarray(1))
    else if (bytes[0] === KIND_READY) {
      this.#ready = true
      this.#mended()
      this.#heard()
      this.#options.events.onReady()
    }
  }

  #resumed({ token, epoch, graceMs }: ServerEvent & { type: 'resume' }): void {
    this.#token = token
    this.#graceMs = graceMs
    this.#mended()
    this.send({ type: 'resumed', epoch })
  }

  /** An open socket alone is not: the server may still refuse it. */
  #mended(): void {
    this.#tries = 0
    this.#brokenMs = null
  }

  #closed(code: number): void {
    if (this.#ended) return
    const wasReady = this.#ready
    this.#drop(TAKEN_FOR_DEAD)
    if (!mayReconnect(code)) return this.#end({ type: 'closed', code })
    this.#brokenMs ??= performance.now()
    const delay = this.#nextTryMs(performance.now() - this.#brokenMs)
    if (delay === null) return this.#end({ type: 'gave-up' })
    this.#tries += 1
    if (wasReady) this.#options.events.onBroken()
    this.#wait(delay, () => this.#open())
  }

  #nextTryMs(awayMs: number): number | null {
    const { policy } = this.#options
    const patience = this.#everOpen ? policy : { ...policy, giveUpMs: Math.min(policy.giveUpMs, FIRST_GIVE_UP_MS) }
    return nextTryMs(patience, { tries: this.#tries, awayMs, graceMs: this.#graceMs }, Math.random())
  }

  /** The network may be another one: what is open is asked, what is waited for is tried at once. */
  #changed(): void {
    if (this.#ended) return
    if (this.#socket === null) {
      this.#tries = 0
      clearTimeout(this.#timer)
      this.#open()
    } else if (this.#socket.readyState === OPEN) this.#ask(CHANGED_ANSWER_MS)
  }

  #heard(): void {
    this.#asked = false
    const { quietMs, answerMs } = this.#options.policy
    this.#wait(this.#ready ? quietMs : WAITING_QUIET_MS, () => this.#ask(answerMs))
  }

  #ask(answerMs: number): void {
    if (this.#asked) return
    this.#asked = true
    this.#pings += 1
    this.send({ type: 'ping', id: this.#pings })
    this.#wait(answerMs, () => this.#closed(1006))
  }

  #end(end: SocketEnd): void {
    this.#over()
    this.#options.events.onEnd(end)
  }

  #over(): void {
    this.#ended = true
    this.#forget()
  }

  #wait(ms: number, then: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(then, ms)
  }

  #drop(code: number): void {
    clearTimeout(this.#timer)
    this.#ready = false
    this.#asked = false
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
