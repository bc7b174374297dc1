/** WebSocket frames over a bare TCP socket, for the benchmark's two ends: they must cost less than what they measure. */

export type FrameEvents = {
  /** A whole binary or text message; the bytes are valid until it returns. */
  readonly message: (payload: Buffer) => void
  readonly ping: (payload: Buffer) => void
  readonly close: () => void
}

const opcodes = { continuation: 0, binary: 2, close: 8, ping: 9, pong: 10 } as const
/** Of the client's side; fixed, so that messages can be made beforehand. */
const mask = [0x5a, 0x3c, 0x96, 0xe1] as const

/** Frames from bytes in any chunking. */
export class FrameReader {
  readonly #events: FrameEvents
  #rest: Buffer | undefined
  #parts: Buffer[] = []

  constructor(events: FrameEvents) {
    this.#events = events
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    let at = 0
    for (;;) {
      const next = this.#frame(bytes, at)
      if (next < 0) break
      at = next
    }
    this.#rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined
  }

  /** Where the next frame begins, or −1 where this one is not complete. */
  #frame(bytes: Buffer, at: number): number {
    const [first, second] = [bytes[at], bytes[at + 1]]
    if (first === undefined || second === undefined) return -1
    let length = second & 0x7f
    let head = at + 2
    if (length === 126) {
      if (bytes.length < at + 4) return -1
      length = bytes.readUInt16BE(at + 2)
      head = at + 4
    } else if (length === 127) {
      if (bytes.length < at + 10) return -1
      length = bytes.readUInt32BE(at + 6)
      head = at + 10
    }
    const masked = (second & 0x80) !== 0
    const from = masked ? head + 4 : head
    if (bytes.length < from + length) return -1
    const payload = bytes.subarray(from, from + length)
    if (masked) for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (bytes[head + (i & 3)] ?? 0)
    this.#take(first & 0x0f, (first & 0x80) !== 0, payload)
    return from + length
  }

  #take(opcode: number, final: boolean, payload: Buffer): void {
    if (opcode === opcodes.ping) this.#events.ping(payload)
    else if (opcode === opcodes.close) this.#events.close()
    else if (opcode !== opcodes.pong) {
      if (final && this.#parts.length === 0) this.#events.message(payload)
      else {
        this.#parts.push(Buffer.from(payload))
        if (final) this.#events.message(Buffer.concat(this.#parts.splice(0)))
      }
    }
  }
}

/** A frame as a client sends it. */
export function clientFrame(payload: Uint8Array, kind: 'binary' | 'pong' = 'binary'): Buffer {
  const head = header(payload.length, opcodes[kind], 0x80)
  const frame = Buffer.concat([head, Buffer.from(mask), payload])
  for (let i = 0; i < payload.length; i++) {
    const at = head.length + 4 + i
    frame[at] = (frame[at] ?? 0) ^ (mask[(i & 3) as 0 | 1 | 2 | 3] ?? 0) // masked to two bits
  }
  return frame
}

/** A frame as a server sends it. */
export function serverFrame(payload: Uint8Array, kind: 'binary' | 'pong' | 'close' = 'binary'): Buffer {
  return Buffer.concat([header(payload.length, opcodes[kind], 0), payload])
}

function header(length: number, opcode: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, maskBit | length])
  const head = Buffer.from([0x80 | opcode, maskBit | 126, 0, 0])
  head.writeUInt16BE(length, 2)
  return head
}
