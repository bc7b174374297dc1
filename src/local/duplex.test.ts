import { setImmediate as turn } from 'node:timers/promises'
import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { Brain, BrainRequest } from '../brain/brain.ts'
import type { EngineMetadata } from '../protocol/engine-metadata.ts'
import type { Heard } from '../speech/speech.ts'
import { Duplex } from './duplex.ts'

const heard = (text: string): Heard => ({ text, words: [], logprob: -0.2, noSpeech: 0.01, stopped: 'end', ms: 1 })

/** A call on a clock of its own: loud samples are speech, the ear hears what the script says, a word takes 200 ms to say. */
class Room {
  says = ''
  finished = 0.95
  reply = 'Sure, I can tell you that. It is a long answer with many words in it.'
  readonly requests: BrainRequest[] = []
  readonly metadata: EngineMetadata[] = []
  readonly pieces: string[] = []
  audibleMs = 0
  readonly duplex: Duplex
  #debt = 0

  /** @param before waited for ahead of the first sound of each clause */
  constructor(brain: Partial<Brain> = {}, before: () => Promise<void> = async () => {}) {
    const room = this
    const parts: Brain = {
      name: 'test',
      speculative: true,
      async *reply(request) {
        room.requests.push({ ...request, history: [...request.history] })
        yield { type: 'text', text: room.reply }
      },
      close: async () => {},
      ...brain,
    }
    this.duplex = new Duplex(
      {
        vad: { next: async (frame) => (Math.abs(frame[0] ?? 0) > 0.1 ? 1 : 0), reset: () => {} },
        ear: { name: 'test', hear: async () => heard(this.says), close: async () => {} },
        turnEnd: { finished: async () => this.finished, close: async () => {} },
        mouth: {
          voices: [],
          say: async (text) => {
            await before()
            const samples = new Float32Array(text.split(' ').length * 4800).fill(0.5)
            return { samples, sampleRate: 24_000, aborted: false, ms: 1 }
          },
          close: async () => {},
        },
        brain: parts,
        echo: { played: () => {}, clean: (mic) => ({ residual: mic, nearEnd: true, echoing: false }) },
        murmur: () => ({ text: 'Mm-hm.', samples: new Float32Array(4800).fill(0.5) }),
        log: pino({ enabled: false }),
      },
      { persona: { name: 'Duet', role: 'test' }, voice: 'joe', greeting: undefined, timeZone: 'UTC' },
    )
    this.duplex.onMetadata = (metadata) => this.metadata.push(metadata)
  }
  async #pass(ms: number, level: number): Promise<void> {
    for (let t = 0; t < ms; t += 32) {
      this.duplex.listen(new Float32Array(512).fill(level))
      for (let i = 0; i < 6; i++) await turn()
      for (this.#debt += 32; this.#debt >= 20; this.#debt -= 20) {
        const frame = this.duplex.speak()
        this.pieces.push(...frame.pieces)
        if (frame.audible) this.audibleMs += 20
      }
    }
  }
  async user(ms: number, says: string): Promise<void> {
    this.says = says
    await this.#pass(ms, 0.5)
  }
  quiet(ms: number): Promise<void> {
    return this.#pass(ms, 0)
  }
  states(): string[] {
    return this.metadata.flatMap((m) => (m.type === 'overlap' ? [m.state] : m.type === 'turn' ? [`${m.side} ${m.state}`] : []))
  }
}

