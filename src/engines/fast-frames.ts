/**
 * A shorter way for whole binary messages on a socket that `ws` has opened and keeps: in without its receiver, out without its sender.
 * Everything else (other kinds, fragments, control frames, frames over two reads) is left to `ws`, and all of it where `ws` is not as
 * expected. Half of what a message costs in Node is spent in these two.
 */
import { randomFillSync } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { OpusPacket, OpusStreamWriter } from '../audio/ogg-opus.ts'
import { FrameWalk, frameHeadBytes, frameKinds, unmask, writeBinaryHead } from '../protocol/frames.ts'
import { encodeAudio } from '../protocol/moshi.ts'

const wholeBinary = 0x80 | frameKinds.binary
/** Longer ones go through `ws`, which knows the limits. */
const maxPayloadBytes = 65_535
const audioKind = 1
const masks = Buffer.alloc(8 * 1024)
let maskAt = masks.length
/**
 * Frames of all sockets that go out when everything that had come has been read: the processor then reads, and then writes, in place of going
 * to and fro with each message.
 */
let waiting: { readonly to: FastFrames; readonly frame: Buffer }[] = []

export type FastEvents = {
  /** The Ogg bytes of an audio message: those of `bytes` from `from` up to `to`, which may be changed and kept. */
  audio(bytes: Buffer, from: number, to: number): void
  /** A message of any other kind, as it came; it may be changed and kept. */
  message(payload: Buffer): void
}

export class FastFrames {
  /** Messages that came by the shorter way. */
  taken = 0
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  /** Whether we are the client of this socket: then what we send is masked, and what comes is not. */
  readonly #client: boolean
  readonly #events: FastEvents
  readonly #walk = new FrameWalk()

  /**
   * In the same tick in which `ws` has opened the socket. Messages come to `events` or to the `message` event of `ws`, each once and in
   * order.
   */
  constructor(webSocket: WebSocket, socket: Duplex, client: boolean, events: FastEvents) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#client = client
    this.#events = events
    const [listener, ...more] = socket.listeners('data')
    // Its own reader alone listens there; were it otherwise, everything goes its way.
    if (!listener || more.length > 0) return
    const toWs = (chunk: Buffer) => listener.call(socket, chunk)
    const read = (chunk: Buffer) => this.#read(chunk, toWs)
    // A Node listener; which arguments it takes is known to those two alone.
    socket.off('data', listener as (chunk: Buffer) => void)
    socket.on('data', read)
    // It has seen a fault in what came and reads no further.
    webSocket.once('error', () => socket.off('data', read))
  }

  /** Sends packets as one page of a stream in an audio message of the Moshi socket. */
  sendPage(writer: OpusStreamWriter, packets: readonly OpusPacket[]): void {
    const pageBytes = writer.pageBytes(packets)
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    if (pageBytes === 0) {
      const pages = writer.page(packets.map((packet) => packet.data))
      if (pages.length > 0) this.send(encodeAudio(pages))
      return
    }
    const headBytes = frameHeadBytes(pageBytes + 1, this.#client)
    const frame = Buffer.allocUnsafe(headBytes + 1 + pageBytes)
    frame[headBytes] = audioKind
    writer.writeAt(frame, headBytes + 1, packets)
    this.#send(frame, headBytes)
  }

  /** Anything else, behind the sound that was sent before it. */
  send(data: string | Uint8Array): void {
    flush()
    this.#webSocket.send(data)
  }

  /** Closes the socket behind all that was sent. */
  close(code: number, reason: string): void {
    flush()
    this.#webSocket.close(code, reason)
  }

  /** Whose payload stands behind `headBytes` bytes of room. */
  #send(frame: Buffer, headBytes: number): void {
    if (this.#client) {
      if (maskAt === masks.length) {
        randomFillSync(masks)
        maskAt = 0
      }
      writeBinaryHead(frame, headBytes, masks, maskAt)
      maskAt += 4
    } else writeBinaryHead(frame, headBytes)
    if (waiting.length === 0) setImmediate(flush)
    waiting.push({ to: this, frame })
  }

  /** For `flush` alone. A socket that has begun to close takes no more. */
  write(frame: Buffer): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#socket.write(frame)
  }

  #read(chunk: Buffer, toWs: (chunk: Buffer) => void): void {
    let at = 0
    if (this.#walk.idle && this.#webSocket.readyState === WebSocket.OPEN) {
      for (let next = 0; at < chunk.length; at = next) {
        next = this.#message(chunk, at)
        if (next < 0) break
      }
      if (at === chunk.length) return
    }
    const rest = at === 0 ? chunk : chunk.subarray(at)
    this.#walk.walk(rest)
    toWs(rest)
  }

  /** Takes the whole binary message that begins at `at`; where it ends, or −1 if none does. */
  #message(chunk: Buffer, at: number): number {
    if (chunk[at] !== wholeBinary) return -1
    const second = chunk[at + 1] ?? 0
    const masked = second >= 0x80
    if (masked === this.#client) return -1
    let length = second & 0x7f
    if (length === 127) return -1
    let from = at + 2
    if (length === 126) {
      length = ((chunk[from] ?? 0) << 8) | (chunk[from + 1] ?? 0)
      from += 2
    }
    if (masked) from += 4
    const end = from + length
    if (end > chunk.length || length > maxPayloadBytes) return -1
    if (masked) unmask(chunk, from - 4, from, end)
    this.taken++
    if (chunk[from] === audioKind && length > 0) this.#events.audio(chunk, from + 1, end)
    else this.#events.message(chunk.subarray(from, end))
    return end
  }
}

function flush(): void {
  const frames = waiting
  waiting = []
  for (const { to, frame } of frames) to.write(frame)
}
