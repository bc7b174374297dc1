import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { serverEventSchema } from '../protocol/session.ts'
import {
  type ConversationEvent,
  type ConversationInput,
  type ConversationOptions,
  type ConversationState,
  initialConversation,
  reduce,
} from './conversation.ts'

/** A script of a conversation: who is voiced when, and what else happens, at milliseconds of media time. */
type Cue = { readonly atMs: number; readonly input: ConversationInput }
type Spoken = { readonly side: 'user' | 'agent'; readonly fromMs: number; readonly toMs: number }
type Line = Spoken | Cue

const at = (ms: number) => ms * 48
const user = (fromMs: number, toMs: number): Line => ({ side: 'user', fromMs, toMs })
const agent = (fromMs: number, toMs: number): Line => ({ side: 'agent', fromMs, toMs })
const says = (atMs: number, text: string): Line => ({ atMs, input: { type: 'piece', text, atSample: at(atMs) } })
const ear = (atMs: number, utterance: number, text: string, final: boolean, fromMs?: number, toMs?: number): Line => ({
  atMs,
  input: {
    type: 'userWords',
    utterance,
    text,
    final,
    ...(fromMs === undefined || toMs === undefined ? {} : { fromSample: at(fromMs), toSample: at(toMs) }),
  },
})
const cue = (atMs: number, input: ConversationInput): Line => ({ atMs, input })

const voicedIn = (lines: readonly Line[], side: 'user' | 'agent', fromMs: number, toMs: number) =>
  lines.some((line) => 'side' in line && line.side === side && line.fromMs < toMs && line.toMs > fromMs)

/** Frames of 20 ms of both sides up to `untilMs`, with the cues between them. */
function inputsOf(lines: readonly Line[], untilMs: number): ConversationInput[] {
  const inputs: ConversationInput[] = []
  const cues = lines.filter((line) => 'input' in line).toSorted((a, b) => a.atMs - b.atMs)
  for (let ms = 0; ms < untilMs; ms += 20) {
    while (cues[0] !== undefined && cues[0].atMs < ms + 20) inputs.push(...cues.splice(0, 1).map((line) => line.input))
    for (const side of ['user', 'agent'] as const)
      inputs.push({ type: 'voice', side, voiced: voicedIn(lines, side, ms, ms + 20), fromSample: at(ms), toSample: at(ms + 20) })
  }
  return inputs
}

type Played = { readonly state: ConversationState; readonly events: readonly ConversationEvent[] }
function feed(state: ConversationState, inputs: readonly ConversationInput[]): Played {
  const events: ConversationEvent[] = []
  let now = state
  for (const input of inputs) {
    const next = reduce(now, input)
    now = next.state
    events.push(...next.events)
  }
  return { state: now, events }
}
function play(untilMs: number, lines: readonly Line[], options: Partial<ConversationOptions> = {}): Played {
  const end: ConversationInput = { type: 'end', sample: at(untilMs) }
  return feed(initialConversation(options), [...inputsOf(lines, untilMs), end])
}

function of<T extends ConversationEvent['type']>(events: readonly ConversationEvent[], type: T) {
  return events.filter((event): event is Extract<ConversationEvent, { type: T }> => event.type === type)
}
const turns = (played: Played) => of(played.events, 'turn.end').map((event) => event.turn)
const overlaps = (played: Played) => of(played.events, 'overlap.end').map((event) => event.overlap)
const spans = (played: Played) => turns(played).map((turn) => [turn.turnId, turn.startMs, turn.endMs])

