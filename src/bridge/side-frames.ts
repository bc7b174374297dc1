/** Packets of one side's sound to frames of 32 ms, each with its place in the session's media time. */
import { OpusDecoder, type OpusSampleRate } from '../audio/opus-codec.ts'
import { packetDuration } from '../audio/opus-packet.ts'

/** 512 samples at 16 kHz: what the voice model takes. */
const frameMs = 32
const samplesPerMs48 = 48

export type SoundFrame = {
  /** Undefined where a packet could not be decoded, or sound was missing. */
  readonly samples: Float32Array | undefined
  readonly ms: number
  /** 48 kHz samples of session media time. */
  readonly fromSample: number
  readonly toSample: number
}

export class SideFrames {
  readonly #decoder: OpusDecoder
  /** Samples at 48 kHz for each of ours. */
  readonly #ratio: number
  readonly #frameSamples: number
  #frame: Float32Array
  #filled = 0
  /** Where the next sample belongs. */
  #nextSample: number | undefined

  constructor(sampleRate: OpusSampleRate) {
    this.#decoder = new OpusDecoder({ sampleRate })
    this.#ratio = 48_000 / sampleRate
    this.#frameSamples = (sampleRate * frameMs) / 1000
    this.#frame = new Float32Array(this.#frameSamples)
  }

  push(fromSample: number, packet: Uint8Array): SoundFrame[] {
    // A jump (silence put in, sound shed) leaves a begun frame behind.
    if (this.#nextSample !== fromSample) this.#filled = 0
    this.#nextSample = fromSample + packetDuration(packet)
    let pcm: Float32Array
    try {
      pcm = this.#decoder.decode(packet)
    } catch {
      this.#filled = 0
      const lost = this.#nextSample - fromSample
      return lost > 0 ? [{ samples: undefined, ms: lost / samplesPerMs48, fromSample, toSample: this.#nextSample }] : []
    }
    const frames: SoundFrame[] = []
    for (let at = 0; at < pcm.length; ) {
      const take = Math.min(this.#frameSamples - this.#filled, pcm.length - at)
      this.#frame.set(pcm.subarray(at, at + take), this.#filled)
      this.#filled += take
      at += take
      if (this.#filled < this.#frameSamples) break
      const toSample = fromSample + at * this.#ratio
      frames.push({ samples: this.#frame, ms: frameMs, fromSample: toSample - frameMs * samplesPerMs48, toSample })
      this.#frame = new Float32Array(this.#frameSamples)
      this.#filled = 0
    }
    return frames
  }
}
