/** The ear of the bridge with its real model, real sockets and recorded speech, behind an engine that gives no words of the user. */
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { OpusEncoder } from '../audio/opus-codec.ts'
import { readWav } from '../audio/wav.ts'
import { loadConfig } from '../config/config.ts'
import { startFakeEngine } from '../engines/fake/fake-engine.ts'
import { moshiEngine } from '../engines/moshi-engine.ts'
import { personaplex } from '../engines/personaplex.ts'
import type { ServerEvent } from '../protocol/session.ts'
import { TestBridge, type TestBridgeOptions } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const { config } = loadConfig({})
const packetMs = 20

/** Twenty milliseconds to a packet, silence behind. */
function packetsOf(file: string, silenceMs: number): Uint8Array[] {
  const { channels, sampleRate } = readWav(readFileSync(new URL(`../../test/fixtures/${file}`, import.meta.url)))
  const [samples = new Float32Array(0)] = channels
  if (sampleRate !== 16_000) throw new Error('the fixtures are at 16 kHz')
  const frame = (sampleRate * packetMs) / 1000
  const encoder = new OpusEncoder({ sampleRate, bitrate: 32_000 })
  const count = Math.ceil(samples.length / frame) + silenceMs / packetMs
  return Array.from({ length: count }, (_, i) => {
    const pcm = new Float32Array(frame)
    pcm.set(samples.subarray(i * frame, (i + 1) * frame))
    return encoder.encode(pcm)
  })
}
const question = packetsOf('question.wav', 4000)

/** Speaks at the pace of speech, so that no silence is put in between. */
async function speak(client: TestClient, packets: readonly Uint8Array[]): Promise<void> {
  const beganMs = performance.now()
  for (let at = 0; at < packets.length; at += 4) {
    client.audio(packets.slice(at, at + 4))
    await delay(Math.max(0, beganMs + (at + 4) * packetMs - performance.now()))
  }
}

const listening = (more: TestBridgeOptions = {}) =>
  TestBridge.start({
    kind: 'moshi',
    listening: true,
    ...more,
    settings: { DUET_MODELS_DIR: config.DUET_MODELS_DIR, ...more.settings },
  })
const earStates = (client: TestClient) => client.events.flatMap((event) => (event.type === 'ear' ? [event.state] : []))
const finals = (client: TestClient) =>
  client.events.filter(
    (event): event is Extract<ServerEvent, { type: 'transcript' }> => event.type === 'transcript' && event.final,
  )
const history = async (at: TestBridge, id: string) => {
  const answer = await fetch(`${at.http}/session/${id}/history`)
  // The schema of this answer has tests of its own.
  return ((await answer.json()) as { history: { speaker: string; turn: { text: string; source?: string; startMs: number } }[] })
    .history
}
const earIsReady = async (at: TestBridge) => {
  while (!at.bridge.status.tap.ear?.ears) await delay(20)
}

describe('a call with an engine that gives no words of the user', () => {
  it('has them in its history all the same, with their place and whose they are', async () => {
    await using at = await listening()
    await earIsReady(at)
    const id = await at.newSession()
    const { client } = await at.call(`/ws/${id}`)
    client.headers()
    await speak(client, question)
    await client.until(() => finals(client).some((event) => event.source === 'ear'))
    const { text, source } = (await history(at, id))[0]?.turn ?? {}
    expect(text?.toLowerCase()).toContain('capital of france')
    expect(source).toBe('ear')
    const words = finals(client).find((event) => event.source === 'ear')?.words ?? []
    expect(words.map((word) => word.text).join(' ')).toBe(text)
    expect(words.map((word) => word.startMs)).toEqual(words.map((word) => word.startMs).toSorted((a, b) => a - b))
    expect((words.at(-1)?.startMs ?? 0) - (words[0]?.startMs ?? 0)).toBeGreaterThan(800) // the question takes two seconds
    expect((await history(at, id))[0]?.turn.startMs).toBeGreaterThan(200)
    expect(earStates(client)).toEqual(['listening'])
    const session = await client.event('session')
    expect(session.engine).toMatchObject({ userTranscript: false, ear: 'whisper-tiny.en' })
  })

  it('goes on when the ear is killed in the middle, and what was said then is heard after all', async () => {
    await using at = await listening()
    await earIsReady(at)
    const { client, engine } = await at.call()
    client.headers()
    const speaking = speak(client, [...question, ...question])
    const [first] = at.bridge.status.tap.ear?.pids ?? []
    if (first === undefined) throw new Error('the ear has no process')
    // Within the first question: its partial or its final is what the ear dies over, or dies before.
    await client.until(() => client.events.some((event) => event.type === 'speech' && event.speaking))
    process.kill(first, 'SIGKILL')
    await speaking
    await client.until(() => finals(client).length >= 2)
    for (const { text } of finals(client)) expect(text.toLowerCase()).toContain('capital of france')
    expect(at.bridge.status.tap).toMatchObject({ restarts: 0, shedPackets: 0 })
    expect(at.bridge.status.tap.ear?.pids).not.toContain(first)
    expect(engine.packets.length).toBe(2 * question.length)
  })

  it('keeps words that come after it has ended', async () => {
    await using at = await listening()
    await earIsReady(at)
    const id = await at.newSession()
    const { client } = await at.call(`/ws/${id}`)
    client.headers()
    await speak(client, question.slice(0, 110)) // to just behind the last word
    client.send({ type: 'end' })
    await client.closed
    let text = ''
    while (text === '') {
      text = (await history(at, id))[0]?.turn.text ?? ''
      await delay(20)
    }
    expect(text.toLowerCase()).toContain('capital')
    const sessions = (await (await fetch(`${at.http}/sessions`)).json()) as { sessions: { end_reason: string | null }[] }
    expect(sessions.sessions[0]?.end_reason).toBe('ended by you')
  })
})

