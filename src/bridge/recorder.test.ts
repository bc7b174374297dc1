import { describe, expect, it } from 'vitest'
import type { Turn } from '../protocol/session.ts'
import type { Journal } from '../store/journal.ts'
import { Recorder } from './recorder.ts'

function recording() {
  const turns: { text: string; saidAt: number }[] = []
  const events: string[] = []
  const journal: Pick<Journal, 'recordTurn' | 'recordEvent'> = {
    recordTurn: async (_, { turn, saidAt }) => void turns.push({ text: turn.text, saidAt }),
    recordEvent: async (_, event) => void events.push(event.type),
  }
  // The recorder uses nothing else of a journal.
  return {
    turns,
    events,
    recorder: new Recorder({ journal: journal as Journal, sessionId: 's', startedAt: 1000 }),
  }
}
const turn: Turn = { turnId: 'u1', side: 'user', startMs: 500, endMs: 900, text: 'helo', interrupted: false, responseMs: null }

describe('the recorder', () => {
  it('writes a turn when it ends, at the time it began, and again when its words come late', () => {
    const { turns, recorder } = recording()
    recorder.take({ type: 'turn.end', turn })
    recorder.take({ type: 'transcript', side: 'user', turnId: 'u1', text: 'hel', final: false, atMs: 1 })
    recorder.take({ type: 'transcript', side: 'user', turnId: 'u1', text: 'hello', final: true, atMs: 1 })
    recorder.take({ type: 'transcript', side: 'user', turnId: 'u1', text: 'hello', final: true, atMs: 1 })
    recorder.take({ type: 'transcript', side: 'user', turnId: 'u9', text: 'nobody', final: true, atMs: 1 })
    expect(turns).toEqual([
      { text: 'helo', saidAt: 1500 },
      { text: 'hello', saidAt: 1500 },
    ])
  })
  it('keeps what a timeline of the past shows and no more', () => {
    const { events, recorder } = recording()
    recorder.take({ type: 'speech', side: 'user', speaking: true, atMs: 1 })
    recorder.take({ type: 'latency', turnId: 'a1', responseMs: 1, fromMs: 0, toMs: 1 })
    recorder.take({ type: 'backchannel', side: 'user', startMs: 1, endMs: 2, text: 'mm' })
    expect(events).toEqual(['latency', 'backchannel'])
  })
})
