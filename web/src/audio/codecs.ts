/** Opus in the page: WebCodecs where the browser has it for Opus, the same library as WebAssembly where it does not. */
import { loadWasmOpus } from './wasm-opus.ts'

export const SAMPLE_RATE = 48_000
export const PACKET_SAMPLES = 960 // 20 ms: longer packets fail in Chromium's encoder and decoder
const BITRATE = 28_000
/** Packets the coder may hold before new ones are dropped: 400 ms, beyond which they would only be late. */
const MAX_QUEUED = 20

export interface OpusEncoder {
  /** Takes 960 mono samples at 48 kHz. */
  encode(samples: Float32Array<ArrayBuffer>): void
  close(): void
}
export interface OpusDecoder {
  /** Takes one packet of at most 20 ms. */
  decode(packet: Uint8Array): void
  close(): void
}
export interface OpusCodec {
  readonly kind: 'webcodecs' | 'wasm'
  encoder(onPacket: (packet: Uint8Array) => void): OpusEncoder
  decoder(onSamples: (samples: Float32Array<ArrayBuffer>) => void): OpusDecoder
}

/** `application` and `signal` are in the WebCodecs registration of Opus, and not yet in TypeScript's library. */
const voiceOpus: OpusEncoderConfig & { readonly application: 'voip'; readonly signal: 'voice' } = {
  frameDuration: 20_000,
  application: 'voip',
  signal: 'voice',
  complexity: 5,
}
const encoderConfig: AudioEncoderConfig = {
  codec: 'opus',
  sampleRate: SAMPLE_RATE,
  numberOfChannels: 1,
  bitrate: BITRATE,
  opus: voiceOpus,
}
const decoderConfig: AudioDecoderConfig = { codec: 'opus', sampleRate: SAMPLE_RATE, numberOfChannels: 1 }

/** The codec of this browser. Rejects where neither way works. */
export async function openCodec(): Promise<OpusCodec> {
  return (await hasWebCodecs()) ? webCodecs : wasmCodec()
}

async function hasWebCodecs(): Promise<boolean> {
  if (typeof AudioEncoder === 'undefined' || typeof AudioDecoder === 'undefined') return false
  try {
    const [encode, decode] = await Promise.all([
      AudioEncoder.isConfigSupported(encoderConfig),
      AudioDecoder.isConfigSupported(decoderConfig),
    ])
    return encode.supported === true && decode.supported === true
  } catch {
    return false // a browser that knows the class but not the Opus fields throws
  }
}

const webCodecs: OpusCodec = {
  kind: 'webcodecs',
  encoder(onPacket) {
    let timestamp = 0
    const open = () => {
      const encoder = new AudioEncoder({
        output: (chunk) => {
          const packet = new Uint8Array(chunk.byteLength)
          chunk.copyTo(packet)
          onPacket(packet)
        },
        error: (cause) => console.warn('the Opus encoder failed and is opened again', cause.name),
      })
      encoder.configure(encoderConfig)
      return encoder
    }
    let encoder = open()
    return {
      encode(samples) {
        if (encoder.state === 'closed') encoder = open()
        if (encoder.encodeQueueSize > MAX_QUEUED) return
        const data = new AudioData({
          format: 'f32-planar',
          sampleRate: SAMPLE_RATE,
          numberOfChannels: 1,
          numberOfFrames: samples.length,
          timestamp,
          data: samples,
        })
        timestamp += (samples.length / SAMPLE_RATE) * 1e6
        encoder.encode(data)
        data.close()
      },
      close: () => {
        if (encoder.state !== 'closed') encoder.close()
      },
    }
  },
  decoder(onSamples) {
    let timestamp = 0
    const open = () => {
      const decoder = new AudioDecoder({
        output: (data) => {
          const samples = new Float32Array(data.numberOfFrames)
          data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
          data.close()
          onSamples(samples)
        },
        error: (cause) => console.warn('the Opus decoder failed and is opened again', cause.name),
      })
      decoder.configure(decoderConfig)
      return decoder
    }
    let decoder = open()
    return {
      decode(packet) {
        if (decoder.state === 'closed') decoder = open()
        if (decoder.decodeQueueSize > MAX_QUEUED * 5) return
        decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: packet }))
        timestamp += 20_000
      },
      close: () => {
        if (decoder.state !== 'closed') decoder.close()
      },
    }
  },
}

async function wasmCodec(): Promise<OpusCodec> {
  const opus = await loadWasmOpus()
  return {
    kind: 'wasm',
    encoder(onPacket) {
      const encoder = opus.encoder(BITRATE)
      return { encode: (samples) => onPacket(encoder.encode(samples)), close: () => encoder.free() }
    },
    decoder(onSamples) {
      const decoder = opus.decoder()
      return {
        decode(packet) {
          const samples = decoder.decode(packet)
          if (samples !== null) onSamples(samples)
        },
        close: () => decoder.free(),
      }
    },
  }
}
