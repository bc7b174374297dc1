import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { SOCKET_PROTOCOL } from '../access/credentials.ts'
import { tonePackets } from '../audio/test-sound.ts'
import { newResumeToken, resumeProtocols } from '../protocol/resume.ts'
import type { Turn } from '../protocol/session.ts'
import type { TapEvent } from './tap.worker.ts'
import { TestBridge, type TestBridgeOptions } from './test-bridge.ts'
import { TestClient } from './test-client.ts'
import { ToldTap } from './told-tap.ts'

const tone = tonePackets({ hz: 440, ms: 200, packetMs: 20, sampleRate: 48000 })

const start = ({ settings, ...options }: TestBridgeOptions = {}) =>
  TestBridge.start({ ...options, settings: { DUET_RESUME_GRACE: '20', ...settings } })

/** A client that can come back. */
function client(at: TestBridge, session: string, token = newResumeToken(), takeover = false): TestClient {
  return new TestClient(`${at.ws}/ws/${session}`, { protocols: [SOCKET_PROTOCOL, ...resumeProtocols({ token, takeover })] })
}

/** Sound at the pace of a microphone. */
function talk(from: TestClient): NodeJS.Timeout {
  from.headers()
  return setInterval(() => from.audio(tone.slice(0, 2)), 40)
}

const turn = (turnId: string, startMs: number, endMs: number, text: string): TapEvent => {
  const side = turnId.startsWith('u') ? 'user' : 'agent'
  const said: Turn = { turnId, side, startMs, endMs, text, interrupted: false, responseMs: null }
  return { type: 'turn.end', turn: said }
}
const history = async (at: TestBridge, id: string) =>
  ((await (await fetch(`${at.http}/session/${id}/history`)).json()) as { history: { turn: Turn }[] }).history.map(
    (one) => one.turn,
  )
const resumes = async (at: TestBridge) =>
  [...(await (await fetch(`${at.http}/metrics`)).text()).matchAll(/^duet_resumes_total\{.*outcome="(\w+)".*\} (\d+)/gm)].map(
    ([, outcome, count]) => `${outcome} ${count}`,
  )