describe('turns', () => {
  it('follow each other with the silence between them as latency', () => {
    const played = play(9000, [
      user(0, 2000),
      ear(2400, 0, 'How far is the moon?', true, 0, 2000),
      agent(2480, 5000),
      says(2500, ' About'),
      says(3000, ' far.'),
    ])
    expect(turns(played)).toEqual([
      {
        turnId: 'u1',
        side: 'user',
        startMs: 0,
        endMs: 2000,
        text: 'How far is the moon?',
        source: 'engine',
        interrupted: false,
        responseMs: null,
      },
      {
        turnId: 'a1',
        side: 'agent',
        startMs: 2480,
        endMs: 5000,
        text: 'About far.',
        source: 'engine',
        interrupted: false,
        responseMs: 480,
      },
    ])
    expect(of(played.events, 'latency')).toEqual([{ type: 'latency', turnId: 'a1', responseMs: 480, fromMs: 2000, toMs: 2480 }])
    expect(overlaps(played)).toEqual([])
    expect(of(played.events, 'interruption')).toEqual([])
  })

  it('end at the last voiced sample, not when the silence is noticed', () => {
    const speech = of(play(4000, [user(100, 1500)]).events, 'speech')
    expect(speech.map((event) => [event.speaking, event.atMs])).toEqual([
      [true, 100],
      [false, 1500],
    ])
  })

  it('go on after a pause in which the other side said nothing', () => {
    const played = play(9000, [user(0, 1500), user(3500, 5000)])
    expect(spans(played)).toEqual([['u1', 0, 5000]])
    expect(of(played.events, 'pause')).toEqual([{ type: 'pause', side: 'user', startMs: 1500, endMs: 3500 }])
  })

  it('end after a long silence', () => {
    expect(spans(play(12_000, [user(0, 1500), user(6000, 8000)]))).toEqual([
      ['u1', 0, 1500],
      ['u2', 6000, 8000],
    ])
  })

  it('of the same side in a row have no response latency', () => {
    const played = play(20_000, [user(0, 1500), agent(2000, 4000), agent(12_000, 14_000)])
    expect(turns(played).map((turn) => turn.responseMs)).toEqual([null, 500, null])
  })

  it('short ones count when they hold words, even where the words come after the answer began', () => {
    const played = play(9000, [
      agent(0, 2000),
      says(0, ' Shall'),
      says(100, ' we go on?'),
      user(2600, 2900),
      agent(3300, 6000),
      says(3300, ' Good.'),
      ear(4000, 0, 'Yes.', true, 2600, 2900),
    ])
    expect(spans(played)).toEqual([
      ['a1', 0, 2000],
      ['u1', 2600, 2900],
      ['a2', 3300, 6000],
    ])
    expect(turns(played).map((turn) => turn.responseMs)).toEqual([null, 600, 400])
  })

  it('are not made by a cough, nor is a latency', () => {
    const played = play(12_000, [
      user(0, 1500),
      agent(2000, 4000),
      user(5500, 5800),
      ear(6500, 1, '', true, 5500, 5800),
      agent(7000, 9000),
    ])
    expect(spans(played)).toEqual([
      ['u1', 0, 1500],
      ['a1', 2000, 4000],
      ['a2', 7000, 9000],
    ])
    expect(of(played.events, 'latency').map((event) => event.turnId)).toEqual(['a1'])
  })

  it('are not made by a click', () => {
    expect(play(3000, [user(500, 560)]).events).toEqual([])
  })

  it('are made by voice alone where no ear listens', () => {
    const played = play(9000, [user(0, 400), agent(1000, 3000)], { userWords: false })
    expect(spans(played)).toEqual([
      ['u1', 0, 400],
      ['a1', 1000, 3000],
    ])
  })

  it('longer than the bound are cut at a pause', () => {
    const played = play(9000, [user(0, 4000), user(4500, 8000)], { turnMs: 3000 })
    expect(spans(played)).toEqual([
      ['u1', 0, 4000],
      ['u2', 4500, 8000],
    ])
  })
})

