/** Clips as small Ogg Opus files, with every sample where it was. */
import { readFileSync, writeFileSync } from 'node:fs'
import { OpusStreamReader, OpusStreamWriter } from '../../src/audio/ogg-opus.ts'
import { OpusDecoder, OpusEncoder, type OpusSampleRate } from '../../src/audio/opus-codec.ts'
import { clipRate } from './item.ts'
import { concat } from './sound.ts'

const packetSamples = clipRate / 50
/** What a decoder throws away first: libopus' look-ahead, in samples at 48 kHz. */
const preSkip48 = 312
const bitrate = 24_000
const packetsPerPage = 50

/** Mono sound at `clipRate`. */
export function writeClip(path: string, samples: Float32Array): void {
  const encoder = new OpusEncoder({ sampleRate: clipRate, bitrate, application: 'voip' })
  const writer = new OpusStreamWriter({ serial: 1, inputSampleRate: clipRate, preSkip: preSkip48 })
  const preSkip = Math.ceil((preSkip48 * clipRate) / 48_000)
  const packets = Array.from({ length: Math.ceil((samples.length + preSkip) / packetSamples) }, (_, index) => {
    const frame = new Float32Array(packetSamples)
    frame.set(samples.subarray(index * packetSamples, (index + 1) * packetSamples))
    return encoder.encode(frame)
  })
  const pages: Uint8Array[] = [writer.headers()]
  for (let at = 0; at < packets.length; at += packetsPerPage) pages.push(writer.page(packets.slice(at, at + packetsPerPage)))
  pages.push(writer.end())
  writeFileSync(path, Buffer.concat(pages))
}

/** The sound of a clip at one of libopus' rates, its first sample where the manifest counts from. */
export function readClip(path: string, sampleRate: OpusSampleRate = clipRate): Float32Array {
  const reader = new OpusStreamReader()
  const decoder = new OpusDecoder({ sampleRate })
  const sound = concat(reader.push(readFileSync(path)).map((packet) => decoder.decode(packet.data)))
  return sound.subarray(Math.round(((reader.head?.preSkip ?? 0) * sampleRate) / 48_000))
}
