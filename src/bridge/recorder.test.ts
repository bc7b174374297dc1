import { describe, expect, it } from 'vitest'
import type { Turn } from '../protocol/session.ts'
import type { Journal, SessionRecord } from '../store/journal.ts'
import type { Delivery } from '../store/outbox.ts'
import { Recorder } from './recorder.ts'

const session: SessionRecord = {
  sessionId: 's',
  conversationId: 'c',
  persona: 'myca',
  voice: 'NATF0',
  userId: 'ana',
  createdAt: 0,
}

function recording({ tells = false } = {}) {
  const deliveries: (Delivery | undefined)[] = []
  const turns: { text: string; saidAt: number }[] = []
  const written: Turn[] = []
  const events: string[] = []
  const journal: Pick<Journal, 'recordTurn' | 'recordEvent'> = {
    async recordTurn(_, { turn, saidAt }, delivery) {
      turns.push({ text: turn.text, saidAt })
      written.push(turn)
      deliveries.push(delivery)
    },
    recordEvent: async (_, event) => void events.push(event.type),
  }
  // The recorder uses nothing else of a journal.
  return {
    ...{ turns, written, events, deliveries },
    recorder: new Recorder({ journal: journal as Journal, session, startedAt: 1000, tells }),
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
  it('adds the times of words that come after the turn, and tells the orchestrator nothing twice for them', () => {
    const { written, deliveries, recorder } = recording({ tells: true })
    const words = [{ text: 'hello', startMs: 520, endMs: 700 }]
    recorder.take({ type: 'turn.end', turn: { ...turn, text: 'hello' } })
    recorder.take({ type: 'transcript', side: 'user', turnId: 'u1', text: 'hello', final: true, words, atMs: 1 })
    recorder.take({ type: 'transcript', side: 'user', turnId: 'u1', text: 'hello there', final: true, atMs: 1 })
    expect(written.map((one) => one.words)).toEqual([undefined, words, undefined])
    expect(deliveries.map((one) => one?.revision)).toEqual([0, undefined, 1])
  })
  it('writes a turn again that nobody heard, once more told with a higher revision, and its late words keep the mark', () => {
    const { written, deliveries, recorder } = recording({ tells: true })
    recorder.take({ type: 'turn.end', turn: { ...turn, turnId: 'a1', side: 'agent', text: 'Three trains.' } })
    recorder.unheard('a1')
    recorder.unheard('a9')
    recorder.take({ type: 'transcript', side: 'agent', turnId: 'a1', text: 'Three trains, at nine.', final: true, atMs: 1 })
    expect(written.map(({ text, unheard }) => [text, unheard])).toEqual([
      ['Three trains.', undefined],
      ['Three trains.', true],
      ['Three trains, at nine.', true],
    ])
    expect(deliveries.map((one) => [one?.revision, JSON.parse(one?.context ?? '{}').unheard])).toEqual([
      [0, undefined],
      [1, true],
      [2, true],
    ])
  })
  it('keeps what a timeline of the past shows and no more', () => {
    const { events, recorder } = recording()
    recorder.take({ type: 'speech', side: 'user', speaking: true, atMs: 1 })
    recorder.take({ type: 'latency', turnId: 'a1', responseMs: 1, fromMs: 0, toMs: 1 })
    recorder.take({ type: 'backchannel', side: 'user', startMs: 1, endMs: 2, text: 'mm' })
    expect(events).toEqual(['latency', 'backchannel'])
  })
  it('tells the orchestrator what was said, by whom, and how', () => {
    const { deliveries, recorder } = recording({ tells: true })
    recorder.engine = 'local'
    recorder.take({ type: 'backchannel', side: 'agent', startMs: 600, endMs: 700, text: 'mm-hm' })
    recorder.take({ type: 'turn.end', turn })
    recorder.take({ type: 'transcript', side: 'user', turnId: 'u1', text: 'hello', final: true, atMs: 1 })
    recorder.take({ type: 'turn.end', turn: { ...turn, turnId: 'a1', side: 'agent', text: ' Hi! ', interrupted: true } })
    const said = deliveries.map((one) => one && { ...JSON.parse(one.body), ...JSON.parse(one.context) })
    expect(said).toEqual([
      expect.objectContaining({ speaker: 'user', text: 'helo', revision: 0, had_backchannels: true, had_interruption: false }),
      expect.objectContaining({ speaker: 'user', text: 'hello', revision: 1, turn_id: 'u1', user_id: 'ana', engine: 'local' }),
      expect.objectContaining({ speaker: 'myca', text: 'Hi!', had_interruption: true, had_backchannels: false }),
    ])
    expect(Object.keys(JSON.parse(deliveries[0]?.body ?? '{}'))).toEqual([
      'conversation_id',
      'session_id',
      'speaker',
      'text',
      'timestamp',
      'source',
    ])
  })
  it('tells nothing of a turn without words', () => {
    const { deliveries, recorder } = recording({ tells: true })
    recorder.take({ type: 'turn.end', turn: { ...turn, text: ' ' } })
    expect(deliveries).toEqual([undefined])
  })
  it('tells where the sound of a turn can be heard, where it is kept', () => {
    const { deliveries, recorder } = recording({ tells: true })
    recorder.take({ type: 'turn.end', turn: { ...turn, text: 'hello' } })
    recorder.level = 'audio'
    recorder.take({ type: 'turn.end', turn: { ...turn, turnId: 'u2', text: 'hello' } })
    recorder.take({ type: 'turn.end', turn: { ...turn, turnId: 't1', text: 'hello', source: 'typed' } })
    const audio = deliveries.map((one) => (JSON.parse(one?.context ?? '{}') as { audio?: string }).audio)
    expect(audio).toEqual([undefined, '/session/s/audio#t=0.500,0.900', undefined])
  })
})
