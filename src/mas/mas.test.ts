import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMasClient } from '../bridge/mas-client.ts'
import { loadConfig, type SettingName } from '../config/config.ts'
import { createLog } from '../observe/log.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import type { OutboxItem } from '../store/outbox.ts'
import { healthSchema, recentSchema, streamSchema, summarySchema } from './api.ts'
import { createMas } from './mas.ts'

/** An orchestrator on a port of its own. */
async function start(
  options: {
    readonly dir?: string
    readonly bridgeUrl?: string
    readonly settings?: { readonly [K in SettingName]?: string }
  } = {},
) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'duet-mas-'))
  const { config } = loadConfig({ flags: { DUET_DATA_DIR: dir, DUET_MAS_PORT: '0', ...options.settings } })
  const lines: string[] = []
  const log = createLog({ level: 'trace', name: 'mas', destination: { write: (line) => void lines.push(line) } })
  const store = await openSqliteMemory({ dir })
  const mas = createMas({ config, log, store, version: '1.2.3', bridgeUrl: options.bridgeUrl ?? 'http://127.0.0.1:9' })
  const url = await mas.start()
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const get = async (path: string) => (await fetch(`${url}${path}`)).json()
  return {
    ...{ mas, store, url, dir, lines, post, get },
    recent: async () => recentSchema.parse(await get('/voice/feedback/recent')).items,
    async [Symbol.asyncDispose]() {
      await mas.close('the test is over')
      await store.close()
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true })
    },
  }
}
const said = (text: string, speaker = 'user', at = 1) => ({
  conversation_id: 'c1',
  session_id: 's1',
  speaker,
  text,
  timestamp: new Date(Date.UTC(2026, 10, 26, 10, 0, at)).toISOString(),
  source: 'personaplex_voice',
})
const context = (turnId: string, revision = 0) => ({
  'duet-context': JSON.stringify({ user_id: 'ana', persona: 'myca', turn_id: turnId, revision }),
})

describe('POST /voice/memory/log', () => {
  it('takes the seed’s body, and the turn shows up in /voice/feedback/recent', async () => {
    await using at = await start()
    expect(await at.post('/voice/memory/log', said('My sister Ana visits on Friday.'))).toEqual({
      status: 200,
      body: { status: 'logged', speaker: 'user' },
    })
    await at.post('/voice/memory/log', said('How lovely!', 'myca', 2))
    expect(await at.recent()).toEqual([
      expect.objectContaining({ conversation_id: 'c1', agent_name: 'myca', transcript: null, response_text: 'How lovely!' }),
      expect.objectContaining({ conversation_id: 'c1', agent_name: null, transcript: 'My sister Ana visits on Friday.' }),
    ])
  })
  it('takes the same turn once, however often it comes, and a corrected one in its place', async () => {
    await using at = await start()
    for (let i = 0; i < 3; i++) await at.post('/voice/memory/log', said('helo'))
    expect(await at.recent()).toHaveLength(1)
    await at.post('/voice/memory/log', said('I live in Trondheim'), context('u1'))
    await at.post('/voice/memory/log', said('I live in Drontheim'), context('u1', 1))
    await at.post('/voice/memory/log', said('I live in Trondheim'), context('u1'))
    expect((await at.recent()).map((one) => one.transcript).sort()).toEqual(['I live in Drontheim', 'helo'])
    expect(await at.store.rows('turns', { sessionId: 's1', turnId: 'u1' })).toEqual([
      expect.objectContaining({ userId: 'ana', persona: 'myca', side: 'user', text: 'I live in Drontheim' }),
    ])
  })
  it('is what the bridge’s outbox speaks: both ends of the contract in one test', async () => {
    await using at = await start()
    const item: OutboxItem = {
      ...{ id: 1, kind: 'turn', sessionId: 's1', conversationId: 'c1', turnId: 'u1', revision: 0, dueAt: 0 },
      ...{ state: 'pending', attempts: 0, createdAt: 0, lastError: null },
      body: JSON.stringify(said('Grüße')),
      context: JSON.stringify({ user_id: 'zoë', turn_id: 'u1' }),
    }
    const client = createMasClient({ url: at.url, timeoutMs: 5000 })
    const never = new AbortController().signal
    const delivered = { type: 'delivered' }
    expect(await client.deliver(item, never)).toEqual(delivered)
    expect(await at.store.rows('turns', {})).toEqual([expect.objectContaining({ userId: 'zoë', text: 'Grüße' })])
    expect(await client.deliver({ ...item, kind: 'end', body: '{"ended_at":"2026-11-26T11:00:00Z"}' }, never)).toEqual(delivered)
    expect(await at.store.rows('calls', {})).toEqual([expect.objectContaining({ endedAt: Date.UTC(2026, 10, 26, 11) })])
    expect(await client.deliver({ ...item, kind: 'erase' }, never)).toEqual(delivered)
    for (const table of ['turns', 'calls', 'feedback', 'work'] as const) expect(await at.store.count(table, {})).toBe(0)
  })
  it('keeps over a restart what it has acknowledged', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'duet-mas-'))
    {
      await using at = await start({ dir })
      await at.post('/voice/memory/log', said('remember this'))
    }
    await using at = await start({ dir })
    expect((await at.recent()).map((one) => one.transcript)).toEqual(['remember this'])
    rmSync(dir, { recursive: true, force: true })
  })
  it.each([
    ['no text', { ...said('x'), text: undefined }, 'text'],
    ['a text of a megabyte', said('x'.repeat(20_001)), 'text'],
    ['no session', { ...said('x'), session_id: '' }, 'session_id'],
    ['a list', [], 'body'],
  ])('with %s is refused by field, never acknowledged', async (_, body, field) => {
    await using at = await start()
    const answer = await at.post('/voice/memory/log', body)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ error: { code: 'request.invalid', field } })
  })
  it('writes nothing that was said into the log', async () => {
    await using at = await start()
    await at.post('/voice/memory/log', said('my secret is xyzzy'))
    await at.post('/voice/memory/log', { ...said('my secret is xyzzy'), timestamp: 5 })
    expect(at.lines.join('')).not.toContain('xyzzy')
  })
})

