/** Speech-like sounds and what comes back of them through a loudspeaker and a room, for the tests of the echo canceller. */
import { type Cleaned, EchoCanceller } from './echo.ts'

export const RATE = 16_000
export const BLOCK = 512
export const LEVEL = 0.07

function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
const bell = (next: () => number) => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next())

/** Root mean square of the parts that are not silent. */
function loudness(sound: Float64Array): number {
  let sum = 0
  let count = 0
  for (let at = 0; at + 320 <= sound.length; at += 320) {
    const power = sound.subarray(at, at + 320).reduce((all, v) => all + v * v, 0) / 320
    if (power < 1e-7) continue
    sum += power
    count++
  }
  return Math.sqrt(sum / Math.max(1, count))
}
export const atLevel = (sound: Float64Array, db: number) => {
  const gain = (LEVEL * 10 ** (db / 20)) / loudness(sound)
  return sound.map((v) => v * gain)
}

/** Syllables of a buzz or a hiss through three resonances, in phrases with pauses between. */
export function speechLike(seconds: number, seed: number, pitch: number): Float64Array {
  const next = random(seed)
  const out = new Float64Array(Math.floor(seconds * RATE))
  for (let at = 0; at < out.length; at += Math.floor((0.25 + next() * 0.4) * RATE)) {
    const phraseEnd = Math.min(out.length, at + (1 + next() * 2) * RATE)
    while (at < phraseEnd) {
      const length = Math.floor((0.12 + next() * 0.18) * RATE)
      const buzz = next() < 0.8
      const hz = pitch * (0.8 + next() * 0.5)
      const loud = 0.3 + next() * 0.7
      const formants = [300 + next() * 600, 900 + next() * 1400, 2200 + next() * 1200].map((f, n) => {
        const radius = Math.exp((-Math.PI * (80 + 60 * n)) / RATE)
        return { radius, turn: 2 * Math.cos((2 * Math.PI * (buzz ? f : f + 1500)) / RATE) * radius, last: 0, before: 0 }
      })
      let phase = 0
      for (let n = 0; n < length && at < out.length; n++, at++) {
        phase += hz / RATE
        const pulse = phase >= 1 ? 1 : 0
        phase -= pulse
        const source = buzz ? pulse + 0.02 * bell(next) : 0.15 * bell(next)
        let value = 0
        for (const formant of formants) {
          const now = source * (1 - formant.radius) + formant.turn * formant.last - formant.radius ** 2 * formant.before
          formant.before = formant.last
          formant.last = now
          value += now
        }
        out[at] = loud * Math.sin((Math.PI * n) / length) ** 0.6 * value
      }
    }
  }
  return atLevel(out, 0)
}

export type Way = {
  readonly db: number
  readonly delayMs: number
  readonly ppm?: number
  readonly jumpMs?: number
  readonly jumpAtS?: number
}
/** What comes back of `played`: late, through a small loudspeaker and a room of 200 ms. */
export function echoOf(played: Float64Array, way: Way, seed = 1): Float64Array {
  const next = random(seed + 1000)
  const late = new Float64Array(played.length)
  for (let n = 0; n < late.length; n++) {
    const jumped = way.jumpAtS !== undefined && n > way.jumpAtS * RATE ? (way.jumpMs ?? 0) : 0
    const from = n - (way.delayMs + jumped) * 16 - n * (way.ppm ?? 0) * 1e-6
    const whole = Math.floor(from)
    const part = from - whole
    const [a = 0, b = 0, c = 0, d = 0] = [played[whole - 1], played[whole], played[whole + 1], played[whole + 2]]
    late[n] = b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)))
  }
  const taps = [{ at: 0, gain: 1 }]
  for (let n = 0; n < 60; n++) {
    const at = Math.floor(8 + next() ** 1.5 * 2600)
    taps.push({ at, gain: (next() - 0.5) * 1.1 * Math.exp(-at / 1100) })
  }
  const out = new Float64Array(played.length)
  for (const { at, gain } of taps) for (let n = at; n < out.length; n++) out[n] = (out[n] ?? 0) + gain * (late[n - at] ?? 0)
  let low = 0
  let lower = 0
  for (let n = 0; n < out.length; n++) {
    low += 0.55 * ((out[n] ?? 0) - low)
    lower += 0.06 * (low - lower)
    out[n] = low - lower
  }
  return atLevel(out, way.db)
}
export const withNoise = (sound: Float64Array, seed = 5) => {
  const next = random(seed)
  return sound.map((v) => v + 2e-4 * bell(next))
}
export function add(to: Float64Array, sound: Float64Array, at: number): void {
  for (let n = 0; n < sound.length && at + n < to.length; n++) to[at + n] = (to[at + n] ?? 0) + (sound[n] ?? 0)
}
export function run(played: Float64Array, mic: Float64Array): Cleaned[] {
  const canceller = new EchoCanceller()
  const frames: Cleaned[] = []
  for (let at = 0; at + BLOCK <= mic.length; at += BLOCK) {
    canceller.played(Float32Array.from(played.subarray(at, at + BLOCK)))
    frames.push(canceller.clean(Float32Array.from(mic.subarray(at, at + BLOCK))))
  }
  return frames
}
export const residualOf = (frames: readonly Cleaned[]) => Float64Array.from(frames.flatMap((frame) => [...frame.residual]))
export const share = (frames: readonly Cleaned[]) => frames.filter((frame) => frame.nearEnd).length / frames.length
export const energy = (sound: Float64Array) => sound.reduce((all, v) => all + v * v, 0)
