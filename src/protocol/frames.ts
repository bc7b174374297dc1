/** The frames of WebSocket messages (RFC 6455 §5.2): their heads written and read as pure functions over bytes. */

export const frameKinds = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
const finalBit = 0x80
const maskBit = 0x80
const maskBytes = 4

/** How long the head of a frame is. */
export function frameHeadBytes(payloadBytes: number, masked: boolean): number {
  return (payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10) + (masked ? maskBytes : 0)
}

/**
 * Writes the head of a whole binary message at the start of `frame`, whose payload stands behind it already. With a mask (four bytes, from
 * `maskAt` in `masks`) the payload is masked in place.
 */
export function writeBinaryHead(frame: Uint8Array, headBytes: number, masks?: Uint8Array, maskAt = 0): void {
  const payloadBytes = frame.length - headBytes
  const bit = masks ? maskBit : 0
  frame[0] = finalBit | frameKinds.binary
  if (payloadBytes < 126) frame[1] = bit | payloadBytes
  else if (payloadBytes < 65_536) {
    frame[1] = bit | 126
    frame[2] = payloadBytes >>> 8
    frame[3] = payloadBytes
  } else {
    frame[1] = bit | 127
    frame.fill(0, 2, 6)
    frame[6] = payloadBytes >>> 24
    frame[7] = payloadBytes >>> 16
    frame[8] = payloadBytes >>> 8
    frame[9] = payloadBytes
  }
  if (!masks) return
  for (let i = 0; i < maskBytes; i++) frame[headBytes - maskBytes + i] = masks[maskAt + i] ?? 0
  unmask(frame, headBytes - maskBytes, headBytes, frame.length)
}

/** Takes the mask at `maskAt` off the bytes from `from` up to `end`, or puts it on. */
export function unmask(bytes: Uint8Array, maskAt: number, from: number, end: number): void {
  const a = bytes[maskAt] ?? 0
  const b = bytes[maskAt + 1] ?? 0
  const c = bytes[maskAt + 2] ?? 0
  const d = bytes[maskAt + 3] ?? 0
  let at = from
  for (; at + 4 <= end; at += 4) {
    bytes[at] = (bytes[at] ?? 0) ^ a
    bytes[at + 1] = (bytes[at + 1] ?? 0) ^ b
    bytes[at + 2] = (bytes[at + 2] ?? 0) ^ c
    bytes[at + 3] = (bytes[at + 3] ?? 0) ^ d
  }
  if (at < end) bytes[at] = (bytes[at] ?? 0) ^ a
  if (at + 1 < end) bytes[at + 1] = (bytes[at + 1] ?? 0) ^ b
  if (at + 2 < end) bytes[at + 2] = (bytes[at + 2] ?? 0) ^ c
}

/** Where frames begin and end in a stream of bytes, in any chunking; knows nothing of what is in them. */
export class FrameWalk {
  /** Bytes of the payload that are still to come. */
  #left = 0
  readonly #head = new Uint8Array(14)
  #headFilled = 0
  #inMessage = false

  /** Between two messages: what comes next is the head of a new one. */
  get idle(): boolean {
    return this.#left === 0 && this.#headFilled === 0 && !this.#inMessage
  }

  walk(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - at)
        this.#left -= step
        at += step
        continue
      }
      this.#head[this.#headFilled++] = bytes[at++] ?? 0
      if (this.#headFilled < this.#headLength()) continue
      this.#left = this.#payloadLength()
      const kind = (this.#head[0] ?? 0) & 0x0f
      if (kind < frameKinds.close) this.#inMessage = ((this.#head[0] ?? 0) & finalBit) === 0
      this.#headFilled = 0
    }
  }

  #headLength(): number {
    if (this.#headFilled < 2) return 2
    const second = this.#head[1] ?? 0
    const length = second & 0x7f
    return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + ((second & maskBit) === 0 ? 0 : maskBytes)
  }

  #payloadLength(): number {
    const head = this.#head
    const length = (head[1] ?? 0) & 0x7f
    if (length < 126) return length
    const bytes = length === 126 ? 2 : 8
    let value = 0
    for (let i = 0; i < bytes; i++) value = value * 256 + (head[2 + i] ?? 0)
    return value
  }
}