describe('a client whose connection is lost', () => {
  it('comes back to the same engine, which had silence meanwhile, and hears one fresh stream', async () => {
    await using at = await start()
    const id = await at.newSession()
    const first = client(at, id)
    const engine = await at.engine.next()
    await first.ready()
    const { token, epoch, engineKept, awayMs, graceMs } = await first.event('resume')
    first.send({ type: 'resumed', epoch })
    expect({ epoch, engineKept, awayMs, graceMs }).toEqual({ epoch: 1, engineKept: false, awayMs: null, graceMs: 20_000 })
    first.headers()
    first.audio(tone)
    await engine.until(() => engine.packets.length >= tone.length)
    first.socket.terminate()
    const heard = engine.packets.length
    // Silence is put in by the clock once sound has been missing for a while.
    await engine.until(() => engine.packets.length >= heard + 10)
    expect(engine.packets.at(-1)?.data).toEqual(Buffer.from([0xf8, 0xff, 0xfe]))
    engine.audio(tone)

    const second = client(at, id, token)
    const back = await second.event('resume')
    expect(back).toMatchObject({ epoch: 2, engineKept: true, missed: [] })
    expect(back.awayMs).toBeGreaterThan(400)
    expect(back.token).not.toBe(token)
    await second.ready()
    expect(await second.event('client')).toMatchObject({ state: 'back' })
    expect(second.packets).toHaveLength(0)
    second.headers()
    second.audio(tone)
    await engine.until(() =>
      engine.packets.slice(heard).some((packet) => Buffer.from(packet.data).equals(Buffer.from(tone[3] ?? []))),
    )
    engine.audio(tone)
    await second.until(() => second.packets.length >= tone.length)
    expect({ streams: engine.streams, bad: engine.badPages, legs: at.engine.calls.length }).toEqual({
      streams: 1,
      bad: 0,
      legs: 1,
    })
    await expect.poll(() => resumes(at)).toEqual(['kept 1'])
    // Noticed when the call is next looked at.
    const metrics = async () => (await fetch(`${at.http}/metrics`)).text()
    await expect.poll(metrics).toMatch(/duet_resume_gap_seconds_count.* 1\b/)
    expect(at.lines.join()).not.toContain(token)
  })

  it('is told what was said meanwhile, and the record keeps it as heard by nobody', async () => {
    const tap = new ToldTap()
    await using at = await start({ bridge: { tap } })
    const id = await at.newSession()
    const first = client(at, id)
    await first.ready()
    const { token } = await first.event('resume')
    const talking = talk(first)
    await sleep(300) // media time passes
    tap.tell(turn('a1', 0, 200, 'This was heard.'))
    await first.event('turn.end')
    clearInterval(talking)
    first.socket.terminate()
    await expect.poll(() => at.lines.join()).toContain('its call is kept')
    tap.tell({ type: 'turn.start', turnId: 'a2', side: 'agent', atMs: 2000 })
    tap.tell(turn('a2', 2000, 5000, 'Nobody heard this.'))
    tap.tell({ type: 'transcript', side: 'agent', turnId: 'a2', text: 'Nobody heard all this.', final: true, atMs: 5000 })
    tap.tell({ type: 'turn.start', turnId: 'a3', side: 'agent', atMs: 6000 })
    tap.tell({ type: 'speech', side: 'agent', speaking: true, atMs: 6000 })

    const second = client(at, id, token)
    const { missed } = await second.event('resume')
    const unheard = missed.find((one) => one.turnId === 'a2')
    expect(unheard).toMatchObject({ text: 'Nobody heard all this.', unheard: true })
    expect(missed.filter((one) => one.unheard)).toHaveLength(1)
    expect(await second.event('turn.start')).toMatchObject({ turnId: 'a3' })
    expect(await second.event('speech')).toMatchObject({ side: 'agent', speaking: true })
    await expect
      .poll(async () => (await history(at, id)).map(({ turnId, unheard }) => `${turnId} ${unheard ?? false}`))
      .toEqual(['a1 false', 'a2 true'])
    expect(await resumes(at)).toEqual(['kept 1'])
    // Told to the new connection, not counted again.
    expect(await (await fetch(`${at.http}/metrics`)).text()).toMatch(/duet_turns_total\{[^}]*side="agent"[^}]*\} 2\b/)
  })

  it('takes the place of its own half-open connection at once, and nothing of that one counts any more', async () => {
    await using at = await start()
    const id = await at.newSession()
    const first = client(at, id)
    const engine = await at.engine.next()
    await first.ready()
    const { token } = await first.event('resume')
    const second = client(at, id, token)
    await second.ready()
    first.headers()
    first.audio(tone)
    first.send({ type: 'end' })
    expect(await first.closed).toMatchObject({ code: 4421, reason: expect.stringMatching(/^session\.taken_over: /) })
    second.headers()
    second.audio(tone)
    await engine.until(() => engine.packets.length >= tone.length)
    engine.audio(tone)
    await second.until(() => second.packets.length >= tone.length)
    expect(at.bridge.status.calls).toBe(1)
    expect(engine.packets.filter((packet) => packet.data.length > 3).length).toBeLessThanOrEqual(tone.length)
  })

  it('may show the token before the last one until it has said that it has that one', async () => {
    await using at = await start()
    const id = await at.newSession()
    const made = newResumeToken()
    const first = client(at, id, made)
    await first.ready()
    first.socket.terminate()
    // Nothing of the first connection's answer came through.
    const second = client(at, id, made)
    const { token, epoch } = await second.event('resume')
    second.send({ type: 'resumed', epoch })
    second.send({ type: 'ping', id: 7 })
    expect(await second.event('pong')).toEqual({ type: 'pong', id: 7 })
    second.socket.terminate()
    expect(await client(at, id, made).closed).toMatchObject({ code: 4423 })
    const third = client(at, id, token)
    await third.ready()
    expect(await resumes(at)).toEqual(['kept 2', 'refused 1'])
  })

  it('finds the engine that took over while it was away', async () => {
    await using at = await start()
    const id = await at.newSession()
    const first = client(at, id)
    const engine = await at.engine.next()
    await first.ready()
    const { token } = await first.event('resume')
    engine.audio(tone)
    await first.until(() => first.packets.length >= tone.length)
    at.engine.hold = true
    engine.drop()
    await first.until(() => first.events.some((event) => event.type === 'engine' && event.state === 'recovering'))
    first.socket.terminate()
    const other = await at.engine.next()
    const second = client(at, id, token)
    await second.ready()
    expect(second.events.findLast((event) => event.type === 'engine')).toMatchObject({ state: 'recovering' })
    other.ready()
    const talking = talk(second)
    await other.until(() => other.packets.some((packet) => packet.data.length > 3))
    clearInterval(talking)
    const heard = second.packets.length
    other.audio(tone)
    await second.until(() => second.packets.length >= heard + tone.length)
    await second.until(() => second.events.some((event) => event.type === 'engine' && event.state === 'ready'))
    expect({ calls: at.bridge.status.calls, legs: at.engine.calls.length }).toEqual({ calls: 1, legs: 2 })
  })

  it('leaves PersonaPlex with silence at the pace of sound', async () => {
    await using at = await start({ kind: 'personaplex' })
    const first = client(at, await at.newSession())
    const engine = await at.engine.next()
    await first.ready()
    const fromMs = performance.now()
    first.socket.terminate()
    await engine.until(() => engine.packets.length >= 60)
    const heardMs = engine.packets.reduce((sum, packet) => sum + packet.durationSamples48 / 48, 0)
    expect(heardMs).toBeLessThanOrEqual(performance.now() - fromMs + 100)
    expect({ streams: engine.streams, early: engine.early, bad: engine.badPages }).toEqual({ streams: 1, early: 0, bad: 0 })
  })

  it('comes back after it had stopped reading, and its call counts as one that goes on', async () => {
    await using at = await start({ bridge: { clientLimits: { shedBytes: 20_000, stopBytes: 40_000 } } })
    const id = await at.newSession()
    const first = client(at, id)
    const engine = await at.engine.next()
    await first.ready()
    const { token } = await first.event('resume')
    first.socket.pause()
    const sounding = setInterval(() => {
      for (let i = 0; i < 200; i++) engine.audio(tone)
    }, 5)
    await expect.poll(() => at.lines.join(), { timeout: 15_000 }).toContain('its call is kept')
    clearInterval(sounding)
    first.socket.terminate()
    await client(at, id, token).ready()
    expect(await (await fetch(`${at.http}/metrics`)).text()).not.toMatch(/^duet_calls_total\{/m)
    expect(at.engine.calls).toHaveLength(1)
  })

  it('keeps its place in the queue', async () => {
    await using at = await start({ settings: { DUET_ENGINE_SESSIONS: '1' } })
    const { client: other } = await at.call()
    const id = await at.newSession()
    const first = client(at, id)
    await first.until(() => first.events.some((event) => event.type === 'engine' && event.state === 'queued'))
    const { token } = await first.event('resume')
    first.socket.terminate()
    await expect.poll(() => at.lines.join()).toContain('its call is kept')
    const second = client(at, id, token)
    await second.until(() => second.events.some((event) => event.type === 'engine' && event.state === 'queued'))
    expect(second.frames).toHaveLength(0)
    other.send({ type: 'end' })
    await second.ready()
    expect(at.engine.mostAtOnce).toBe(1)
  })

  it('finds a new engine that knows what was said once the time is over, and its place was free meanwhile', async () => {
    const tap = new ToldTap()
    await using at = await start({ bridge: { tap }, settings: { DUET_RESUME_GRACE: '1', DUET_ENGINE_SESSIONS: '1' } })
    const id = await at.newSession()
    const first = client(at, id)
    const engine = await at.engine.next()
    await first.ready()
    const { token } = await first.event('resume')
    tap.tell(turn('u1', 0, 100, 'My name is Ada Brandt.'))
    first.socket.terminate()
    await expect.poll(() => at.lines.join()).toContain('its call is kept')
    tap.tell(turn('a1', 500, 900, 'I found three trains.'))
    await engine.closed
    await expect.poll(() => at.bridge.status.calls).toBe(0)
    const second = client(at, id, token)
    const fresh = await at.engine.next()
    await second.ready()
    const back = await second.event('resume')
    expect(back).toMatchObject({ epoch: 1, engineKept: false, awayMs: null })
    expect(back.missed).toEqual([expect.objectContaining({ turnId: 'a1', unheard: true })])
    expect(fresh.query.get('text_prompt')).toContain('They were away and did not hear you say: "I found three trains."')
    expect(fresh.query.get('text_prompt')).toContain('Ada Brandt')
    // This connection is lost, too, before the client has said that it got through.
    second.socket.terminate()
    const third = client(at, id, token)
    await third.ready()
    expect(await third.event('resume')).toMatchObject({ epoch: 2, engineKept: false, missed: [{ turnId: 'a1' }] })
    tap.tell(turn('u2', 1000, 1100, 'Hello again.'))
    await expect.poll(async () => (await history(at, id)).map(({ turnId }) => turnId)).toEqual(['u1', 'a1', 'u2'])
    expect((await resumes(at)).toSorted()).toEqual(['kept 1', 'new 1'])
  })

  it.each([
    ['that closes with a goodbye', (socket: WebSocket) => socket.close(1000)],
    ['that hangs up', (socket: WebSocket) => socket.send('{"type":"end"}')],
  ])('is not waited for %s', async (_, leave) => {
    await using at = await start()
    const first = client(at, await at.newSession())
    await first.ready()
    leave(first.socket)
    await expect.poll(() => at.bridge.status.calls).toBe(0)
  })

  it('is not waited for by a Duet that is being stopped', async () => {
    await using at = await start()
    const first = client(at, await at.newSession())
    await first.ready()
    const drained = at.bridge.drain(10_000)
    first.socket.terminate()
    await drained
    expect(at.bridge.status.calls).toBe(0)
  })

  it('learns over the socket that its session is gone', async () => {
    await using at = await start()
    const gone = client(at, crypto.randomUUID())
    expect(await gone.closed).toMatchObject({ code: 4404, reason: expect.stringMatching(/^session\.not_found: /) })
  })

  it('makes room for another call of the same user', async () => {
    await using at = await start({ settings: { DUET_USER_CALLS: '1' } })
    const first = client(at, await at.newSession())
    const engine = await at.engine.next()
    await first.ready()
    first.socket.terminate()
    await expect.poll(() => at.lines.join()).toContain('its call is kept')
    const second = client(at, await at.newSession())
    await second.ready()
    await engine.closed
    expect(at.bridge.status.calls).toBe(1)
  })
})

