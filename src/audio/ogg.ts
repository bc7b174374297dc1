/** Ogg pages (RFC 3533) read from any chunking of bytes, joined into packets, and written. */
import { allocateBytes } from '../protocol/bytes.ts'
import { oggCrc } from './crc.ts'

const HEADER_BYTES = 27
const MAX_SEGMENTS = 255
export const MAX_OGG_PAGE_BYTES = HEADER_BYTES + MAX_SEGMENTS + MAX_SEGMENTS * 255
/** 120 ms of Opus at its highest rate; no packet of a voice stream is longer. */
export const MAX_OGG_PACKET_BYTES = 61_440
/** Bytes of failed checksums one push may try again from inside; beyond it a bad page is skipped whole, so that work stays linear. */
const MAX_RETRIED_BYTES = 4 * MAX_OGG_PAGE_BYTES
const CONTINUED = 1
const BOS = 2
const EOS = 4
const NO_GRANULE = 0xffffffff
const SHORT_BYTES = 160
const zeros = new Uint8Array(4)

export type OggPage = {
  /** The first packet began on an earlier page. */
  readonly continued: boolean
  readonly bos: boolean
  readonly eos: boolean
  /** −1 where no packet ends on the page; exact up to 2^53. */
  readonly granule: number
  readonly serial: number
  readonly sequence: number
  readonly lacing: Uint8Array
  readonly body: Uint8Array
}

/**
 * Pages from bytes in any chunking. Checksums are checked; bytes that belong to no page are dropped and counted, and reading goes on
 * at the next page. Holds back less than one page (65,307 bytes). Pages are views of the pushed bytes where they lie in one chunk.
 */
export class OggPageReader {
  /** Bytes that belonged to no whole page with a right checksum. */
  droppedBytes = 0
  badChecksums = 0
  #held = new Uint8Array(0)
  #heldBytes = 0

  /** Nothing is held back: what is pushed next begins a page. */
  get idle(): boolean {
    return this.#heldBytes === 0
  }

