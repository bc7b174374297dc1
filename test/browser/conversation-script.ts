/** The conversation that the mock bridge plays for the page: a question, an answer with an "mm-hm" on each side, and an interruption. */
import type { ServerEvent, Side, Turn } from '../../src/protocol/session.ts'
import { atPageTime } from '../../web/src/call/media-clock.ts'
import { type MockCall, mockEngine } from './mock-bridge.ts'

/** Where the fake microphone speaks, ms from its start: two seconds later than the script counts, for the page to get ready in. */
export const userStretches = [
  { atMs: 2_500, lengthMs: 2_800 },
  { atMs: 7_600, lengthMs: 500 },
  { atMs: 11_000, lengthMs: 2_600 },
  { atMs: 16_200, lengthMs: 4_000 },
] as const

export const sessionEvent: ServerEvent = {
  type: 'session',
  version: 1,
  sessionId: 's-1',
  conversationId: 'c-1',
  persona: { id: 'arcus', name: 'Arcus' },
  engine: mockEngine,
}

export function turnOf(turn: Partial<Turn> & Pick<Turn, 'turnId' | 'side' | 'startMs' | 'endMs' | 'text'>): Turn {
  return { interrupted: false, responseMs: null, ...turn }
}

/** Said in full, and as far as it was heard. */
const answer = ' Lovely. Have you planned anything for her? There is a market on Saturday, and the weather should hold'
const answerHeard = 'Lovely. Have you planned anything for her? There is a market on Saturday,'

const cutTurn = { turnId: 'a1', side: 'agent', startMs: 3_780, endMs: 9_460, text: answerHeard } as const
const yeahOverlap = {
  overlapId: 'o1',
  by: 'user',
  startMs: 5_620,
  endMs: 6_100,
  kind: 'backchannel',
  text: 'yeah',
  stopMs: null,
} as const
const cutOverlap = {
  overlapId: 'o2',
  by: 'user',
  startMs: 9_020,
  endMs: 9_460,
  kind: 'interruption',
  text: 'wait',
  stopMs: 440,
} as const

/**
 * Plays the conversation in step with the microphone, whose first sound is at 500 ms of the script. `pause` stops it at the moments
 * it is told of, for a look.
 */
export async function playConversation(socket: MockCall, pause: (moment: string) => Promise<void>): Promise<void> {
  socket.send(sessionEvent)
  socket.ready()
  socket.send({ type: 'engine', state: 'ready', name: 'local' })
  await socket.at(200)
  await pause('listening')
  const call = fromNow(socket, (await socket.firstSound()) - 500)
  const speech = (side: Side, speaking: boolean, atMs: number) => call.send({ type: 'speech', side, speaking, atMs })
  await call.at(700)
  speech('user', true, 520)
  call.send({ type: 'turn.start', turnId: 'u1', side: 'user', atMs: 520 })
  await call.at(1_500)
  call.send({ type: 'transcript', side: 'user', turnId: 'u1', text: 'My sister Ana', final: false, atMs: 1_500 })
  await call.at(2_600)
  call.send({
    type: 'transcript',
    side: 'user',
    turnId: 'u1',
    text: 'My sister Ana visits on Friday, and',
    final: false,
    atMs: 2_600,
  })
  await pause('hearing-you')
  await call.at(3_500)
  speech('user', false, 3_300)
  const first = turnOf({ turnId: 'u1', side: 'user', startMs: 520, endMs: 3_300, text: 'My sister Ana visits on Friday.' })
  call.send({ type: 'turn.end', turn: first })

  await call.at(3_780)
  call.speak(6_300)
  speech('agent', true, 3_780)
  call.send({ type: 'turn.start', turnId: 'a1', side: 'agent', atMs: 3_780 })
  call.send({ type: 'latency', turnId: 'a1', responseMs: 480, fromMs: 3_300, toMs: 3_780 })
  const pieces = answer.match(/ ?[^ ]+/g) ?? []
  for (const [index, piece] of pieces.entries()) {
    await call.at(3_800 + index * 330)
    call.send({ type: 'text', text: piece, atMs: 3_800 + index * 330 })
    if (index === 5) {
      speech('user', true, 5_620)
      call.send({ type: 'overlap.start', overlapId: 'o1', by: 'user', atMs: 5_620 })
    }
    if (index === 8) {
      speech('user', false, 6_100)
      call.send({ type: 'overlap.end', overlap: yeahOverlap })
      call.send({ type: 'backchannel', side: 'user', startMs: 5_620, endMs: 6_100, text: 'yeah' })
      await pause('speaking')
    }
    if (index === 16) {
      speech('user', true, 9_020)
      call.send({ type: 'overlap.start', overlapId: 'o2', by: 'user', atMs: 9_020 })
      await pause('both-speaking')
    }
  }
  await call.at(9_500)
  call.hush()
  speech('agent', false, 9_460)
  call.send({ type: 'overlap.end', overlap: cutOverlap })
  call.send({ type: 'interruption', by: 'user', turnId: 'a1', atMs: 9_020, stopMs: 440 })
  call.send({ type: 'turn.end', turn: turnOf({ ...cutTurn, generated: answer.trim(), interrupted: true, responseMs: 480 }) })
  call.send({ type: 'turn.start', turnId: 'u2', side: 'user', atMs: 9_020 })
  call.send({ type: 'transcript', side: 'user', turnId: 'u2', text: 'Wait, she comes with', final: false, atMs: 10_000 })
  await call.at(10_600)
  await pause('interrupted')
  await call.at(11_800)
  speech('user', false, 11_600)
  const third = turnOf({
    turnId: 'u2',
    side: 'user',
    startMs: 9_020,
    endMs: 11_600,
    text: 'Wait, she comes with her two children.',
  })
  call.send({ type: 'turn.end', turn: third })
  await call.at(12_110)
  call.speak(1_500)
  speech('agent', true, 12_110)
  call.send({ type: 'turn.start', turnId: 'a2', side: 'agent', atMs: 12_110 })
  call.send({ type: 'latency', turnId: 'a2', responseMs: 510, fromMs: 11_600, toMs: 12_110 })
  call.send({ type: 'text', text: ' Oh, how old are they?', atMs: 12_110 })
  await call.at(13_700)
  speech('agent', false, 13_600)
  const fourth = { turnId: 'a2', side: 'agent', startMs: 12_110, endMs: 13_600, text: 'Oh, how old are they?' } as const
  call.send({ type: 'turn.end', turn: turnOf({ ...fourth, responseMs: 510 }) })
  await call.at(14_400)
  speech('user', true, 14_220)
  call.send({ type: 'turn.start', turnId: 'u3', side: 'user', atMs: 14_220 })
  await call.at(16_300)
  call.send({
    type: 'transcript',
    side: 'user',
    turnId: 'u3',
    text: 'Six and nine, and the little one only wants',
    final: false,
    atMs: 16_200,
  })
  call.speak(420)
  call.send({ type: 'backchannel', side: 'agent', startMs: 16_300, endMs: 16_700, text: 'mm-hm' })
  await call.at(17_200)
  await pause('mid-conversation')
}

