/** What goes wrong around a call, done on purpose to a running Duet: it says so, ends what it must, and works on. */
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { soundOf } from '../../src/cli/call.ts'
import { call } from '../../src/cli/call-client.ts'
import { callRate, soundSource } from '../../src/cli/call-source.ts'
import { type ServerEvent, serverEventSchema, type Turn } from '../../src/protocol/session.ts'
import { commandOf, descendants, fixture, isAlive, type RunningDuet, startDuet, until } from '../system/duet.ts'

let duet: RunningDuet
beforeAll(async () => {
  duet = await startDuet({ env: { DUET_ENGINE_SESSIONS: '4' } })
})
afterAll(() => duet.end())

const http = () => duet.bridge.replace('ws', 'http')
const silence = (seconds: number) => soundSource(new Float32Array(seconds * 24_000))

async function newSocket(): Promise<WebSocket> {
  const response = await fetch(`${http()}/session`, { method: 'POST' })
  // The seed's answer.
  const { session_id } = (await response.json()) as { session_id: string }
  const socket = new WebSocket(`${duet.bridge}/ws/${session_id}`, { perMessageDeflate: false })
  socket.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer, binary) => {
      if (binary && data[0] === 0) resolve()
    })
    socket.once('close', (code, reason) => reject(new Error(`closed with ${code} ${reason}`)))
  })
  return socket
}

/** Close code and reason. */
function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })))
}

/** The process of a role, by its command line. */
function roleProcess(role: 'engine' | 'bridge'): number {
  const found = duet.family().find((pid) => commandOf(pid).includes(`main.ts ${role} `))
  if (found === undefined) throw new Error(`There is no ${role} process.`)
  return found
}

async function healthOf(base: string): Promise<Record<string, unknown> | undefined> {
  try {
    return (await (await fetch(`${base}/health`, { signal: AbortSignal.timeout(3000) })).json()) as Record<string, unknown> // JSON object
  } catch {
    return undefined
  }
}
const engineHealth = () => healthOf(duet.engine.replace('ws', 'http').replace('/api/chat', ''))
const liveSessions = async () => (await healthOf(http()))?.sessions
/** Asked of both themselves: what the bridge knows of the engine may be some seconds old. */
const bothAnswer = async () => (await engineHealth()) !== undefined && (await healthOf(http())) !== undefined

/** A short call that works: the handshake comes and the agent's sound flows. */
async function expectCallWorks() {
  const result = await call({ url: duet.bridge, source: silence(1) })
  expect(result).toMatchObject({ endedBy: 'client', code: null })
}

describe('a client that misbehaves', () => {
  it('sends garbage instead of Opus: the call goes on or is refused with a reason, and others work', async () => {
    const socket = await newSocket()
    const end = closed(socket)
    for (let i = 0; i < 200; i++) socket.send(Buffer.concat([Buffer.of(1), Buffer.from(`no Ogg page number ${i}`.repeat(20))]))
    for (const kind of [0, 2, 3, 4, 5, 6, 7, 255]) socket.send(Buffer.of(kind, 255, 254))
    socket.send(Buffer.alloc(0))
    socket.send('{"no json')
    const ended = await Promise.race([end, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 2000))])
    if (ended) expect(ended.reason).toMatch(/\w/)
    socket.close()
    await expectCallWorks()
  })

  it('sends garbage to the engine itself: it survives', async () => {
    const socket = new WebSocket(`${duet.engine}?text_prompt=x&voice_prompt=NATF0.pt`)
    socket.on('error', () => {})
    await new Promise((resolve) => socket.once('message', resolve))
    for (let i = 0; i < 200; i++) socket.send(Buffer.concat([Buffer.of(1), Buffer.from('garbage'.repeat(50))]))
    socket.send(Buffer.alloc(0))
    socket.close()
    await expectCallWorks()
  })

  it.each(['bridge', 'engine'] as const)(
    'sends 4 MB in one message to the %s: its socket is closed with 1009, others work',
    async (to) => {
      const socket = to === 'bridge' ? await newSocket() : new WebSocket(`${duet.engine}?text_prompt=x&voice_prompt=NATF0.pt`)
      socket.on('error', () => {})
      if (to === 'engine') await new Promise((resolve) => socket.once('open', resolve))
      const end = closed(socket)
      socket.send(Buffer.alloc(4 * 1024 * 1024, 1))
      expect((await end).code).toBe(1009)
      await expectCallWorks()
    },
  )

  it('stops reading: it is cut within a minute, and others work', async () => {
    const socket = await newSocket()
    const end = closed(socket)
    socket.pause()
    await until('the bridge has let it go', async () => JSON.stringify(await liveSessions()).includes('"live":0'), 60_000)
    socket.resume()
    socket.terminate()
    await end
    await expectCallWorks()
  })

  it('connects and disconnects 100 times: no session, file descriptor, thread or process stays behind', async () => {
    await expectCallWorks()
    await settled()
    const before = resources()
    for (let round = 0; round < 50; round++) {
      const [polite, rude] = await Promise.all([newSocket(), newSocket()])
      const ends = [closed(polite), closed(rude)]
      polite.close(1000)
      rude.terminate()
      await Promise.all(ends)
    }
    await settled()
    await until('descriptors, threads and processes are as before', () => {
      const now = resources()
      return now.descriptors <= before.descriptors + 4 && now.threads <= before.threads + 2 && now.processes === before.processes
    })
    await expectCallWorks()
  })
})

