import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { seeded } from '../audio/test-sound.ts'
import { createLog } from '../observe/log.ts'
import type { Journal } from '../store/journal.ts'
import { openJournal } from '../store/open.ts'
import type { Delivery, OutboxItem } from '../store/outbox.ts'
import { createMasClient, type DeliveryResult, feedbackOf, type MasClient, memoryLogSchema } from './mas-client.ts'
import { OutboxSender } from './outbox-sender.ts'

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function openOutbox(): Promise<Journal> {
  const dir = mkdtempSync(join(tmpdir(), 'duet-outbox-'))
  const journal = await openJournal({ dir })
  ends.push(async () => {
    await journal.close()
    rmSync(dir, { recursive: true, force: true })
  })
  return journal
}
const log = createLog({ level: 'silent', name: 'test' })
const body = (conversation: string, text: string, speaker = 'user') =>
  JSON.stringify({
    conversation_id: conversation,
    session_id: `s-${conversation}`,
    speaker,
    text,
    timestamp: '2026-11-26T10:00:00.000Z',
    source: 'personaplex_voice',
  })
const delivery = (
  conversation: string,
  turnId: string,
  revision = 0,
  text = `${conversation} ${turnId}.${revision}`,
): Delivery => ({
  kind: 'turn',
  sessionId: `s-${conversation}`,
  conversationId: conversation,
  turnId,
  revision,
  body: body(conversation, text),
  context: JSON.stringify({ user_id: 'zoë', turn_id: turnId }),
  dueAt: 0,
})
const fast = { awayMs: [1, 2], refusedMs: [1, 1], lookMs: 5 }

async function fill(journal: Journal, deliveries: readonly Delivery[]): Promise<void> {
  for (const sessionId of new Set(deliveries.map((one) => one.sessionId)))
    await journal.createSession({ sessionId, conversationId: 'c', persona: 'duet', voice: 'NATF0', userId: 'u', createdAt: 1 })
  for (const one of deliveries) {
    const turn = {
      turnId: one.turnId,
      side: 'user',
      startMs: 0,
      endMs: 1,
      text: 'x',
      interrupted: false,
      responseMs: null,
    } as const
    await journal.recordTurn(one.sessionId, { turn, saidAt: 1, engine: 'local' }, one)
  }
}
/** Delivers to a function; resolves `empty` once the outbox has nothing pending. */
function run(journal: Journal, take: (item: OutboxItem) => DeliveryResult, policy = {}) {
  const taken: string[] = []
  const client: MasClient = {
    async deliver(item) {
      const result = take(item)
      if (result.type === 'delivered') taken.push(memoryLogSchema.parse(JSON.parse(item.body)).text)
      return result
    },
  }
  const sender = new OutboxSender({ outbox: journal.outbox, client, log, policy: { ...fast, ...policy } })
  ends.push(() => sender.close())
  const until = (done: () => Promise<boolean>) => expect.poll(done, { timeout: 10_000, interval: 5 }).toBe(true)
  return { sender, taken, empty: () => until(async () => (await journal.outbox.stats()).pending === 0), until }
}
const delivered = { type: 'delivered' } as const
const away = { type: 'away', detail: 'ECONNREFUSED' } as const

