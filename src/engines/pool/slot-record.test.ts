import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expire, giveBack, quarantine, renew, type SlotRecord, take, takeForProof, unusedSlot } from './slot-record.ts'

const ttlMs = 100
const holder = { bridge: 'b1', sessionId: 's1' }
const held = take(unusedSlot, holder, 0, ttlMs)
if (!held) throw new Error('a free slot was not given')

describe('a slot', () => {
  it('is given to one at a time, under a new fence each', () => {
    expect(take(held, { bridge: 'b2', sessionId: 's2' }, 1, ttlMs)).toBeUndefined()
    const free = giveBack(held, held.fence, 1)
    expect(free && take(free, holder, 2, ttlMs)).toMatchObject({ state: 'held', fence: held.fence + 1 })
  })

  it('is not renewed, given back or quarantined by whoever had it before', () => {
    const old = held.fence
    const free = giveBack(held, old, 1)
    const next = free && take(free, { bridge: 'b2', sessionId: 's2' }, 2, ttlMs)
    if (!next) throw new Error('it was not free')
    expect([renew(next, old, 3, ttlMs), giveBack(next, old, 3), quarantine(next, old, 'why', 3)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('whose holder no longer beats is in doubt, not free', () => {
    expect(expire(held, ttlMs - 1)).toBeUndefined()
    const beaten = renew(held, held.fence, 50, ttlMs)
    expect(beaten && expire(beaten, ttlMs + 20)).toBeUndefined()
    expect(expire(held, ttlMs)).toMatchObject({ state: 'quarantined' })
  })

  it('in doubt is given for a proof only', () => {
    const doubtful = quarantine(held, held.fence, 'why', 1)
    if (!doubtful) throw new Error('it was not quarantined')
    expect(take(doubtful, holder, 2, ttlMs)).toBeUndefined()
    expect(takeForProof(held, 'b1', 2, ttlMs)).toBeUndefined()
    expect(takeForProof(doubtful, 'b1', 2, ttlMs)).toMatchObject({ state: 'held', holder: { sessionId: null } })
  })

  it('never passes from one holder to another but through free or a proof, whatever the steps and their order', () => {
    const step = fc.record({
      what: fc.constantFrom('take', 'proof', 'renew', 'back', 'doubt', 'expire'),
      who: fc.integer({ min: 0, max: 3 }),
      afterMs: fc.integer({ min: 0, max: 150 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let record: SlotRecord = unusedSlot
        let now = 0
        /** The fence each of four holders was given last. */
        const fences = [-1, -1, -1, -1]
        for (const { what, who, afterMs } of steps) {
          now += afterMs
          const fence = fences[who] ?? -1
          const before = record
          const next = {
            take: () => take(before, { bridge: `b${who}`, sessionId: 's' }, now, ttlMs),
            proof: () => takeForProof(before, `b${who}`, now, ttlMs),
            renew: () => renew(before, fence, now, ttlMs),
            back: () => giveBack(before, fence, now),
            doubt: () => quarantine(before, fence, 'why', now),
            expire: () => expire(before, now),
          }[what]?.()
          if (!next) continue
          expect(next.fence).toBeGreaterThanOrEqual(before.fence)
          if (next.state === 'held' && next.fence !== before.fence) {
            expect(before.state).not.toBe('held')
            fences[who] = next.fence
          }
          // Only the holder under the latest fence ends its own hold; the clock may end anybody's.
          if (before.state === 'held' && next.state !== 'held') expect(what === 'expire' || fence === before.fence).toBe(true)
          record = next
        }
      }),
    )
  })
})
