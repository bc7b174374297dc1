import { once } from 'node:events'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { OpusStreamReader, OpusStreamWriter } from '../audio/ogg-opus.ts'
import { OpusEncoder } from '../audio/opus-codec.ts'
import type { Brain } from '../brain/brain.ts'
import { createBuiltInBrain } from '../brain/built-in/built-in.ts'
import { knownHeading } from '../personas/known-section.ts'
import { DuetError } from '../protocol/errors.ts'
import { decodeMoshi, encodeAudio, encodeMoshi, encodeText, type MoshiFrame } from '../protocol/moshi.ts'
import { kokoroVoices } from '../speech/kokoro-mouth.ts'
import { smallVoices } from '../speech/voices.ts'
import { Duplex } from './duplex.ts'
import { type CallWishes, LocalServer, readWishes } from './server.ts'

const brain: Brain = {
  name: 'test',
  speculative: true,
  async *reply() {
    yield { type: 'text', text: 'Hello there.' }
  },
  close: async () => {},
}
const log = pino({ enabled: false })
let server: LocalServer
let port: number
let heardSamples = 0
let wishes: CallWishes | undefined
/** Answers in place of the test's own brain where a test asks for it. */
let thinking: Brain = brain

beforeEach(async () => {
  heardSamples = 0
  thinking = brain
  server = new LocalServer({
    host: '127.0.0.1',
    port: 0,
    maxCalls: 2,
    log,
    brain,
    ear: 'test',
    voices: smallVoices,
    open: async (asked) => {
      wishes = asked
      return new Duplex(
        {
          vad: { next: async () => 0, reset: () => {} },
          ear: {
            name: 'test',
            hear: async () => ({ text: '', words: [], logprob: 0, noSpeech: 1, stopped: 'end', ms: 0 }),
            close: async () => {},
          },
          turnEnd: { finished: async () => 0, close: async () => {} },
          mouth: {
            voices: [],
            say: async () => ({ samples: new Float32Array(9600).fill(0.5), sampleRate: 24_000, aborted: false, ms: 0 }),
            close: async () => {},
          },
          brain: thinking,
          echo: {
            played: () => {},
            clean: (mic) => {
              heardSamples += mic.length
              return { residual: mic, nearEnd: true, echoing: false }
            },
          },
          murmur: () => undefined,
          log,
        },
        { persona: asked.persona, voice: asked.voice.used.id, greeting: asked.greeting, timeZone: 'UTC' },
      )
    },
  })
  port = await server.start()
})
afterEach(() => server.close())

const open = (query = ''): WebSocket => new WebSocket(`ws://127.0.0.1:${port}/api/chat${query}`)
/** Collects frames until `enough` of them say so. */
async function frames(socket: WebSocket, enough: (all: MoshiFrame[]) => boolean): Promise<MoshiFrame[]> {
  const all: MoshiFrame[] = []
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      all.push(decodeMoshi(data))
      if (enough(all)) resolve()
    })
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
    socket.on('error', reject)
  })
  return all
}
async function refusal(socket: WebSocket): Promise<{ status: number; code: string; retryAfter: string | undefined }> {
  const [, response] = await once(socket, 'unexpected-response')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, code: JSON.parse(text).error.code, retryAfter: response.headers['retry-after'] }
}

