/** Opus to and from mono samples through libopus (`@evan/opus`). Its coders have no close: they are freed with their object. */
import * as opus from '@evan/opus'
import { DuetError } from '../protocol/errors.ts'
import { packetDuration } from './opus-packet.ts'

/** The rates libopus codes at, in Hz. */
export type OpusSampleRate = 8000 | 12000 | 16000 | 24000 | 48000

/** Packets of one stream, in order, to mono samples at any of libopus' rates, whatever rate they were coded at. */
export class OpusDecoder {
  readonly #decoder: opus.Decoder

  constructor(options: { readonly sampleRate: OpusSampleRate }) {
    this.#decoder = new opus.Decoder({ channels: 1, sample_rate: options.sampleRate })
  }

  /**
   * Samples from −1 to 1, as many as the packet's duration at the decoder's rate; stereo is mixed down.
   * @throws DuetError `audio.malformed`
   */
  decode(packet: Uint8Array): Float32Array {
    if (packetDuration(packet) === 0)
      throw new DuetError('audio.malformed', 'An Opus packet is empty or its lengths do not add up.')
    let bytes: Uint8Array
    try {
      bytes = this.#decoder.decode(packet)
    } catch (cause) {
      throw new DuetError('audio.malformed', 'An Opus packet cannot be decoded.', { cause })
    }
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1)
    const out = new Float32Array(samples.length)
    for (let i = 0; i < out.length; i++) out[i] = (samples[i] ?? 0) / 32768
    return out
  }
}

/** Mono samples to packets, one per frame. */
export class OpusEncoder {
  readonly #encoder: opus.Encoder
  readonly #sampleRate: OpusSampleRate

  /** @param options.bitrate bits per second; libopus chooses where it is left out */
  constructor(options: {
    readonly sampleRate: OpusSampleRate
    readonly bitrate?: number
    readonly application?: 'voip' | 'audio' | 'restricted_lowdelay'
  }) {
    this.#sampleRate = options.sampleRate
    this.#encoder = new opus.Encoder({
      channels: 1,
      sample_rate: options.sampleRate,
      application: options.application ?? 'voip',
    })
    if (options.bitrate !== undefined) this.#encoder.bitrate = options.bitrate
  }

  /**
   * One packet from one frame of 2.5, 5, 10, 20, 40, 60, 80, 100 or 120 ms.
   * @param pcm samples from −1 to 1 at the encoder's rate; what is beyond is clipped
   * @throws DuetError `internal` for a frame of another length
   */
  encode(pcm: Float32Array): Uint8Array {
    const samples = new Int16Array(pcm.length)
    for (let i = 0; i < samples.length; i++) samples[i] = Math.max(-32768, Math.min(32767, Math.round((pcm[i] ?? 0) * 32768)))
    try {
      return this.#encoder.encode(samples)
    } catch (cause) {
      throw new DuetError('internal', `Opus codes no frame of ${pcm.length} samples at ${this.#sampleRate} Hz.`, { cause })
    }
  }
}
