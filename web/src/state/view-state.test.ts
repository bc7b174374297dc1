import { describe, expect, it } from 'vitest'
import type { ServerEvent, Turn } from '../../../src/protocol/session.ts'
import { controlOf } from './control.ts'
import { linesOfPast } from './lines.ts'
import { pageProblem } from './problems.ts'
import { initialState, reduce, type ViewEvent, type ViewState } from './view-state.ts'

const server = (event: ServerEvent): ViewEvent => ({ type: 'server', event })
const stateAfter = (events: readonly ViewEvent[], from: ViewState = initialState) => events.reduce(reduce, from)
const speech = (side: 'user' | 'agent', speaking: boolean, atMs: number) => server({ type: 'speech', side, speaking, atMs })
const turn = (fields: Partial<Turn>): Turn => ({
  turnId: 'a1',
  side: 'agent',
  startMs: 1_000,
  endMs: 2_000,
  text: '',
  interrupted: false,
  responseMs: null,
  ...fields,
})
const calling: readonly ViewEvent[] = [
  { type: 'started', typing: 'with-microphone' },
  { type: 'microphone.allowed' },
  { type: 'connected' },
]
const live = stateAfter([...calling, { type: 'ready' }])
const labels = (events: readonly ViewEvent[], from?: ViewState) => controlOf(stateAfter(events, from)).label

describe('a connection that breaks', () => {
  const broken = stateAfter([{ type: 'reconnecting', atMs: 5_000 }], live)

  it('says for how long, and where the device is offline', () => {
    expect(controlOf(broken)).toMatchObject({ label: 'Reconnecting', does: 'end' })
    expect(controlOf(reduce(broken, { type: 'away', seconds: 12, offline: false })).hint).toContain('broke 12 s ago')
    expect(controlOf(reduce(broken, { type: 'away', seconds: 12, offline: true })).hint).toContain('offline')
    expect(reduce(live, { type: 'away', seconds: 12, offline: true })).toBe(live)
  })

  it('leaves what was missed to be read, marked in the words, until it is read', () => {
    const missed = turn({ turnId: 'a7', text: 'Three trains.', unheard: true })
    const back = stateAfter(
      [
        server({ type: 'turn.end', turn: missed }),
        { type: 'back', awayMs: 12_000, engineKept: true, missed: ['Three trains.'] },
        { type: 'ready' },
        server({ type: 'client', state: 'back', awayMs: 12_000, atMs: 9_000 }),
      ],
      broken,
    )
    expect(back).toMatchObject({ phase: 'live', back: { awayMs: 12_000, missed: ['Three trains.'] } })
    expect(back.lines.map(({ kind, text, missed }) => ({ kind, text, missed }))).toEqual([
      { kind: 'turn', text: 'Three trains.', missed: true },
      { kind: 'move', text: 'you were away for 12 s', missed: false },
    ])
    expect(reduce(back, { type: 'back.read' }).back).toBeNull()
    expect(reduce(back, { type: 'ended' }).back).toBeNull()
  })

  it('puts what was said before a call was taken over first, each turn once', () => {
    const state = stateAfter(
      [
        server({ type: 'turn.end', turn: turn({ turnId: 'a2', text: 'Second.' }) }),
        { type: 'earlier', turns: [turn({ turnId: 'a1', text: 'First.' }), turn({ turnId: 'a2', text: 'Second.' })] },
      ],
      live,
    )
    expect(state.lines.map((line) => line.text)).toEqual(['First.', 'Second.'])
  })
})

