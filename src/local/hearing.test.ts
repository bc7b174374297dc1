import { setImmediate as turn } from 'node:timers/promises'
import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { HearOptions } from '../speech/speech.ts'
import { askedOf, Hearing, type HearingParts, voiceLevel } from './hearing.ts'
import type { TurnTakingEvent, TurnTakingState } from './turn-state.ts'

const parts: HearingParts = {
  vad: { next: async () => 0, reset: () => {} },
  ear: { name: 'test', hear: () => Promise.reject(new Error('down')), close: async () => {} },
  turnEnd: { finished: () => Promise.reject(new Error('down')), close: async () => {} },
  echo: { played: () => {}, clean: (mic) => ({ residual: mic, nearEnd: true, echoing: false }) },
  log: pino({ enabled: false }),
}
type Who = Pick<TurnTakingState, 'speaking' | 'agent'>

function hearing(who: Who): { listen(frames: number, likely: number): Promise<void>; resets: number; events: TurnTakingEvent[] } {
  const events: TurnTakingEvent[] = []
  let likely = 0
  const room = {
    resets: 0,
    events,
    async listen(frames: number, p: number) {
      likely = p
      hears.listen(new Float32Array(512 * frames))
      const wanted = events.length + frames
      for (let i = 0; i < 10 * frames && events.length < wanted; i++) await turn()
    },
  }
  const hears = new Hearing(
    {
      ...parts,
      vad: {
        next: async () => likely,
        reset: () => {
          room.resets += 1
        },
      },
    },
    { state: () => who, ownWords: () => [], onEvent: (event) => events.push(event), onFailure: () => {} },
  )
  return room
}
const voiced = (events: readonly TurnTakingEvent[]): boolean[] =>
  events.flatMap((event) => (event.type === 'frame' ? event.voiced : []))

describe('hearing', () => {
  it('starts voice activity afresh when the user has long been silent while the agent speaks', async () => {
    const room = hearing({ speaking: false, agent: 'answer' })
    await room.listen(31, 0.01)
    expect(room.resets).toBe(0)
    await room.listen(1, 0.01)
    expect(room.resets).toBe(1)
  })
  it('does not while there is the least doubt, nor while the agent is silent', async () => {
    const doubtful = hearing({ speaking: false, agent: 'answer' })
    for (let i = 0; i < 4; i++) {
      await doubtful.listen(20, 0.01)
      await doubtful.listen(1, 0.2)
    }
    expect(doubtful.resets).toBe(0)
    const alone = hearing({ speaking: false, agent: 'silent' })
    await alone.listen(80, 0.01)
    expect(alone.resets).toBe(0)
  })
  it('asks the ear in the persona’s language for the words it expects, and places them in time', async () => {
    const asked: (HearOptions | undefined)[] = []
    const events: TurnTakingEvent[] = []
    const heard = { text: 'Arcus?', words: [{ text: 'Arcus?', p: 0.9, startMs: 250, endMs: 600 }], logprob: -0.1, noSpeech: 0 }
    const hears = new Hearing(
      {
        ...parts,
        ear: {
          name: 'test',
          hear: async (_, options) => {
            asked.push(options)
            return { ...heard, stopped: 'end' as const, ms: 1 }
          },
          close: async () => {},
        },
      },
      {
        state: () => ({ speaking: true, agent: 'silent' }),
        ownWords: () => [],
        expects: { hotWords: ['Arcus'], language: 'de' },
        onEvent: (event) => events.push(event),
        onFailure: () => {},
      },
    )
    await hears.hear({ type: 'hear', id: 1, purpose: 'attempt', fromMs: 1000, toMs: 1700, voicedMs: 500 })
    expect(asked).toMatchObject([{ hotWords: ['Arcus'], language: 'de', voicedMs: 500, wordTimes: true }])
    expect(events).toMatchObject([{ type: 'heard', text: 'Arcus?', times: [{ text: 'Arcus?', startMs: 1050, endMs: 1400 }] }])
  })
  it('believes in voice sooner while the agent speaks, and longest in one that is there', async () => {
    const talking = hearing({ speaking: false, agent: 'answer' })
    const quiet = hearing({ speaking: false, agent: 'silent' })
    await talking.listen(1, 0.45)
    await quiet.listen(1, 0.45)
    expect([voiced(talking.events), voiced(quiet.events)]).toEqual([[true], [false]])
    expect(voiceLevel({ speaking: false, agent: 'answer' }, true)).toBe(voiceLevel({ speaking: false, agent: 'silent' }))
    expect(voiceLevel({ speaking: true, agent: 'answer' })).toBeLessThan(voiceLevel({ speaking: false, agent: 'answer' }))
  })
  it('asks for every "uh" where it matters whether somebody has finished, and only there', () => {
    expect(askedOf('attempt').fillers).toBe(true)
    expect([askedOf('overlap').fillers, askedOf('partial').fillers]).toEqual([false, false])
  })
})
