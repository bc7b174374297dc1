/** Events of an orchestrator reach the calls they are about, over real sockets, whatever its manners are. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createLog } from '../observe/log.ts'
import { type CallEvent, type LiveCall, MasEvents } from './mas-events.ts'

class FakeCall implements LiveCall {
  readonly session: { readonly sessionId: string; readonly conversationId: string }
  readonly got: CallEvent[] = []
  constructor(sessionId: string, conversationId: string) {
    this.session = { sessionId, conversationId }
  }
  event(event: CallEvent): void {
    this.got.push(event)
  }
  get messages(): readonly string[] {
    return this.got.map((one) => one.notice.message)
  }
}

async function start(handle: (url: URL, request: IncomingMessage, response: ServerResponse) => void) {
  const calls = [new FakeCall('s1', 'c1'), new FakeCall('s2', 'c2')] as const
  const asked: { readonly query: URLSearchParams; readonly lastId: string | undefined }[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://mas')
    asked.push({ query: url.searchParams, lastId: request.headers['last-event-id']?.toString() })
    handle(url, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  const log = createLog({ level: 'silent', name: 'test' })
  const url = `http://127.0.0.1:${port}/`
  const events = new MasEvents({ url, timeoutMs: 2000, log, calls: () => calls, pollMs: 20, pausesMs: [10], silentMs: 300 })
  return {
    ...{ calls, asked, events },
    async [Symbol.asyncDispose]() {
      await events.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
const event = (id: string, more: Record<string, unknown> = {}) => ({
  ...{ id, type: 'knowledge', message: `message ${id}`, priority: 'high', timestamp: Date.now() / 1000 + 5 },
  ...{ session_id: 's1', conversation_id: null, extra: {}, ...more },
})
const sse = (response: ServerResponse, ...events: { readonly id: string }[]) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(
    events.map((one) => `id: ${one.id}\nevent: knowledge\ndata: ${JSON.stringify(one)}\n\n`).join('') || ': here\n\n',
  )
}
const json = (response: ServerResponse, body: unknown, status = 200) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

describe('an orchestrator with a stream', () => {
  it('brings each event to the call it names, or to all where it names none', async () => {
    const all = [
      event('e1', { extra: { say: 'Hear this.', agent: 'knowledge', unless: 'brain' } }),
      event('e2', { session_id: null, conversation_id: 'c2', priority: 'odd' }),
      event('e3', { session_id: null }),
      event('e4', { session_id: 'another' }),
    ]
    await using at = await start((_url, _request, response) => sse(response, ...all))
    const [first, second] = at.calls
    await expect.poll(() => second.got.length).toBe(2)
    expect(first.messages).toEqual(['message e1', 'message e3'])
    expect(second.messages).toEqual(['message e2', 'message e3'])
    expect(first.got[0]).toEqual({
      notice: { id: 'e1', kind: 'knowledge', message: 'message e1', priority: 'high', source: 'knowledge' },
      say: 'Hear this.',
      unless: 'brain',
    })
    expect(second.got[0]).toMatchObject({
      notice: { priority: 'normal', source: 'mas' },
      say: undefined,
      unless: undefined,
    })
    expect(at.events.state).toBe('stream')
  })
  it('goes on after a break from the last event seen, and tells none twice', async () => {
    let connection = 0
    await using at = await start((_url, _request, response) => {
      connection += 1
      if (connection === 1) sse(response, event('e1'))
      else if (connection === 2) return json(response, {}, 503)
      else sse(response, event('e1'), event('e2'))
      if (connection === 1) setImmediate(() => response.destroy())
    })
    await expect.poll(() => at.calls[0].messages).toEqual(['message e1', 'message e2'])
    expect(at.asked.map((one) => one.lastId).slice(0, 3)).toEqual([undefined, 'e1', 'e1'])
  })
  it('opens a stream anew that has gone silent', async () => {
    await using at = await start((_url, _request, response) => sse(response))
    await expect.poll(() => at.asked.length, { timeout: 5000 }).toBeGreaterThan(1)
  })
  it('passes over what is no event', async () => {
    await using at = await start((_url, _request, response) => {
      sse(response)
      response.write('data: {\n\ndata: 7\n\ndata: {"id":""}\n\n')
      response.write(`data: ${JSON.stringify(event('good', { extra: { say: 7 } }))}\n\n`)
    })
    await expect.poll(() => at.calls[0].messages).toEqual(['message good'])
    expect(at.calls[0].got[0]?.say).toBeUndefined()
  })
})

describe('an orchestrator that answers with lists', () => {
  it('is asked for each call, from the newest event on, by its own clock', async () => {
    const clock = () => Date.now() / 1000 - 3600
    let round = 0
    await using at = await start((url, _request, response) => {
      const session = url.searchParams.get('session_id')
      const timestamp = clock()
      if (session !== 's1') return json(response, { events: [], count: 0, timestamp })
      round += 1
      const first = event('e1', { session_id: undefined, timestamp })
      const events = round === 1 ? [first] : [first, event('e2', { timestamp: timestamp + 10 })]
      json(response, { events, count: events.length, timestamp })
    })
    await expect.poll(() => at.calls[0].messages).toEqual(['message e1', 'message e2'])
    await expect.poll(() => at.asked.filter((one) => one.query.get('session_id') === 's2').length).toBeGreaterThan(3)
    expect(at.calls[1].got).toEqual([])
    expect(at.events.state).toBe('poll')
    const since = at.asked.filter((one) => one.query.get('session_id') === 's1').map((one) => Number(one.query.get('since')))
    expect(since.every((one) => one < Date.now() / 1000 - 3000)).toBe(true)
    expect(since.at(-1)).toBeGreaterThan(since[0] ?? 0)
  })
})

describe('an orchestrator without events', () => {
  it('is asked again, and disturbs nobody', async () => {
    await using at = await start((_url, _request, response) => json(response, { detail: 'Not Found' }, 404))
    await expect.poll(() => at.asked.length).toBeGreaterThan(3)
    expect(at.events.state).toBe('away')
    expect(at.calls[0].got).toEqual([])
  })
})
