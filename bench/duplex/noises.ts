/** Sounds that are not speech, synthesised: coughs, knocks, keys. Each is made from a seed and nothing else. */
import { scaled, seededRandom } from './sound.ts'

const rate = 24_000

export const noiseNames = [
  'cough',
  'throat clearing',
  'door thump',
  'keyboard',
  'sneeze',
  'chair scrape',
  'paper rustle',
  'mug on table',
  'breath',
  'knock',
] as const
export type NoiseName = (typeof noiseNames)[number]

/** About a second at 24 kHz, peak 0.5. */
export function makeNoise(name: NoiseName, seed: number): Float32Array {
  const random = seededRandom(seed)
  const made = makers[name](random)
  const peak = made.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9)
  return scaled(made, 0.5 / peak)
}

type Random = () => number

const makers: Readonly<Record<NoiseName, (random: Random) => Float32Array>> = {
  cough: (random) =>
    sum(1.1, [
      at(0, shaped(bandNoise(0.24, 350, 2400, random), 0.006, 0.07)),
      at(0.33 + 0.1 * random(), shaped(bandNoise(0.28, 300, 2000, random), 0.008, 0.09)),
    ]),
  'throat clearing': (random) => {
    const rough = bandNoise(0.7, 120, 1100, random)
    const pulseHz = 28 + 10 * random()
    return shaped(
      rough.map((sample, i) => sample * (0.35 + 0.65 * Math.max(0, Math.sin((2 * Math.PI * pulseHz * i) / rate)))),
      0.05,
      0.4,
    )
  },
  'door thump': (random) =>
    sum(0.8, [
      at(0, shaped(tone(0.6, 58 + 10 * random()), 0.003, 0.09)),
      at(0, shaped(bandNoise(0.2, 80, 900, random), 0.002, 0.03)),
    ]),
  keyboard: (random) =>
    sum(
      1.6,
      Array.from({ length: 10 }, (_, i) =>
        at(0.04 + i * 0.14 + 0.06 * random(), shaped(bandNoise(0.03, 1800, 6500, random), 0.001, 0.006)),
      ),
    ),
  sneeze: (random) =>
    sum(1.1, [
      at(0, shaped(bandNoise(0.3, 200, 900, random), 0.15, 0.2)),
      at(0.36, shaped(bandNoise(0.4, 900, 6000, random), 0.01, 0.13)),
    ]),
  'chair scrape': (random) => {
    const pitch = 330 + 80 * random()
    const body = bandNoise(0.7, pitch * 0.8, pitch * 3.2, random)
    return shaped(
      body.map((sample, i) => sample * (1 + 0.8 * Math.sin((2 * Math.PI * 43 * i) / rate))),
      0.08,
      0.5,
    )
  },
  'paper rustle': (random) =>
    sum(
      1.2,
      Array.from({ length: 14 }, () =>
        at(random(), scaled(shaped(bandNoise(0.09, 2500, 9000, random), 0.01, 0.03), 0.4 + random())),
      ),
    ),
  'mug on table': (random) =>
    sum(0.6, [
      at(0, shaped(tone(0.4, 1250 + 300 * random()), 0.001, 0.05)),
      at(0, shaped(tone(0.3, 2870), 0.001, 0.03)),
      at(0, shaped(bandNoise(0.08, 150, 1500, random), 0.001, 0.02)),
    ]),
  breath: (random) => shaped(bandNoise(0.9, 500, 3500, random), 0.25, 0.5),
  knock: (random) =>
    sum(
      0.9,
      [0, 0.2, 0.4].map((from) => at(from, shaped(bandNoise(0.12, 150, 1200, random), 0.001, 0.025))),
    ),
}

type Placed = { readonly from: number; readonly sound: Float32Array }
const at = (from: number, sound: Float32Array): Placed => ({ from, sound })

function sum(seconds: number, parts: readonly Placed[]): Float32Array {
  const out = new Float32Array(Math.round(seconds * rate))
  for (const { from, sound } of parts) {
    const first = Math.round(from * rate)
    for (let i = 0; i < sound.length && first + i < out.length; i++) out[first + i] = (out[first + i] ?? 0) + (sound[i] ?? 0)
  }
  return out
}

function tone(seconds: number, hz: number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate))
}

/** Rises linearly and then decays by e every `decaySeconds`; ends at zero. */
function shaped(samples: Float32Array, riseSeconds: number, decaySeconds: number): Float32Array {
  const rise = riseSeconds * rate
  return samples.map((sample, i) => {
    const envelope = i < rise ? i / rise : Math.exp(-(i - rise) / (decaySeconds * rate))
    return sample * envelope * Math.min(1, (samples.length - i) / (0.01 * rate))
  })
}

/** White noise through a high-pass and a low-pass of second order (one pole twice). */
function bandNoise(seconds: number, lowHz: number, highHz: number, random: Random): Float32Array {
  const low = 1 - Math.exp((-2 * Math.PI * lowHz) / rate)
  const high = 1 - Math.exp((-2 * Math.PI * highHz) / rate)
  const state = [0, 0, 0, 0]
  return Float32Array.from({ length: Math.round(seconds * rate) }, () => {
    let sample = random() * 2 - 1
    for (const stage of [0, 1]) {
      const before = state[stage] ?? 0
      const after = before + high * (sample - before)
      state[stage] = after
      sample = after
    }
    for (const stage of [2, 3]) {
      const before = state[stage] ?? 0
      const after = before + low * (sample - before)
      state[stage] = after
      sample -= after
    }
    return sample
  })
}