describe('feedback', () => {
  it('is stored as the seed has it, and summed up', async () => {
    await using at = await start()
    const { body } = await at.post('/voice/feedback', { conversation_id: 'c', transcript: 'hi', rating: 5, success: true })
    expect(body).toMatchObject({ conversation_id: 'c', transcript: 'hi', rating: 5, success: true, notes: null })
    await at.post('/voice/feedback', { rating: 2, success: false })
    await at.post('/voice/feedback', {})
    expect(summarySchema.parse(await at.get('/voice/feedback/summary')).summary).toEqual({
      total: 3,
      avg_rating: 3.5,
      avg_success: 0.5,
    })
    expect((await at.post('/voice/feedback', { rating: 6 })).status).toBe(400)
  })
  it('has a limit that is clamped, not refused', async () => {
    await using at = await start()
    for (let i = 0; i < 3; i++) await at.post('/voice/feedback', { notes: String(i) })
    const count = async (limit: string) => recentSchema.parse(await at.get(`/voice/feedback/recent?limit=${limit}`)).items.length
    expect([await count('2'), await count('0'), await count('99999')]).toEqual([2, 1, 3])
  })
})

describe('events', () => {
  it('come by polling: of a session, and later than the last look', async () => {
    await using at = await start()
    const publish = (message: string, session_id?: string) =>
      at.post('/events/publish', { event_type: 'notification', message, session_id, priority: 'high' })
    const first = await publish('one', 's1')
    expect(first.body).toMatchObject({ status: 'published', event: { type: 'notification', message: 'one', priority: 'high' } })
    await publish('two', 's2')
    await publish('for all')
    const stream = streamSchema.parse(await at.get('/events/stream?session_id=s1'))
    expect(stream.events.map((event) => event.message)).toEqual(['one', 'for all'])
    const later = streamSchema.parse(await at.get(`/events/stream?session_id=s1&since=${stream.timestamp}`))
    expect(later).toMatchObject({ events: [], count: 0 })
  })
  it('come as a live stream to whoever asks for one', async () => {
    await using at = await start()
    at.mas.events.publish({ type: 'knowledge', message: 'before', sessionId: 's1' })
    const stop = new AbortController()
    const response = await fetch(`${at.url}/events/stream?session_id=s1`, {
      headers: { accept: 'text/event-stream' },
      signal: stop.signal,
    })
    const lines: string[] = []
    const reading = (async () => {
      for await (const part of response.body ?? []) lines.push(new TextDecoder().decode(part))
    })().catch(() => {})
    await expect.poll(() => lines.join('')).toContain('before')
    at.mas.events.publish({ type: 'knowledge', message: 'after', sessionId: 's1' })
    at.mas.events.publish({ type: 'knowledge', message: 'elsewhere', sessionId: 's2' })
    await expect.poll(() => lines.join('')).toContain('after')
    stop.abort()
    await reading
    expect(lines.join('')).toMatch(/event: knowledge\ndata: \{.*"before".*\}/)
    expect(lines.join('')).not.toContain('elsewhere')
    expect(lines.join('').match(/"before"/g)).toHaveLength(1)
  })
})

describe('the orchestrator', () => {
  it('tells its health in the seed’s shape, true', async () => {
    await using at = await start()
    await at.post('/voice/memory/log', said('hello'))
    expect(healthSchema.parse(await at.get('/health'))).toMatchObject({
      status: 'ok',
      service: 'mas',
      version: '1.2.3',
      services: { api: 'ok' },
    })
  })
  it('does not start beyond this machine without a key, and asks for one there', async () => {
    await expect(start({ settings: { DUET_MAS_HOST: '0.0.0.0' } })).rejects.toEqual(
      expect.objectContaining({ code: 'access.no_keys' }),
    )
  })
  it('is not for foreign pages', async () => {
    await using at = await start()
    const response = await fetch(`${at.url}/voice/feedback/recent`, { headers: { origin: 'https://evil.example' } })
    expect(response.status).toBe(403)
  })
  it('answers what it does not know with 404', async () => {
    await using at = await start()
    expect((await at.get('/nothing')) as unknown).toMatchObject({ error: { code: 'request.not_found' } })
  })
})

it('passes the prompt addresses on to the bridge, with the query and the caller’s own credential, and says when it is away', async () => {
  const asked: (string | undefined)[] = []
  const bridge = createServer((request, response) => {
    asked.push(request.url, request.headers.authorization)
    response.end(JSON.stringify({ text_prompt: 'You are Duet.' }))
  })
  await new Promise<void>((resolve) => bridge.listen(0, '127.0.0.1', resolve))
  const { port } = bridge.address() as AddressInfo // a listening TCP server has one
  try {
    await using at = await start({ bridgeUrl: `http://127.0.0.1:${port}` })
    expect(await at.get('/personaplex/prompt?session_id=s1&topic=boats')).toEqual({ text_prompt: 'You are Duet.' })
    await at.get('/moshi/prompt/question?question=q')
    expect(asked).toEqual([
      ...['/personaplex/prompt?session_id=s1&topic=boats', undefined],
      ...['/moshi/prompt/question?question=q', undefined],
    ])
  } finally {
    bridge.close()
  }
  await using alone = await start()
  expect((await fetch(`${alone.url}/personaplex/prompt`)).status).toBe(502)
})
