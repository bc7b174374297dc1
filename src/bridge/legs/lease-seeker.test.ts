import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Lease } from '../../engines/pool.ts'
import { DuetError } from '../../protocol/errors.ts'
import { LeaseSeeker, type LeaseSeekerOptions } from './lease-seeker.ts'
import { type RecoveryPolicy, recoveryPolicy } from './recovery-policy.ts'

// Only handed on.
const slot = {} as Lease
const unreachable = new DuetError('engine.unreachable', 'No engine answers.')

/** A seeker over a pool that refuses so many times and then has a slot. */
function seekerOver(refusals: number, recovery: Partial<RecoveryPolicy> = {}) {
  let asked = 0
  const pool: LeaseSeekerOptions['pool'] = {
    tryAcquire: async () => undefined,
    acquire: async () => {
      if (asked++ < refusals) throw unreachable
      return slot
    },
  }
  const policy = { ...recoveryPolicy, delaysMs: [0], ...recovery }
  return new LeaseSeeker({ pool, sessionId: 's', priority: 0, recovery: policy, queueMs: 1000 }, () => {})
}

describe('a call that has lost its only engine', () => {
  it('looks for it until it is back, however often the pool has none', async () => {
    const seeker = seekerOver(50)
    seeker.failed('a', new DuetError('engine.lost', 'Gone.'), 0)
    expect(await seeker.seek('lost')).toBe(slot)
  })

  it('gives up when its time is over, with what was the matter', async () => {
    const seeker = seekerOver(Number.POSITIVE_INFINITY, { giveUpMs: 50, delaysMs: [5] })
    await expect(seeker.seek('lost')).rejects.toBe(unreachable)
  })

  it('gives up after so many legs that did not last', async () => {
    const seeker = seekerOver(0, { maxLegs: 3 })
    const lost = new DuetError('engine.lost', 'Gone.')
    for (let i = 0; i < 3; i++) seeker.failed('a', lost)
    await expect(seeker.seek('lost')).rejects.toBe(lost)
  })
})

describe('a call that moves without a spare slot', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function inLine() {
    const told: number[] = []
    const got = Promise.withResolvers<Lease>()
    const pool: LeaseSeekerOptions['pool'] = {
      tryAcquire: async () => undefined,
      acquire: ({ onQueue }) => {
        onQueue?.(2, null)
        onQueue?.(1, null)
        return got.promise
      },
    }
    const seeker = new LeaseSeeker({ pool, sessionId: 's', priority: 0, recovery: recoveryPolicy, queueMs: 1000 }, (place) => {
      told.push(place)
    })
    return { seeker, told, got }
  }

  it('is not told of a place in line while its own slot comes free', async () => {
    const { seeker, told, got } = inLine()
    const lease = seeker.seek('context')
    await vi.advanceTimersByTimeAsync(2500)
    got.resolve(slot)
    await lease
    await vi.advanceTimersByTimeAsync(10_000)
    expect(told).toEqual([])
  })

  it('is told of its place when the wait lasts', async () => {
    const { seeker, told, got } = inLine()
    const lease = seeker.seek('context')
    await vi.advanceTimersByTimeAsync(3500)
    expect(told).toEqual([1])
    got.resolve(slot)
    await lease
  })
})
