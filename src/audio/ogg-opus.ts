/** Opus in Ogg (RFC 7845) as live streams: packets out of whatever a client or engine sends, and our own unbroken stream to the other side. */
import { LACING_AT, OggPacketReader, OggPageReader, OggPageWriter, pageSequence, pageSerial, wholePageBody } from './ogg.ts'
import { packetDuration } from './opus-packet.ts'

export type OpusPacket = {
  readonly data: Uint8Array
  /** In 48 kHz samples, from the packet itself: granule positions of some engines count 24 kHz samples. */
  readonly durationSamples48: number
}

export type OpusHead = { readonly channels: number; readonly preSkip: number; readonly inputSampleRate: number }

/** What a reader left out. */
export type OpusStreamDrops = {
  /** Bytes outside of pages with a right checksum. */
  readonly bytes: number
  readonly badChecksums: number
  /** Packets that lost a part, are too long, empty, or do not fit their table-of-contents byte; damaged headers too. */
  readonly packets: number
}

/**
 * Opus packets from bytes in any chunking. Headers are told by their content, so that streams without them, with repeated ones and
 * chained ones are read alike. Packets are views of the pushed bytes where they lie in one chunk.
 */
export class OpusStreamReader {
  /** The latest OpusHead, undefined before one has come. */
  head: OpusHead | undefined
  readonly #pages = new OggPageReader()
  readonly #packets = new OggPacketReader()
  #badPackets = 0

  /** @param from where they begin in `bytes` @param to where they end */
  push(bytes: Uint8Array, from = 0, to = bytes.length): OpusPacket[] {
    const bodyAt = this.#pages.idle ? wholePageBody(bytes, from, to) : -1
    // Header packets begin with "Op", and are read below.
    if (bodyAt >= 0 && !(bytes[bodyAt] === 0x4f && bytes[bodyAt + 1] === 0x70)) return this.#readWhole(bytes, from, bodyAt)
    const out: OpusPacket[] = []
    for (const page of this.#pages.push(bytes.subarray(from, to))) {
      for (const data of this.#packets.read(page)) {
        if (data[0] === 0x4f && data[1] === 0x70 && this.#readHeader(data)) continue
        const durationSamples48 = packetDuration(data)
        if (durationSamples48 > 0) out.push({ data, durationSamples48 })
        else this.#badPackets++
      }
    }
    return out
  }

  #readWhole(bytes: Uint8Array, start: number, bodyAt: number): OpusPacket[] {
    this.#packets.passed(pageSerial(bytes, start), pageSequence(bytes, start))
    const out: OpusPacket[] = []
    let from = bodyAt
    let to = bodyAt
    for (let i = start + LACING_AT; i < bodyAt; i++) {
      const length = bytes[i] ?? 0
      to += length
      if (length === 255) continue
      const data = bytes.subarray(from, to)
      from = to
      if (data[0] === 0x4f && data[1] === 0x70 && this.#readHeader(data)) continue
      const durationSamples48 = packetDuration(data)
      if (durationSamples48 > 0) out.push({ data, durationSamples48 })
      else this.#badPackets++
    }
    return out
  }

  get dropped(): OpusStreamDrops {
    return {
      bytes: this.#pages.droppedBytes,
      badChecksums: this.#pages.badChecksums,
      packets: this.#packets.droppedPackets + this.#badPackets,
    }
  }

  /** True when the packet is a header, good or damaged. */
  #readHeader(packet: Uint8Array): boolean {
    if (beginsWith(packet, 'OpusTags')) return true
    if (!beginsWith(packet, 'OpusHead')) return false
    const head = parseHead(packet)
    if (head === undefined) this.#badPackets++
    else this.head = head
    return true
  }
}

/** One Ogg Opus stream of ours: own serial, sequence, granules and checksums, whoever's packets go in. */
export class OpusStreamWriter {
  readonly #pages: OggPageWriter
  readonly #options: { readonly preSkip: number; readonly inputSampleRate: number; readonly channels: 1 | 2 }
  /** 48 kHz samples written so far, pre-skip included. */
  #granule = 0

  /**
   * @param options.preSkip 48 kHz samples a decoder throws away at the start; 312 is libopus' look-ahead
   * @param options.inputSampleRate what the sound was recorded at, in Hz; the engines accept 24000 and 48000
   */
  constructor(options: {
    readonly serial: number
    readonly inputSampleRate: number
    readonly preSkip?: number
    readonly channels?: 1 | 2
  }) {
    this.#pages = new OggPageWriter(options)
    this.#options = {
      preSkip: options.preSkip ?? 312,
      inputSampleRate: options.inputSampleRate,
      channels: options.channels ?? 1,
    }
  }

  /** Both header pages. Once, before any other page. */
  headers(): Uint8Array {
    const { preSkip, inputSampleRate, channels } = this.#options
    const head = new Uint8Array(19)
    head.set(ascii('OpusHead'))
    const view = new DataView(head.buffer)
    view.setUint8(8, 1)
    view.setUint8(9, channels)
    view.setUint16(10, preSkip, true)
    view.setUint32(12, inputSampleRate, true)
    const vendor = ascii('duet')
    const tags = new Uint8Array(16 + vendor.length)
    tags.set(ascii('OpusTags'))
    tags[8] = vendor.length
    tags.set(vendor, 12)
    const first = this.#pages.write([head], [0], { bos: true })
    const second = this.#pages.write([tags], [0])
    const out = new Uint8Array(first.length + second.length)
    out.set(first)
    out.set(second, first.length)
    return out
  }

  /** The packets as one page (more only where they do not fit); empty and malformed ones are left out, no packets give no bytes. */
  page(packets: readonly Uint8Array[]): Uint8Array {
    const sound: Uint8Array[] = []
    const granules: number[] = []
    for (const packet of packets) {
      const samples = packetDuration(packet)
      if (samples === 0) continue
      this.#granule += samples
      sound.push(packet)
      granules.push(this.#granule)
    }
    return sound.length === 0 ? new Uint8Array(0) : this.#pages.write(sound, granules)
  }

  /** Bytes of a page with these packets; 0 where they need more than one page, there are none, or a reader has found one without sound. */
  pageBytes(packets: readonly OpusPacket[]): number {
    for (const { data, durationSamples48 } of packets) if (durationSamples48 === 0 || data.length === 0) return 0
    return packets.length === 0 ? 0 : this.#pages.pageBytes(packets)
  }

  /** The packets as one page at `at`, where `pageBytes` bytes are free. */
  writeAt(out: Uint8Array, at: number, packets: readonly OpusPacket[]): void {
    for (const packet of packets) this.#granule += packet.durationSamples48
    this.#pages.writeAt(out, at, packets, this.#granule)
  }

  /** The page that closes the stream. Nothing may follow it. */
  end(): Uint8Array {
    return this.#pages.write([], [], { eos: true })
  }
}

/** Undefined unless it is a version 0.x or 1 head that names its channels (RFC 7845 §5.1). */
function parseHead(packet: Uint8Array): OpusHead | undefined {
  if (packet.length < 19) return undefined
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  if (view.getUint8(8) > 15 || view.getUint8(9) === 0) return undefined
  return { channels: view.getUint8(9), preSkip: view.getUint16(10, true), inputSampleRate: view.getUint32(12, true) }
}

function beginsWith(packet: Uint8Array, name: string): boolean {
  if (packet.length < name.length) return false
  for (let i = 0; i < name.length; i++) if (packet[i] !== name.charCodeAt(i)) return false
  return true
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}
