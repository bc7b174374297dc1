/** Sounds made by formula, loud and shaped like speech, so that browser tests need no recordings. */
import { writeWav } from '../../src/audio/wav.ts'

const RATE = 48_000

/** Mono samples at 48 kHz: a buzz with the rhythm of syllables. `pitchHz` tells one voice from another. */
export function madeSpeech(lengthMs: number, pitchHz: number): Float32Array {
  const samples = new Float32Array((lengthMs * RATE) / 1000)
  for (let i = 0; i < samples.length; i += 1) {
    const t = i / RATE
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 2.1 * t)) ** 0.5 * (0.65 + 0.35 * Math.sin(2 * Math.PI * 0.7 * t))
    const pitch = pitchHz * (1 + 0.04 * Math.sin(2 * Math.PI * 0.9 * t))
    let value = 0
    for (let harmonic = 1; harmonic <= 8; harmonic += 1) value += Math.sin(2 * Math.PI * pitch * harmonic * t) / harmonic
    samples[i] = 0.22 * syllable * value
  }
  return samples
}

/** A WAV file at 48 kHz with each stretch of made speech at its place. */
export function madeRecording(
  lengthMs: number,
  stretches: readonly { readonly atMs: number; readonly lengthMs: number }[],
): Uint8Array {
  const samples = new Float32Array((lengthMs * RATE) / 1000)
  for (const stretch of stretches) samples.set(madeSpeech(stretch.lengthMs, 190), (stretch.atMs * RATE) / 1000)
  return writeWav([samples], RATE)
}
