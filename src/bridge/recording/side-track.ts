/** One side of a call as an Ogg Opus stream of media time: packets as they came, and silence where none did, so that every player keeps time. */
import { OpusStreamWriter } from '../../audio/ogg-opus.ts'
import { packetDuration } from '../../audio/opus-packet.ts'

/** One frame of digital silence (CELT), by its length in 48 kHz samples, longest first. */
const silences = [
  { samples: 960, packet: Uint8Array.of(0xf8, 0xff, 0xfe) },
  { samples: 480, packet: Uint8Array.of(0xf0, 0xff, 0xfe) },
  { samples: 240, packet: Uint8Array.of(0xe8, 0xff, 0xfe) },
  { samples: 120, packet: Uint8Array.of(0xe0, 0xff, 0xfe) },
] as const
/** What a crash may take: a page is given out when it has so much sound. */
const pageSamples = 48_000

export class SideTrack {
  readonly #writer = new OpusStreamWriter({ serial: Math.trunc(Math.random() * 0x7fffffff), inputSampleRate: 48_000 })
  #packets: Uint8Array[] = []
  #samples = 0
  #nextSample: number

  /** @param startSample where the stream begins in the session's media time, 48 kHz samples */
  constructor(startSample: number) {
    this.#nextSample = startSample
  }

  headers(): Uint8Array {
    return this.#writer.headers()
  }

  /** Puts a packet at its place; what was there already is left out. @returns the pages that are full now */
  push(fromSample: number, packet: Uint8Array): Uint8Array[] {
    const samples = packetDuration(packet)
    if (samples === 0 || fromSample + samples <= this.#nextSample) return []
    return [...this.#fill(fromSample), ...this.#add(packet, samples)]
  }

  /** What is not given out yet, as a page; no bytes where there is nothing. */
  flush(): Uint8Array {
    const page = this.#writer.page(this.#packets)
    this.#packets = []
    this.#samples = 0
    return page
  }

  /** Silence until there, and the page that closes the stream. Nothing may follow. */
  end(sample: number): Uint8Array[] {
    return [...this.#fill(sample), this.flush(), this.#writer.end()]
  }

  #fill(toSample: number): Uint8Array[] {
    const pages: Uint8Array[] = []
    for (const { samples, packet } of silences)
      while (toSample - this.#nextSample >= samples) pages.push(...this.#add(packet, samples))
    return pages
  }

  #add(packet: Uint8Array, samples: number): Uint8Array[] {
    // The batch it lies in is used again.
    this.#packets.push(packet.slice())
    this.#nextSample += samples
    this.#samples += samples
    return this.#samples < pageSamples ? [] : [this.flush()]
  }
}
