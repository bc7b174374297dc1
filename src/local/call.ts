/** One caller's socket to the local engine: Moshi frames and Ogg Opus on the outside, samples and media pace on the inside. */
import type { Logger } from 'pino'
import type { WebSocket } from 'ws'
import { OpusStreamReader, OpusStreamWriter } from '../audio/ogg-opus.ts'
import { OpusDecoder, OpusEncoder } from '../audio/opus-codec.ts'
import { type EngineMetadata, engineInstructionSchema } from '../protocol/engine-metadata.ts'
import { type ErrorCode, errorCatalogue, toDuetError } from '../protocol/errors.ts'
import { decodeMoshi, encodeAudio, encodeMoshi, encodeText } from '../protocol/moshi.ts'
import type { Duplex } from './duplex.ts'
import { OUTPUT_RATE } from './speaker.ts'

/** One 20 ms packet to a message: never more than that ahead of the sound, and nothing waits for a fuller page. */
const TICK_MS = 20
/** The caller's sound may be this late before silence takes its place. */
const LATE_MS = 240
/** Output is given up while this much waits in the socket, and the call after `STUCK_MS` of it. */
const MOST_WAITING_BYTES = 256 * 1024
const STUCK_MS = 10_000
const PING_MS = 5_000
/** A caller may run ahead of the clock by this much (a file sent at once) before it counts as a flood. */
const MOST_AHEAD_MS = 60_000
const IN_RATE = 16_000

export type CallParts = {
  readonly socket: WebSocket
  readonly duplex: Duplex
  readonly log: Logger
  readonly hello: Extract<EngineMetadata, { type: 'hello' }>
}

export class Call {
  readonly #socket: WebSocket
  readonly #duplex: Duplex
  readonly #log: Logger
  readonly #reader = new OpusStreamReader()
  readonly #writer = new OpusStreamWriter({
    serial: Math.floor(Math.random() * 2 ** 31),
    inputSampleRate: OUTPUT_RATE,
  })
  readonly #encoder = new OpusEncoder({ sampleRate: OUTPUT_RATE, bitrate: 32_000 })
  readonly #ears = new OpusDecoder({ sampleRate: IN_RATE })
  readonly #own = new OpusDecoder({ sampleRate: IN_RATE })
  readonly #beganMs = performance.now()
  #ticks = 0
  #heardMs = 0
  #timer: NodeJS.Timeout | undefined
  #ping: NodeJS.Timeout | undefined
  #stuckSinceMs: number | undefined
  #alive = true
  #closed = false
  onClosed: (reason: string) => void = () => {}

  constructor(parts: CallParts) {
    this.#socket = parts.socket
    this.#duplex = parts.duplex
    this.#log = parts.log
    this.#duplex.onMetadata = (metadata) => this.#send(encodeMoshi({ type: 'metadata', json: JSON.stringify(metadata) }))
    this.#socket.on('message', (data: Buffer, isBinary) => this.#take(data, isBinary))
    this.#socket.on('pong', () => {
      this.#alive = true
    })
    this.#socket.on('close', () => this.#end('the caller left'))
    this.#socket.on('error', (error) => this.#log.info({ err: error }, 'socket failed'))
    this.#send(encodeMoshi({ type: 'handshake', payload: new Uint8Array(0) }))
    this.#send(encodeAudio(this.#writer.headers()))
    this.#send(encodeMoshi({ type: 'metadata', json: JSON.stringify(parts.hello) }))
    this.#schedule()
    this.#ping = setInterval(() => this.#checkAlive(), PING_MS)
  }

  /** Ends the call from this side. Safe to call twice. */
  close(code: ErrorCode, reason: string): void {
    if (this.#closed) return
    this.#socket.close(errorCatalogue[code].close, reason.slice(0, 120))
    setTimeout(() => this.#socket.terminate(), 2000).unref()
    this.#end(reason)
  }

  #end(reason: string): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    clearInterval(this.#ping)
    this.#duplex.close()
    this.onClosed(reason)
  }

  #take(data: Buffer, isBinary: boolean): void {
    if (this.#closed || !isBinary) return
    try {
      const frame = decodeMoshi(data)
      if (frame.type === 'text') this.#duplex.type(frame.text)
      if (frame.type === 'metadata') this.#instructed(frame.json)
      if (frame.type !== 'audio') return
      for (const packet of this.#reader.push(frame.data)) this.#listen(packet.data)
    } catch (thrown) {
      const error = toDuetError(thrown)
      // A bad message is dropped and the call goes on, as long as it is not an oversized one.
      if (error.code === 'request.too_large') this.close(error.code, error.message)
      else this.#log.debug({ code: error.code }, 'message dropped')
    }
  }
  /** What is no instruction of ours is somebody else's business. */
  #instructed(json: string): void {
    const read = engineInstructionSchema.safeParse(parsed(json))
    if (read.success) this.#duplex.instruct(read.data)
  }
  #listen(packet: Uint8Array): void {
    const samples = this.#ears.decode(packet)
    this.#heardMs += (samples.length / IN_RATE) * 1000
    if (this.#heardMs - this.#clockMs > MOST_AHEAD_MS)
      return this.close('audio.flood', 'Audio came much faster than it can have been spoken.')
    this.#duplex.listen(samples)
  }
  get #clockMs(): number {
    return performance.now() - this.#beganMs
  }

  #schedule(): void {
    const dueMs = (this.#ticks + 1) * TICK_MS
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, dueMs - this.#clockMs))
  }
  #tick(): void {
    if (this.#closed) return
    const lateTicks = Math.floor(this.#clockMs / TICK_MS) - this.#ticks
    this.#ticks += lateTicks > 20 ? lateTicks : 1 // after a stall of the machine the pace goes on from now, without a burst
    const missingMs = this.#clockMs - LATE_MS - this.#heardMs
    if (missingMs > 0) {
      this.#heardMs += missingMs
      this.#duplex.listen(new Float32Array(Math.round((missingMs * IN_RATE) / 1000)))
    }
    try {
      this.#speak()
    } catch (thrown) {
      this.#log.error({ err: thrown }, 'speaking failed')
      return this.close('internal', 'The engine failed.')
    }
    this.#schedule()
  }
  #speak(): void {
    const frame = this.#duplex.speak()
    const packet = this.#encoder.encode(frame.samples)
    this.#duplex.played(this.#own.decode(packet))
    const page = this.#writer.page([packet])
    if (this.#flowing()) this.#send(encodeAudio(page))
    for (const piece of frame.pieces) this.#send(encodeText(piece))
  }
  /** Whether the socket still takes sound; a caller who stops reading loses sound first, then the call. */
  #flowing(): boolean {
    if (this.#socket.bufferedAmount < MOST_WAITING_BYTES) {
      this.#stuckSinceMs = undefined
      return true
    }
    this.#stuckSinceMs ??= performance.now()
    if (performance.now() - this.#stuckSinceMs > STUCK_MS) {
      this.#socket.terminate()
      this.#end('the caller stopped reading')
    }
    return false
  }
  #checkAlive(): void {
    if (!this.#alive) {
      this.#socket.terminate()
      return this.#end('the caller stopped answering')
    }
    this.#alive = false
    this.#socket.ping()
  }
  #send(message: Uint8Array): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(message, { binary: true, compress: false })
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