describe('backchannels', () => {
  const story: readonly Line[] = [agent(0, 6000), says(100, ' Once upon a time')]

  it('of the user leave the agent the floor', () => {
    const played = play(9000, [...story, user(2000, 2400), ear(3000, 0, 'Uh-huh, yeah.', true, 2000, 2400)])
    expect(spans(played)).toEqual([['a1', 0, 6000]])
    expect(of(played.events, 'backchannel')).toEqual([
      { type: 'backchannel', side: 'user', startMs: 2000, endMs: 2400, text: 'Uh-huh, yeah.' },
    ])
    expect(overlaps(played)).toEqual([
      { overlapId: 'o1', by: 'user', startMs: 2000, endMs: 2400, kind: 'backchannel', text: 'Uh-huh, yeah.', stopMs: null },
    ])
    expect(turns(played)[0]?.interrupted).toBe(false)
  })

  it('of the agent leave the user the floor', () => {
    const played = play(9000, [user(0, 6000), agent(3000, 3400), says(3000, ' Mm-hm.')])
    expect(spans(played)).toEqual([['u1', 0, 6000]])
    expect(of(played.events, 'backchannel')).toEqual([
      { type: 'backchannel', side: 'agent', startMs: 3000, endMs: 3400, text: 'Mm-hm.' },
    ])
    expect(of(played.events, 'latency')).toEqual([])
  })

  it('in a pause do not end the turn', () => {
    const played = play(9000, [user(0, 2000), agent(2300, 2600), says(2300, ' Mm-hm.'), user(3200, 5000)])
    expect(spans(played)).toEqual([['u1', 0, 5000]])
    expect(of(played.events, 'backchannel').map((event) => event.text)).toEqual(['Mm-hm.'])
  })

  it('that make the agent pause for a moment do not take the floor', () => {
    const played = play(9000, [
      agent(0, 2300),
      user(2000, 2400),
      ear(2700, 0, 'Right.', true, 2000, 2400),
      agent(2900, 5000),
      ...[says(10, ' So')],
    ])
    expect(spans(played)).toEqual([['a1', 0, 5000]])
    expect(overlaps(played).map((overlap) => overlap.kind)).toEqual(['backchannel'])
  })

  it('need three words at most', () => {
    const played = play(9000, [...story, user(2000, 2800), ear(3000, 0, 'I have heard that before.', true, 2000, 2800)])
    expect(of(played.events, 'backchannel')).toEqual([])
    expect(overlaps(played).map((overlap) => overlap.kind)).toEqual(['other'])
    expect(turns(played).find((turn) => turn.side === 'user')?.text).toBe('I have heard that before.')
  })

  it('are not made of a cough: the overlap is neither', () => {
    const played = play(12_000, [...story, user(2000, 2300), ear(3000, 0, '', true, 2000, 2300)])
    expect(overlaps(played)).toEqual([
      { overlapId: 'o1', by: 'user', startMs: 2000, endMs: 2300, kind: 'other', text: '', stopMs: null },
    ])
    expect(of(played.events, 'backchannel')).toEqual([])
  })
})

describe('interruptions', () => {
  it('by the user cut the agent and keep only what was heard', () => {
    const played = play(9000, [
      agent(0, 3400),
      says(0, ' There are'),
      says(2000, ' many'),
      says(3390, ' many'),
      says(3600, ' kinds'),
      user(3000, 5000),
      ear(5300, 0, 'Stop, I meant the other one.', true, 3000, 5000),
    ])
    const [first] = turns(played)
    expect(first).toEqual({
      turnId: 'a1',
      side: 'agent',
      startMs: 0,
      endMs: 3400,
      text: 'There are many many',
      source: 'engine',
      generated: 'There are many many kinds',
      interrupted: true,
      responseMs: null,
    })
    expect(of(played.events, 'interruption')).toEqual([
      { type: 'interruption', by: 'user', turnId: 'a1', atMs: 3000, stopMs: 400 },
    ])
    expect(overlaps(played)).toMatchObject([{ by: 'user', startMs: 3000, endMs: 3400, kind: 'interruption', stopMs: 400 }])
  })

  it('by the agent count as an answer without waiting', () => {
    const played = play(9000, [user(0, 3000), agent(2500, 5000), says(2500, ' I know!')])
    expect(of(played.events, 'interruption')).toEqual([
      { type: 'interruption', by: 'agent', turnId: 'u1', atMs: 2500, stopMs: 500 },
    ])
    expect(of(played.events, 'latency')).toEqual([{ type: 'latency', turnId: 'a1', responseMs: 0, fromMs: 2500, toMs: 2500 }])
  })

  it('of one word count where the agent falls silent for it', () => {
    const played = play(9000, [
      agent(0, 2500),
      says(0, ' And then we'),
      user(2000, 2300),
      ear(2700, 0, 'Stop!', true, 2000, 2300),
    ])
    expect(of(played.events, 'interruption')).toEqual([
      { type: 'interruption', by: 'user', turnId: 'a1', atMs: 2000, stopMs: 500 },
    ])
    expect(spans(played)).toEqual([
      ['a1', 0, 2500],
      ['u1', 2000, 2300],
    ])
  })

  it('are not made by a touch of the turns at the end of a finished sentence', () => {
    const played = play(9000, [
      agent(0, 2000),
      says(0, ' How are you?'),
      user(1800, 4000),
      ear(4400, 0, 'Very well indeed, thanks.', true, 1800, 4000),
    ])
    expect(of(played.events, 'interruption')).toEqual([])
    expect(overlaps(played).map((overlap) => overlap.kind)).toEqual(['other'])
    expect(turns(played).map((turn) => turn.responseMs)).toEqual([null, 0])
  })

  it('need the other side to stop', () => {
    const played = play(9000, [agent(0, 7000), user(2000, 4000), ear(4300, 0, 'You are not listening to me.', true, 2000, 4000)])
    expect(of(played.events, 'interruption')).toEqual([])
    expect(spans(played)).toEqual([
      ['u1', 2000, 4000],
      ['a1', 0, 7000],
    ])
  })

  it('at a simultaneous start are by the one that goes on', () => {
    const played = play(9000, [user(1000, 2600), agent(1000, 5000)])
    expect(of(played.events, 'interruption')).toMatchObject([{ by: 'agent', turnId: 'u1', stopMs: 1600 }])
  })

  it('are told by when the other has given way, not seconds later', () => {
    const lines = [agent(0, 3400), says(0, ' Long'), user(3000, 9000)]
    const inputs = inputsOf(lines, 4000)
    expect(of(feed(initialConversation(), inputs).events, 'interruption')).toHaveLength(1)
  })
})

