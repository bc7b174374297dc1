import { expect, it } from 'vitest'
import { atPageTime, MediaClock } from './media-clock.ts'

const frames = (ms: number) => ms * 48

it('counts from the moment the engine listens, through reconnects', () => {
  const clock = new MediaClock()
  expect(clock.at(frames(500))).toBe(0)
  clock.connected(frames(1_000))
  clock.connected(frames(9_000))
  expect(clock.at(frames(10_000))).toBe(9_000)
})

it('places the session’s later stamps after a break, and none ahead of now', () => {
  const clock = new MediaClock()
  clock.connected(0)
  clock.observe(900, frames(1_000))
  expect(clock.shiftMs).toBe(0)
  // The session stood at 1,000 ms while the page counted 5,000.
  clock.connected(frames(5_000))
  clock.moved()
  clock.observe(2_000, frames(6_200))
  expect(2_000 + clock.shiftMs).toBeLessThanOrEqual(6_200)
  expect(2_000 + clock.shiftMs).toBeGreaterThan(5_900)
  clock.observe(2_300, frames(6_300))
  expect(2_300 + clock.shiftMs).toBe(6_300)
})

it('moves every stamp of an event and nothing else', () => {
  const turn = { turnId: 'a1', side: 'agent', startMs: 1, endMs: 2, text: 'x', interrupted: false, responseMs: 400 } as const
  expect(atPageTime({ type: 'turn.end', turn }, 100)).toEqual({ type: 'turn.end', turn: { ...turn, startMs: 101, endMs: 102 } })
  expect(atPageTime({ type: 'latency', turnId: 'a1', responseMs: 400, fromMs: 5, toMs: 405 }, 100)).toMatchObject({
    responseMs: 400,
    fromMs: 105,
  })
})
