/** What an orchestrator's agents find out reaches the page at once, and the agent's mouth as its engine allows. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { TestBridge, type TestBridgeOptions } from './test-bridge.ts'

/** A stream of events, and nothing else. */
async function startMas() {
  const listeners = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/events/stream')) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n')
    listeners.add(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  return {
    url: `http://127.0.0.1:${port}`,
    listeners,
    publish(session_id: string, id: string, extra: Record<string, unknown> = {}) {
      const event = { id, type: 'notification', message: `Shown: ${id}`, priority: 'normal', timestamp: 1, session_id, extra }
      for (const one of listeners) one.write(`data: ${JSON.stringify(event)}\n\n`)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
async function start(options: TestBridgeOptions = {}) {
  const mas = await startMas()
  const settings = { DUET_MAS: 'on', MAS_ORCHESTRATOR_URL: mas.url } as const
  const at = await TestBridge.start({ ...options, settings: { ...settings, ...options.settings } })
  const id = await at.newSession()
  const { client, engine } = await at.call(`/ws/${id}`)
  await expect.poll(() => mas.listeners.size).toBe(1)
  return {
    ...{ mas, at, id, client, engine },
    async [Symbol.asyncDispose]() {
      await at[Symbol.asyncDispose]()
      await mas[Symbol.asyncDispose]()
    },
  }
}
const hello = (brain: string) => ({
  ...{ v: 1, type: 'hello', engine: 'local', version: '1', brain, ear: 'x', textInput: true },
  voice: { asked: 'a', used: 'b', standIn: false },
})

describe('news for a call', { timeout: 20_000 }, () => {
  it('is on the page, and said by an engine that can be told', async () => {
    await using at = await start()
    at.mas.publish(at.id, 'n1', { say: 'Ana called.', agent: 'time' })
    expect(await at.client.event('notice')).toMatchObject({
      ...{ id: 'n1', kind: 'notification', message: 'Shown: n1', priority: 'normal', source: 'time' },
    })
    await at.engine.until(({ told }) => told.length > 0)
    expect(at.engine.told).toEqual([{ v: 1, type: 'say', id: 'n1', text: 'Ana called.' }])
  })
  it('is not said by an engine whose brain has answered it already', async () => {
    await using at = await start()
    at.engine.metadata(hello('built-in'))
    await at.client.until(() => at.client.events.some((event) => event.type === 'session' && event.engine.brain === 'built-in'))
    at.mas.publish(at.id, 'n1', { say: 'Noted.', unless: 'brain' })
    at.mas.publish(at.id, 'n2', { say: 'Ana called.' })
    await at.engine.until(({ told }) => told.length > 0)
    expect(at.engine.told).toMatchObject([{ id: 'n2' }])
    expect(at.client.events.filter((event) => event.type === 'notice')).toHaveLength(2)
  })
  it('is in the prompt of the next leg where the engine cannot be told', async () => {
    await using at = await start({ kind: 'personaplex' })
    at.mas.publish(at.id, 'n1', { say: 'Ana called.', unless: 'brain' })
    await at.client.event('notice')
    at.engine.drop()
    const next = await at.at.engine.next()
    expect(next.query.get('text_prompt')).toContain('You were to tell them: "Ana called."')
    expect(at.engine.told).toEqual([])
  })
  it('is kept with the session', async () => {
    await using at = await start()
    at.mas.publish(at.id, 'n1')
    await at.client.event('notice')
    await at.at.journal.flush()
    const events = await fetch(`${at.at.http}/session/${at.id}/events`)
    expect(JSON.stringify(await events.json())).toContain('Shown: n1')
  })
})