describe('the outbox', () => {
  it('delivers each turn once, in order within its conversation, whatever fails in between', async () => {
    const journal = await openOutbox()
    const names = Array.from({ length: 50 }, (_, i) => `c${i}`)
    await fill(
      journal,
      names.flatMap((name) => ['u1', 'a1', 'u2', 'a2'].map((turnId) => delivery(name, turnId))),
    )
    const random = seeded(7)
    const { taken, empty } = run(journal, () =>
      random() < 0.3 ? away : random() < 0.2 ? { type: 'failing', detail: '500' } : delivered,
    )
    await empty()
    expect(taken).toHaveLength(200)
    for (const name of names)
      expect(taken.filter((text) => text.startsWith(`${name} `))).toEqual(
        ['u1', 'a1', 'u2', 'a2'].map((turn) => `${name} ${turn}.0`),
      )
  })

  it('waits for an orchestrator that is away for as long as it takes, and asks it with one delivery at a time', async () => {
    const journal = await openOutbox()
    await fill(
      journal,
      ['a', 'b', 'c'].map((name) => delivery(name, 'u1')),
    )
    let asked = 0
    const { sender, taken, empty } = run(journal, () => (++asked < 40 ? away : delivered))
    await empty()
    expect(asked).toBe(42) // three at first, one each until it was back, then the rest
    expect(taken.sort()).toEqual(['a u1.0', 'b u1.0', 'c u1.0'])
    expect(sender.status).toEqual({ away: null, delivered: 3 })
  })

  it('goes on after a restart with what was not acknowledged', async () => {
    const journal = await openOutbox()
    await fill(journal, [delivery('a', 'u1'), delivery('a', 'u2')])
    let first = true
    const one = run(journal, () => {
      if (!first) return away
      first = false
      return delivered
    })
    await one.until(async () => one.taken.length === 1 && one.sender.status.away !== null)
    await one.sender.close()
    const two = run(journal, () => delivered)
    await two.empty()
    expect([...one.taken, ...two.taken]).toEqual(['a u1.0', 'a u2.0'])
  })

  it('sends the corrected words where the first ones have not left yet, and both where they have', async () => {
    const journal = await openOutbox()
    await fill(journal, [delivery('a', 'u1', 0), delivery('a', 'u2', 0), delivery('a', 'u1', 1)])
    const { taken, empty } = run(journal, () => delivered)
    await empty()
    expect(taken).toEqual(['a u1.1', 'a u2.0'])
    await fill(journal, [delivery('a', 'u2', 1)])
    await empty()
    expect(taken).toEqual(['a u1.1', 'a u2.0', 'a u2.1'])
  })

  it('keeps words that are corrected while the first ones are on their way', async () => {
    const journal = await openOutbox()
    await fill(journal, [delivery('a', 'u1', 0)])
    const [item] = await journal.outbox.due(1, 1)
    await fill(journal, [delivery('a', 'u1', 1)])
    await journal.outbox.delivered(item ?? { id: 0, revision: 0 })
    expect((await journal.outbox.due(1, 1)).map((one) => one.revision)).toEqual([1])
  })

  it('holds a delivery back until it is due', async () => {
    const journal = await openOutbox()
    const dueAt = Date.now() + 60_000
    await fill(journal, [{ ...delivery('a', 'u1'), dueAt }])
    expect(await journal.outbox.due(dueAt - 1, 5)).toEqual([])
    expect(await journal.outbox.nextDueAt()).toBe(dueAt)
    expect(await journal.outbox.due(dueAt, 5)).toHaveLength(1)
  })

  it('holds nothing back that was written while the clock was ahead', async () => {
    const journal = await openOutbox()
    const now = Date.now()
    await fill(journal, [{ ...delivery('a', 'u1'), dueAt: now + 3000 }])
    expect(await journal.outbox.due(now - 600_000, 5)).toHaveLength(1)
    await journal.outbox.failed({ id: 1 }, 'away', now + 2_000_000)
    expect(await journal.outbox.due(now + 1000, 5)).toHaveLength(1)
  })

  it('shows what was refused for good, tries it again when told, and lets it be dropped', async () => {
    const journal = await openOutbox()
    await fill(journal, [delivery('a', 'u1'), delivery('a', 'u2'), delivery('b', 'u1')])
    let mended = false
    const refused = { type: 'refused', detail: '/voice/memory/log answered 422, /voice/feedback 422' } as const
    const { sender, taken, empty } = run(journal, (item) => (item.turnId === 'u1' && !mended ? refused : delivered))
    await empty()
    expect(taken).toEqual(['a u2.0']) // the rest of the conversation goes on behind it
    const dead = await journal.outbox.list({ state: 'dead', limit: 10 })
    expect(dead.map(({ conversationId, attempts, lastError }) => ({ conversationId, attempts, lastError }))).toEqual([
      { conversationId: 'a', attempts: 3, lastError: refused.detail },
      { conversationId: 'b', attempts: 3, lastError: refused.detail },
    ])
    expect(await journal.outbox.drop(dead[1]?.id)).toBe(1)
    mended = true
    expect(await journal.outbox.retry(undefined, 0)).toBe(1)
    sender.nudge()
    await empty()
    expect(taken).toEqual(['a u2.0', 'a u1.0'])
    expect(await journal.outbox.stats()).toEqual({ pending: 0, dead: 0, oldestAt: null })
  })

  it('forgets what a deleted session had to tell, and tells that it is to be forgotten', async () => {
    const journal = await openOutbox()
    await fill(journal, [delivery('a', 'u1'), delivery('b', 'u1')])
    await journal.deleteSession('s-a', { ...delivery('a', ''), kind: 'erase' })
    expect((await journal.outbox.due(1, 5)).map((one) => [one.kind, one.sessionId])).toEqual([
      ['turn', 's-b'],
      ['erase', 's-a'],
    ])
  })
})

