import { describe, expect, it } from 'vitest'
import type { Turn } from '../../protocol/session.ts'
import { eventsJsonl, type Said, transcriptJson, transcriptText, transcriptVtt } from './transcript.ts'

function turn(turnId: string, part: Partial<Turn>) {
  const side = turnId.startsWith('u') ? ('user' as const) : ('agent' as const)
  const whole: Turn = { turnId, side, startMs: 0, endMs: 0, text: '', interrupted: false, responseMs: null, ...part }
  return { turn: whole, saidAt: 1_700_000_000_000 + whole.startMs, engine: 'local' }
}
const said: Said = {
  session: { sessionId: 's', conversationId: 'c', persona: 'duet', voice: 'NATF2', userId: 'ana', createdAt: 1_700_000_000_000 },
  agent: 'Duet',
  turns: [
    turn('u1', {
      startMs: 1200,
      endMs: 3400,
      text: 'Is 2 < 3 & so?',
      words: [
        { text: 'Is', startMs: 1200, endMs: 1400 },
        { text: '2 <', startMs: 1500, endMs: 1900 },
      ],
    }),
    turn('a1', { startMs: 3_903_850, endMs: 3_905_000, text: ' Yes,\nit is. ' }),
    turn('u2', { startMs: 3_906_000, endMs: 3_906_000, text: ' ' }),
  ],
  events: [{ atMs: 3900, type: 'latency', body: '{"type":"latency","responseMs":450}' }],
}

describe('what was said, for people and programs', () => {
  it('is text by the time it was said', () => {
    expect(transcriptText(said)).toBe(
      'Conversation with Duet, 2023-11-14T22:13:20.000Z\n\n[00:00:01] You: Is 2 < 3 & so?\n[01:05:03] Duet: Yes, it is.\n',
    )
  })
  it('is WebVTT in media time, with voices, words where their times are known, and nothing that reads as a tag', () => {
    expect(transcriptVtt(said)).toBe(
      'WEBVTT\n\nu1\n00:00:01.200 --> 00:00:03.400\n<v You>Is <00:00:01.500>2 &lt;\n\n' +
        'a1\n01:05:03.850 --> 01:05:05.000\n<v Duet>Yes, it is.\n',
    )
  })
  it('is JSON with everything of each turn', () => {
    const parsed = JSON.parse(transcriptJson(said))
    expect(parsed).toMatchObject({ session_id: 's', persona: 'duet', recording: 'transcript' })
    expect(parsed.history[0]).toMatchObject({ speaker: 'user', turn: { turnId: 'u1', words: [{ text: 'Is' }, {}] } })
  })
  it('is one line for each thing that happened, in media time, the session first', () => {
    const lines = eventsJsonl(said)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ type }) => type)).toEqual(['session', 'turn.end', 'latency', 'turn.end', 'turn.end'])
  })
})
