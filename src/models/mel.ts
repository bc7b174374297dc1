/** Mel filters as Slaney's Auditory Toolbox and librosa define them (`htk=False, norm='slaney'`), which Whisper uses. */

const logStart = { hz: 1000, mel: 15 }
const logStep = Math.log(6.4) / 27

const toMel = (hz: number): number => (hz < logStart.hz ? (hz * 3) / 200 : logStart.mel + Math.log(hz / logStart.hz) / logStep)
const toHz = (mel: number): number =>
  mel < logStart.mel ? (mel * 200) / 3 : logStart.hz * Math.exp((mel - logStart.mel) * logStep)

/**
 * Triangular filters from 0 to 8 kHz over the 201 bins of a 400-point spectrum at 16 kHz, each of unit area.
 * @returns [mels, 201], row by row
 */
export function melBank(mels: number, bins = 201): Float32Array {
  const top = toMel(8000)
  const edges = Array.from({ length: mels + 2 }, (_, i) => toHz((top * i) / (mels + 1)))
  const bank = new Float32Array(mels * bins)
  for (let m = 0; m < mels; m++) {
    const [low = 0, middle = 0, high = 0] = edges.slice(m, m + 3)
    for (let k = 0; k < bins; k++) {
      const hz = (8000 * k) / (bins - 1)
      const weight = Math.max(0, Math.min((hz - low) / (middle - low), (high - hz) / (high - middle)))
      bank[m * bins + k] = (weight * 2) / (high - low)
    }
  }
  return bank
}