describe('words', () => {
  it('that come seconds late amend the turn', () => {
    const played = play(15_000, [
      user(0, 2000),
      ear(1000, 0, 'where', false, 0, 1000),
      agent(2500, 8000),
      ear(7000, 0, 'Where is my hat?', true, 0, 2000),
    ])
    expect(turns(played)[0]?.text).toBe('where')
    expect(
      of(played.events, 'transcript')
        .filter((event) => event.turnId === 'u1')
        .at(-1),
    ).toEqual({
      type: 'transcript',
      side: 'user',
      turnId: 'u1',
      text: 'Where is my hat?',
      final: true,
      source: 'engine',
      atMs: 2000,
    })
  })

  it('of several utterances of an ear make one turn, in the order they were said', () => {
    const played = play(12_000, [
      user(0, 2000),
      user(2500, 4000),
      ear(4300, 1, 'and a coat', true, 2500, 4000),
      ear(4500, 0, 'I lost a hat', true, 0, 2000),
    ])
    expect(turns(played)[0]?.text).toBe('I lost a hat and a coat')
  })

  it('without positions belong to the latest utterance', () => {
    expect(turns(play(9000, [user(0, 2000), ear(2300, 7, 'Hello there', true)]))[0]?.text).toBe('Hello there')
  })

  it('for what passed for noise make it a turn after all', () => {
    const played = play(15_000, [user(0, 400), ear(9000, 0, 'Yes.', true, 0, 400)])
    expect(turns(played)).toEqual([
      {
        turnId: 'u1',
        side: 'user',
        startMs: 0,
        endMs: 400,
        text: 'Yes.',
        source: 'engine',
        interrupted: false,
        responseMs: null,
      },
    ])
  })

  it('say whose ear they are from, before and after the end of their turn', () => {
    const input = { type: 'userWords', utterance: 0, final: true, source: 'ear', fromSample: 0, toSample: at(2000) } as const
    const played = play(9000, [user(0, 2000), cue(2300, { ...input, text: 'Where?' })])
    expect(turns(played)[0]).toMatchObject({ text: 'Where?', source: 'ear' })
    const late = play(9000, [user(0, 2000), agent(2500, 8000), cue(7000, { ...input, text: 'Where?' })])
    expect(turns(late)[0]).not.toHaveProperty('source')
    expect(of(late.events, 'transcript').at(-1)).toMatchObject({ turnId: 'u1', text: 'Where?', source: 'ear' })
  })

  it('tell when each was said once all of them are final, in the order they were said', () => {
    const heard = (utterance: number, fromMs: number, toMs: number, text: string): ConversationInput => ({
      ...{ type: 'userWords', utterance, text, final: true, source: 'ear', fromSample: at(fromMs), toSample: at(toMs) },
      words: [{ text, startMs: fromMs, endMs: toMs }],
    })
    const played = play(9000, [
      user(0, 1000),
      user(1600, 2600),
      cue(3000, heard(1, 1600, 2600, 'friend')),
      cue(3200, heard(0, 0, 1000, 'Hello')),
    ])
    expect(of(played.events, 'transcript').at(-1)).toMatchObject({
      final: true,
      words: [
        { text: 'Hello', startMs: 0 },
        { text: 'friend', startMs: 1600 },
      ],
    })
  })

  it('where no voice was found are not lost', () => {
    const played = play(15_000, [ear(3000, 0, 'A whisper.', true, 1000, 2000)])
    expect(turns(played)).toMatchObject([{ side: 'user', startMs: 1000, endMs: 2000, text: 'A whisper.' }])
  })

  it('still amend a turn after the end', () => {
    const { state } = play(5000, [user(0, 2000)])
    const late = reduce(state, {
      type: 'userWords',
      utterance: 0,
      text: 'Goodbye.',
      final: true,
      fromSample: 0,
      toSample: at(2000),
    })
    expect(late.events).toMatchObject([{ type: 'transcript', turnId: 'u1', text: 'Goodbye.', final: true }])
  })

  it('of the agent may come before or after their sound', () => {
    const played = play(9000, [says(0, ' So'), says(200, ' it'), agent(1000, 3000), says(2000, ' is'), says(3400, ' so.')])
    expect(turns(played)[0]?.text).toBe('So it is so.')
  })

  it('of the agent join exactly and keep repeats', () => {
    const played = play(9000, [
      agent(0, 3000),
      ...[' very', ' very', ' un', 'believ', 'able', '!'].map((text, i) => says(i * 200, text)),
    ])
    expect(turns(played)[0]?.text).toBe('very very unbelievable!')
  })

  it('of the agent that were never heard at the end of the call are only generated', () => {
    const played = play(3000, [agent(0, 3000), says(0, ' See you'), says(4000, ' tomorrow')].slice(0, 2))
    expect(turns(played)[0]?.text).toBe('See you')
    const cut = feed(initialConversation(), [
      ...inputsOf([agent(0, 3000), says(0, ' See you')], 3000),
      { type: 'piece', text: ' tomorrow', atSample: at(3300) },
      { type: 'end', sample: at(3000) },
    ])
    expect(turns(cut)[0]).toMatchObject({ text: 'See you', generated: 'See you tomorrow' })
  })
})

