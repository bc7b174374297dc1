import { describe, expect, it } from 'vitest'
import { LagMeter, type LagVerdict } from './lag-meter.ts'

const frame = 80 * 48

/** An engine that is sent a frame every 80 ms and answers frame n at `answerAtMs(n)`; ticks every 20 ms. */
function run(meter: LagMeter, ms: number, answerAtMs: (frame: number) => number, ticks: (ms: number) => boolean = () => true) {
  const verdicts: LagVerdict[] = []
  let answered = 0
  for (let now = 0; now <= ms; now += 20) {
    if (now % 80 === 0) meter.sent(frame)
    for (; answerAtMs(answered) <= now; answered++) meter.received(frame, answerAtMs(answered))
    if (ticks(now)) meter.tick(now)
    verdicts.push(meter.verdict)
  }
  return verdicts
}

describe('the lag meter', () => {
  it('finds an engine that keeps up fine, however long its answers take', () => {
    const meter = new LagMeter()
    expect(new Set(run(meter, 30_000, (n) => n * 80 + 240))).toEqual(new Set(['fine']))
    expect(meter.view).toMatchObject({ delayMs: 0, missedTicks: 0, jitterMs: 0 })
    expect(meter.view.realTimeFactor).toBeCloseTo(1, 1)
  })

  it('says nothing before the first sound', () => {
    const meter = new LagMeter()
    for (let now = 0; now < 60_000; now += 20) meter.tick(now)
    expect(meter.view).toEqual({ realTimeFactor: null, delayMs: 0, jitterMs: 0, missedTicks: 0, verdict: 'fine' })
  })

  it('flags an engine whose delay grows, then finds it unbearable', () => {
    const meter = new LagMeter()
    const verdicts = run(meter, 30_000, (n) => 100 + n * 80 * 1.15)
    expect(verdicts.indexOf('lagging') * 20).toBeGreaterThan(5000)
    expect(verdicts.indexOf('lagging') * 20).toBeLessThan(10_000)
    expect(verdicts.indexOf('unbearable')).toBeGreaterThan(verdicts.indexOf('lagging'))
    expect(verdicts.at(-1)).toBe('unbearable')
    expect(meter.view.realTimeFactor).toBeCloseTo(1 / 1.15, 1)
    expect(meter.view.delayMs).toBeGreaterThan(3000)
  })

  it('bears a pause that is made up for', () => {
    const meter = new LagMeter()
    const verdicts = run(meter, 10_000, (n) => Math.max(n * 80 + 40, n * 80 >= 5000 && n * 80 < 6000 ? 6000 : 0))
    expect(new Set(verdicts)).toEqual(new Set(['fine']))
    expect(meter.view.delayMs).toBeLessThanOrEqual(80)
    expect(meter.view.missedTicks).toBeGreaterThan(8)
  })

  it('finds a hang after two seconds without sound', () => {
    const meter = new LagMeter()
    const verdicts = run(meter, 8000, (n) => (n < 50 ? n * 80 : Number.POSITIVE_INFINITY))
    const at = verdicts.indexOf('hanging') * 20
    expect(at).toBeGreaterThanOrEqual(49 * 80 + 1980)
    expect(at).toBeLessThan(49 * 80 + 2100)
  })

  it('does not blame the engine for a sleep of this process', () => {
    const meter = new LagMeter()
    const asleep = (now: number) => now > 3000 && now < 7000
    const verdicts = run(
      meter,
      10_000,
      (n) => (asleep(n * 80) ? 7000 : n * 80),
      (now) => !asleep(now),
    )
    expect(verdicts).not.toContain('hanging')
  })

  it('does not blame an engine that went on while this process slept, whichever side it reads first', () => {
    const meter = new LagMeter()
    const asleep = (now: number) => now > 3000 && now < 7000
    const verdicts: LagVerdict[] = []
    let owed = 0
    for (let now = 0; now <= 20_000; now += 20) {
      if (asleep(now)) {
        if (now % 80 === 0) owed++
        continue
      }
      // The engine's four seconds are read, and only then the client's are sent.
      for (let i = 0; i < owed; i++) meter.received(frame, now)
      if (owed === 0) meter.tick(now)
      for (; owed > 0; owed--) meter.sent(frame)
      if (now % 80 === 0) {
        meter.received(frame, now)
        meter.sent(frame)
      }
      verdicts.push(meter.verdict)
    }
    expect(new Set(verdicts)).toEqual(new Set(['fine']))
  })

  it('still flags an engine that falls behind where this process is late now and then', () => {
    const meter = new LagMeter()
    const verdicts = run(
      meter,
      30_000,
      (n) => 100 + n * 80 * 1.15,
      (now) => now % 3000 > 200,
    )
    expect(verdicts).toContain('unbearable')
  })

  it('waits longer for an engine where this process hardly gets any time itself', () => {
    const hangAt = (ticks: (now: number) => boolean) => {
      const verdicts = run(new LagMeter(), 30_000, (n) => (n < 125 ? n * 80 : Number.POSITIVE_INFINITY), ticks)
      return verdicts.indexOf('hanging') * 20
    }
    // Asleep for half of each second, up to the hang and on.
    const starved = hangAt((now) => now % 1000 < 500)
    expect(starved).toBeGreaterThan(hangAt(() => true) + 2000)
    expect(starved).toBeLessThan(30_000)
  })
})
