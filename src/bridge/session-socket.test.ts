import { describe, expect, it } from 'vitest'
import { tonePackets } from '../audio/test-sound.ts'
import { recoveryPolicy } from './legs/recovery-policy.ts'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const tone = tonePackets({ hz: 440, ms: 200, packetMs: 20, sampleRate: 48000 })
const history = async (at: TestBridge, id: string, query = '') =>
  (await (await fetch(`${at.http}/session/${id}/history${query}`)).json()) as { history: { speaker: string; text: string }[] }

describe('a call on /ws/{session_id}', () => {
  it('passes both sides’ packets on untouched, each in one fresh stream', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call()
    client.headers()
    client.audio(tone)
    await engine.until(() => engine.packets.length >= tone.length)
    expect(engine.packets.slice(0, tone.length).map((packet) => Buffer.from(packet.data))).toEqual(
      tone.map((data) => Buffer.from(data)),
    )
    expect({ streams: engine.streams, early: engine.early, bad: engine.badPages }).toEqual({ streams: 1, early: 0, bad: 0 })
    engine.audio(tone)
    await client.until(() => client.packets.length >= tone.length)
    expect(client.packets.map((packet) => Buffer.from(packet.data))).toEqual(tone.map((data) => Buffer.from(data)))
  })

  it('tells session, engine states and readiness in order', async () => {
    await using at = await TestBridge.start()
    const { client } = await at.call()
    await client.until(() => client.order.length >= 7)
    expect(client.order).toEqual([
      'event:session',
      'event:recording',
      'event:engine',
      'event:engine',
      'frame:handshake',
      'frame:audio',
      'event:engine',
    ])
    expect(client.events.filter((event) => event.type === 'engine').map((event) => event.state)).toEqual([
      'connecting',
      'warming',
      'ready',
    ])
  })

  it('gives the agent’s pieces as text events, spaces and repeats kept, bytes joined', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call()
    for (const piece of [' Ha', ' ha', ' ha', ' caf', '<0xC3>', '<0xA9>', '</s>']) engine.text(piece)
    await client.until(() => client.events.filter((event) => event.type === 'text').length >= 5)
    expect(client.events.flatMap((event) => (event.type === 'text' ? [event.text] : []))).toEqual([
      ' Ha',
      ' ha',
      ' ha',
      ' caf',
      'é',
    ])
  })

  it('keeps typed words as the user’s turn and gives them to an engine that takes text when asked', async () => {
    await using at = await TestBridge.start()
    const id = await at.newSession({ persona: 'myca' })
    const client = new TestClient(`${at.ws}/ws/${id}`)
    const engine = await at.engine.next()
    await client.ready()
    client.send({ text: 'remember the milk' })
    client.send({ text: 'what time is it', forward_to_moshi: true })
    await engine.until(() => engine.texts.length === 1)
    expect(engine.texts).toEqual(['what time is it'])
    expect((await history(at, id)).history.map(({ speaker, text }) => ({ speaker, text }))).toEqual([
      { speaker: 'user', text: 'remember the milk' },
      { speaker: 'user', text: 'what time is it' },
    ])
  })

  it('begins to count its time when the engine is ready, whatever the client sent before', async () => {
    await using at = await TestBridge.start({ engine: { handshake: null } })
    const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
    const engine = await at.engine.next()
    client.headers()
    for (let i = 0; i < 100; i++) client.audio(tone) // 20 s
    client.socket.ping()
    await new Promise((resolve) => client.socket.once('pong', resolve)) // the bridge has read all of it
    engine.ready()
    await client.ready()
    client.send({ text: 'now' })
    const { turn } = await client.event('turn.end')
    expect(turn.startMs).toBeLessThan(900) // a second of early sound would be taken as ahead of its time
  })

  it('tells the client when the engine goes for good, and why, in order', async () => {
    await using at = await TestBridge.start({ bridge: { policies: { recovery: { ...recoveryPolicy, maxLegs: 1 } } } })
    const { client, engine } = await at.call()
    engine.drop()
    const { code, reason } = await client.closed
    expect(code).toBe(4502)
    expect(reason).toMatch(/^engine\.lost: /)
    expect(client.order.slice(-3)).toEqual(['event:engine', 'event:error', 'event:end'])
    expect(client.events.at(-1)).toMatchObject({ type: 'end', code: 'engine.lost' })
  })

  it('lets the engine go when the client goes', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call()
    client.socket.close()
    expect(await engine.closed).toMatchObject({ code: 1000, reason: 'the client left' })
  })

  it('ends when the client says so', async () => {
    await using at = await TestBridge.start()
    const { client } = await at.call()
    client.send({ type: 'end' })
    expect(await client.closed).toMatchObject({ code: 1000 })
    expect(client.events.at(-1)).toMatchObject({ type: 'end', code: null })
  })

  it('is refused with 404 before the upgrade where there is no such session', async () => {
    await using at = await TestBridge.start()
    const client = new TestClient(`${at.ws}/ws/no-such-session`)
    await expect(client.opened).rejects.toThrow(/^404 .*session\.not_found/)
  })

  it('is refused to a second socket while it is on, and open again after', async () => {
    await using at = await TestBridge.start()
    const id = await at.newSession()
    const first = new TestClient(`${at.ws}/ws/${id}`)
    await first.ready()
    const second = new TestClient(`${at.ws}/ws/${id}`)
    const { code, reason } = await second.closed
    expect({ code, reason }).toEqual({ code: 4423, reason: expect.stringMatching(/^session\.elsewhere: /) })
    expect(second.order).toEqual(['event:error', 'event:end'])
    first.send({ type: 'end' })
    await first.closed
    await at.engine.calls[0]?.closed
    await expect.poll(() => at.bridge.status.calls).toBe(0)
    const third = new TestClient(`${at.ws}/ws/${id}`)
    await third.ready()
  })

  it('tells the client where no engine answers', async () => {
    await using at = await TestBridge.start({ settings: { DUET_ENGINES: 'local=ws://127.0.0.1:1' } })
    const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
    const { code, reason } = await client.closed
    expect({ code, reason }).toEqual({ code: 4502, reason: expect.stringMatching(/^engine\.unreachable: /) })
  })

  it('waits for an engine that is full though no call of ours is on it', async () => {
    const body = JSON.stringify({ error: { code: 'engine.busy', message: 'All 2 places are taken.' } })
    await using at = await TestBridge.start({
      engine: { refuse: { status: 503, body } },
      settings: { DUET_ENGINE_SESSIONS: '1' },
    })
    const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
    await client.until(() => client.events.some((event) => event.type === 'engine' && event.state === 'queued'))
    expect(client.events.at(-1)).toMatchObject({ type: 'engine', state: 'queued', place: 1 })
  })
})