describe('local engine socket', () => {
  it('sends the handshake, then a continuous Ogg Opus stream at media pace, silence included', async () => {
    const socket = open()
    const all = await frames(socket, (so) => so.filter((f) => f.type === 'audio').length > 10)
    expect(all[0]).toMatchObject({ type: 'handshake' })
    const reader = new OpusStreamReader()
    const packets = all.flatMap((frame) => (frame.type === 'audio' ? reader.push(frame.data) : []))
    expect(reader.head).toMatchObject({ channels: 1, inputSampleRate: 24_000 })
    expect(packets.every((packet) => packet.durationSamples48 === 960)).toBe(true)
    expect(all.some((frame) => frame.type === 'metadata' && JSON.parse(frame.json).type === 'hello')).toBe(true)
    socket.close()
  })
  it('says its words beside their sound when asked to greet', async () => {
    const socket = open('?greet=1&text_prompt=Your%20name%20is%20Arcus.&voice_prompt=NATM1.pt')
    const all = await frames(socket, (so) => so.filter((f) => f.type === 'text').length === 2)
    expect(all.flatMap((frame) => (frame.type === 'text' ? [frame.text] : []))).toEqual([' Hello', ' there.'])
    expect(wishes).toMatchObject({ persona: { name: 'Arcus' }, voice: { used: { gender: 'male' } } })
    socket.close()
  })
  it('knows in a new call what the prompt remembers, and brings up what is near', async () => {
    thinking = createBuiltInBrain()
    const soon = new Date(Date.now() + 3 * 86_400_000)
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(soon)
    const prompt = [
      'You are Arcus. Begin by saying: "Hello, Arcus here. What\'s on your mind?"',
      `${knownHeading} Their name is Tom. Their sister Ana visits on ${day}. Lives in Malmö.`,
    ].join(' ')
    const socket = open(`?greet=1&text_prompt=${encodeURIComponent(prompt)}`)
    const saying = async (text: string): Promise<void> => {
      let said = ''
      await frames(socket, (all) => {
        const frame = all.at(-1)
        if (frame?.type === 'text') said += frame.text
        return said.includes(text)
      })
    }
    const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(soon)
    await saying(`Your sister Ana visits on ${weekday}, doesn't she?`)
    socket.send(encodeText('Where do I live?'))
    await saying('You live in Malmö.')
    socket.close()
  })
  it('hears what is sent, and silence where nothing is', async () => {
    const socket = open()
    const writer = new OpusStreamWriter({ serial: 1, inputSampleRate: 24_000 })
    const encoder = new OpusEncoder({ sampleRate: 24_000 })
    await once(socket, 'open')
    socket.send(encodeAudio(writer.headers()))
    const packets = Array.from({ length: 20 }, () => encoder.encode(new Float32Array(480)))
    socket.send(encodeAudio(writer.page(packets)))
    await expect.poll(() => heardSamples).toBeGreaterThanOrEqual(12 * 512)
    await expect.poll(() => heardSamples, { timeout: 5000 }).toBeGreaterThan(30 * 512)
    socket.close()
  })
  it('says what it is told beside the sound, and passes over what it does not know', async () => {
    const socket = open()
    await once(socket, 'open')
    const tell = (value: unknown) => socket.send(encodeMoshi({ type: 'metadata', json: JSON.stringify(value) }))
    tell({ v: 2, type: 'say', id: 'n0', text: 'Another version.' })
    tell({ v: 1, type: 'sing', id: 'n0', text: 'La la.' })
    tell('x')
    socket.send(encodeMoshi({ type: 'metadata', json: '{' }))
    tell({ v: 1, type: 'say', id: 'n1', text: 'Call Ana.' })
    const all = await frames(socket, (so) => so.filter((f) => f.type === 'text').length === 2)
    expect(all.flatMap((frame) => (frame.type === 'text' ? [frame.text] : []))).toEqual([' Call', ' Ana.'])
    const told = all.flatMap((frame) => (frame.type === 'metadata' ? [JSON.parse(frame.json)] : []))
    expect(told.filter(({ type }) => type === 'instruction')).toMatchObject([{ v: 1, id: 'n1', state: 'said' }])
    socket.close()
  })
  it('refuses a caller beyond its places at once, and takes the next when one leaves', async () => {
    const first = open()
    const second = open()
    await Promise.all([frames(first, (so) => so.length > 0), frames(second, (so) => so.length > 0)])
    expect(await refusal(open())).toEqual({ status: 503, code: 'engine.busy', retryAfter: '5' })
    first.close()
    await expect.poll(() => server.calls).toBe(1)
    const third = open()
    await frames(third, (so) => so.length > 0)
    second.close()
    third.close()
  })
  it.each([
    ['?voice_prompt=NATF9.pt', 422, 'voice.unknown'],
    [`?text_prompt=${'x'.repeat(6001)}`, 400, 'request.invalid'],
  ])('refuses %j clearly', async (query, status, code) => {
    expect(await refusal(open(query.slice(0, 7000)))).toMatchObject({ status, code })
  })
  it('survives garbage and goes on', async () => {
    const socket = open()
    await once(socket, 'open')
    for (const message of [
      Buffer.alloc(0),
      Buffer.from([1, 0, 0, 0]),
      Buffer.from([3, 99]),
      Buffer.from([255, 1]),
      Buffer.alloc(5000, 1),
      Buffer.from([2, 0xff, 0xfe]),
    ])
      socket.send(message)
    socket.send('text')
    await frames(socket, (so) => so.filter((f) => f.type === 'audio').length > 15)
    socket.close()
  })
  it('closes on a message of 4 MB with the code for it', async () => {
    const socket = open()
    await once(socket, 'open')
    socket.send(Buffer.alloc(4 * 1024 * 1024, 1))
    const [code] = await once(socket, 'close')
    expect(code).toBe(1009)
    await expect.poll(() => server.calls).toBe(0)
  })
  it('tells its callers when it stops', async () => {
    const socket = open()
    await frames(socket, (so) => so.length > 0)
    const closed = once(socket, 'close')
    await server.close()
    expect((await closed)[0]).toBe(1001)
  })
  it('names the port and its variable when the port is taken', async () => {
    const other = new LocalServer({
      host: '127.0.0.1',
      port,
      maxCalls: 1,
      log,
      brain,
      ear: 'test',
      voices: smallVoices,
      open: () => Promise.reject(new Error('unused')),
    })
    await expect(other.start()).rejects.toThrow(/MOSHI_PORT/)
  })
})

