/** What an Opus packet's own bytes say (RFC 6716 §3): how long it lasts, and where its frames lie. */

const MAX_FRAMES = 48
const MAX_FRAME_BYTES = 1275
/** 120 ms. */
const MAX_PACKET_SAMPLES = 5760
const silkSamples = [480, 960, 1920, 2880] as const
const celtSamples = [120, 240, 480, 960] as const

/** Filled by `findFrames` for the packet it was last asked about; one place, so that the voice path allocates nothing. */
const frameAt = new Int32Array(MAX_FRAMES)
const frameBytes = new Int32Array(MAX_FRAMES)

/** The packet's duration in 48 kHz samples; 0 when it is empty or its lengths do not fit its table-of-contents byte. */
export function packetDuration(packet: Uint8Array): number {
  return findFrames(packet) * frameSamples(packet[0] ?? 0)
}

/** The same sound as packets of one frame each (code 0); for decoders that fail on long packets. Nothing for a malformed packet. */
export function splitPacket(packet: Uint8Array): Uint8Array[] {
  const count = findFrames(packet)
  const toc = packet[0] ?? 0
  if (count === 1 && (toc & 3) === 0) return [packet]
  return Array.from({ length: count }, (_, i) => {
    const from = frameAt[i] ?? 0
    const length = frameBytes[i] ?? 0
    const single = new Uint8Array(length + 1)
    single[0] = toc & 0xfc
    single.set(packet.subarray(from, from + length), 1)
    return single
  })
}

function frameSamples(toc: number): number {
  const config = toc >> 3
  if (config < 12) return silkSamples[(config & 3) as 0 | 1 | 2 | 3] // masked to two bits
  if (config < 16) return (config & 1) === 0 ? 480 : 960
  return celtSamples[(config & 3) as 0 | 1 | 2 | 3] // masked to two bits
}

/** How many frames the packet has, 0 when malformed. */
function findFrames(packet: Uint8Array): number {
  if (packet.length === 0) return 0
  const toc = packet[0] ?? 0
  switch (toc & 3) {
    case 0:
      return place(0, 1, packet.length - 1) ? 1 : 0
    case 1:
      return (packet.length & 1) === 1 && placeEqual(2, 1, packet.length - 1) ? 2 : 0
    case 2:
      return placeCoded(packet, 2, 1, packet.length) ? 2 : 0
    default:
      return findManyFrames(packet, toc)
  }
}

/** Code 3: a count byte, padding, and lengths that are equal or coded (§3.2.5). */
function findManyFrames(packet: Uint8Array, toc: number): number {
  const head = packet[1]
  if (head === undefined) return 0
  const count = head & 0x3f
  if (count === 0 || count * frameSamples(toc) > MAX_PACKET_SAMPLES) return 0
  let at = 2
  let end = packet.length
  if ((head & 0x40) !== 0) {
    let value = 255
    while (value === 255) {
      const byte = packet[at++]
      if (byte === undefined) return 0
      value = byte
      end -= value === 255 ? 254 : value
    }
  }
  if (end < at) return 0
  if ((head & 0x80) !== 0) return placeCoded(packet, count, at, end) ? count : 0
  return (end - at) % count === 0 && placeEqual(count, at, end - at) ? count : 0
}

/** All frames but the last have their lengths coded in one or two bytes (§3.2.1); one that runs over the end leaves less than nothing for the last. */
function placeCoded(packet: Uint8Array, count: number, from: number, end: number): boolean {
  let at = from
  let total = 0
  for (let i = 0; i < count - 1; i++) {
    const first = packet[at] ?? 0
    const length = first < 252 ? first : first + 4 * (packet[at + 1] ?? 0)
    at += first < 252 ? 1 : 2
    frameBytes[i] = length
    total += length
  }
  const last = end - at - total
  if (last < 0 || last > MAX_FRAME_BYTES) return false
  frameBytes[count - 1] = last
  for (let i = 0; i < count; i++) {
    frameAt[i] = at
    at += frameBytes[i] ?? 0
  }
  return true
}

function placeEqual(count: number, from: number, bytes: number): boolean {
  const length = bytes / count
  for (let i = 0; i < count; i++) if (!place(i, from + i * length, length)) return false
  return true
}

function place(index: number, at: number, length: number): boolean {
  frameAt[index] = at
  frameBytes[index] = length
  return length <= MAX_FRAME_BYTES
}