describe('a call that moves to another engine', () => {
  it('tells the next one what the ear made out, and marks what was said while none listened', async () => {
    await using at = await listening({ kind: 'personaplex' })
    await earIsReady(at)
    const { client, engine } = await at.call()
    client.headers()
    await speak(client, question)
    await client.until(() => finals(client).some((event) => event.source === 'ear'))
    // The next leg gets no 0x00 before all was said.
    at.engine.hold = true
    engine.drop()
    const next = await at.engine.next()
    expect(next.query.get('text_prompt')?.toLowerCase()).toContain('capital of france')
    await speak(client, question)
    const unheard = await client.event('unheard')
    await client.until(() => finals(client).filter((event) => event.source === 'ear').length >= 2)
    expect(finals(client).map(({ turnId }) => turnId)).toContain(unheard.turnId)
  })
})

describe('a call that moves within its model’s context and has no spare slot', () => {
  it('puts what was said while no engine listened into the next prompt, as not heard, and marks it for the caller', async () => {
    await using primed = await slowToPrime()
    await using at = await listening({ bridge: { engines: [primed.engine] } })
    await earIsReady(at)
    const id = await at.newSession()
    const client = new TestClient(`${at.ws}/ws/${id}`)
    await client.ready()
    client.headers()
    const talking = new AbortController()
    const done = talkWhen(client, talking.signal, () => stateOf(client) === 'rollover')
    const unheard = await client.event('unheard')
    const isUnheard = (said: { readonly turnId: string }) => said.turnId === unheard.turnId
    await client.until(() => finals(client).some(isUnheard))
    expect(finals(client).find(isUnheard)).toMatchObject({
      source: 'ear',
      text: expect.stringMatching(/capital of france/i),
    })
    const told = () => primed.fake.calls.map((call) => call.effective.prompt).find((one) => /capital of france/i.test(one))
    await expect.poll(told, { timeout: 60_000 }).toBeDefined()
    expect(told()).toMatch(/You have not yet answered this: "[^"]*capital of france/i)
    talking.abort()
    await done
    expect(client.events.some((event) => event.type === 'engine' && event.state === 'recovering')).toBe(false)
  })
})

/** A fake of PersonaPlex with one slot, whose context is used up after seconds and whose priming takes as long as a question. */
async function slowToPrime() {
  const fake = await startFakeEngine({ as: 'personaplex', quirks: { 'slow-handshake': 4000 } })
  const kind = { ...personaplex, capabilities: { ...personaplex.capabilities, contextSeconds: 24 } }
  return { fake, engine: moshiEngine(kind, fake.url), [Symbol.asyncDispose]: () => fake.close() }
}

/** Silence at the pace of speech, until it is time to ask, once; then silence again, until it is over. */
async function talkWhen(client: TestClient, over: AbortSignal, time: () => boolean): Promise<void> {
  const silence = packetsOf('question.wav', 80).slice(-4)
  while (!over.aborted && !time()) await speak(client, silence)
  if (!over.aborted) await speak(client, question)
  while (!over.aborted) await speak(client, silence)
}

/** The engine's state as the client was told last. */
function stateOf(client: TestClient): string {
  return client.events.flatMap((event) => (event.type === 'engine' ? [event.state] : [])).at(-1) ?? ''
}

describe('a call that no ear hears', () => {
  it.each([
    ['is told so where it is turned off', { DUET_BRIDGE_EAR: 'off' }, /DUET_BRIDGE_EAR/],
    ['is told so where its model is missing', { DUET_MODELS_DIR: '/nowhere' }, /whisper-tiny\.en/],
  ] as const)('%s', async (_, settings, why) => {
    await using at = await listening({ settings })
    const { client } = await at.call()
    const told = await client.event('ear')
    expect(told.state).toBe('none')
    expect(told.detail).toMatch(why)
  })
})