describe('what agents found out', () => {
  const notice = (id: string, priority: 'low' | 'normal' = 'normal') =>
    server({ type: 'notice', id, kind: 'knowledge', message: `message ${id}`, priority, source: 'knowledge', atMs: 1 })
  const ids = (state: ViewState) => state.news.map((one) => one.id)

  it('is kept once each, the latest few, and nothing of low priority', () => {
    expect(ids(stateAfter([notice('a'), notice('a'), notice('low', 'low')], live))).toEqual(['a'])
    expect(
      ids(
        stateAfter(
          ['a', 'b', 'c', 'd'].map((id) => notice(id)),
          live,
        ),
      ),
    ).toEqual(['b', 'c', 'd'])
  })
  it('stays until it is read, and does not go over into the next call', () => {
    const noted = stateAfter([notice('a'), notice('b'), { type: 'news.read', id: 'a' }, { type: 'ended' }], live)
    expect(ids(noted)).toEqual(['b'])
    expect(ids(stateAfter(calling, noted))).toEqual([])
  })
})

describe('the talk control', () => {
  it('says each step on the way to a call', () => {
    expect(controlOf(initialState)).toMatchObject({ label: 'Talk', does: 'start' })
    expect(labels(calling.slice(0, 1))).toBe('Microphone')
    expect(labels(calling)).toBe('Connecting')
    expect(labels([server({ type: 'engine', state: 'queued', name: 'local' })], stateAfter(calling))).toBe('Waiting')
    expect(labels([server({ type: 'engine', state: 'warming', name: 'local' })], stateAfter(calling))).toBe('Warming up')
    expect(labels([{ type: 'ready' }], stateAfter(calling))).toBe('Listening')
  })

  it('says who is heard: one, the other, both', () => {
    expect(labels([speech('user', true, 100)], live)).toBe('Hearing you')
    expect(labels([speech('agent', true, 100)], live)).toBe('Speaking')
    expect(labels([speech('agent', true, 100), speech('user', true, 200)], live)).toBe('Both speaking')
    expect(labels([speech('user', true, 100), speech('user', false, 200)], live)).toBe('Listening')
  })

  it('says what the server adds about the wait', () => {
    const queued = server({ type: 'engine', state: 'queued', name: 'local', detail: 'You are second in line.' })
    expect(controlOf(stateAfter([queued], stateAfter(calling))).hint).toBe('You are second in line.')
  })

  it('says the place in the queue while there is one', () => {
    const at = (place: number) => server({ type: 'engine', state: 'queued', name: 'local', place, estimatedWaitMs: 100_000 })
    const waiting = stateAfter([at(3), at(2)], stateAfter(calling))
    expect(controlOf(waiting).hint).toContain('You are number 2 in line; about 2 minutes.')
    expect(reduce(waiting, server({ type: 'engine', state: 'warming', name: 'local' })).queue).toBeNull()
  })

  it('says when no engine listens for a moment, why, and that the call goes on', () => {
    const engine = (state: 'rollover' | 'recovering' | 'queued' | 'ready' | 'lagging', detail?: string) =>
      server({ type: 'engine', state, name: 'personaplex', ...(detail ? { detail } : {}) })
    expect(labels([engine('rollover')], live)).toBe('One moment')
    expect(controlOf(stateAfter([engine('recovering', 'The engine went away.')], live))).toMatchObject({
      label: 'Reconnecting',
      hint: 'The engine went away.',
      does: 'end',
    })
    expect(labels([engine('recovering'), engine('queued')], live)).toBe('Waiting')
    expect(labels([engine('recovering'), engine('ready')], live)).toBe('Listening')
    expect(labels([engine('lagging')], live)).toBe('Listening')
    expect(controlOf(stateAfter([engine('lagging', 'The engine is 0.9 s behind.')], live)).hint).toContain('0.9 s behind')
  })

  it('can be pressed to stop whenever something is under way, and not where it cannot help', () => {
    expect(controlOf(stateAfter(calling)).does).toBe('end')
    expect(controlOf(stateAfter([{ type: 'reconnecting', atMs: 0 }], live)).does).toBe('end')
    expect(controlOf(stateAfter([{ type: 'failed', problem: pageProblem('page.insecure') }])).does).toBe('nothing')
    expect(controlOf(stateAfter([{ type: 'failed', problem: pageProblem('microphone.none') }])).does).toBe('start')
  })
})