describe('the orchestrator as the seed knows it', () => {
  /** Answers each path by a function, and keeps what came. */
  async function orchestrator(answer: (path: string) => { readonly status: number; readonly body: string }) {
    const came: { path: string; method: string; key: unknown; context: unknown; body: unknown }[] = []
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      const { 'idempotency-key': key, 'duet-context': context } = request.headers
      const path = request.url ?? ''
      came.push({ path, method: request.method ?? '', key, context, body: text === '' ? null : JSON.parse(text) })
      const { status, body } = answer(path)
      response.writeHead(status).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    ends.push(() => void server.close())
    const { port } = server.address() as AddressInfo // a listening TCP server has one
    const close = () => new Promise((resolve) => server.close(resolve))
    return { came, close, client: createMasClient({ url: `http://127.0.0.1:${port}/`, timeoutMs: 2000 }) }
  }
  const item: OutboxItem = {
    ...delivery('c', 'u1', 0, 'Grüße'),
    id: 1,
    state: 'pending',
    attempts: 0,
    createdAt: 0,
    lastError: null,
  }
  const never = new AbortController().signal

  it('gets the exact body, with a key for each version and the rest in a header', async () => {
    const { came, client } = await orchestrator(() => ({ status: 200, body: '{"status":"logged","speaker":"user"}' }))
    expect(await client.deliver(item, never)).toEqual(delivered)
    expect(came).toEqual([
      {
        path: '/voice/memory/log',
        method: 'POST',
        key: 's-c:u1:0',
        context: String.raw`{"user_id":"zo\u00eb","turn_id":"u1"}`,
        body: JSON.parse(body('c', 'Grüße')),
      },
    ])
  })
  it('that only acknowledges has lost it: the fallback gets a translated body', async () => {
    const { came, client } = await orchestrator((path) => ({
      status: 200,
      body: path === '/voice/feedback' ? '{}' : '{"status":"acknowledged"}',
    }))
    expect(await client.deliver(item, never)).toEqual(delivered)
    expect(came.map((one) => one.path)).toEqual(['/voice/memory/log', '/voice/feedback'])
    expect(came[1]?.body).toMatchObject({ conversation_id: 'c', transcript: 'Grüße', success: true })
    expect(JSON.parse(feedbackOf(body('c', 'Hello', 'myca')))).toMatchObject({ agent_name: 'myca', response_text: 'Hello' })
  })
  it.each([
    [422, 422, 'refused'],
    [500, 404, 'failing'],
    [404, 503, 'failing'],
  ])('that answers %i and %i: %s', async (first, second, type) => {
    const { client } = await orchestrator((path) => ({ status: path === '/voice/feedback' ? second : first, body: 'no' }))
    expect((await client.deliver(item, never)).type).toBe(type)
  })
  it('that is not there, or does not answer in time, is away', async () => {
    const gone = await orchestrator(() => ({ status: 200, body: '' }))
    await gone.close()
    expect(await gone.client.deliver(item, never)).toEqual(away)
    const mute = createServer(() => {})
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = mute.address() as AddressInfo // a listening TCP server has one
    const result = await createMasClient({ url: `http://127.0.0.1:${port}`, timeoutMs: 50 }).deliver(item, never)
    mute.closeAllConnections()
    mute.close()
    expect(result).toEqual({ type: 'away', detail: 'TimeoutError' })
  })
  it('hears of ends and erasures by paths of our own, and one that does not know them need not', async () => {
    const { came, client } = await orchestrator(() => ({ status: 404, body: '' }))
    expect(await client.deliver({ ...item, kind: 'end' }, never)).toEqual(delivered)
    expect(await client.deliver({ ...item, kind: 'erase' }, never)).toEqual(delivered)
    expect(came.map((one) => `${one.method} ${one.path}`)).toEqual([
      'POST /voice/sessions/s-c/end',
      'DELETE /voice/sessions/s-c?facts=keep',
    ])
  })
})
