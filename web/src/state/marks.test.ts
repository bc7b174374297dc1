import { expect, it } from 'vitest'
import type { ServerEvent, Turn } from '../../../src/protocol/session.ts'
import { markEvent, marksOfPast, noMarks } from './marks.ts'

const marksAfter = (events: readonly ServerEvent[]) => events.reduce(markEvent, noMarks)

it('opens a stretch of speech with its start and closes it with its end', () => {
  const speech = marksAfter([
    { type: 'speech', side: 'user', speaking: true, atMs: 100 },
    { type: 'speech', side: 'agent', speaking: true, atMs: 200 },
    { type: 'speech', side: 'user', speaking: false, atMs: 300 },
  ]).speech
  expect(speech).toEqual([
    { side: 'user', startMs: 100, endMs: 300 },
    { side: 'agent', startMs: 200, endMs: null },
  ])
})

it('puts the final times of an overlap in the place of its beginning', () => {
  const overlap = { overlapId: 'o1', by: 'user', startMs: 90, endMs: 400, kind: 'interruption', text: '', stopMs: 300 } as const
  const marks = marksAfter([
    { type: 'overlap.start', overlapId: 'o1', by: 'user', atMs: 100 },
    { type: 'overlap.end', overlap },
    { type: 'interruption', by: 'user', turnId: 'a1', atMs: 400, stopMs: 300 },
  ])
  expect(marks.overlaps).toEqual([{ overlapId: 'o1', startMs: 90, endMs: 400 }])
  expect(marks.interruptions).toEqual([{ by: 'user', atMs: 400, stopMs: 300 }])
})

it('takes a turn of which nothing was told before as speech, and one that was told as it was', () => {
  const turn: Turn = { turnId: 'u1', side: 'user', startMs: 100, endMs: 900, text: 'Hi', interrupted: false, responseMs: null }
  expect(marksAfter([{ type: 'turn.end', turn }]).speech).toEqual([{ side: 'user', startMs: 100, endMs: 900 }])
  const told = marksAfter([
    { type: 'speech', side: 'user', speaking: true, atMs: 120 },
    { type: 'turn.end', turn },
  ])
  expect(told.speech).toEqual([{ side: 'user', startMs: 120, endMs: null }])
})

it('is bounded however long the call', () => {
  const events = Array.from(
    { length: 5_000 },
    (_, i): ServerEvent => ({ type: 'latency', turnId: `a${i}`, responseMs: 1, fromMs: i, toMs: i + 1 }),
  )
  const waits = marksAfter(events).waits
  expect(waits).toHaveLength(1_000)
  expect(waits.at(-1)?.turnId).toBe('a4999')
})

it('draws a past conversation from its turns and its events', () => {
  const turn: Turn = { turnId: 'a1', side: 'agent', startMs: 5, endMs: 9, text: 'Hi', interrupted: false, responseMs: 4 }
  const marks = marksOfPast([turn], [{ type: 'latency', turnId: 'a1', responseMs: 4, fromMs: 1, toMs: 5 }])
  expect(marks.speech).toEqual([{ side: 'agent', startMs: 5, endMs: 9 }])
  expect(marks.waits).toEqual([{ turnId: 'a1', fromMs: 1, toMs: 5 }])
})

it('marks a move where the next engine is first heard, and what was said to nobody', () => {
  const marks = marksAfter([
    { type: 'unheard', turnId: 'u1', startMs: 1_000, endMs: 2_000 },
    { type: 'engine', state: 'ready', name: 'moshi', epoch: 2, reason: 'lost', gapMs: 2_200, atMs: 3_100 },
    { type: 'engine', state: 'ready', name: 'moshi', epoch: 2, atMs: 3_200 },
  ])
  expect(marks.unheard).toEqual([{ turnId: 'u1', startMs: 1_000, endMs: 2_000 }])
  expect(marks.moves).toEqual([{ atMs: 3_100, gapMs: 2_200, words: 'moved: the engine went away · 2.2 s' }])
})
