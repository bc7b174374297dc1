/** The conversation that the mock bridge plays for the page: a question, an answer with an "mm-hm" on each side, and an interruption. */
import type { ServerEvent, Side, Turn } from '../../src/protocol/session.ts'
import { type MockCall, mockEngine } from './mock-bridge.ts'

/** When what happens, in media ms; also where the fake microphone speaks. */
export const userStretches = [
  { atMs: 500, lengthMs: 2_800 },
  { atMs: 5_600, lengthMs: 500 },
  { atMs: 9_000, lengthMs: 2_600 },
  { atMs: 14_200, lengthMs: 4_000 },
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

/** Plays the conversation up to the moment it names, and stays there. `pause` stops it at the named moments for a look. */
export async function playConversation(call: MockCall, pause: (moment: string) => Promise<void>): Promise<void> {
  const speech = (side: Side, speaking: boolean, atMs: number) => call.send({ type: 'speech', side, speaking, atMs })
  call.send(sessionEvent)
  call.ready()
  call.send({ type: 'engine', state: 'ready', name: 'local' })
  await call.at(400)
  await pause('listening')

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
      const overlap = {
        overlapId: 'o1',
        by: 'user',
        startMs: 5_620,
        endMs: 6_100,
        kind: 'backchannel',
        text: 'yeah',
        stopMs: null,
      } as const
      call.send({ type: 'overlap.end', overlap })
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
  const second = {
    overlapId: 'o2',
    by: 'user',
    startMs: 9_020,
    endMs: 9_460,
    kind: 'interruption',
    text: 'wait',
    stopMs: 440,
  } as const
  call.send({ type: 'overlap.end', overlap: second })
  call.send({ type: 'interruption', by: 'user', turnId: 'a1', atMs: 9_460, stopMs: 440 })
  const cut = { turnId: 'a1', side: 'agent', startMs: 3_780, endMs: 9_460, text: answerHeard } as const
  call.send({ type: 'turn.end', turn: turnOf({ ...cut, generated: answer.trim(), interrupted: true, responseMs: 480 }) })
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
