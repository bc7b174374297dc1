import { describe, expect, it } from 'vitest'
import { EchoDrift } from './echo-drift.ts'

const BLOCK = 512

/** Sees an echo every two blocks whose delay grows, a little unsteadily. @returns where it was seen last, blocks */
function watch(drift: EchoDrift, looks: number, ppm: number, { fromBlock = 0, delay = 2000 } = {}): number {
  for (let look = 0; look < looks; look++) {
    const at = (fromBlock + 2 * look) * BLOCK
    drift.see(at, delay + 2 * look * BLOCK * ppm * 1e-6 + 0.2 * Math.sin(look * 1.7))
  }
  return fromBlock + 2 * looks
}
const ppmOf = (drift: EchoDrift): number => drift.perSample * 1e6

describe('the drift of two clocks', () => {
  it.each([500, -500, 100, 0])('is found within a second: %i ppm', (ppm) => {
    const drift = new EchoDrift()
    watch(drift, 16, ppm)
    expect(Math.abs(ppmOf(drift) - ppm)).toBeLessThan(60)
    expect(drift.settled).toBe(false)
  })
  it('is not told before there is enough to tell it from', () => {
    const drift = new EchoDrift()
    watch(drift, 5, 500)
    expect(ppmOf(drift)).toBe(0)
  })
  it('bears a place that was wrong', () => {
    const drift = new EchoDrift()
    const at = watch(drift, 20, 300)
    drift.see(at * BLOCK, 2000 + 6.1 + 9)
    watch(drift, 14, 300, { fromBlock: at + 2, delay: 2000 + (at + 2) * BLOCK * 300e-6 })
    expect(Math.abs(ppmOf(drift) - 300)).toBeLessThan(30)
  })
  it('stays what it was when the delay jumps', () => {
    const drift = new EchoDrift()
    const at = watch(drift, 40, 300)
    expect(drift.settled).toBe(true)
    const before = ppmOf(drift)
    drift.see(at * BLOCK, 2640)
    expect(ppmOf(drift)).toBe(before)
    watch(drift, 40, 300, { fromBlock: at + 2, delay: 2640 })
    expect(Math.abs(ppmOf(drift) - 300)).toBeLessThan(20)
  })
  it('is never more than two clocks can differ', () => {
    const drift = new EchoDrift()
    watch(drift, 20, 5000)
    expect(ppmOf(drift)).toBeLessThanOrEqual(1000)
  })
})
