import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { OggPageWriter } from '../audio/ogg.ts'
import { seeded, tonePackets } from '../audio/test-sound.ts'
import { encodeAudio } from '../protocol/moshi.ts'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const tone = tonePackets({ hz: 440, ms: 200, packetMs: 20, sampleRate: 24000 })
const healthy = async (at: TestBridge) => (await fetch(`${at.http}/health`)).status === 200

describe('a client that sends garbage', () => {
  it('cannot disturb the engine: random bytes in audio messages reach nobody, sound after them does', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call()
    client.headers()
    const random = seeded(1)
    for (let i = 0; i < 60; i++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 2000) }, () => Math.floor(random() * 256))
      if (i % 3 === 0) bytes.set([0x4f, 0x67, 0x67, 0x53].slice(0, bytes.length)) // "OggS"
      client.socket.send(encodeAudio(bytes))
    }
    client.audio(tone)
    await engine.until(() => engine.packets.length >= tone.length)
    expect(engine.packets.slice(0, tone.length).map((one) => Buffer.from(one.data))).toEqual(tone.map((one) => Buffer.from(one)))
    expect(engine.badPages).toBe(0)
  })

  it('cannot make an engine decode seconds out of an empty packet', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call()
    client.headers()
    const pages = new OggPageWriter({ serial: 7 })
    client.socket.send(encodeAudio(pages.write([new Uint8Array(0)], [960])))
    client.socket.send(encodeAudio(pages.write([Uint8Array.of(0x03)], [1920]))) // says "many frames" and has none
    client.audio(tone)
    await engine.until(() => engine.packets.length >= tone.length)
    expect(engine.packets.every((one) => one.data.length > 1)).toBe(true)
  })

  it('is cut off by a message over 1 MiB', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call()
    client.socket.send(new Uint8Array(4 * 1024 * 1024).fill(1))
    expect((await client.closed).code).toBe(1009)
    await engine.closed
    expect(await healthy(at)).toBe(true)
  })

  it('is told when none of its messages is Ogg Opus', async () => {
    await using at = await TestBridge.start()
    const { client } = await at.call()
    for (let i = 0; i < 105; i++) client.socket.send(encodeAudio(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, i)))
    expect(await client.closed).toMatchObject({ code: 4415, reason: expect.stringMatching(/^audio\.malformed: /) })
  })

  it('is told what is wrong with its JSON, and the call goes on', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call()
    client.socket.send('{')
    client.send({ type: 'played', samples: -1 })
    await client.until(() => client.events.filter((event) => event.type === 'error').length === 2)
    expect(client.events.at(-1)).toMatchObject({ type: 'error', code: 'request.invalid' })
    client.headers()
    client.audio(tone)
    await engine.until(() => engine.packets.length >= tone.length)
  })

  it('is closed when it floods', async () => {
    await using at = await TestBridge.start({ bridge: { clientLimits: { messages: { perSecond: 10, burst: 50 } } } })
    const { client, engine } = await at.call()
    for (let i = 0; i < 100; i++) client.send({ type: 'mute', muted: true })
    expect(await client.closed).toMatchObject({ code: 4429, reason: expect.stringMatching(/^audio\.flood: /) })
    await engine.closed
  })
})

