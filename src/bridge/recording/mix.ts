/** Both sides of a call as one Ogg Opus stream, and how loud each was; pure work on packets. */
import { OpusStreamWriter } from '../../audio/ogg-opus.ts'
import { OpusDecoder, OpusEncoder } from '../../audio/opus-codec.ts'
import type { PlacedPacket } from './library.ts'

/** 24 kHz: what the voices of the engines have. */
const rate = 24_000
const samplesPerFrame = 480
/** 48 kHz samples for each of ours. */
const ratio = 2
const bitrate = 40_000
/** One value of loudness for so much sound, ms. */
export const levelStepMs = 40

/** One side as samples in media time, whatever its packets' places. */
export class SideReader {
  readonly #decoder = new OpusDecoder({ sampleRate: rate })
  readonly #packets: AsyncIterator<PlacedPacket>
  #pcm: Float32Array = new Float32Array(0)
  /** Where `#pcm` begins, samples at 24 kHz. */
  #at = 0
  #done = false

  constructor(packets: AsyncIterable<PlacedPacket>) {
    this.#packets = packets[Symbol.asyncIterator]()
  }

  get done(): boolean {
    return this.#done
  }

  /** Adds its samples from `from` on to `frame`. Positions must not go back. */
  async addTo(frame: Float32Array, from: number): Promise<void> {
    const end = from + frame.length
    for (;;) {
      const first = Math.max(from, this.#at)
      const last = Math.min(end, this.#at + this.#pcm.length)
      for (let i = first; i < last; i++) frame[i - from] = (frame[i - from] ?? 0) + (this.#pcm[i - this.#at] ?? 0)
      if (this.#done || this.#at + this.#pcm.length > end) return
      await this.#next()
    }
  }

  async #next(): Promise<void> {
    const { value, done } = await this.#packets.next()
    if (done) {
      this.#done = true
      return
    }
    this.#at = Math.round(value.fromSample / ratio)
    try {
      this.#pcm = this.#decoder.decode(value.data)
    } catch {
      this.#pcm = new Float32Array(Math.round(value.durationSamples48 / ratio))
    }
  }
}

/** Pages of the mixed stream, with a note of each side's peaks (0 to 255 each `levelStepMs`) as they are passed. */
export async function* mixedPages(
  user: SideReader,
  agent: SideReader,
  levels: { readonly user: number[]; readonly agent: number[] },
): AsyncGenerator<Uint8Array> {
  const encoder = new OpusEncoder({ sampleRate: rate, bitrate, application: 'audio' })
  const writer = new OpusStreamWriter({ serial: 1, inputSampleRate: rate })
  yield writer.headers()
  let packets: Uint8Array[] = []
  const peaks = { user: 0, agent: 0 }
  const framesPerStep = (levelStepMs * rate) / 1000 / samplesPerFrame
  for (let frameIndex = 0; !user.done || !agent.done; frameIndex++) {
    const from = frameIndex * samplesPerFrame
    const mixed = new Float32Array(samplesPerFrame)
    await user.addTo(mixed, from)
    peaks.user = Math.max(peaks.user, peak(mixed))
    const other = new Float32Array(samplesPerFrame)
    await agent.addTo(other, from)
    peaks.agent = Math.max(peaks.agent, peak(other))
    for (let i = 0; i < samplesPerFrame; i++) mixed[i] = (mixed[i] ?? 0) + (other[i] ?? 0)
    packets.push(encoder.encode(mixed))
    if ((frameIndex + 1) % framesPerStep === 0) {
      levels.user.push(Math.round(255 * peaks.user))
      levels.agent.push(Math.round(255 * peaks.agent))
      peaks.user = 0
      peaks.agent = 0
    }
    if (packets.length === 50) {
      yield writer.page(packets)
      packets = []
    }
  }
  yield writer.page(packets)
  yield writer.end()
}

function peak(samples: Float32Array): number {
  let most = 0
  for (const sample of samples) most = Math.max(most, Math.abs(sample))
  return Math.min(1, most)
}
