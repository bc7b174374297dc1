import { describe, expect, it } from 'vitest'
import { errorCatalogue } from './errors.ts'
import { mayReconnect, nextTryMs, reconnectPolicy } from './reconnect-policy.ts'
import { newResumeToken, offeredResume, resumeProtocols } from './resume.ts'

describe('the usual policy', () => {
  const waits = (random: number) =>
    [0, 1, 2, 3, 4, 5, 9].map((tries) => nextTryMs(reconnectPolicy, { tries, awayMs: 0, graceMs: 30_000 }, random))

  it('is quick first, by chance a little more or less', () => {
    expect(waits(0.5)).toEqual([0, 250, 500, 1000, 2000, 2000, 2000])
    expect(waits(1)).toEqual([0, 300, 600, 1200, 2400, 2400, 2400])
    expect(waits(0)).toEqual([0, 200, 400, 800, 1600, 1600, 1600])
  })

  it('has patience once the engine is let go, and an end', () => {
    const late = (awayMs: number) => nextTryMs(reconnectPolicy, { tries: 30, awayMs, graceMs: 30_000 }, 0.5)
    expect([late(29_999), late(30_000), late(599_999), late(600_000)]).toEqual([2000, 3000, 3000, null])
  })
})

it('tries again after what a network or a restart does, and takes every other close for the last word', () => {
  expect([1001, 1005, 1006, 1011, 1012, 4408].map(mayReconnect)).toEqual(Array(6).fill(true))
  const last = Object.values(errorCatalogue).flatMap(({ close }) => (close >= 4000 && close !== 4408 ? [close] : []))
  expect([1000, ...last].filter(mayReconnect)).toEqual([])
})

it('reads the offer it makes, and none that is too easy to guess', () => {
  const offer = { token: newResumeToken(), takeover: true }
  expect(offeredResume(['duet.v1', ...resumeProtocols(offer)].join(', '))).toEqual(offer)
  expect(offeredResume('duet.v1')).toBeUndefined()
  expect(offeredResume(undefined)).toBeUndefined()
  expect(offeredResume('duet.v1, duet.resume.short')).toBeUndefined()
  expect(new Set(Array.from({ length: 50 }, newResumeToken)).size).toBe(50)
})
