/** libopus as WebAssembly (the build that @evan/opus ships), for browsers whose WebCodecs lack Opus; fetched only there. */
import wasmUrl from '@evan/opus/wasm/opus.wasm?url'

export interface WasmOpus {
  /** A 48 kHz mono voice encoder; `encode` takes up to 5760 samples. */
  encoder(bitrate: number): { encode(samples: Float32Array): Uint8Array; free(): void }
  /** A 48 kHz mono decoder; `decode` gives null for a packet that is not Opus. */
  decoder(): { decode(packet: Uint8Array): Float32Array<ArrayBuffer> | null; free(): void }
}

/** The part of libopus' C interface that is used; pointers are byte offsets into `memory`. */
interface OpusExports {
  readonly memory: WebAssembly.Memory
  malloc(bytes: number): number
  free(pointer: number): void
  opus_encoder_get_size(channels: number): number
  opus_encoder_init(state: number, rate: number, channels: number, application: number): number
  opus_encoder_ctl_set(state: number, request: number, value: number): number
  opus_encode(state: number, pcm: number, frames: number, out: number, maxBytes: number): number
  opus_decoder_get_size(channels: number): number
  opus_decoder_init(state: number, rate: number, channels: number): number
  opus_decode(state: number, packet: number, bytes: number, pcm: number, maxFrames: number, fec: number): number
}

// Constants of opus_defines.h.
const OPUS_APPLICATION_VOIP = 2048
const OPUS_SET_BITRATE = 4002
const MAX_PACKET_BYTES = 1_275 * 3
const MAX_FRAMES = 5_760

export async function loadWasmOpus(): Promise<WasmOpus> {
  const imports = {
    wasi_snapshot_preview1: { fd_seek: noop, fd_write: noop, fd_close: noop, proc_exit: noop },
    env: { emscripten_notify_memory_growth: noop },
  }
  const { instance } = await WebAssembly.instantiateStreaming(fetch(wasmUrl), imports)
  const opus = instance.exports as unknown as OpusExports // the exports of that file, as its own wrapper uses them
  const packetAt = opus.malloc(MAX_PACKET_BYTES)
  const pcmAt = opus.malloc(MAX_FRAMES * 2)
  // Views are made anew each time: they detach when the memory grows.
  const packetBytes = (length: number) => new Uint8Array(opus.memory.buffer, packetAt, length)
  const pcm = (length: number) => new Int16Array(opus.memory.buffer, pcmAt, length)

  return {
    encoder(bitrate) {
      const state = opus.malloc(opus.opus_encoder_get_size(1))
      check(opus.opus_encoder_init(state, 48_000, 1, OPUS_APPLICATION_VOIP))
      check(opus.opus_encoder_ctl_set(state, OPUS_SET_BITRATE, bitrate))
      return {
        encode(samples) {
          const view = pcm(samples.length)
          for (let i = 0; i < samples.length; i += 1) view[i] = Math.max(-1, Math.min(1, samples[i] ?? 0)) * 32_767
          return packetBytes(check(opus.opus_encode(state, pcmAt, samples.length, packetAt, MAX_PACKET_BYTES))).slice()
        },
        free: () => opus.free(state),
      }
    },
    decoder() {
      const state = opus.malloc(opus.opus_decoder_get_size(1))
      check(opus.opus_decoder_init(state, 48_000, 1))
      return {
        decode(packet) {
          if (packet.length > MAX_PACKET_BYTES) return null
          packetBytes(packet.length).set(packet)
          const frames = opus.opus_decode(state, packetAt, packet.length, pcmAt, MAX_FRAMES, 0)
          return frames < 0 ? null : Float32Array.from(pcm(frames), (value) => value / 32_768)
        },
        free: () => opus.free(state),
      }
    },
  }
}

function check(result: number): number {
  if (result < 0) throw new Error(`libopus answered ${result}`)
  return result
}
function noop(): number {
  return 0
}
