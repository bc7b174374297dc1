/** What a caller hears while no engine is there: nothing for a moment, then two soft notes every two seconds, so that the line is not dead. */
import type { OpusPacket } from '../../audio/ogg-opus.ts'
import { OpusEncoder } from '../../audio/opus-codec.ts'

const sampleRate = 24_000
const frameMs = 20
const frameSamples = (sampleRate * frameMs) / 1000
const loopMs = 2000
/** About −38 dBFS at its loudest. */
const loudest = 0.0125
const notes = [
  { hz: 392, atMs: 600, ms: 350 },
  { hz: 523, atMs: 850, ms: 500 },
] as const

/** Coded once, when the first bridge starts: on the voice path it only has to be sent. */
let loop: readonly OpusPacket[] | undefined

export function comfortLoop(): readonly OpusPacket[] {
  loop ??= encodeLoop()
  return loop
}

/** Paced by the wall, in place of the engine's sound; positions in ms of a monotonic clock. */
export class ComfortTone {
  readonly #packets = comfortLoop()
  #next = 0
  #dueMs: number

  constructor(fromMs: number) {
    this.#dueMs = fromMs
  }

  /** The packets for the time until now; after a long sleep only those of the last while. */
  due(nowMs: number): readonly OpusPacket[] {
    this.#dueMs = Math.max(this.#dueMs, nowMs - 5 * frameMs)
    const packets: OpusPacket[] = []
    for (; this.#dueMs <= nowMs; this.#dueMs += frameMs) {
      const packet = this.#packets[this.#next++ % this.#packets.length]
      if (packet) packets.push(packet)
    }
    return packets
  }
}

function encodeLoop(): OpusPacket[] {
  const encoder = new OpusEncoder({ sampleRate, bitrate: 16_000, application: 'audio' })
  const pcm = Float32Array.from({ length: (sampleRate * loopMs) / 1000 }, (_, i) => sampleAt(i / sampleRate))
  return Array.from({ length: pcm.length / frameSamples }, (_, i) => {
    const data = encoder.encode(pcm.subarray(i * frameSamples, (i + 1) * frameSamples))
    return { data: Uint8Array.from(data), durationSamples48: frameMs * 48 }
  })
}

/** Each note swells and fades like a bell far away. */
function sampleAt(seconds: number): number {
  let sum = 0
  for (const { hz, atMs, ms } of notes) {
    const part = (seconds * 1000 - atMs) / ms
    if (part > 0 && part < 1) sum += Math.sin(Math.PI * part) ** 2 * Math.sin(2 * Math.PI * hz * seconds)
  }
  return loudest * sum
}
