import { describe, expect, it } from 'vitest'
import { faultOfRound, growthPerMinute, type Measurement, summarise } from './summary.ts'

const one = (relay: string, round: number, changed: Partial<Measurement> = {}): Measurement => ({
  relay,
  round,
  sessions: 100,
  seconds: 4,
  sent: 10_000,
  answered: 10_000,
  skipped: 0,
  gone: 0,
  p50Ms: 0.3,
  p99Ms: 2,
  relayCpu: 0.25,
  helpersCpu: 0,
  endsCpu: 1,
  rssMb: 10,
  ...changed,
})

describe('the summary of a relay benchmark', () => {
  it('gives medians with their spread, against nginx and the direct connection of the same round', () => {
    const rows = summarise([
      ...[1, 2, 3].flatMap((round) => [one('direct', round, { p50Ms: 0.1 * round }), one('nginx', round)]),
      one('bridge', 1, { p50Ms: 0.4, relayCpu: 0.5 }),
      one('bridge', 2, { p50Ms: 0.6, relayCpu: 0.4 }),
      one('bridge', 3, { p50Ms: 0.4, relayCpu: 0.3 }),
    ])
    const bridge = rows.find((row) => row.relay === 'bridge')
    expect(bridge?.cpuUs).toEqual({ median: 40, min: 30, max: 50 })
    expect(bridge?.ofNginx).toEqual({ median: 1.6, min: 1.2, max: 2 })
    expect(bridge?.addedP50Ms.median).toBeCloseTo(0.3)
    expect(bridge?.sessionsPerCore).toBe(1000)
  })

  it('leaves out a round whose direct connection was not healthy', () => {
    const late = one('direct', 2, { skipped: 500 })
    expect(faultOfRound(late)).toMatch(/late for 5.0 %/)
    const rows = summarise([one('direct', 1), one('bridge', 1), late, one('bridge', 2, { relayCpu: 9 })])
    expect(rows.find((row) => row.relay === 'bridge')).toMatchObject({ rounds: 1, cpuUs: { median: 25 } })
  })

  it.each([
    [undefined, /not measured/],
    [one('direct', 1, { answered: 9000 }), /answered 90.0 %/],
    [one('direct', 1, { p50Ms: 9 }), /took 9.00 ms/],
    [one('direct', 1), undefined],
  ])('tells why a round does not count', (direct, why) => {
    const fault = faultOfRound(direct)
    if (why) expect(fault).toMatch(why)
    else expect(fault).toBeUndefined()
  })
})

it('growth is the slope over all samples, not the last minus the first', () => {
  const at = (minutes: number, value: number) => ({ atMs: minutes * 60_000, value })
  expect(growthPerMinute([at(0, 10), at(1, 12), at(2, 14)])).toBeCloseTo(2)
  expect(growthPerMinute([at(0, 10), at(1, 30), at(2, 10), at(3, 30), at(4, 10)])).toBeCloseTo(0)
  expect(growthPerMinute([at(1, 10)])).toBe(0)
})
