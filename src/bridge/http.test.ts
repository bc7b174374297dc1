import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Turn } from '../protocol/session.ts'
import { createdSessionSchema, errorBodySchema, healthSchema, historySchema, personasSchema, sessionsSchema } from './api.ts'
import { createBridge } from './bridge.ts'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const turn = (number: number): Turn => ({
  turnId: `${number % 2 ? 'u' : 'a'}${number}`,
  side: number % 2 ? 'user' : 'agent',
  startMs: number * 1000,
  endMs: number * 1000 + 900,
  text: `words ${number}`,
  interrupted: false,
  responseMs: null,
})

/** A request with headers that fetch does not let through. */
function raw(url: string, options: { readonly method?: string; readonly headers: Record<string, string> }) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    request(url, options, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
      .on('error', reject)
      .end()
  })
}

describe('GET /health', () => {
  it('has the seed’s fields, true: healthy while the engine answers', async () => {
    await using at = await TestBridge.start()
    const health = healthSchema.parse(await (await fetch(`${at.http}/health`)).json())
    expect(health).toMatchObject({ status: 'healthy', moshi_available: true, sessions: { live: 0 } })
  })
  it('says that no engine answers', async () => {
    await using at = await TestBridge.start({ settings: { DUET_ENGINES: 'local=ws://127.0.0.1:1' } })
    const health = healthSchema.parse(await (await fetch(`${at.http}/health`)).json())
    expect(health).toMatchObject({ status: 'degraded', moshi_available: false })
  })
})

describe('POST /session', () => {
  it('takes no body at all, as the seed’s clients send it', async () => {
    await using at = await TestBridge.start()
    const response = await fetch(`${at.http}/session`, { method: 'POST' })
    expect(response.status).toBe(200)
    expect(createdSessionSchema.parse(await response.json()).session_id).toMatch(/^[0-9a-f-]{36}$/)
  })
  it('takes the seed’s body and keeps the conversation it belongs to', async () => {
    await using at = await TestBridge.start()
    const body = JSON.stringify({ conversation_id: 'c1', persona: 'myca', voice: 'myca' })
    const created = createdSessionSchema.parse(await (await fetch(`${at.http}/session`, { method: 'POST', body })).json())
    expect(created.conversation_id).toBe('c1')
    const [session] = sessionsSchema.parse(await (await fetch(`${at.http}/sessions`)).json()).sessions
    expect(session).toMatchObject({
      session_id: created.session_id,
      persona: 'myca',
      voice: 'NATM1',
      user_id: 'local',
      live: false,
    })
  })
  it.each([
    ['an unknown persona', { persona: 'nobody' }, 404, 'persona.not_found', /duet/, 'persona'],
    ['an unknown voice', { voice: 'NATF9' }, 422, 'voice.unknown', /NATF0/, 'voice'],
    ['a user that is no text', { user_id: 7 }, 400, 'request.invalid', /user_id/, 'user_id'],
    ['an endless name', { conversation_id: 'x'.repeat(300) }, 400, 'request.invalid', /conversation_id/, 'conversation_id'],
  ])('refuses %s by field', async (_, body, status, code, message, field) => {
    await using at = await TestBridge.start()
    const response = await fetch(`${at.http}/session`, { method: 'POST', body: JSON.stringify(body) })
    expect(response.status).toBe(status)
    const { error } = errorBodySchema.parse(await response.json())
    expect(error).toMatchObject({ code, field, message: expect.stringMatching(message) })
  })
  it('refuses what is no JSON and what is too large', async () => {
    await using at = await TestBridge.start()
    expect((await fetch(`${at.http}/session`, { method: 'POST', body: '{' })).status).toBe(400)
    const large = await fetch(`${at.http}/session`, { method: 'POST', body: JSON.stringify({ user_id: 'x'.repeat(100_000) }) })
    expect(large.status).toBe(413)
  })
})

describe('GET /session/{id}/history', () => {
  it('gives the newest 50 in the seed’s shape, oldest first, and the rest by pages', async () => {
    await using at = await TestBridge.start()
    const id = await at.newSession({ persona: 'myca' })
    for (let i = 1; i <= 60; i++) at.journal.recordTurn(id, { turn: turn(i), saidAt: 1_700_000_000_000 + i, engine: 'local' })
    const newest = historySchema.parse(await (await fetch(`${at.http}/session/${id}/history`)).json())
    expect(newest.history).toHaveLength(50)
    expect(newest.history[0]).toMatchObject({ speaker: 'user', text: 'words 11', timestamp: '2023-11-14T22:13:20.011Z' })
    expect(newest.history[49]).toMatchObject({ speaker: 'myca', text: 'words 60', turn: { turnId: 'a60' } })
    const before = historySchema.parse(await (await fetch(`${at.http}/session/${id}/history?before=${newest.older}`)).json())
    expect(before.history.map((one) => one.text)).toEqual(Array.from({ length: 10 }, (_, i) => `words ${i + 1}`))
    expect(before.older).toBeNull()
  })
  it('is 404 for an unknown session and 400 for a bad page', async () => {
    await using at = await TestBridge.start()
    const unknown = await fetch(`${at.http}/session/nope/history`)
    expect([unknown.status, errorBodySchema.parse(await unknown.json()).error.code]).toEqual([404, 'session.not_found'])
    expect((await fetch(`${at.http}/session/${await at.newSession()}/history?limit=0`)).status).toBe(400)
  })
  it('survives a restart', async () => {
    let id = ''
    let dir = ''
    {
      await using first = await TestBridge.start({ keep: true })
      id = await first.newSession()
      dir = first.dir
      await first.journal.recordTurn(id, { turn: turn(1), saidAt: 5, engine: 'local' })
    }
    await using second = await TestBridge.start({ dir })
    const { history } = historySchema.parse(await (await fetch(`${second.http}/session/${id}/history`)).json())
    expect(history.map((one) => one.text)).toEqual(['words 1'])
    const client = new TestClient(`${second.ws}/ws/${id}`)
    await client.ready()
  })
})

