/** Sounds made by formula, loud and shaped like speech, so that browser tests need no recordings. */

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

/** A WAV file (PCM, 16 bit, mono, 48 kHz) with each stretch of made speech at its place. */
export function madeRecording(
  lengthMs: number,
  stretches: readonly { readonly atMs: number; readonly lengthMs: number }[],
): Buffer {
  const frames = (lengthMs * RATE) / 1000
  const wav = Buffer.alloc(44 + frames * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + frames * 2, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(RATE * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(frames * 2, 40)
  for (const stretch of stretches) {
    const from = (stretch.atMs * RATE) / 1000
    madeSpeech(stretch.lengthMs, 190).forEach((value, index) => {
      wav.writeInt16LE(Math.round(value * 32_767), 44 + (from + index) * 2)
    })
  }
  return wav
}