describe('the stream', () => {
  it('may have gaps: they are no pause and end no turn', () => {
    const played = play(9000, [
      cue(1000, { type: 'gap', fromSample: at(1000), toSample: at(1800) }),
      user(0, 1000),
      user(1900, 3000),
    ])
    expect(spans(played)).toEqual([['u1', 0, 3000]])
    expect(of(played.events, 'pause')).toEqual([])
    expect(of(played.events, 'speech')).toHaveLength(2)
  })

  it('may drift: windows that touch badly or overlap a little are one stretch', () => {
    const inputs: ConversationInput[] = []
    for (let frame = 0; frame < 300; frame++) {
      const from = Math.round(frame * 960 * 1.002 + (frame % 3) * 200)
      inputs.push({ type: 'voice', side: 'agent', voiced: frame < 150, fromSample: from, toSample: from + 960 })
      inputs.push({ type: 'voice', side: 'user', voiced: false, fromSample: frame * 960, toSample: frame * 960 + 960 })
    }
    const speech = of(feed(initialConversation(), inputs).events, 'speech')
    expect(speech.map((event) => event.speaking)).toEqual([true, false])
    expect(Math.abs((speech[1]?.atMs ?? 0) - 3006)).toBeLessThan(10)
  })

  it('may come from a new engine leg: what the old one was saying is over', () => {
    const played = play(12_000, [
      cue(0, { type: 'leg', epoch: 1 }),
      agent(100, 3000),
      says(100, ' I was'),
      cue(3000, { type: 'leg', epoch: 2 }),
      agent(3600, 6000),
      says(3600, ' I am'),
    ])
    expect(turns(played).map((turn) => [turn.turnId, turn.startMs, turn.text, turn.interrupted])).toEqual([
      ['a1', 100, 'I was', false],
      ['a2', 3600, 'I am', false],
    ])
  })

  it('is placed where the user hears it', () => {
    const played = play(9000, [
      cue(0, { type: 'heard', sentSamples: at(500), playedSamples: at(260) }),
      user(0, 2000),
      agent(2480, 4000),
      says(2480, ' Hm, well'),
    ])
    expect(of(played.events, 'latency').map((event) => event.responseMs)).toEqual([720])
    expect(turns(played).map((turn) => turn.text)).toEqual(['', 'Hm, well'])
  })

  it('need not send one side in step with the other', () => {
    const lines = [user(0, 2000), agent(2480, 5000), user(4000, 6000)]
    const inputs = inputsOf(lines, 9000)
    const late = (ms: number, input: ConversationInput) =>
      ('toSample' in input ? (input.toSample ?? 0) : 0) + (ms > 0 && 'side' in input && input.side === 'user' ? at(ms) : 0)
    const delayed = inputs.toSorted((a, b) => late(400, a) - late(400, b))
    const end: ConversationInput = { type: 'end', sample: at(9000) }
    expect(feed(initialConversation(), [...delayed, end]).events).toEqual(feed(initialConversation(), [...inputs, end]).events)
  })

  it('goes on by ticks where a side sends nothing', () => {
    const silent = feed(initialConversation(), [
      { type: 'voice', side: 'user', voiced: true, fromSample: 0, toSample: at(1500) },
      { type: 'tick', sample: at(6000) },
    ])
    expect(turns(silent)).toHaveLength(1)
  })

  it('of hours keeps a bounded state', () => {
    let state = initialConversation()
    const size = (of: ConversationState) => JSON.stringify(of).length
    let early = 0
    for (let turn = 0; turn < 600; turn++) {
      const shift = turn * 12_000
      const inputs: ConversationInput[] = []
      for (let ms = 0; ms < 12_000; ms += 100) {
        const span = { fromSample: at(shift + ms), toSample: at(shift + ms + 100) }
        inputs.push({ type: 'voice', side: 'user', voiced: ms < 3000 || (ms > 5000 && ms < 5400), ...span })
        inputs.push({ type: 'voice', side: 'agent', voiced: ms > 3300 && ms < 7000, ...span })
        if (ms > 3000 && ms < 7000) inputs.push({ type: 'piece', text: ' word', atSample: span.fromSample })
        if (ms === 3000 || ms === 6000)
          inputs.push({
            type: 'userWords',
            utterance: turn * 2 + (ms > 3000 ? 1 : 0),
            text: 'some words',
            final: true,
            fromSample: span.fromSample - at(900),
            toSample: span.fromSample,
          })
      }
      state = feed(state, inputs).state
      if (turn === 20) early = size(state)
    }
    expect(size(state)).toBeLessThan(early * 1.3)
  })
})