/** The call as a script sees it whose time 0 is the call's `beginMs`. */
function fromNow(call: MockCall, beginMs: number): Pick<MockCall, 'at' | 'send' | 'speak' | 'hush'> {
  return {
    at: (ms) => call.at(ms + beginMs),
    send: (event) => call.send(atPageTime(event, beginMs)),
    speak: (lengthMs) => call.speak(lengthMs),
    hush: () => call.hush(),
  }
}

/** The same conversation as the journal keeps it, and what the mock bridge then lists. */
const pastTurns: readonly Turn[] = [
  turnOf({ turnId: 'u1', side: 'user', startMs: 520, endMs: 3_300, text: 'My sister Ana visits on Friday.' }),
  turnOf({ ...cutTurn, generated: answer.trim(), interrupted: true, responseMs: 480 }),
  turnOf({ turnId: 'u2', side: 'user', startMs: 9_020, endMs: 11_600, text: 'Wait, she comes with her two children.' }),
  turnOf({ turnId: 'a2', side: 'agent', startMs: 12_110, endMs: 13_600, text: 'Oh, how old are they?', responseMs: 510 }),
  turnOf({ turnId: 't3', side: 'user', startMs: 16_000, endMs: 16_000, text: 'six and nine' }),
  turnOf({
    turnId: 'a3',
    side: 'agent',
    startMs: 17_200,
    endMs: 24_000,
    text: 'Then the boat museum might please them all: one may steer there.',
  }),
  turnOf({ turnId: 'u4', side: 'user', startMs: 24_600, endMs: 26_000, text: 'That is a good idea.', responseMs: 600 }),
  turnOf({
    turnId: 'a4',
    side: 'agent',
    startMs: 26_400,
    endMs: 41_000,
    text: 'Shall I remind you on Thursday to book? They are often full at the weekend, and a table by the water is worth the call.',
    responseMs: 400,
  }),
]
export const pastConversation = {
  history: pastTurns,
  events: [
    { type: 'overlap.end', overlap: yeahOverlap },
    { type: 'backchannel', side: 'user', startMs: 5_620, endMs: 6_100, text: 'yeah' },
    { type: 'overlap.end', overlap: cutOverlap },
    { type: 'interruption', by: 'user', turnId: 'a1', atMs: 9_020, stopMs: 440 },
    { type: 'latency', turnId: 'a1', responseMs: 480, fromMs: 3_300, toMs: 3_780 },
    { type: 'latency', turnId: 'a2', responseMs: 510, fromMs: 11_600, toMs: 12_110 },
    { type: 'latency', turnId: 'a4', responseMs: 400, fromMs: 26_000, toMs: 26_400 },
    { type: 'engine', state: 'ready', name: 'moshi', epoch: 2, reason: 'context', gapMs: 0, atMs: 14_600 },
    { type: 'engine', state: 'recovering', name: 'moshi', reason: 'lost', atMs: 24_200 },
    { type: 'unheard', turnId: 'u4', startMs: 24_600, endMs: 26_000 },
    { type: 'engine', state: 'ready', name: 'moshi', epoch: 3, reason: 'lost', gapMs: 2_000, atMs: 26_200 },
  ] satisfies ServerEvent[],
  sessions: [
    {
      session_id: 's-1',
      persona: 'arcus',
      created_at: 1_772_360_000_000,
      length_ms: 41_000,
      turns: 8,
      opening: 'My sister Ana visits on Friday.',
    },
    {
      session_id: 's-2',
      persona: 'duet',
      created_at: 1_772_270_000_000,
      length_ms: 184_000,
      turns: 31,
      opening: 'What is seventeen percent of two hundred and forty, and while you are at it',
    },
    { session_id: 's-3', persona: 'myca', created_at: 1_772_180_000_000, length_ms: 0, turns: 0, opening: '' },
  ],
}
