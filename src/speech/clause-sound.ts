/** Evens out what speech models give for a clause: no silence at its ends, and the same loudness whichever voice speaks. */

/** Root mean square of the speech in a clause, as a fraction of full scale: −20 dBFS. */
const targetRms = 0.1
/** A clause's own loudness counts this far around the voice's usual gain, as a factor: 4 dB. */
const mostCorrection = 1.6
const highestPeak = 0.97
/** 10 ms pieces within 35 dB of the loudest are speech. */
const pieceMs = 10
const speechFloor = 10 ** (-35 / 10)
/** Kept before and after the speech, so that soft consonants at its ends are not cut. */
const keepBeforeMs = 20
const keepAfterMs = 60

/**
 * The clause from shortly before its speech to shortly after, scaled to −20 dBFS while it speaks.
 * @param usualGain what brings this voice to the target on average: a single clause then differs from it by at most 4 dB,
 *   so that its own emphasis survives. Without it every clause comes out equally loud.
 */
export function evenOut(samples: Float32Array, sampleRate: number, usualGain?: number): Float32Array {
  const piece = Math.round((sampleRate * pieceMs) / 1000)
  const energies = pieceEnergies(samples, piece)
  const floor = Math.max(0, ...energies) * speechFloor
  const isSpeech = (energy: number): boolean => energy > floor
  const first = energies.findIndex(isSpeech)
  if (first < 0) return new Float32Array(0)
  const last = energies.findLastIndex(isSpeech)
  const from = Math.max(0, first * piece - Math.round((sampleRate * keepBeforeMs) / 1000))
  const to = Math.min(samples.length, (last + 1) * piece + Math.round((sampleRate * keepAfterMs) / 1000))
  const spoken = energies.filter(isSpeech)
  const rms = Math.sqrt(spoken.reduce((sum, energy) => sum + energy, 0) / spoken.length / piece)
  const wish = targetRms / rms
  const bounded = usualGain === undefined ? wish : clamp(wish, usualGain / mostCorrection, usualGain * mostCorrection)
  const cut = samples.subarray(from, to)
  const peak = cut.reduce((top, sample) => Math.max(top, Math.abs(sample)), 0)
  const gain = Math.min(bounded, highestPeak / peak)
  const out = cut.map((sample) => sample * gain)
  fadeEnds(out, piece)
  return out
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** The energy of each whole piece; a shorter rest at the end counts as none. */
function pieceEnergies(samples: Float32Array, piece: number): number[] {
  return Array.from({ length: Math.floor(samples.length / piece) }, (_, i) =>
    samples.subarray(i * piece, (i + 1) * piece).reduce((sum, sample) => sum + sample * sample, 0),
  )
}

/** A cut through a wave clicks; a few milliseconds of slope do not. */
function fadeEnds(samples: Float32Array, length: number): void {
  const steps = Math.min(length, samples.length >> 1)
  for (let i = 0; i < steps; i++) {
    const gain = i / steps
    samples[i] = (samples[i] ?? 0) * gain
    samples[samples.length - 1 - i] = (samples[samples.length - 1 - i] ?? 0) * gain
  }
}