describe('the state of a call', () => {
  it('forgets who was speaking when the connection breaks, and comes back with what was said', () => {
    const talking = stateAfter([server({ type: 'text', text: ' Hello' }), speech('agent', true, 100)], live)
    const broken = reduce(talking, { type: 'reconnecting', atMs: 700 })
    expect(broken).toMatchObject({ phase: 'reconnecting', agentSpeaking: false })
    expect(broken.marks.speech).toEqual([{ side: 'agent', startMs: 100, endMs: 700 }])
    const back = reduce(broken, { type: 'ready' })
    expect(back.phase).toBe('live')
    expect(back.lines.map((line) => line.text)).toEqual(['Hello'])
  })

  it('keeps what went wrong: a later close does not replace the first word on it', () => {
    const failed = reduce(live, { type: 'failed', problem: pageProblem('connection.lost') })
    const twice = stateAfter([{ type: 'failed', problem: pageProblem('bridge.unreachable') }, { type: 'ended' }], failed)
    expect(twice.problem?.id).toBe('connection.lost')
  })

  it('ends with the server’s reason in the page’s words', () => {
    const error: ServerEvent = { type: 'error', code: 'engine.lost', message: 'gone', action: '', retryable: true }
    const ended = stateAfter([server(error), server({ type: 'end', reason: 'gone', code: 'engine.lost' })], live)
    expect(ended.phase).toBe('problem')
    expect(ended.problem).toMatchObject({ id: 'engine.lost', what: 'The speech engine ended the call.' })
    expect(ended.problem?.lost).toMatch(/kept/)
  })

  it('does not blame an end on an earlier notice', () => {
    const notice: ServerEvent = { type: 'error', code: 'brain.failed', message: 'slow', action: '', retryable: true }
    const ended = stateAfter([server(notice), server({ type: 'end', reason: 'x', code: 'engine.stalled' })], live)
    expect(ended.problem?.id).toBe('engine.stalled')
  })

  it('is not over when the server restarts', () => {
    expect(reduce(live, server({ type: 'end', reason: 'restart', code: 'server.stopping' })).phase).toBe('live')
  })

  it('takes nothing more once it is over, and begins anew', () => {
    const ended = stateAfter([server({ type: 'text', text: ' Bye.' }), { type: 'ended' }], live)
    expect(reduce(ended, speech('agent', true, 5)).agentSpeaking).toBe(false)
    expect(reduce(ended, { type: 'started', typing: 'with-microphone' }).lines).toEqual([])
  })

  it('ignores events of types it does not know', () => {
    // As from a newer server.
    const unknown = { type: 'weather', atMs: 5 } as unknown as ServerEvent
    expect(reduce(live, server(unknown))).toEqual(live)
  })
})

