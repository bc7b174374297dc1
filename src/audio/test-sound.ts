/** Sounds, packets and chunkings for the tests of this room and others. */
import { OpusEncoder, type OpusSampleRate } from './opus-codec.ts'

export { seeded } from './seeded.ts'

/** A steady tone with an amplitude of 0.5. */
export function tone(options: { readonly hz: number; readonly ms: number; readonly sampleRate: number }): Float32Array {
  const { hz, ms, sampleRate } = options
  return Float32Array.from(
    { length: Math.round((ms * sampleRate) / 1000) },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / sampleRate),
  )
}

/** A tone as Opus packets of `packetMs`. */
export function tonePackets(options: {
  readonly hz: number
  readonly ms: number
  readonly packetMs: number
  readonly sampleRate: OpusSampleRate
}): Uint8Array[] {
  const encoder = new OpusEncoder({ sampleRate: options.sampleRate })
  const pcm = tone(options)
  const frame = (options.packetMs * options.sampleRate) / 1000
  return Array.from({ length: Math.floor(pcm.length / frame) }, (_, i) =>
    encoder.encode(pcm.subarray(i * frame, (i + 1) * frame)),
  )
}

/** The tone's share of the sound's energy at `hz`, 0 to 1, by correlation: 1 for a pure tone of that pitch. */
export function toneShare(samples: Float32Array, hz: number, sampleRate: number): number {
  let [cos, sin, energy] = [0, 0, 0]
  samples.forEach((sample, i) => {
    const phase = (2 * Math.PI * hz * i) / sampleRate
    cos += sample * Math.cos(phase)
    sin += sample * Math.sin(phase)
    energy += sample * sample
  })
  return energy === 0 ? 0 : (2 * (cos * cos + sin * sin)) / (energy * samples.length)
}

/** The bytes cut into chunks of the given lengths, taken in turn; lengths of 0 give empty chunks. The rest comes as one. */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  let at = 0
  for (const length of lengths) {
    chunks.push(bytes.slice(at, at + length))
    at = Math.min(bytes.length, at + length)
  }
  chunks.push(bytes.slice(at))
  return chunks
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
