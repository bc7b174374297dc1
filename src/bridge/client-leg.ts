/** The client's end of a call: one socket, our own sound stream to it, its packets and messages read, and its ways of misbehaving bounded. */
import type { Duplex } from 'node:stream'
import { type RawData, WebSocket } from 'ws'
import { type Rate, TokenBucket } from '../access/rate.ts'
import { type OpusPacket, OpusStreamReader, OpusStreamWriter } from '../audio/ogg-opus.ts'
import { FastFrames } from '../engines/fast-frames.ts'
import { DuetError, toDuetError } from '../protocol/errors.ts'
import { decodeMoshi, encodeAudio } from '../protocol/moshi.ts'
import type { ClientMessage, ServerEvent } from '../protocol/session.ts'

/** What a socket carries beside the sound; undefined: nothing for it. */
export type Wire = {
  event(event: ServerEvent): string | Uint8Array | undefined
  /** A piece of the agent's words as the engine sent it. */
  piece(piece: string): Uint8Array | undefined
  metadata(json: string): Uint8Array | undefined
  /** A text message from the client. Throws `request.invalid`. */
  message(text: string): ClientMessage | undefined
}

export type ClientLegLimits = {
  /** Messages of any kind. A network that stalled delivers seconds at once. */
  readonly messages: Rate
  /** Unsent bytes beyond which sound is shed: it would come too late. */
  readonly shedBytes: number
  /** Unsent bytes beyond which the client has stopped reading. */
  readonly stopBytes: number
  /** Audio messages in which no packet is found until they are no Ogg Opus. */
  readonly strayMessages: number
  /** Longest wait for the client to confirm the close, ms. */
  readonly closeMs: number
}

export const clientLegLimits: ClientLegLimits = {
  messages: { perSecond: 150, burst: 1000 },
  shedBytes: 64 * 1024,
  stopBytes: 512 * 1024,
  strayMessages: 100,
  closeMs: 1500,
}

/** How a client's socket closed: with a goodbye, as a browser closes those of a page that is closed or loaded anew, or without a word. */
export type Departure = 'on purpose' | 'page closed' | 'lost'

/** What the call wants to know of its client; after `gone` nothing follows. */
export type ClientEvents = {
  /** @param nowMs when they came */
  audio(packets: readonly OpusPacket[], nowMs: number): void
  message(message: ClientMessage): void
  /** The client left (`undefined`) or was found to misbehave. */
  gone(error: DuetError | undefined, departure: Departure): void
}

const handshake = Uint8Array.of(0)
/** A power of two. */
const relayedEvery = 64

export class ClientLeg {
  /** 48 kHz samples of the agent's sound sent so far. */
  sentSamples = 0
  /** Pages not sent because the client does not keep up. */
  shedPages = 0
  /** Of a monotonic clock. */
  lastHeardMs = 0
  readonly #socket: WebSocket
  readonly #frames: FastFrames
  readonly #wire: Wire
  readonly #limits: ClientLegLimits
  readonly #now: () => number
  readonly #bucket: TokenBucket
  readonly #reader = new OpusStreamReader()
  readonly #writer = new OpusStreamWriter({ serial: Math.trunc(Math.random() * 0x7fffffff), inputSampleRate: 24000 })
  #events: ClientEvents | undefined
  #stray = 0
  #messages = 0
  #over = false

  /** Hears every event, whether the wire carries it or not. */
  onEvent: (event: ServerEvent) => void = () => {}
  /** Hears how long one message in `relayedEvery` took from being read to being handed on, ms. */
  onRelayed: ((ms: number) => void) | undefined