describe('duplex', () => {
  it('answers a finished turn with sound and words in step', async () => {
    const room = new Room()
    await room.user(1200, 'What is the time?')
    await room.quiet(600)
    expect(room.pieces.join('')).toMatch(/^ Sure,/)
    await room.quiet(5000)
    expect(room.pieces.join('').trim()).toBe(room.reply)
    expect(room.states()).toEqual(['user end', 'agent start', 'agent end'])
    expect(room.metadata.findLast((m) => m.type === 'user.words')).toMatchObject({ text: 'What is the time?', final: true })
  })
  it('asks the brain once for a finished turn and shows it only what was heard of a cut answer', async () => {
    const room = new Room()
    await room.user(1200, 'Tell me all')
    await room.quiet(1600)
    await room.user(700, 'Wait, what was that?')
    await room.quiet(700)
    expect(room.states()).toContain('yielded')
    const history = room.requests.at(-1)?.history ?? []
    expect(history.map((said) => said.side)).toEqual(['user', 'agent', 'user'])
    const cut = history[1]
    expect(room.reply.startsWith(cut?.text ?? 'x')).toBe(true)
    expect(`${cut?.text} ${cut?.rest}`).toBe(room.reply)
  })
  it('goes on after a backchannel without losing a word', async () => {
    const room = new Room()
    await room.user(1200, 'Tell me all')
    await room.quiet(1000)
    await room.user(300, 'Yeah.')
    await room.quiet(5000)
    expect(room.states().filter((s) => s === 'lowered' || s === 'restored')).toEqual(['lowered', 'restored'])
    expect(room.pieces.join('').trim()).toBe(room.reply)
  })
  it('says nothing of an answer that was prepared in vain', async () => {
    const room = new Room()
    room.finished = 0.05
    await room.user(1200, 'I would like')
    await room.quiet(500)
    expect(room.requests).toHaveLength(1)
    await room.user(800, 'I would like some tea.')
    expect(room.audibleMs).toBe(0)
  })
  it('survives a failing ear and a failing brain', async () => {
    const room = new Room({
      // biome-ignore lint/correctness/useYield: it fails before its first word
      async *reply() {
        throw new Error('down')
      },
    })
    await room.user(1200, 'Hello there.')
    await room.quiet(800)
    expect(room.metadata.some((m) => m.type === 'notice')).toBe(true)
    await room.user(1200, 'Are you there?')
    await room.quiet(800)
    expect(room.metadata.filter((m) => m.type === 'decision')).toHaveLength(2)
  })
  it('murmurs in a long story without taking the turn', async () => {
    const room = new Room()
    room.finished = 0.05
    await room.user(7000, 'We went to the lake and')
    await room.quiet(500)
    await room.user(1000, 'We went to the lake and swam and')
    expect(room.metadata.some((m) => m.type === 'backchannel')).toBe(true)
    expect(room.states()).toEqual([])
  })
  it('says what it was given when nobody speaks, as its own words, and once', async () => {
    const room = new Room()
    room.duplex.instruct({ id: 'n1', text: 'You have a call at nine.' })
    room.duplex.instruct({ id: 'n1', text: 'You have a call at nine.' })
    await room.quiet(4000)
    expect(room.pieces.join('')).toBe(' You have a call at nine.')
    expect(room.metadata.filter((m) => m.type === 'instruction')).toMatchObject([{ id: 'n1', state: 'said' }])
    await room.user(1200, 'What was that?')
    await room.quiet(600)
    expect(room.requests.at(-1)?.history).toMatchObject([{ side: 'agent', text: 'You have a call at nine.' }, { side: 'user' }])
  })
  it('holds what it was given while the user talks and answers first what they said', async () => {
    const room = new Room()
    await room.user(1200, 'What is the time?')
    room.duplex.instruct({ id: 'n1', text: 'You have a call at nine.' })
    await room.user(2000, 'What is the time in Oslo?')
    expect(room.pieces).toEqual([])
    await room.quiet(9000)
    expect(room.pieces.join('').trim()).toBe(`${room.reply} You have a call at nine.`)
  })
  it('says it again from the beginning where the user spoke before its first sound', async () => {
    const slow = Promise.withResolvers<void>()
    const room = new Room({}, () => slow.promise)
    room.duplex.instruct({ id: 'n1', text: 'You have a call at nine.' })
    await room.quiet(1200)
    await room.user(1200, 'Hello there.')
    expect(room.pieces).toEqual([])
    slow.resolve()
    await room.quiet(8000)
    expect(room.pieces.join('').trim()).toBe(`${room.reply} You have a call at nine.`)
  })
  it('drops what could not be said in half a minute, and tells so', async () => {
    const room = new Room()
    room.finished = 0.05
    room.duplex.instruct({ id: 'n1', text: 'You have a call at nine.' })
    for (let i = 0; i < 16; i++) await room.user(2000, 'We went to the lake and')
    expect(room.metadata.filter((m) => m.type === 'instruction')).toMatchObject([{ id: 'n1', state: 'dropped' }])
    expect(room.pieces).toEqual([])
  })
  it('tells the brain what its timers have left, and lets none ring that was taken back', async () => {
    const asked: BrainRequest[] = []
    const room = new Room({
      async *reply(request) {
        asked.push(request)
        const said = request.history.at(-1)?.text ?? ''
        if (request.cause === 'timer') return yield { type: 'text', text: 'Ring!' }
        yield said.startsWith('Set') ? { type: 'timer', seconds: 12, label: 'tea' } : { type: 'timer-cancel', which: 'last' }
        yield { type: 'text', text: 'Okay then.' }
      },
    })
    await room.user(1200, 'Set a timer.')
    await room.quiet(2500)
    await room.user(1200, 'Cancel the timer.')
    await room.quiet(12_000)
    expect(asked.find(({ history }) => history.at(-1)?.text === 'Cancel the timer.')?.timers).toEqual([
      { label: 'tea', secondsLeft: expect.toSatisfy((left: number) => left > 5 && left < 12) },
    ])
    expect(asked.some(({ cause }) => cause === 'timer')).toBe(false)
  })
})
