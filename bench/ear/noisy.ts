/** Noise over speech: white, or pink as rooms and streets are, at a given distance below the speech. */
import { rms } from '../../src/audio/energy.ts'
import { gainOf, seededRandom } from '../duplex/sound.ts'

export type NoiseKind = 'white' | 'pink'

/** @param snrDb of the speech's level over the noise's, both over the whole sound */
export function noisy(speech: Float32Array, kind: NoiseKind, snrDb: number, seed: number): Float32Array {
  const random = seededRandom(seed)
  const white = (): number => random() + random() + random() - 1.5
  const noise = kind === 'white' ? speech.map(white) : pinkNoise(speech.length, white)
  const gain = rms(speech) / gainOf(snrDb) / Math.max(1e-9, rms(noise))
  return speech.map((sample, i) => sample + gain * (noise[i] ?? 0))
}

/** White noise through Paul Kellet's filter: −3 dB an octave within half a dB. */
function pinkNoise(length: number, white: () => number): Float32Array {
  let [b0, b1, b2, b3, b4, b5, b6] = [0, 0, 0, 0, 0, 0, 0]
  return Float32Array.from({ length }, () => {
    const w = white()
    b0 = 0.99886 * b0 + w * 0.0555179
    b1 = 0.99332 * b1 + w * 0.0750759
    b2 = 0.969 * b2 + w * 0.153852
    b3 = 0.8665 * b3 + w * 0.3104856
    b4 = 0.55 * b4 + w * 0.5329522
    b5 = -0.7616 * b5 - w * 0.016898
    const out = b0 + b1 + b2 + b3 + b4 + b5 + b6 + w * 0.5362
    b6 = w * 0.115926
    return out
  })
}
