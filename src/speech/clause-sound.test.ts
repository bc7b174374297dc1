import { describe, expect, it } from 'vitest'
import { evenOut } from './clause-sound.ts'

const rate = 16_000
const tone = (ms: number, level: number): number[] =>
  Array.from({ length: ms * 16 }, (_, i) => level * Math.SQRT2 * Math.sin((2 * Math.PI * 200 * i) / rate))
const silence = (ms: number): number[] => new Array<number>(ms * 16).fill(0)
const clause = (level: number): Float32Array => Float32Array.from([...silence(300), ...tone(400, level), ...silence(500)])
const rms = (samples: Float32Array): number => Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length)
const middle = (samples: Float32Array): Float32Array => samples.subarray(1600, 4800)

describe('a clause', () => {
  it('loses the silence at its ends but for a margin', () => {
    const out = evenOut(clause(0.1), rate)
    expect(out.length / 16).toBe(20 + 400 + 60)
  })
  it('keeps the silence inside', () => {
    const out = evenOut(Float32Array.from([...tone(200, 0.1), ...silence(600), ...tone(200, 0.1)]), rate)
    expect(out.length / 16).toBe(1000)
  })
  it('comes out at −20 dBFS whatever it was', () => {
    for (const level of [0.01, 0.05, 0.4]) expect(rms(middle(evenOut(clause(level), rate)))).toBeCloseTo(0.1, 3)
  })
  it('keeps its own loudness within 4 dB around what is usual for the voice', () => {
    expect(rms(middle(evenOut(clause(0.08), rate, 1)))).toBeCloseTo(0.1, 3)
    expect(rms(middle(evenOut(clause(0.01), rate, 1)))).toBeCloseTo(0.016, 4)
    expect(rms(middle(evenOut(clause(0.5), rate, 1)))).toBeCloseTo(0.5 / 1.6, 3)
  })
  it('never clips', () => {
    const spiky = clause(0.02)
    spiky[8000] = 0.9
    expect(evenOut(spiky, rate).every((sample) => Math.abs(sample) <= 0.98)).toBe(true)
  })
  it('begins and ends at zero, without a click', () => {
    const out = evenOut(Float32Array.from(tone(400, 0.3)), rate)
    expect([out[0], out.at(-1)].map(Math.abs as (n: number | undefined) => number)).toEqual([0, 0])
  })
  it('of nothing is nothing', () => {
    expect(evenOut(new Float32Array(0), rate)).toHaveLength(0)
    expect(evenOut(new Float32Array(5000), rate)).toHaveLength(0)
  })
})