describe('DELETE /session/{id}', () => {
  it('ends the call that is on and forgets everything', async () => {
    await using at = await TestBridge.start()
    const id = await at.newSession()
    const client = new TestClient(`${at.ws}/ws/${id}`)
    await client.ready()
    client.send({ text: 'a secret' })
    await client.event('turn.end')
    expect((await fetch(`${at.http}/session/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect(await client.closed).toMatchObject({ code: 4410 })
    expect((await fetch(`${at.http}/session/${id}/history`)).status).toBe(404)
    expect((await fetch(`${at.http}/session/${id}`, { method: 'DELETE' })).status).toBe(404)
  })
})

it('personas and voices are listed, and the engine is described', async () => {
  await using at = await TestBridge.start()
  const { personas, voices } = personasSchema.parse(await (await fetch(`${at.http}/personas`)).json())
  expect(personas.map((persona) => persona.id)).toEqual(['arcus', 'duet', 'myca'])
  expect(voices).toHaveLength(18)
  expect(await (await fetch(`${at.http}/engine`)).json()).toMatchObject({ name: 'local', textInput: true, userTranscript: true })
})

describe('access over HTTP', () => {
  it.each([
    ['a foreign Host', { host: 'evil.example' }, 'access.host'],
    ['a foreign Origin', { origin: 'https://evil.example' }, 'access.origin'],
    ['an opaque Origin', { origin: 'null' }, 'access.origin'],
  ])('%s is refused', async (_, headers, code) => {
    await using at = await TestBridge.start()
    const answer = await raw(`${at.http}/sessions`, { headers })
    expect(answer.status).toBe(403)
    expect(errorBodySchema.parse(JSON.parse(answer.body)).error.code).toBe(code)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
  it('our page on the other port gets exactly its own origin, also for a preflight', async () => {
    await using at = await TestBridge.start()
    const headers = { origin: at.addresses.page, 'access-control-request-method': 'POST' }
    const answer = await raw(`${at.http}/session`, { method: 'OPTIONS', headers })
    expect(answer.status).toBe(204)
    expect(answer.headers['access-control-allow-origin']).toBe(at.addresses.page)
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
  })
  it('too many requests of one address are refused', async () => {
    await using at = await TestBridge.start({ bridge: { requests: { perSecond: 0.001, burst: 3 } } })
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await fetch(`${at.http}/personas`)).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
  })
})

describe('the page port', () => {
  it('serves the built page at its views, files as they are, and the same routes', async () => {
    await using tmp = await mkdtempDisposable(join(tmpdir(), 'duet-page-'))
    const pageDir = tmp.path
    mkdirSync(join(pageDir, 'assets'))
    writeFileSync(join(pageDir, 'index.html'), '<title>Duet</title>')
    writeFileSync(join(pageDir, 'assets', 'main-1.js'), 'export {}')
    await using at = await TestBridge.start({ bridge: { pageDir } })
    const { page } = at.addresses
    for (const view of ['/', '/test-voice', '/history/some-id']) {
      const answer = await fetch(`${page}${view}`)
      expect([view, answer.status, await answer.text()]).toEqual([view, 200, '<title>Duet</title>'])
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval'")
    }
    const script = await fetch(`${page}/assets/main-1.js`)
    expect([script.status, script.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')])
    expect(script.headers.get('cache-control')).toContain('immutable')
    expect((await fetch(`${page}/assets/none.js`)).status).toBe(404)
    expect((await fetch(`${page}/..%2f..%2fpackage.json`)).status).toBe(404)
    expect((await fetch(`${page}/health`)).status).toBe(200)
    const client = new TestClient(`${page.replace('http', 'ws')}/ws/${await at.newSession()}`)
    await client.ready()
  })
  it('says how to build the page where it is not', async () => {
    await using at = await TestBridge.start({ bridge: { pageDir: '/nowhere' } })
    const answer = await fetch(`${at.addresses.page}/test-voice`)
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build')])
  })
})

it('a busy port is named with the variable that changes it', async () => {
  await using at = await TestBridge.start()
  const port = new URL(at.http).port
  const { loadConfig } = await import('../config/config.ts')
  const { createLog } = await import('../observe/log.ts')
  const { config } = loadConfig({ flags: { DUET_BRIDGE_PORT: port, DUET_PAGE_PORT: '0' } })
  const bridge = createBridge({ config, journal: at.journal, log: createLog({ level: 'silent', name: 'x' }) })
  await expect(bridge.start()).rejects.toThrow(
    expect.objectContaining({ code: 'port.busy', field: 'DUET_BRIDGE_PORT', message: expect.stringContaining(port) }),
  )
})