describe('a call that is open elsewhere', () => {
  it('is taken over by who asks for it, and the other is told and cannot take it back by its tokens', async () => {
    await using at = await start()
    const id = await at.newSession()
    const made = newResumeToken()
    const first = client(at, id, made)
    await first.ready()
    const { token } = await first.event('resume')
    expect(await client(at, id).closed).toMatchObject({ code: 4423, reason: expect.stringMatching(/^session\.elsewhere: /) })
    const second = client(at, id, newResumeToken(), true)
    await second.ready()
    expect(await second.event('client')).toMatchObject({ state: 'taken_over' })
    expect(await first.closed).toMatchObject({ code: 4421 })
    expect(first.events.at(-1)).toMatchObject({ type: 'end', code: 'session.taken_over' })
    for (const old of [made, token]) expect(await client(at, id, old).closed).toMatchObject({ code: 4423 })
    expect(second.socket.readyState).toBe(WebSocket.OPEN)
    expect(at.engine.calls).toHaveLength(1)
  })

  it('is had by who comes last where the operator says so, and refused where they say that', async () => {
    await using open = await start({ settings: { DUET_TAKEOVER: 'take' } })
    const id = await open.newSession()
    const first = client(open, id)
    await first.ready()
    await client(open, id).ready()
    expect(await first.closed).toMatchObject({ code: 4421 })

    await using shut = await start({ settings: { DUET_TAKEOVER: 'refuse' } })
    const other = await shut.newSession()
    await client(shut, other).ready()
    expect(await client(shut, other, newResumeToken(), true).closed).toMatchObject({ code: 4409 })
  })
})

