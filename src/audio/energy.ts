/** How loud sound is: levels for meters, gates and envelopes. */

/** Digital silence and all below count as this. */
export const SILENCE_DBFS = -120

/** Root mean square of samples from −1 to 1; 0 for none. */
export function rms(samples: Float32Array): number {
  if (samples.length === 0) return 0
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += (samples[i] ?? 0) ** 2
  return Math.sqrt(sum / samples.length)
}

/** A level in dB below full scale, where an amplitude of 1 is 0; at least `SILENCE_DBFS`. */
export function dbfs(amplitude: number): number {
  return amplitude > 0 ? Math.max(SILENCE_DBFS, 20 * Math.log10(amplitude)) : SILENCE_DBFS
}

/** The level (dBFS, from rms) of each whole window of `windowSamples`. */
export function envelope(samples: Float32Array, windowSamples: number): Float32Array {
  const levels = new Float32Array(Math.floor(samples.length / windowSamples))
  for (let i = 0; i < levels.length; i++) levels[i] = dbfs(rms(samples.subarray(i * windowSamples, (i + 1) * windowSamples)))
  return levels
}