  push(bytes: Uint8Array): OggPage[] {
    const pages: OggPage[] = []
    if (this.#heldBytes === 0) {
      const used = this.#read(bytes, bytes.length, false, pages)
      if (used < bytes.length) this.#hold(bytes.subarray(used))
      return pages
    }
    this.#hold(bytes)
    const used = this.#read(this.#held, this.#heldBytes, true, pages)
    this.#held.copyWithin(0, used, this.#heldBytes)
    this.#heldBytes -= used
    if (this.#held.length > 2 * MAX_OGG_PAGE_BYTES) this.#held = this.#held.slice(0, this.#heldBytes)
    return pages
  }

  #hold(bytes: Uint8Array): void {
    const needed = this.#heldBytes + bytes.length
    if (needed > this.#held.length) {
      const grown = new Uint8Array(Math.max(needed, Math.min(2 * this.#held.length, MAX_OGG_PAGE_BYTES), 512))
      grown.set(this.#held.subarray(0, this.#heldBytes))
      this.#held = grown
    }
    this.#held.set(bytes, this.#heldBytes)
    this.#heldBytes = needed
  }

  /** Reads what is complete of `bytes[0, end)` and answers how many bytes are done with. */
  #read(bytes: Uint8Array, end: number, copy: boolean, pages: OggPage[]): number {
    let at = 0
    let retried = 0
    for (;;) {
      const start = findCapture(bytes, at, end)
      this.droppedBytes += start - at
      at = start
      if (end - at < HEADER_BYTES) return at
      if (bytes[at + 4] !== 0) {
        this.droppedBytes++
        at++
        continue
      }
      const bodyAt = at + HEADER_BYTES + (bytes[at + 26] ?? 0)
      if (bodyAt > end) return at
      let next = bodyAt
      for (let i = at + HEADER_BYTES; i < bodyAt; i++) next += bytes[i] ?? 0
      if (next > end) return at
      if (pageCrc(bytes, at, next) === readUint32(bytes, at + 22)) {
        const from = copy ? bytes.slice(at, next) : bytes.subarray(at, next)
        pages.push(parsePage(from, bodyAt - at))
        at = next
        continue
      }
      this.badChecksums++
      retried += next - at
      const skipTo = retried > MAX_RETRIED_BYTES || startsWithCapture(bytes, next, end) ? next : at + 1
      this.droppedBytes += skipTo - at
      at = skipTo
    }
  }
}

/** Packets from the pages of one stream after another. Streams follow each other; they are not interleaved. */
export class OggPacketReader {
  /** Packets that lost a part (a missing page), or are longer than `MAX_OGG_PACKET_BYTES`. */
  droppedPackets = 0
  #serial: number | undefined
  #sequence = 0
  #parts: Uint8Array[] = []
  #partBytes = 0
  /** `idle` between packets; `skipping` in the middle of one that is dropped. */
  #state: 'idle' | 'joining' | 'skipping' = 'idle'

  /** A page went by that holds whole packets only. */
  passed(serial: number, sequence: number): void {
    if (this.#state !== 'idle') this.#abandon()
    this.#serial = serial
    this.#sequence = (sequence + 1) >>> 0
  }

  /** The packets that end on this page, in order, empty ones included. Views of the page unless continued. */
  read(page: OggPage): Uint8Array[] {
    if (page.serial !== this.#serial || page.sequence !== this.#sequence || !page.continued) this.#abandon()
    if (page.continued && this.#state === 'idle') {
      this.#state = 'skipping'
      this.droppedPackets++
    }
    this.#serial = page.serial
    this.#sequence = (page.sequence + 1) >>> 0
    const packets: Uint8Array[] = []
    const { lacing, body } = page
    let from = 0
    let to = 0
    for (let i = 0; i < lacing.length; i++) {
      const length = lacing[i] ?? 0
      to += length
      if (length === 255) continue
      const packet = this.#finish(body, from, to)
      if (packet !== undefined) packets.push(packet)
      from = to
    }
    if (lacing.length > 0 && lacing[lacing.length - 1] === 255) this.#keep(body.subarray(from, to))
    return packets
  }

  #finish(body: Uint8Array, from: number, to: number): Uint8Array | undefined {
    const tail = body.subarray(from, to)
    if (this.#state === 'idle' && tail.length <= MAX_OGG_PACKET_BYTES) return tail
    if (this.#state === 'skipping') {
      this.#state = 'idle'
      return undefined
    }
    this.#keep(tail)
    const whole = this.#state === 'joining' ? concat(this.#parts, this.#partBytes) : undefined
    this.#forget()
    return whole
  }

  #keep(part: Uint8Array): void {
    if (this.#state === 'skipping') return
    this.#parts.push(part.slice())
    this.#partBytes += part.length
    this.#state = 'joining'
    if (this.#partBytes <= MAX_OGG_PACKET_BYTES) return
    this.#forget()
    this.#state = 'skipping'
    this.droppedPackets++
  }

  #abandon(): void {
    if (this.#state === 'joining') this.droppedPackets++
    this.#forget()
  }

  #forget(): void {
    this.#parts = []
    this.#partBytes = 0
    this.#state = 'idle'
  }
}

/**
 * Where the body begins if the bytes from `start` up to `end` are exactly one page that holds whole packets only and has the right checksum;
 * else −1. It is what nearly every message is, and needs no page object.
 */
export function wholePageBody(bytes: Uint8Array, start: number, end: number): number {
  if (end - start <= HEADER_BYTES || !startsWithCapture(bytes, start, end)) return -1
  if (bytes[start + 4] !== 0 || ((bytes[start + 5] ?? 0) & (CONTINUED | BOS | EOS)) !== 0) return -1
  const lacingAt = start + HEADER_BYTES
  const bodyAt = lacingAt + (bytes[start + 26] ?? 0)
  if (bodyAt === lacingAt || bodyAt > end || bytes[bodyAt - 1] === 255) return -1
  let next = bodyAt
  for (let i = lacingAt; i < bodyAt; i++) next += bytes[i] ?? 0
  return next === end && pageCrc(bytes, start, end) === readUint32(bytes, start + 22) ? bodyAt : -1
}

/** Of the page at `start`. */
export function pageSerial(bytes: Uint8Array, start: number): number {
  return readUint32(bytes, start + 14) >>> 0
}

/** Of the page at `start`. */
export function pageSequence(bytes: Uint8Array, start: number): number {
  return readUint32(bytes, start + 18) >>> 0
}

/** Lacing values begin here on a page. */
export const LACING_AT = HEADER_BYTES

/** Writes the pages of one stream: sequence, lacing, flags and checksums. */
export class OggPageWriter {
  readonly serial: number
  #sequence = 0

  constructor(options: { readonly serial: number }) {
    this.serial = options.serial >>> 0
  }

  /**
   * The packets on one page, or on as many as they need, as one run of bytes.
   * @param granules the granule position after each packet; a page on which none ends, such as an empty closing one, has −1
   */
  write(
    packets: readonly Uint8Array[],
    granules: readonly number[],
    flags: { readonly bos?: boolean; readonly eos?: boolean } = {},
  ): Uint8Array {
    let segments = 0
    let bodyBytes = 0
    for (const packet of packets) {
      segments += Math.floor(packet.length / 255) + 1
      bodyBytes += packet.length
    }
    const pageCount = Math.max(1, Math.ceil(segments / MAX_SEGMENTS))
    const out = allocateBytes(pageCount * HEADER_BYTES + segments + bodyBytes)
    let at = 0
    let packetIndex = 0
    let packetAt = 0
    for (let page = 0; page < pageCount; page++) {
      const count = Math.min(MAX_SEGMENTS, segments - page * MAX_SEGMENTS)
      const continued = packetAt > 0
      let granule = -1
      let to = at + HEADER_BYTES + count
      for (let segment = at + HEADER_BYTES; segment < at + HEADER_BYTES + count; ) {
        const packet = packets[packetIndex] ?? zeros
        const left = packet.length - packetAt
        const room = (at + HEADER_BYTES + count - segment) * 255
        const ends = left < room
        const part = ends ? left : room
        out.set(part === packet.length ? packet : packet.subarray(packetAt, packetAt + part), to)
        to += part
        for (let rest = part; rest >= 255; rest -= 255) out[segment++] = 255
        if (!ends) {
          packetAt += part
          continue
        }
        out[segment++] = part % 255
        granule = granules[packetIndex] ?? 0
        packetIndex++
        packetAt = 0
      }
      const type =
        (continued ? CONTINUED : 0) |
        (flags.bos === true && page === 0 ? BOS : 0) |
        (flags.eos === true && page === pageCount - 1 ? EOS : 0)
      this.#writeHeader(out, at, type, granule, count)
      writeUint32(out, at + 22, pageCrc(out, at, to))
      at = to
    }
    return out
  }

  /** Bytes of a page with these packets; 0 where they need more than one. */
  pageBytes(packets: readonly { readonly data: Uint8Array }[]): number {
    let segments = 0
    let bodyBytes = 0
    for (const { data } of packets) {
      segments += ((data.length / 255) | 0) + 1
      bodyBytes += data.length
    }
    return segments > MAX_SEGMENTS ? 0 : HEADER_BYTES + segments + bodyBytes
  }

  /** One page of whole packets at `at`, where `pageBytes` bytes are free; `granule` is that of its end. */
  writeAt(out: Uint8Array, at: number, packets: readonly { readonly data: Uint8Array }[], granule: number): void {
    let segment = at + HEADER_BYTES
    for (const { data } of packets) {
      let rest = data.length
      for (; rest >= 255; rest -= 255) out[segment++] = 255
      out[segment++] = rest
    }
    let to = segment
    for (const { data } of packets) {
      // A call of `set` costs more than a short packet's bytes one by one.
      if (data.length > SHORT_BYTES) out.set(data, to)
      else for (let i = 0; i < data.length; i++) out[to + i] = data[i] ?? 0
      to += data.length
    }
    out[at + 4] = 0
    this.#writeHeader(out, at, 0, granule, segment - at - HEADER_BYTES)
    writeUint32(out, at + 22, pageCrc(out, at, to))
  }

  #writeHeader(out: Uint8Array, at: number, type: number, granule: number, count: number): void {
    out[at] = 0x4f
    out[at + 1] = 0x67
    out[at + 2] = 0x67
    out[at + 3] = 0x53
    out[at + 5] = type
    writeUint32(out, at + 6, granule < 0 ? NO_GRANULE : granule >>> 0)
    writeUint32(out, at + 10, granule < 0 ? NO_GRANULE : Math.floor(granule / 2 ** 32))
    writeUint32(out, at + 14, this.serial)
    writeUint32(out, at + 18, this.#sequence)
    out[at + 26] = count
    this.#sequence = (this.#sequence + 1) >>> 0
  }
}

function parsePage(bytes: Uint8Array, bodyAt: number): OggPage {
  const type = bytes[5] ?? 0
  const low = readUint32(bytes, 6) >>> 0
  const high = readUint32(bytes, 10) >>> 0
  return {
    continued: (type & CONTINUED) !== 0,
    bos: (type & BOS) !== 0,
    eos: (type & EOS) !== 0,
    granule: low === NO_GRANULE && high === NO_GRANULE ? -1 : high * 2 ** 32 + low,
    serial: readUint32(bytes, 14) >>> 0,
    sequence: readUint32(bytes, 18) >>> 0,
    lacing: bytes.subarray(HEADER_BYTES, bodyAt),
    body: bytes.subarray(bodyAt),
  }
}

/** The page's checksum, taken with its own field as zero. */
function pageCrc(bytes: Uint8Array, start: number, end: number): number {
  const head = oggCrc(oggCrc(0, bytes, start, start + 22), zeros, 0, 4)
  return oggCrc(head, bytes, start + 26, end)
}

/** Where "OggS", or the beginning of it at the very end, next stands; `end` if nowhere. */
function findCapture(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== 0x4f) {
      at = bytes.indexOf(0x4f, at)
      if (at < 0 || at >= end) return end
    }
    if (startsWithCapture(bytes, at, end)) return at
  }
  return end
}

/** True also when the bytes end before the four are complete. */
function startsWithCapture(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    (at >= end || bytes[at] === 0x4f) &&
    (at + 1 >= end || bytes[at + 1] === 0x67) &&
    (at + 2 >= end || bytes[at + 2] === 0x67) &&
    (at + 3 >= end || bytes[at + 3] === 0x53)
  )
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >>> 8
  bytes[at + 2] = value >>> 16
  bytes[at + 3] = value >>> 24
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
