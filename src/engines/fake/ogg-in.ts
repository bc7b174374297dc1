/** How the real servers read a caller's Ogg: two libraries with opposite tempers. What ends a call there throws here. */
import { OggPacketReader, type OggPage, OggPageReader } from '../../audio/ogg.ts'
import { packetDuration } from '../../audio/opus-packet.ts'

/** The server would have failed on these bytes. */
export class ReadFault extends Error {}

export interface CallerReader {
  /** Opus packets of the stream, headers left out, empty ones included. Throws `ReadFault`. */
  push(bytes: Uint8Array): Uint8Array[]
  /** What an empty packet is decoded as, in 24 kHz samples of nothing. */
  readonly emptyPacketSamples: number
}

/** PersonaPlex: checksums count, a stream begins with its first page and only once; bytes between pages are skipped. */
export class StrictReader implements CallerReader {
  readonly emptyPacketSamples = 240_000
  readonly #pages = new OggPageReader()
  readonly #packets = new OggPacketReader()
  readonly #serials = new Set<number>()

  push(bytes: Uint8Array): Uint8Array[] {
    const packets: Uint8Array[] = []
    for (const page of this.#pages.push(bytes)) {
      this.#check(page)
      packets.push(...this.#packets.read(page))
    }
    if (this.#pages.badChecksums > 0) throw new ReadFault('a page has a wrong checksum')
    return sound(packets)
  }

  #check(page: OggPage): void {
    if (page.bos === this.#serials.has(page.serial))
      throw new ReadFault(page.bos ? 'the stream begins twice' : 'the stream has no beginning')
    this.#serials.add(page.serial)
  }
}

/** Moshi: checksums and beginnings do not matter, but every page must begin where the last one ended. */
export class AlignedReader implements CallerReader {
  readonly emptyPacketSamples = 120_000
  #held = new Uint8Array(0)
  #partial: Uint8Array[] = []

  push(bytes: Uint8Array): Uint8Array[] {
    this.#held = Buffer.concat([this.#held, bytes])
    const packets: Uint8Array[] = []
    for (;;) {
      // It looks at nothing before a whole page header is there.
      if (this.#held.length < 27) return sound(packets)
      if (Buffer.from(this.#held.subarray(0, 4)).toString('latin1') !== 'OggS') throw new ReadFault('bytes that are no page')
      const bodyAt = 27 + (this.#held[26] ?? 0)
      const lacing = this.#held.subarray(27, bodyAt)
      const end = bodyAt + lacing.reduce((sum, length) => sum + length, 0)
      if (this.#held.length < Math.max(bodyAt, end)) return sound(packets)
      packets.push(...this.#read(lacing, this.#held.subarray(bodyAt, end)))
      this.#held = this.#held.slice(end)
    }
  }

  #read(lacing: Uint8Array, body: Uint8Array): Uint8Array[] {
    const packets: Uint8Array[] = []
    let from = 0
    let to = 0
    for (const length of lacing) {
      to += length
      if (length === 255) continue
      packets.push(Buffer.concat([...this.#partial, body.subarray(from, to)]))
      this.#partial = []
      from = to
    }
    if (to > from) this.#partial.push(body.slice(from, to))
    return packets
  }
}

function sound(packets: readonly Uint8Array[]): Uint8Array[] {
  const wanted = packets.filter((packet) => !/^Opus(?:Head|Tags)/.test(Buffer.from(packet.subarray(0, 8)).toString('latin1')))
  for (const packet of wanted)
    if (packet.length > 0 && packetDuration(packet) === 0) throw new ReadFault('a packet that is no Opus')
  return wanted
}