describe('whatever comes', () => {
  const sample = fc.integer({ min: 0, max: at(12_000) })
  const side = fc.constantFrom('user' as const, 'agent' as const)
  const text = fc.constantFrom('', 'yes', ' mm-hm', ' stop now please wait', 'Really?', ' the end.')
  const span = fc.tuple(sample, sample).map(([a, b]) => ({ fromSample: Math.min(a, b), toSample: Math.max(a, b) }))
  const anyInput: fc.Arbitrary<ConversationInput> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(side, fc.boolean(), span)
        .map(([s, voiced, at]) => ({ type: 'voice' as const, side: s, voiced, ...at })),
    },
    fc.tuple(text, sample).map(([t, atSample]) => ({ type: 'piece' as const, text: t, atSample })),
    fc.tuple(sample, sample).map(([sentSamples, playedSamples]) => ({ type: 'heard' as const, sentSamples, playedSamples })),
    fc
      .tuple(fc.nat(6), text, fc.boolean(), fc.option(span))
      .map(([utterance, t, final, at]) => ({ type: 'userWords' as const, utterance, text: t, final, ...at })),
    span.map((at) => ({ type: 'gap' as const, ...at })),
    fc.nat(4).map((epoch) => ({ type: 'leg' as const, epoch })),
    sample.map((s) => ({ type: 'tick' as const, sample: s })),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -5).map((s) => ({ type: 'tick' as const, sample: s })),
  )
  /** Frames in order, voiced in runs, with cues anywhere between: what a call looks like. */
  const anyCall = fc
    .record({
      user: fc.array(fc.tuple(fc.integer({ min: 1, max: 180 }), fc.boolean()), { maxLength: 14 }),
      agent: fc.array(fc.tuple(fc.integer({ min: 1, max: 180 }), fc.boolean()), { maxLength: 14 }),
      cues: fc.array(
        fc.tuple(
          fc.nat(999),
          anyInput.filter((input) => input.type !== 'voice' && input.type !== 'tick'),
        ),
        { maxLength: 30 },
      ),
    })
    .map(({ user: u, agent: a, cues }) => {
      const frames = (runs: readonly (readonly [number, boolean])[]) =>
        runs.flatMap(([n, voiced]) => Array<boolean>(n).fill(voiced))
      const sides = { user: frames(u), agent: frames(a) }
      const inputs: ConversationInput[] = []
      for (let frame = 0; frame < Math.max(sides.user.length, sides.agent.length); frame++) {
        inputs.push(...cues.filter(([when]) => when === frame).map(([, input]) => input))
        for (const s of ['user', 'agent'] as const)
          inputs.push({
            type: 'voice',
            side: s,
            voiced: sides[s][frame] ?? false,
            fromSample: frame * 960,
            toSample: frame * 960 + 960,
          })
      }
      return inputs
    })

  const check = (inputs: readonly ConversationInput[]) => {
    const { events, state } = feed(initialConversation(), [...inputs, { type: 'end', sample: at(12_000) }])
    const open = new Map<string, 'turn' | 'overlap'>()
    const seen = new Set<string>()
    const speaking = { user: false, agent: false }
    for (const event of events) {
      serverEventSchema.parse(event)
      if (event.type === 'speech') {
        expect(event.speaking).toBe(!speaking[event.side])
        speaking[event.side] = event.speaking
      }
      if (event.type === 'turn.start') {
        expect(seen.has(event.turnId)).toBe(false)
        seen.add(event.turnId)
        open.set(event.turnId, 'turn')
      }
      if (event.type === 'overlap.start') open.set(event.overlapId, 'overlap')
      if (event.type === 'turn.end') {
        expect(open.delete(event.turn.turnId)).toBe(true)
        expect(event.turn.endMs).toBeGreaterThanOrEqual(event.turn.startMs)
      }
      if (event.type === 'overlap.end') {
        expect(open.delete(event.overlap.overlapId)).toBe(true)
        expect(event.overlap.endMs).toBeGreaterThanOrEqual(event.overlap.startMs)
      }
      if (event.type === 'transcript') expect(seen.has(event.turnId)).toBe(true)
      if (event.type === 'latency') expect(event.responseMs).toBe(event.toMs - event.fromMs)
    }
    expect([...open.keys()]).toEqual([])
    expect(speaking).toEqual({ user: false, agent: false })
    expect(state.overlaps).toEqual([])
    return events
  }

  it('a turn that loses the floor before it is known for one begins before it ends', () => {
    check([
      { type: 'voice', side: 'user', voiced: true, fromSample: 0, toSample: at(90) },
      { type: 'voice', side: 'agent', voiced: true, fromSample: 0, toSample: at(970) },
      { type: 'userWords', utterance: 0, text: 'yes', final: false },
    ])
  })

  it('in whatever order, nothing throws and all that starts ends once', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => void check(inputs)),
      { numRuns: 150 },
    )
  })

  it('in a call, turns of a side follow each other in time', () => {
    fc.assert(
      fc.property(anyCall, (inputs) => {
        const ends = of(check(inputs), 'turn.end').map((event) => event.turn)
        const agentTurns = ends.filter((turn) => turn.side === 'agent')
        for (const [at, turn] of agentTurns.entries())
          expect(turn.startMs).toBeGreaterThanOrEqual(at === 0 ? 0 : (agentTurns[at - 1]?.endMs ?? 0))
      }),
      { numRuns: 150 },
    )
  })

  it('the state given is left as it was', () => {
    fc.assert(
      fc.property(anyCall, (inputs) => {
        let state = initialConversation()
        for (const input of inputs) {
          const before = JSON.stringify(state)
          const next = reduce(state, input).state
          expect(JSON.stringify(state)).toBe(before)
          state = next
        }
      }),
      { numRuns: 10 },
    )
  })
})
