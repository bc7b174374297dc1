import { describe, expect, it } from 'vitest'
import { type Cleaned, defaultEcho, EchoCanceller } from './echo.ts'

const RATE = 16_000
const BLOCK = 512
const LEVEL = 0.07

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
const atLevel = (sound: Float64Array, db: number) => {
  const gain = (LEVEL * 10 ** (db / 20)) / loudness(sound)
  return sound.map((v) => v * gain)
}

/** Syllables of a buzz or a hiss through three resonances, in phrases with pauses between. */
function speechLike(seconds: number, seed: number, pitch: number): Float64Array {
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

type Way = {
  readonly db: number
  readonly delayMs: number
  readonly ppm?: number
  readonly jumpMs?: number
  readonly jumpAtS?: number
}
/** What comes back of `played`: late, through a small loudspeaker and a room of 200 ms. */
function echoOf(played: Float64Array, way: Way, seed = 1): Float64Array {
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
const withNoise = (sound: Float64Array, seed = 5) => {
  const next = random(seed)
  return sound.map((v) => v + 2e-4 * bell(next))
}
function add(to: Float64Array, sound: Float64Array, at: number): void {
  for (let n = 0; n < sound.length && at + n < to.length; n++) to[at + n] = (to[at + n] ?? 0) + (sound[n] ?? 0)
}
function run(played: Float64Array, mic: Float64Array): Cleaned[] {
  const canceller = new EchoCanceller()
  const frames: Cleaned[] = []
  for (let at = 0; at + BLOCK <= mic.length; at += BLOCK) {
    canceller.played(Float32Array.from(played.subarray(at, at + BLOCK)))
    frames.push(canceller.clean(Float32Array.from(mic.subarray(at, at + BLOCK))))
  }
  return frames
}
const residualOf = (frames: readonly Cleaned[]) => Float64Array.from(frames.flatMap((frame) => [...frame.residual]))
const share = (frames: readonly Cleaned[]) => frames.filter((frame) => frame.nearEnd).length / frames.length
const energy = (sound: Float64Array) => sound.reduce((all, v) => all + v * v, 0)
const agent = speechLike(8, 11, 110)
const CONVERGED = Math.ceil((2 * RATE) / BLOCK)

describe('an echo alone is nobody', () => {
  it.each<Way>([
    { db: -10, delayMs: 50 },
    { db: -20, delayMs: 150 },
    { db: -30, delayMs: 250 },
    { db: -10, delayMs: 250, ppm: 100 },
    { db: -20, delayMs: 100, ppm: -100 },
    { db: -30, delayMs: 200, ppm: 100 },
  ])('at %o', (way) => {
    const mic = withNoise(echoOf(agent, way))
    const frames = run(agent, mic)
    expect(share(frames.slice(CONVERGED))).toBeLessThanOrEqual(0.02)
    expect(frames.at(-1)?.echoing).toBe(true)
    expect(frames.at(-1)?.erleDb).toBeGreaterThan(8)
    const rest = residualOf(frames.slice(CONVERGED))
    expect(10 * Math.log10(energy(mic.subarray(CONVERGED * BLOCK)) / energy(rest))).toBeGreaterThan(way.db === -30 ? 10 : 15)
  })

  it('when its delay jumps by 40 ms either way', () => {
    const frames = [40, -40].flatMap((jumpMs) => {
      const all = run(agent, withNoise(echoOf(agent, { db: -15, delayMs: 120, jumpMs, jumpAtS: 4 })))
      expect(all.at(-1)?.erleDb).toBeGreaterThan(10)
      return all.slice(CONVERGED)
    })
    expect(share(frames)).toBeLessThanOrEqual(0.02)
  })

  it('when it drifts further than the filter is wide before its peak', () => {
    const long = speechLike(24, 3, 130)
    const frames = run(long, withNoise(echoOf(long, { db: -15, delayMs: 120, ppm: -500 })))
    expect(share(frames.slice(CONVERGED))).toBeLessThanOrEqual(0.02)
    expect(frames.at(-1)?.erleDb).toBeGreaterThan(3)
  })

  it('when what was played lost half a second', () => {
    const long = speechLike(14, 4, 100)
    const mic = withNoise(echoOf(long, { db: -15, delayMs: 100 }))
    const canceller = new EchoCanceller()
    const frames: Cleaned[] = []
    for (let at = 0; at + BLOCK <= mic.length; at += BLOCK) {
      // The caller hears silence meanwhile, and everything after it where it was.
      const lost = at >= 5 * RATE && at < 5.5 * RATE
      if (!lost) canceller.played(Float32Array.from(long.subarray(at, at + BLOCK)))
      frames.push(canceller.clean(Float32Array.from(mic.subarray(at, at + BLOCK))))
    }
    expect(share(frames.slice(Math.ceil((9 * RATE) / BLOCK)))).toBeLessThanOrEqual(0.02)
  })
})

describe('somebody over the echo', () => {
  it.each([
    { db: -10, overDb: 0 },
    { db: -20, overDb: 5 },
    { db: -20, overDb: 10 },
    { db: -15, overDb: 0, ppm: 100 },
  ])('is noticed within 100 ms: %o', ({ db, overDb, ppm = 0 }) => {
    let noticed = 0
    let trials = 0
    for (const seed of [1, 2]) {
      const mic = withNoise(echoOf(agent, { db, delayMs: 80 * seed, ppm }, seed))
      const onsets: number[] = []
      for (let at = 2.2 * RATE; at < 7 * RATE; at += 1.2 * RATE) {
        const user = atLevel(speechLike(0.6, seed * 100 + at, 210), db + overDb)
        add(mic, user, at)
        const threshold = (LEVEL * 10 ** ((db + overDb) / 20)) ** 2 / 10
        let begin = 0
        while (energy(user.subarray(begin, begin + 320)) / 320 < threshold) begin += 80
        onsets.push(at + begin)
      }
      const frames = run(agent, mic)
      for (const onset of onsets) {
        const first = Math.floor(onset / BLOCK)
        trials++
        if (frames.slice(first, first + 4).some((frame) => frame.nearEnd)) noticed++
      }
    }
    expect(noticed / trials).toBeGreaterThanOrEqual(0.95)
  })

  it('stays as loud as they are, with much less echo around them', () => {
    const echo = echoOf(agent, { db: -15, delayMs: 120 })
    const user = new Float64Array(agent.length)
    add(user, atLevel(speechLike(3, 77, 220), -15), 3 * RATE)
    const mic = withNoise(echo.map((v, n) => v + (user[n] ?? 0)))
    const rest = residualOf(run(agent, mic))
    const from = 3 * RATE
    const to = 6 * RATE
    const product = rest.subarray(from, to).reduce((all, v, n) => all + v * (user[from + n] ?? 0), 0)
    const gain = product / energy(user.subarray(from, to))
    expect(Math.abs(20 * Math.log10(gain))).toBeLessThan(1)
    const around = energy(rest.subarray(from, to).map((v, n) => v - (user[from + n] ?? 0)))
    expect(10 * Math.log10(energy(echo.subarray(from, to)) / around)).toBeGreaterThan(6)
  })
})

describe('without an echo', () => {
  const user = new Float64Array(agent.length)
  for (let at = 0.4; at < 7; at += 1.6) add(user, atLevel(speechLike(1.1, 50 + at * 10, 200), -10), Math.floor(at * RATE))
  const mic = withNoise(user)

  it('the microphone is passed on as it is', () => {
    expect(residualOf(run(agent, mic))).toEqual(
      Float64Array.from(Float32Array.from(mic.subarray(0, Math.floor(mic.length / BLOCK) * BLOCK))),
    )
  })

  it('everything is somebody, but for what is heard before that can be known', () => {
    const frames = run(agent, mic)
    expect(
      frames.filter((frame) => !frame.nearEnd && frame.residual.some((v) => Math.abs(v) > 0.002)).length,
    ).toBeLessThanOrEqual(defaultEcho.undecidedBlocks)
    expect(share(frames.slice(CONVERGED))).toBe(1)
    expect(frames.some((frame) => frame.echoing)).toBe(false)
  })

  it('nothing is held back once the agent was heard nowhere for a second', () => {
    const played = speechLike(6, 31, 120)
    const mic = new Float64Array(played.length)
    mic.set(speechLike(2, 32, 200), 4 * RATE)
    const frames = run(played, mic).slice(Math.ceil((4 * RATE) / BLOCK))
    expect(frames.every((frame) => frame.nearEnd)).toBe(true)
  })
  it('nothing is held back while the agent is silent', () => {
    const frames = run(new Float64Array(agent.length), mic)
    expect(share(frames)).toBe(1)
  })

  it('any more, the microphone is soon passed on again', () => {
    const long = speechLike(12, 6, 120)
    const echo = echoOf(long, { db: -15, delayMs: 120 })
    echo.fill(0, 5 * RATE)
    add(echo, atLevel(speechLike(3, 9, 220), -15), 9 * RATE)
    const mic = withNoise(echo)
    const frames = run(long, mic)
    const voiced = frames.filter((_, n) => energy(echo.subarray(n * BLOCK, (n + 1) * BLOCK)) > 0.01 && n * BLOCK > 9 * RATE)
    expect(share(voiced)).toBeGreaterThan(0.9)
    expect(frames.slice(9 * 31).some((frame) => frame.echoing)).toBe(false)
  })
})

describe('whatever comes', () => {
  it('a frame must have 512 samples', () => {
    expect(() => new EchoCanceller().clean(new Float32Array(480))).toThrow(RangeError)
  })

  it('numbers that are none do no lasting harm', () => {
    const canceller = new EchoCanceller()
    const broken = new Float32Array(BLOCK).fill(Number.NaN)
    canceller.played(broken)
    canceller.clean(broken)
    const mic = withNoise(echoOf(agent, { db: -15, delayMs: 120 }))
    let last: Cleaned | undefined
    for (let at = 0; at + BLOCK <= mic.length; at += BLOCK) {
      canceller.played(Float32Array.from(agent.subarray(at, at + BLOCK)))
      last = canceller.clean(Float32Array.from(mic.subarray(at, at + BLOCK)))
    }
    expect(last?.erleDb).toBeGreaterThan(8)
    expect(last?.residual.every(Number.isFinite)).toBe(true)
  })
})