describe('readWishes', () => {
  const url = (path: string): URL => new URL(path, 'http://engine')
  it('keeps foreign pages out', () => {
    expect(() => readWishes(url('/api/chat'), 'https://evil.example', smallVoices)).toThrow(DuetError)
    expect(readWishes(url('/api/chat'), 'http://localhost:3010', smallVoices).voice.standIn).toBe(true)
  })
  it('chooses among the voices of the mouth there is', () => {
    const used = (voices: typeof kokoroVoices, name: string): string =>
      readWishes(url(`/api/chat?voice_prompt=${name}`), undefined, voices).voice.used.id
    expect(used(smallVoices, 'NATF2.pt')).toBe('slt')
    expect(used(kokoroVoices, 'NATF2.pt')).toBe('af_sarah')
    expect(used(kokoroVoices, 'bm_george')).toBe('bm_george')
    expect(() => used(smallVoices, 'bm_george')).toThrow(DuetError)
  })
  it('takes what the persona expects to hear, its language and its murmurs, and nothing beyond bounds', () => {
    const prompt = 'You are Arcus. What you know about them from earlier: Their sister Ana visits on Friday.'
    const query = new URLSearchParams({
      text_prompt: prompt,
      ...{ language: 'de', vocabulary: `Mycelia|${'x'.repeat(41)}`, backchannels: 'mm-hm|go on' },
    })
    const wishes = readWishes(url(`/api/chat?${query}`), undefined, smallVoices)
    expect(wishes).toMatchObject({ language: 'de', backchannels: ['mm-hm', 'go on'] })
    expect(wishes.hotWords).toEqual(expect.arrayContaining(['Mycelia', 'Arcus', 'Ana']))
    expect(wishes.hotWords).not.toContain('x'.repeat(41))
    expect(readWishes(url('/api/chat?language=klingon!'), undefined, smallVoices)).toMatchObject({
      language: undefined,
      backchannels: [],
    })
  })
  it('knows one place only', () => {
    expect(() => readWishes(url('/chat'), undefined, smallVoices)).toThrow(/api\/chat/)
  })
})
