import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TickWheel } from './tick-wheel.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('looks at each as often as asked for, never at all of them at once, and no more at those that left', () => {
  let nowMs = 0
  const wheel = new TickWheel({ everyMs: 40, now: () => nowMs })
  const seen = new Map<string, number[]>()
  const one = (name: string) => ({ tick: (atMs: number) => void seen.set(name, [...(seen.get(name) ?? []), atMs]) })
  const calls = Array.from({ length: 8 }, (_, i) => one(`call ${i}`))
  for (const call of calls) wheel.add(call)
  const last = one('last')
  wheel.add(last)
  wheel.delete(last)
  for (; nowMs < 200; ) {
    nowMs += 10
    vi.advanceTimersByTime(10)
  }
  wheel.close()
  vi.advanceTimersByTime(1000)
  expect(seen.size).toBe(8)
  for (const times of seen.values()) {
    expect(times).toHaveLength(5)
    for (let i = 1; i < times.length; i++) expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBe(40)
  }
  const atOnce = Map.groupBy([...seen.values()].flat(), (atMs) => atMs)
  expect([...atOnce.values()].map((ticks) => ticks.length)).toEqual(Array.from({ length: 20 }, () => 2))
})
