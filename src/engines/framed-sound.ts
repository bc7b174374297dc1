/** Opus packets as samples in frames of one length, for engines that take no Opus. */
import type { OpusPacket } from '../audio/ogg-opus.ts'
import { OpusDecoder, type OpusSampleRate } from '../audio/opus-codec.ts'

export class FramedSound {
  readonly #decoder: OpusDecoder
  #frame: Float32Array
  #filled = 0

  constructor(sampleRate: OpusSampleRate, frameMs: number) {
    this.#decoder = new OpusDecoder({ sampleRate })
    this.#frame = new Float32Array((sampleRate * frameMs) / 1000)
  }

  /** The frames these packets complete; the rest is kept. A packet that libopus cannot read is left out, as a lost one would be. */
  frames(packets: readonly OpusPacket[]): Float32Array[] {
    const complete: Float32Array[] = []
    for (const { data } of packets) {
      let sound = this.#decoded(data)
      while (sound.length > 0) {
        const part = sound.subarray(0, this.#frame.length - this.#filled)
        this.#frame.set(part, this.#filled)
        this.#filled += part.length
        sound = sound.subarray(part.length)
        if (this.#filled < this.#frame.length) continue
        complete.push(this.#frame)
        this.#frame = new Float32Array(this.#frame.length)
        this.#filled = 0
      }
    }
    return complete
  }

  #decoded(packet: Uint8Array): Float32Array {
    try {
      return this.#decoder.decode(packet)
    } catch {
      return new Float32Array(0)
    }
  }
}
