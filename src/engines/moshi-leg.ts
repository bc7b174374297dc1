/** One connection to a server that speaks the Moshi socket: waits for its handshake, then our own Ogg stream to it, packets and words from it. */
import type { IncomingMessage } from 'node:http'
import { type RawData, WebSocket } from 'ws'
import * as z from 'zod'
import { type OpusPacket, OpusStreamReader, OpusStreamWriter } from '../audio/ogg-opus.ts'
import { ENGINE_METADATA_VERSION, type EngineInstruction } from '../protocol/engine-metadata.ts'
import { DuetError, type ErrorCode, errorCatalogue, toDuetError } from '../protocol/errors.ts'
import { decodeMoshi, encodeAudio, encodeMoshi, encodeText, MAX_MOSHI_MESSAGE_BYTES } from '../protocol/moshi.ts'
import type { CloseOutcome, EngineLeg, LegEvents } from './engine.ts'
import { FastFrames } from './fast-frames.ts'
import { brokenSocket, leavesPeerUnknown } from './socket-end.ts'
import { type TlsTrust, TrustingAgent } from './trust.ts'

export type MoshiLegOptions = {
  readonly url: URL
  /** For `wss:`; only what this machine trusts where it is left out. */
  readonly trust?: TlsTrust
  /** What it means when the engine ends a call it had accepted before its handshake; `engine.lost` where it is left out. */
  readonly endedEarly?: ErrorCode
  /** From the open socket to the 0x00, ms. */
  readonly handshakeMs: number
  /** From the call to the open socket, ms. */
  readonly connectMs?: number
  /** Longest silence on the wire in a running call, ms. Engines send every 80 ms, silence included. */
  readonly stallMs?: number
  /** Longest wait for the engine to confirm the close, ms; then the socket is cut. */
  readonly closeMs?: number
  /** Sound is sent by whole frames of so many 48 kHz samples, counted from the leg's start; 0: as it comes. */
  readonly frameSamples48?: number
}

/** About half a minute of sound that the engine has not read. */
const maxUnsentBytes = 128 * 1024

/** Nothing is sent before the handshake (PersonaPlex would lose the Ogg header), and never a ping (the Rust server reads it as a message). */
export class MoshiLeg implements EngineLeg {
  readonly #options: Required<MoshiLegOptions>
  readonly #events: LegEvents
  readonly #socket: WebSocket
  #frames: FastFrames | undefined
  readonly #reader = new OpusStreamReader()
  readonly #writer = new OpusStreamWriter({ serial: Math.trunc(Math.random() * 0x7fffffff), inputSampleRate: 24000 })
  readonly #closed = Promise.withResolvers<CloseOutcome>()
  /** Less than a frame. */
  #held: OpusPacket[] = []
  /** What the engine has of the frame that is not full, sent or held. */
  #heldSamples48 = 0
  #deadline: NodeJS.Timeout | undefined
  #watch: NodeJS.Timeout | undefined
  #opened = false
  #ready = false
  #over = false
  #heardSince = false
  #refusedUs = false
  /** Ended on our side alone. */
  #cut = false