/** The same numbers for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The one that has the call once it has said that it has its token; those still on their way come too late then. */
async function winner(all: TestClient[], again: () => TestClient): Promise<TestClient> {
  for (;;) {
    const one = all.find(({ socket }) => socket.readyState === WebSocket.OPEN) ?? again()
    if (!all.includes(one)) all.push(one)
    const over = one.closed.then(() => 'over' as const)
    if ((await Promise.race([one.ready(), over])) === 'over') continue
    const { epoch } = await one.event('resume')
    one.send({ type: 'resumed', epoch })
    one.send({ type: 'ping', id: 1 })
    if ((await Promise.race([one.event('pong'), over])) !== 'over') return one
  }
}

describe('sockets that race with one token', () => {
  it.each([1, 2, 3, 4, 5, 6])('end with one of them in the call, whatever the order (seed %i)', async (seed) => {
    const random = seeded(seed)
    await using at = await start()
    const id = await at.newSession()
    const first = client(at, id)
    const engine = await at.engine.next()
    await first.ready()
    const { token } = await first.event('resume')
    const racers: TestClient[] = []
    if (random() < 0.5) first.socket.terminate()
    for (let i = 0; i < 4; i++) {
      racers.push(client(at, id, token))
      if (random() < 0.5) await racers.at(-1)?.opened
      if (random() < 0.3) racers.at(-1)?.socket.terminate()
    }
    const all = [first, ...racers]
    await Promise.all(racers.map((one) => Promise.race([one.ready(), one.closed, one.opened.catch(() => {})])))
    const last = await winner(all, () => client(at, id, token))
    await Promise.all(all.filter((one) => one !== last).map((one) => one.closed))
    // None of them comes back with the old token now.
    expect(await client(at, id, token).closed).toMatchObject({ code: 4423 })
    last.headers()
    last.audio(tone)
    await engine.until(() => engine.packets.some((packet) => packet.data.length > 3))
    expect({
      calls: at.bridge.status.calls,
      legs: at.engine.calls.length,
      streams: engine.streams,
      bad: engine.badPages,
    }).toEqual({
      calls: 1,
      legs: 1,
      streams: 1,
      bad: 0,
    })
  })
})
