import { describe, expect, it } from 'vitest'
import { tonePackets } from '../audio/test-sound.ts'
import { encodeAudio } from '../protocol/moshi.ts'
import { recoveryPolicy } from './legs/recovery-policy.ts'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const tone = tonePackets({ hz: 440, ms: 200, packetMs: 20, sampleRate: 24000 })
const hello = {
  v: 1,
  type: 'hello',
  engine: 'local',
  version: '1',
  brain: 'built-in',
  ear: 'tiny.en',
  voice: { asked: 'NATF0', used: 'amy', standIn: true },
  textInput: true,
}

describe('a call on /api/chat', () => {
  it('speaks the Moshi socket and nothing else: 0x00, sound, pieces and metadata as the engine sent them', async () => {
    await using at = await TestBridge.start()
    const client = new TestClient(`${at.ws}/api/chat`)
    const engine = await at.engine.next()
    await client.ready()
    engine.audio(tone)
    for (const piece of [' Hi', '<0xC3>', '</s>']) engine.text(piece)
    engine.metadata(hello)
    await client.until(() => client.frames.some((frame) => frame.type === 'metadata'))
    expect(client.events).toEqual([])
    const [first] = client.frames
    expect(first?.type === 'handshake' && first.payload.length).toBe(0)
    expect(client.frames.flatMap((frame) => (frame.type === 'text' ? [frame.text] : []))).toEqual([' Hi', '<0xC3>', '</s>'])
    expect(client.frames.flatMap((frame) => (frame.type === 'metadata' ? [JSON.parse(frame.json)] : []))).toEqual([hello])
    expect(client.packets).toHaveLength(tone.length)
  })

  it('gives prompt and voice of the query to the engine, or those of the persona', async () => {
    await using at = await TestBridge.start({ kind: 'personaplex' })
    const own = new TestClient(`${at.ws}/api/chat?text_prompt=Be%20terse.&voice_prompt=VARM3.pt&seed=1&text_temperature=0.7`)
    const first = await at.engine.next()
    expect(Object.fromEntries(first.query)).toEqual({ text_prompt: 'Be terse.', voice_prompt: 'VARM3.pt' })
    own.socket.terminate() // PersonaPlex holds one call
    const named = new TestClient(`${at.ws}/api/chat?persona=myca&text_prompt=`)
    const second = await at.engine.next()
    expect(second.query.get('text_prompt')).toContain('You are MYCA')
    expect(second.query.get('voice_prompt')).toBe('NATM1.pt')
    named.socket.terminate()
  })

  it('sends no prompt to an engine that takes none', async () => {
    await using at = await TestBridge.start({ kind: 'moshi' })
    new TestClient(`${at.ws}/api/chat?text_prompt=x&voice_prompt=NATF1`)
    expect([...(await at.engine.next()).query]).toEqual([])
  })

  it.each([
    ['an unknown voice', 'voice_prompt=NATF9.pt', '422', 'voice.unknown'],
    ['a voice that is a path', 'voice_prompt=../secret.pt', '422', 'voice.unknown'],
    ['an unknown persona', 'persona=nobody', '404', 'persona.not_found'],
    ['a prompt too long for an address', `text_prompt=${'x'.repeat(8000)}`, '400', 'request.invalid'],
  ])('refuses %s before the upgrade', async (_, query, status, code) => {
    await using at = await TestBridge.start()
    const client = new TestClient(`${at.ws}/api/chat?${query}`)
    await expect(client.opened).rejects.toThrow(new RegExp(`^${status} .*${code.replace('.', '\\.')}`))
    expect(at.engine.calls).toHaveLength(0)
  })

  it('takes a client that sends before the 0x00: its header is read, its backlog is not passed on', async () => {
    await using at = await TestBridge.start({ engine: { handshake: null } })
    const client = new TestClient(`${at.ws}/api/chat`)
    const engine = await at.engine.next()
    client.headers()
    for (let i = 0; i < 5; i++) client.audio(tone)
    client.socket.ping()
    await new Promise((resolve) => client.socket.once('pong', resolve)) // the bridge has read all of it
    engine.ready(new Uint8Array(8)) // as the Rust server has it
    await client.ready()
    const [late] = tonePackets({ hz: 880, ms: 20, packetMs: 20, sampleRate: 24000 })
    if (!late) throw new Error('no packet')
    client.audio([late])
    await engine.until(() => engine.packets.length > 0)
    expect(Buffer.from(engine.packets[0]?.data ?? [])).toEqual(Buffer.from(late))
    expect({ early: engine.early, streams: engine.streams, bad: engine.badPages }).toEqual({ early: 0, streams: 1, bad: 0 })
  })

  it('passes over handshakes, controls, pings, unknown kinds, empty and text messages', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call('/api/chat')
    for (const bytes of [[0], [3, 0], [3, 9], [6], [7, 1, 65], [255], [], [2, 65], [4, 1]])
      client.socket.send(Uint8Array.from(bytes))
    client.socket.send('hello')
    client.socket.send(encodeAudio(new Uint8Array(0)))
    client.headers()
    client.audio(tone)
    await engine.until(() => engine.packets.length >= tone.length)
    expect(engine.texts).toEqual([])
  })

  it('tells by an error message and the close why it ended', async () => {
    await using at = await TestBridge.start({ bridge: { policies: { recovery: { ...recoveryPolicy, maxLegs: 1 } } } })
    const { client, engine } = await at.call('/api/chat')
    engine.close(1000, '')
    expect(await client.closed).toMatchObject({ code: 4502, reason: expect.stringMatching(/^engine\.lost: /) })
    expect(client.frames.at(-1)).toMatchObject({ type: 'error', message: expect.stringMatching(/^engine\.lost: /) })
  })
})

describe('silence', () => {
  it('is put in where the client’s sound is missing, and told as a gap when the sound comes back', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call()
    client.headers()
    client.audio(tone)
    await engine.until(() => engine.packets.length >= tone.length + 10)
    expect(Buffer.from(engine.packets.at(-1)?.data ?? [])).toEqual(Buffer.from([0xf8, 0xff, 0xfe]))
    // Sound that comes now is first taken as the late sound of the gap.
    const stop = new AbortController()
    const speaking = (async () => {
      while (!stop.signal.aborted) {
        client.audio(tone.slice(0, 1))
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    const gap = await client.event('gap')
    stop.abort()
    await speaking
    expect(gap.endMs - gap.startMs).toBeGreaterThanOrEqual(180)
  })
})