  /** @param stream what `socket` was opened on, in the same tick */
  constructor(socket: WebSocket, stream: Duplex, wire: Wire, now: () => number, limits: ClientLegLimits = clientLegLimits) {
    this.#socket = socket
    this.#frames = new FastFrames(socket, stream, false, {
      audio: (bytes, from, to) => this.#audio(bytes, from, to),
      message: (payload) => this.#message(payload, true),
    })
    this.#wire = wire
    this.#limits = limits
    this.#now = now
    this.#bucket = new TokenBucket(limits.messages, now())
    this.lastHeardMs = now()
    socket.binaryType = 'nodebuffer'
    socket.on('message', (data, binary) => this.#message(data, binary))
    socket.on('pong', () => {
      this.lastHeardMs = this.#now()
    })
    socket.on('error', (error) => this.#gone(tooLarge(error), 'lost'))
    socket.on('close', (code) => this.#gone(undefined, departureOf(code)))
  }

  /** Undefined: nothing of it counts any more. */
  listen(events: ClientEvents | undefined): void {
    this.#events = events
  }

  /** Tells that audio may be sent, and begins our stream. */
  ready(): void {
    this.#send(handshake)
    this.#send(encodeAudio(this.#writer.headers()))
  }

  audio(packets: readonly OpusPacket[]): void {
    if (this.#over) return
    if (this.#socket.bufferedAmount > this.#limits.shedBytes) {
      this.shedPages++
      if (this.#socket.bufferedAmount > this.#limits.stopBytes) this.#notReading()
      return
    }
    for (const packet of packets) this.sentSamples += packet.durationSamples48
    this.#frames.sendPage(this.#writer, packets)
  }

  piece(piece: string): void {
    this.#send(this.#wire.piece(piece))
  }

  metadata(json: string): void {
    this.#send(this.#wire.metadata(json))
  }

  event(event: ServerEvent): void {
    if (!this.#over) this.onEvent(event)
    this.#send(this.#wire.event(event))
  }

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping()
  }

  /** Tells why, then closes; `reason` begins with a catalogue code where there is one. */
  end(code: number, reason: string, error: DuetError | undefined): void {
    if (this.#over) return
    if (error) this.event(errorEvent(error))
    this.event({ type: 'end', reason, code: error?.code ?? null })
    this.#over = true
    this.#frames.close(code, truncated(error ? `${error.code}: ${error.message}` : reason))
    const cut = setTimeout(() => this.#socket.terminate(), this.#limits.closeMs)
    this.#socket.once('close', () => clearTimeout(cut))
  }

  /** A socket whose other end has vanished. */
  cut(): void {
    this.#socket.terminate()
  }

  #message(data: RawData, binary: boolean): void {
    if (!this.#admitted()) return
    try {
      if (binary) this.#binary(data)
      else {
        const message = this.#wire.message(data.toString())
        if (message) this.#events?.message(message)
      }
    } catch (thrown) {
      this.#unreadable(thrown)
    }
  }

  #audio(bytes: Uint8Array, from: number, to: number): void {
    if (!this.#admitted()) return
    try {
      this.#relay(bytes, from, to)
      if (this.onRelayed && (++this.#messages & (relayedEvery - 1)) === 0) this.onRelayed(this.#now() - this.lastHeardMs)
    } catch (thrown) {
      this.#unreadable(thrown)
    }
  }

  /** A message has come; whether it is to be looked at. */
  #admitted(): boolean {
    if (this.#over) return false
    this.lastHeardMs = this.#now()
    if (this.#bucket.take(this.lastHeardMs)) return true
    this.#misbehaved(new DuetError('audio.flood', `More than ${this.#limits.messages.perSecond} messages a second came.`))
    return false
  }

  /** A fault of ours ends this call, not the bridge with all others. */
  #unreadable(thrown: unknown): void {
    const error = toDuetError(thrown)
    if (error.code === 'request.too_large' || error.code === 'internal') this.#misbehaved(error)
    else this.event(errorEvent(error))
  }

  #binary(data: RawData): void {
    if (!(data instanceof Uint8Array)) return
    // Handshakes, controls, pings and kinds we do not know are nobody's business; neither is an empty message.
    if (data[0] !== 1) return
    const frame = decodeMoshi(data)
    if (frame.type === 'audio') this.#relay(frame.data, 0, frame.data.length)
  }

  #relay(bytes: Uint8Array, from: number, to: number): void {
    const head = this.#reader.head
    const packets = this.#reader.push(bytes, from, to)
    if (packets.length > 0) {
      this.#stray = 0
      this.#events?.audio(packets, this.lastHeardMs)
    } else if (this.#reader.head === head && ++this.#stray > this.#limits.strayMessages) {
      this.#misbehaved(new DuetError('audio.malformed', 'No Ogg Opus was found in the audio messages.'))
    }
  }

  #notReading(): void {
    this.#misbehaved(new DuetError('session.idle', 'Your side has stopped reading.'))
    this.cut() // a close message would wait behind all that is unread
  }

  #misbehaved(error: DuetError): void {
    const events = this.#events
    this.end(error.closeCode, error.message, error)
    this.#events = undefined
    events?.gone(error, 'lost')
  }

  #gone(error: DuetError | undefined, departure: Departure): void {
    this.#over = true
    const events = this.#events
    this.#events = undefined
    events?.gone(error, departure)
  }

  #send(data: string | Uint8Array | undefined): void {
    if (data === undefined || this.#over || this.#socket.readyState !== WebSocket.OPEN) return
    this.#frames.send(data)
  }
}

export function errorEvent(error: DuetError): ServerEvent {
  return { type: 'error', code: error.code, message: error.message, action: error.action, retryable: error.retryable }
}

/** By the close code: 1000 or none is a goodbye; 1006 says that no close came, 4408 that the client took the connection for dead. */
function departureOf(code: number): Departure {
  if (code === 1001) return 'page closed'
  return code === 1000 || code === 1005 ? 'on purpose' : 'lost'
}

/** A close reason holds 123 bytes. */
function truncated(reason: string): string {
  const bytes = Buffer.from(reason)
  return bytes.length <= 123 ? reason : bytes.subarray(0, 120).toString().replace(/�+$/, '')
}

/** `ws` has told the client already, by close code 1009. */
function tooLarge(error: Error): DuetError | undefined {
  const large = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
  return large ? new DuetError('request.too_large', 'A message is larger than 1 MiB.') : undefined
}