describe('the words', () => {
  const words = (events: readonly ServerEvent[]) => stateAfter(events.map(server), live).lines

  it('joins pieces to words, where a leading space begins one', () => {
    const lines = words([
      { type: 'turn.start', turnId: 'a1', side: 'agent', atMs: 10 },
      { type: 'text', text: ' Hel' },
      { type: 'text', text: 'lo' },
      { type: 'text', text: ' there' },
    ])
    expect(lines).toMatchObject([{ turnId: 'a1', text: 'Hello there', final: false }])
  })

  it('names a turn whose words came before its start', () => {
    const lines = words([
      { type: 'text', text: ' Hello' },
      { type: 'turn.start', turnId: 'a1', side: 'agent', atMs: 10 },
    ])
    expect(lines).toMatchObject([{ turnId: 'a1', text: 'Hello', startMs: 10 }])
  })

  it('replaces partials by each other and by the final words', () => {
    const partial = (text: string, final: boolean): ServerEvent => ({
      type: 'transcript',
      side: 'user',
      turnId: 'u1',
      text,
      final,
      atMs: 5,
    })
    expect(words([partial('my', false), partial('my sister', false)])).toMatchObject([{ text: 'my sister', final: false }])
    expect(words([partial('my', false), partial('My sister.', true), partial('late', false)])).toMatchObject([
      { text: 'My sister.', final: true },
    ])
  })

  it('tells what was heard from what was only meant', () => {
    const lines = words([
      { type: 'text', text: ' There is a market on Saturday and' },
      {
        type: 'turn.end',
        turn: turn({ text: 'There is a market', generated: 'There is a market on Saturday and Sunday', interrupted: true }),
      },
    ])
    expect(lines).toMatchObject([
      { text: 'There is a market', unheard: 'on Saturday and Sunday', interrupted: true, final: true },
    ])
  })

  it('takes a turn without length as typed', () => {
    expect(words([{ type: 'turn.end', turn: turn({ turnId: 't1', side: 'user', text: 'hi', endMs: 1_000 }) }])).toMatchObject([
      { kind: 'typed' },
    ])
  })

  it('shows an “mm-hm” once, whether its words came before or not', () => {
    const mark: ServerEvent = { type: 'backchannel', side: 'agent', startMs: 1, endMs: 2, text: 'mm-hm' }
    expect(words([mark])).toMatchObject([{ kind: 'backchannel', text: 'mm-hm' }])
    expect(words([{ type: 'text', text: ' Mm-hm.' }, mark])).toMatchObject([{ kind: 'backchannel' }])
  })

  it('drops a turn of which nothing was heard and nothing meant', () => {
    expect(
      words([
        { type: 'turn.start', turnId: 'a1', side: 'agent', atMs: 1 },
        { type: 'turn.end', turn: turn({}) },
      ]),
    ).toEqual([])
  })

  it('shows where the call moved to another engine, and keeps the mark of what nobody heard', () => {
    const said = turn({ turnId: 'u1', side: 'user', text: 'Are you there?' })
    const lines = words([
      { type: 'engine', state: 'recovering', name: 'moshi', reason: 'lost', atMs: 900 },
      { type: 'turn.end', turn: said },
      { type: 'unheard', turnId: 'u1', startMs: 1_000, endMs: 2_000 },
      { type: 'transcript', side: 'user', turnId: 'u1', text: 'Are you still there?', final: true, atMs: 2_100 },
      { type: 'engine', state: 'ready', name: 'moshi', epoch: 2, reason: 'lost', gapMs: 2_200, atMs: 3_100 },
    ])
    expect(lines).toMatchObject([
      { kind: 'turn', text: 'Are you still there?', toNobody: true },
      { kind: 'move', text: 'moved: the engine went away · 2.2 s', final: true },
    ])
  })

  it('marks words that come only after it was known that nobody heard them', () => {
    const lines = words([
      { type: 'unheard', turnId: 'u1', startMs: 1_000, endMs: 2_000 },
      { type: 'transcript', side: 'user', turnId: 'u1', text: 'Hello?', final: true, atMs: 2_100 },
    ])
    expect(lines).toMatchObject([{ text: 'Hello?', toNobody: true }])
  })

  it('shows both in a conversation that is over, in the order of their times', () => {
    const lines = linesOfPast(
      [
        turn({ turnId: 'u1', side: 'user', text: 'Hello?' }),
        turn({ turnId: 'a1', text: 'Here I am.', startMs: 4_000, endMs: 5_000 }),
      ],
      [
        { type: 'engine', state: 'ready', name: 'moshi', epoch: 2, reason: 'context', gapMs: 0, atMs: 500 },
        { type: 'unheard', turnId: 'u1', startMs: 1_000, endMs: 2_000 },
        { type: 'engine', state: 'ready', name: 'moshi', epoch: 3, reason: 'hang', gapMs: 900, atMs: 3_000 },
      ],
    )
    // The first move is older than the turns that were read.
    expect(lines.map(({ text, toNobody }) => [text, toNobody])).toEqual([
      ['Hello?', true],
      ['moved: the engine stopped answering · 0.9 s', false],
      ['Here I am.', false],
    ])
  })
})
