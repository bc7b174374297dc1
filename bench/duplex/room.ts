/** Where a sound comes from: somebody facing away, or a voice across the room. */
import { clipRate } from './item.ts'
import { gainOf, mixInto, seededRandom } from './sound.ts'

export type Placement = {
  readonly gainDb: number
  /** Above this the sound is weakened, Hz. */
  readonly lowPassHz: number
  /** How loud the reverberation is beside the direct sound, dB; it decays by 60 dB in `reverbMs`. */
  readonly reverbDb: number
  readonly reverbMs: number
}

/** Speech that is not meant for the microphone: turned away, a little softer. */
export const turnedAway = (gainDb: number): Placement => ({ gainDb, lowPassHz: 2600, reverbDb: -6, reverbMs: 300 })
/** Somebody else, or a radio, at the other end of the room. */
export const acrossTheRoom = (gainDb: number): Placement => ({ gainDb, lowPassHz: 3400, reverbDb: -3, reverbMs: 450 })

const echoes = 60

/** The sound as it arrives; as long as before, so that what was said stays where it was in time. */
export function placed(samples: Float32Array, placement: Placement, seed: number): Float32Array {
  const random = seededRandom(seed)
  const direct = lowPass(samples, placement.lowPassHz)
  const out = new Float32Array(samples.length)
  const gain = gainOf(placement.gainDb)
  mixInto(out, direct, 0, gain)
  // Sparse reflections, denser and weaker with time; together as loud as `reverbDb` says.
  const taps = Array.from({ length: echoes }, () => {
    const ms = 8 + random() ** 1.5 * placement.reverbMs
    return { at: Math.round((ms * clipRate) / 1000), gain: (random() < 0.5 ? -1 : 1) * gainOf((-60 * ms) / placement.reverbMs) }
  })
  const power = taps.reduce((sum, tap) => sum + tap.gain ** 2, 0)
  const wet = (gain * gainOf(placement.reverbDb)) / Math.sqrt(power)
  for (const tap of taps) mixInto(out, direct, tap.at, wet * tap.gain)
  return out
}

function lowPass(samples: Float32Array, hz: number): Float32Array {
  const share = 1 - Math.exp((-2 * Math.PI * hz) / clipRate)
  let first = 0
  let second = 0
  return samples.map((sample) => {
    first += share * (sample - first)
    second += share * (first - second)
    return second
  })
}
