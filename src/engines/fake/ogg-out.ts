/** The fake engine's own Ogg stream, packed as the server it stands for packs it. */
import { OggPageWriter } from '../../audio/ogg.ts'
import { OpusEncoder } from '../../audio/opus-codec.ts'
import { fakeRate, frameSamples } from './babble.ts'
import type { FakeWire } from './kinds.ts'

export class SpeechWriter {
  readonly #wire: FakeWire
  readonly #encoder = new OpusEncoder({ sampleRate: fakeRate })
  readonly #pages = new OggPageWriter({ serial: 42 })
  readonly #granuleRate: number
  #granule = 0

  constructor(wire: FakeWire, granule24k: boolean) {
    this.#wire = wire
    this.#granuleRate = granule24k ? fakeRate : 48_000
  }

  /** Both header pages, each on its own. */
  headers(): [Uint8Array, Uint8Array] {
    const head = Buffer.alloc(19)
    head.write('OpusHead', 'latin1')
    head.set([1, 1], 8)
    head.writeUInt16LE(3840, 10)
    head.writeUInt32LE(this.#wire.headRate, 12)
    const { vendor } = this.#wire
    const tags = Buffer.alloc(16 + vendor.length)
    tags.write('OpusTags', 'latin1')
    tags.writeUInt32LE(vendor.length, 8)
    tags.write(vendor, 12, 'latin1')
    return [this.#pages.write([head], [0], { bos: true }), this.#pages.write([tags], [0])]
  }

  /** One frame of 1920 samples as the payloads of its messages. */
  frame(sound: Float32Array): Uint8Array[] {
    const samples = (this.#wire.packetMs * fakeRate) / 1000
    const pages: Uint8Array[] = []
    for (let at = 0; at < frameSamples; at += samples) {
      this.#granule += (this.#wire.packetMs * this.#granuleRate) / 1000
      pages.push(this.#pages.write([this.#encoder.encode(sound.subarray(at, at + samples))], [this.#granule]))
    }
    return this.#wire.frameInOneMessage ? [Buffer.concat(pages)] : pages
  }

  /** A page that is right but for its packet, which is empty: seconds of nothing to some decoders. */
  emptyPacket(): Uint8Array {
    return this.#pages.write([new Uint8Array(0)], [this.#granule])
  }

  /** A page of silence whose checksum is wrong. */
  damagedPage(): Uint8Array {
    const page = this.#pages.write([Uint8Array.of(0xf8, 0xff, 0xfe)], [this.#granule])
    page[page.length - 1] = (page.at(-1) ?? 0) ^ 0x55
    return page
  }
}
