import { describe, expect, it } from 'vitest'
import { byTurn, CallLengths, estimatedWaitMs, HeldPlaces, type Place } from './queue.ts'

const place = (sessionId: string, fields: Partial<Place>): Place => ({
  sessionId,
  ticket: 1,
  priority: 0,
  purpose: 'call',
  ...fields,
})

describe('whose turn it is', () => {
  it('is a running call’s first, then the higher priority’s, then that of whoever came first', () => {
    const all = [
      place('late', { ticket: 4 }),
      place('early', { ticket: 1 }),
      place('favoured', { ticket: 3, priority: 5 }),
      place('moving', { ticket: 5, purpose: 'rollover' }),
    ]
    expect(all.sort(byTurn).map((one) => one.sessionId)).toEqual(['moving', 'favoured', 'early', 'late'])
  })
})

describe('the estimated wait', () => {
  it('is not known before a call has ended', () => {
    expect(estimatedWaitMs(1, 2, new CallLengths().meanMs)).toBeNull()
    expect(estimatedWaitMs(1, 0, 1000)).toBeNull()
  })
  it('grows with the place and shrinks with the slots, by the lengths of the latest calls', () => {
    const lengths = new CallLengths()
    for (let i = 0; i < 100; i++) lengths.note(999_999)
    for (let i = 0; i < 25; i++) lengths.note(60_000)
    for (let i = 0; i < 25; i++) lengths.note(180_000)
    expect(lengths.meanMs).toBe(120_000)
    expect([1, 2, 4].map((at) => estimatedWaitMs(at, 2, lengths.meanMs))).toEqual([60_000, 120_000, 240_000])
  })
})

describe('a place whose connection broke', () => {
  it('is kept for a while and given once', () => {
    const places = new HeldPlaces(1000, 10)
    const place = { ticket: 7, waited: true }
    places.hold('s1', place, 0)
    const given = [places.peek('s1', 1000), places.take('s1', 1000), places.take('s1', 1000)]
    expect(given).toEqual([expect.objectContaining(place), expect.objectContaining(place), undefined])
    places.hold('s1', place, 0)
    expect(places.take('s1', 1001)).toBeUndefined()
  })
  it('is forgotten where too many broke', () => {
    const places = new HeldPlaces(1000, 2)
    for (const [index, id] of ['a', 'b', 'c'].entries()) places.hold(id, { ticket: index, waited: false }, 0)
    expect(['a', 'b', 'c'].map((id) => places.peek(id, 1)?.ticket)).toEqual([undefined, 1, 2])
  })
})