  constructor(options: MoshiLegOptions, events: LegEvents) {
    this.#options = {
      connectMs: 10_000,
      stallMs: 10_000,
      closeMs: 2_000,
      frameSamples48: 0,
      trust: { type: 'verified' },
      endedEarly: 'engine.lost',
      ...options,
    }
    this.#events = events
    this.#socket = new WebSocket(options.url, {
      perMessageDeflate: false,
      maxPayload: MAX_MOSHI_MESSAGE_BYTES + 1,
      handshakeTimeout: this.#options.connectMs,
      ...(options.url.protocol === 'wss:' ? { agent: new TrustingAgent(this.#options.trust) } : {}),
    })
    this.#socket.binaryType = 'nodebuffer'
    this.#socket.on('upgrade', ({ socket }) => {
      this.#socket.once('open', () => {
        this.#frames = new FastFrames(this.#socket, socket, true, {
          audio: (bytes, from, to) => this.#audio(bytes, from, to),
          message: (payload) => this.#message(payload, true),
        })
      })
    })
    this.#socket.on('open', () => this.#warm())
    this.#socket.on('message', (data, binary) => this.#message(data, binary))
    this.#socket.on('unexpected-response', (_request, response) => this.#refused(response))
    this.#socket.on('error', (error) => this.#failed(error))
    this.#socket.on('close', (code, reason) => this.#gone(code, reason.toString()))
  }

  get ready(): boolean {
    return this.#ready && !this.#over
  }

  send(packets: readonly OpusPacket[]): void {
    if (!this.ready) return
    if (this.#socket.bufferedAmount > maxUnsentBytes) {
      this.#end(new DuetError('engine.stalled', 'The engine does not read the sound it is sent.'))
      return
    }
    if (this.#options.frameSamples48 === 0) this.#frames?.sendPage(this.#writer, packets)
    else this.#sendByFrames(packets)
  }

  /** A message when a frame of the model is full: what is short of one could not be heard before anyway. */
  #sendByFrames(packets: readonly OpusPacket[]): void {
    const { frameSamples48 } = this.#options
    for (const packet of packets) {
      this.#held.push(packet)
      this.#heldSamples48 += packet.durationSamples48
    }
    if (this.#heldSamples48 < frameSamples48) return
    this.#heldSamples48 %= frameSamples48
    this.#frames?.sendPage(this.#writer, this.#held)
    this.#held = []
  }

  sendText(text: string): void {
    if (this.ready) this.#frames?.send(encodeText(text))
  }

  instruct(id: string, text: string): void {
    if (!this.ready) return
    const instruction: EngineInstruction = { v: ENGINE_METADATA_VERSION, type: 'say', id, text }
    this.#frames?.send(encodeMoshi({ type: 'metadata', json: JSON.stringify(instruction) }))
  }

  close(reason: string): Promise<CloseOutcome> {
    this.#end(undefined, reason)
    return this.#closed.promise
  }

  #warm(): void {
    this.#opened = true
    const { handshakeMs } = this.#options
    this.#deadline = setTimeout(() => {
      this.#end(new DuetError('engine.handshake_timeout', `The engine was not ready within ${Math.round(handshakeMs / 1000)} s.`))
    }, handshakeMs)
    if (!this.#over) this.#events.warming()
  }

  #message(data: RawData, binary: boolean): void {
    if (this.#over || !binary || !(data instanceof Uint8Array)) return
    this.#heardSince = true
    try {
      const frame = decodeMoshi(data)
      if (frame.type === 'audio') this.#audio(frame.data, 0, frame.data.length)
      else if (frame.type === 'text') this.#events.text(frame.text)
      else if (frame.type === 'metadata') this.#events.metadata(frame.json)
      else if (frame.type === 'handshake') this.#handshake()
      else if (frame.type === 'error') this.#end(engineError(frame.message, 'engine.lost', 'The engine reported an error.'))
    } catch (thrown) {
      this.#unreadable(thrown)
    }
  }

  #audio(bytes: Uint8Array, from: number, to: number): void {
    if (this.#over) return
    this.#heardSince = true
    try {
      const packets = this.#reader.push(bytes, from, to)
      if (packets.length > 0) this.#events.audio(packets)
    } catch (thrown) {
      this.#unreadable(thrown)
    }
  }

  /** One message that cannot be read is skipped; anything but that is a fault of ours and ends this call alone. */
  #unreadable(thrown: unknown): void {
    const error = toDuetError(thrown)
    if (error.code === 'internal') this.#end(error)
  }

  #handshake(): void {
    if (this.#ready) return
    this.#ready = true
    clearTimeout(this.#deadline)
    this.#frames?.send(encodeAudio(this.#writer.headers()))
    this.#watch = setInterval(() => {
      if (!this.#heardSince) this.#end(new DuetError('engine.stalled', 'The engine has sent nothing for some time.'))
      this.#heardSince = false
    }, this.#options.stallMs)
    this.#events.ready()
  }

  /** A refusal before the upgrade; our own engine says why in its body. */
  #refused(response: IncomingMessage): void {
    const status = response.statusCode ?? 0
    const [code, message]: [ErrorCode, string] =
      status === 503
        ? ['engine.busy', 'The engine has no free place.']
        : ['engine.unreachable', `The engine refused the connection with HTTP status ${status}.`]
    this.#refusedUs = true
    let body = ''
    const end = () => this.#end(refusal(body) ?? new DuetError(code, message))
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      if (body.length < 10_000) body += part
    })
    response.on('end', end)
    response.on('close', end)
  }

  #failed(error: Error): void {
    if (leavesPeerUnknown(error, this.#opened)) this.#cut = true
    this.#end(brokenSocket(error, this.#ready, this.#options.url.host))
  }

  #gone(code: number, reason: string): void {
    const early = this.#opened ? this.#options.endedEarly : 'engine.lost'
    const meaning = this.#ready ? 'engine.lost' : code === 1013 ? 'engine.busy' : early
    const when = this.#ready ? 'ended the call' : 'ended the call before it was ready'
    this.#end(engineError(reason, meaning, `The engine ${when} (close code ${code}).`))
    clearTimeout(this.#deadline)
    // 1006: no close frame came.
    this.#closed.resolve(this.#cut ? 'cut' : this.#opened && code === 1006 ? 'dropped' : 'confirmed')
  }

  /** The one place where a leg ends; later causes are of no interest. */
  #end(error: DuetError | undefined, reason = error?.code ?? ''): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#deadline)
    clearInterval(this.#watch)
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#cutOff()
    else if (this.#socket.readyState !== WebSocket.CLOSED) {
      if (this.#held.length > 0) this.#frames?.sendPage(this.#writer, this.#held)
      if (this.#ready) this.#frames?.send(encodeAudio(this.#writer.end()))
      const closing = this.#frames ?? this.#socket
      closing.close(1000, reason.slice(0, 100))
      this.#deadline = setTimeout(() => this.#cutOff(), this.#options.closeMs)
    }
    this.#events.closed(error)
  }

  #cutOff(): void {
    if (!this.#refusedUs) this.#cut = true
    this.#socket.terminate()
  }
}

/** Our own engine names a catalogue code at the beginning of its reason; of others only the fact counts. */
function engineError(reason: string, otherwise: ErrorCode, message: string): DuetError {
  const named = reason.split(/[\s:]/, 1)[0] ?? ''
  if (!Object.hasOwn(errorCatalogue, named)) return new DuetError(otherwise, message)
  // A key of the catalogue, as just checked.
  return new DuetError(named as ErrorCode, reason.slice(named.length).replace(/^[\s:]+/, '') || message)
}

const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

function refusal(body: string): DuetError | undefined {
  try {
    const { error } = refusalSchema.parse(JSON.parse(body))
    return Object.hasOwn(errorCatalogue, error.code) ? engineError(error.code, 'engine.unreachable', error.message) : undefined
  } catch {
    return undefined
  }
}
