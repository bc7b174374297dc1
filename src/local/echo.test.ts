import { describe, expect, it } from 'vitest'
import {
  add,
  atLevel,
  BLOCK,
  echoOf,
  energy,
  LEVEL,
  RATE,
  residualOf,
  run,
  share,
  speechLike,
  type Way,
  withNoise,
} from './echo.fixture.ts'
import { type Cleaned, defaultEcho, EchoCanceller } from './echo.ts'

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
    expect(frames.at(-1)?.erleDb).toBeGreaterThan(9)
  })

  it.each([500, -500])('and is brought down as if the clocks were one: %i ppm', (ppm) => {
    const frames = run(agent, withNoise(echoOf(agent, { db: -15, delayMs: 120, ppm })))
    expect(share(frames.slice(CONVERGED))).toBeLessThanOrEqual(0.02)
    expect(frames.at(-1)?.erleDb).toBeGreaterThan(9)
  })

  it('from the first second on: what was heard before it was found is learnt from', () => {
    const frames = run(agent, withNoise(echoOf(agent, { db: -12, delayMs: 150 })))
    const found = frames.findIndex((frame) => frame.echoing)
    expect(found * BLOCK).toBeLessThan(RATE)
    expect(frames[found + 12]?.erleDb).toBeGreaterThan(4)
    expect(share(frames.slice(0, CONVERGED))).toBe(0)
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