describe('a client that goes silent', () => {
  it('is found when its other end has vanished, and the engine is let go', async () => {
    await using at = await TestBridge.start({ bridge: { pingMs: 30 } })
    const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`, { autoPong: false })
    const engine = await at.engine.next()
    await client.ready()
    expect((await client.closed).code).toBe(1006)
    await engine.closed
    await expect.poll(() => at.bridge.status.calls).toBe(0)
  })

  it('is kept while it answers pings', async () => {
    await using at = await TestBridge.start({ bridge: { pingMs: 30 } })
    const { client } = await at.call('/api/chat')
    let pings = 0
    await new Promise<void>((resolve) => client.socket.on('ping', () => ++pings === 8 && resolve()))
    expect(client.socket.readyState).toBe(client.socket.OPEN)
  })

  it('is closed when it stops reading, its sound shed before that', async () => {
    const clientLimits = { shedBytes: 20_000, stopBytes: 200_000 }
    await using at = await TestBridge.start({ bridge: { clientLimits, pingMs: 60_000 } })
    const { client, engine } = await at.call()
    client.socket.pause()
    const loud = new Uint8Array(1276).fill(0x55)
    loud[0] = 0xf8
    let over = false
    void engine.closed.then(() => (over = true))
    for (let i = 0; !over && i < 20_000; i++) {
      for (let j = 0; j < 10; j++) engine.audio(Array.from({ length: 40 }, () => loud))
      engine.text(` word number ${i} ${'x'.repeat(2000)}`) // events are not shed: they fill what is left
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(over).toBe(true)
    await expect.poll(() => at.bridge.status.calls).toBe(0)
  })
})

describe('access to the sockets', () => {
  it.each([
    ['Host', { host: 'evil.example' }],
    ['Origin', { origin: 'https://evil.example' }],
    ['Origin', { origin: 'http://localhost:5173' }],
  ])('is refused to a foreign %s before the upgrade', async (_, headers) => {
    await using at = await TestBridge.start()
    for (const path of ['/api/chat', `/ws/${await at.newSession()}`]) {
      const client = new TestClient(`${at.ws}${path}`, { headers })
      await expect(client.opened).rejects.toThrow(/^403 .*access\./)
    }
    expect(at.engine.calls).toHaveLength(0)
  })
  it('is open to our own page', async () => {
    await using at = await TestBridge.start()
    const client = new TestClient(`${at.ws}/api/chat`, { headers: { origin: at.addresses.page } })
    await client.ready()
  })
  it('is refused when all places are taken, and open when one is free', async () => {
    await using at = await TestBridge.start({ settings: { DUET_MAX_SESSIONS: '1' } })
    const { client } = await at.call('/api/chat')
    const second = new TestClient(`${at.ws}/api/chat`)
    expect(await second.closed).toMatchObject({ code: 4503, reason: expect.stringMatching(/^session\.limit: /) })
    client.socket.close()
    await expect.poll(() => at.bridge.status.calls).toBe(0)
    await at.call('/api/chat').catch(() => {})
    expect(at.bridge.status.calls).toBe(1)
  })
})

describe('the bridge', () => {
  it('tells every client when it stops, then lets the engine go', async () => {
    const at = await TestBridge.start()
    const { client, engine } = await at.call()
    await at.bridge.close('SIGTERM')
    expect(await client.closed).toMatchObject({ code: 1001, reason: expect.stringMatching(/^server\.stopping: /) })
    expect(client.events.at(-1)).toMatchObject({ type: 'end', code: 'server.stopping' })
    await engine.closed
    await expect(fetch(`${at.http}/health`)).rejects.toThrow()
    await at[Symbol.asyncDispose]()
  })

  it('keeps nothing of a hundred calls that came and went', async () => {
    await using at = await TestBridge.start({ listening: true })
    for (let round = 0; round < 10; round++) {
      const clients = await Promise.all(Array.from({ length: 10 }, () => at.call('/api/chat')))
      for (const { client } of clients) {
        client.headers()
        client.audio(tone)
        client.socket.terminate()
      }
      await Promise.all(clients.map(({ engine }) => engine.closed))
    }
    await expect.poll(() => at.bridge.status, { timeout: 5000 }).toMatchObject({ calls: 0, tap: { calls: 0, shedPackets: 0 } })
    await expect.poll(() => at.engine.openSockets).toBe(0)
    const { sessions } = (await (await fetch(`${at.http}/sessions?limit=200`)).json()) as { sessions: { live: boolean }[] }
    expect(sessions).toHaveLength(100)
    expect(sessions.some((session) => session.live)).toBe(false)
  })

  it('loses no call when its tap dies, and listens again', async () => {
    await using at = await TestBridge.start({ listening: true })
    const { client, engine } = await at.call()
    await expect.poll(() => at.bridge.status.tap.vad, { timeout: 10_000 }).not.toBe('starting')
    for (const pid of tapProcesses()) process.kill(pid, 'SIGKILL')
    await expect.poll(() => at.bridge.status.tap.restarts, { timeout: 10_000 }).toBe(1)
    client.headers()
    client.audio(tone)
    await engine.until(() => engine.packets.length >= tone.length)
    await expect.poll(() => tapProcesses().length, { timeout: 10_000 }).toBe(1)
    for (let i = 0; i < 10; i++) engine.audio(tone)
    expect(await client.event('speech')).toMatchObject({ side: 'agent', speaking: true })
  })

  it('writes nothing of what was said, asked or prompted into its log', async () => {
    await using at = await TestBridge.start({ listening: true })
    const { client, engine } = await at.call('/api/chat?text_prompt=secretprompt')
    engine.text(' secretword')
    engine.metadata({ v: 1, type: 'user.words', utterance: 1, text: 'secretuser', final: true, startMs: 0, endMs: 10 })
    await client.until(() => client.frames.some((frame) => frame.type === 'metadata'))
    const { client: typing } = await at.call()
    typing.send({ text: 'secrettyped' })
    typing.socket.send('{"text": "secretbroken')
    await typing.event('error')
    await fetch(`${at.http}/session`, { method: 'POST', body: '{"user_id": "secretuser", "persona": "secretpersona"}' })
    await at.bridge.close('x')
    expect(at.lines.length).toBeGreaterThan(3)
    expect(at.lines.join()).not.toMatch(/secret/)
  })
})

/** Children of this process that run the tap. */
function tapProcesses(): number[] {
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' '),
  )
  return children
    .filter((pid) => pid !== '')
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('tap.worker.ts')
      } catch {
        return false
      }
    })
    .map(Number)
}