describe('kill -9', () => {
  it('of the engine: the call goes on with it when it is back, and the next call works', async () => {
    let events = 0
    let heardAgain = false
    const result = await call({
      url: duet.bridge,
      source: silence(40),
      onEvent: (event) => {
        if (events++ === 0) setTimeout(() => process.kill(roleProcess('engine'), 'SIGKILL'), 1000)
        const told = event.type === 'event' ? serverEventSchema.safeParse(event.event).data : undefined
        if (told?.type === 'engine' && told.state === 'ready' && told.reason === 'lost') heardAgain = true
      },
    })
    expect(events).toBeGreaterThan(0)
    expect(result.endedBy).toBe('client')
    expect(heardAgain).toBe(true)
    expect(result.user.length / result.sampleRate).toBeGreaterThan(35)
    await until('the engine is back', bothAnswer, 60_000)
    await expectCallWorks()
    expect(duet.output()).toMatch(/duet: engine: ended unexpectedly \(SIGKILL\)/)
  })

  it('of the bridge: it comes back, and what was recorded is still there', async () => {
    const socket = await newSocket()
    const id = socket.url.split('/').at(-1)
    const end = closed(socket)
    process.kill(roleProcess('bridge'), 'SIGKILL')
    await end
    await until('the bridge is back', bothAnswer, 60_000)
    expect((await fetch(`${http()}/session/${id}/history`)).status).toBe(200)
    await expectCallWorks()
  })

  it('of the bridge in the middle of a call: the caller comes back to it, and no turn is lost or doubled', async () => {
    const hangUp = new AbortController()
    const told: ServerEvent[] = []
    let awayMs = Number.NaN
    let sessionId = ''
    const question = await soundOf(fixture('question.wav'))
    const sound = soundSource(Float32Array.from({ length: question.length + 90 * callRate }, (_, i) => question[i] ?? 0))
    const result = await call({
      url: duet.bridge,
      source: sound,
      signal: hangUp.signal,
      onEvent: (event) => {
        if (event.type === 'session') sessionId = event.sessionId
        if (event.type === 'back') {
          awayMs = event.awayMs
          setTimeout(() => hangUp.abort(), 2000)
        }
        const parsed = event.type === 'event' ? serverEventSchema.safeParse(event.event).data : undefined
        if (!parsed) return
        told.push(parsed)
        // On disk a moment after it is told.
        if (
          parsed.type === 'turn.end' &&
          parsed.turn.side === 'agent' &&
          Number.isNaN(awayMs) &&
          told.filter(isAgentTurn).length === 1
        )
          setTimeout(() => process.kill(roleProcess('bridge'), 'SIGKILL'), 1000)
      },
    })
    expect(result).toMatchObject({ endedBy: 'client', reason: 'hung up' })
    expect(awayMs).toBeLessThan(30_000)
    expect(told.flatMap((event) => (event.type === 'resume' ? [event.engineKept] : []))).toEqual([false, false])
    const answer = await fetch(`${http()}/session/${sessionId}/history`)
    // As docs/api.md has it.
    const { history } = (await answer.json()) as { history: { turn: Turn }[] }
    const kept = history.map(({ turn }) => turn.turnId)
    expect(new Set(kept).size).toBe(kept.length)
    for (const { turn } of told.filter(isTurn).slice(0, 2)) expect(kept).toContain(turn.turnId)
  })

  it('of the supervisor: nothing is left running', async () => {
    const family = duet.family()
    duet.process.kill('SIGKILL')
    await until('all its processes are gone', () => !family.some(isAlive))
  })
})

const isTurn = (event: ServerEvent) => event.type === 'turn.end'
const isAgentTurn = (event: ServerEvent) => event.type === 'turn.end' && event.turn.side === 'agent'

/** No call at bridge or engine. */
async function settled(): Promise<void> {
  await until('no session is live', async () => {
    const engine = await engineHealth()
    return JSON.stringify(await liveSessions()).includes('"live":0') && engine?.calls === 0
  })
}

/** What a leak would show in, summed over everything Duet runs. */
function resources() {
  const pids = descendants(duet.process.pid ?? 0)
  const count = (what: 'fd' | 'task') => pids.reduce((sum, pid) => sum + entries(`/proc/${pid}/${what}`), 0)
  return { processes: pids.length, descriptors: count('fd'), threads: count('task') }
}

function entries(path: string): number {
  try {
    return readdirSync(path).length
  } catch {
    return 0
  }
}
