/** What is said in calls reaches an orchestrator that comes and goes: nothing lost, nothing doubled, nothing heard. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { MemoryLog } from './mas-client.ts'
import { TestBridge } from './test-bridge.ts'

/** A stand-in for the seed's orchestrator on a port that stays its own over restarts. */
class Orchestrator {
  readonly logged: MemoryLog[] = []
  readonly paths: string[] = []
  readonly keys = new Set<string>()
  #server: Server | undefined
  #port = 0

  async start(): Promise<string> {
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      // It has no events; who asks for them tells it nothing.
      if (request.url?.startsWith('/events/')) return void response.writeHead(404).end()
      this.paths.push(`${request.method} ${request.url}`)
      const key = String(request.headers['idempotency-key'])
      if (request.url === '/voice/memory/log' && !this.keys.has(key)) this.logged.push(JSON.parse(text))
      this.keys.add(key)
      response.end(JSON.stringify({ status: 'logged', speaker: '' }))
    })
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
    this.#server = server
    this.#port = (server.address() as AddressInfo).port // a listening TCP server has one
    return `http://127.0.0.1:${this.#port}`
  }
  async stop(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise((resolve) => this.#server?.close(resolve))
  }
}

let mas: Orchestrator
afterEach(() => mas.stop())

async function withOrchestrator(started = true) {
  mas = new Orchestrator()
  const url = await mas.start()
  if (!started) await mas.stop()
  return TestBridge.start({ settings: { DUET_MAS: 'on', MAS_ORCHESTRATOR_URL: url, MAS_TIMEOUT: '2' } })
}
const soon = { timeout: 15_000, interval: 20 }
const health = async (at: TestBridge) =>
  ((await (await fetch(`${at.http}/health`)).json()) as { mas: { pending: number; away: string | null } }).mas

describe('what is said', () => {
  it('is told to the orchestrator with the end of the call behind it', async () => {
    await using at = await withOrchestrator()
    const id = await at.newSession({ conversation_id: 'c1', user_id: 'ana' })
    const { client } = await at.call(`/ws/${id}`)
    client.send({ text: 'My sister Ana visits on Friday.' })
    await client.until(() => client.events.some((event) => event.type === 'turn.end'))
    client.send({ type: 'end' })
    await expect.poll(() => mas.paths, soon).toEqual(['POST /voice/memory/log', `POST /voice/sessions/${id}/end`])
    expect(mas.logged).toEqual([
      {
        conversation_id: 'c1',
        session_id: id,
        speaker: 'user',
        text: 'My sister Ana visits on Friday.',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        source: 'personaplex_voice',
      },
    ])
  })

  it('waits while the orchestrator is away, over a restart of the bridge, and arrives once and in order', async () => {
    const calls = 10
    mas = new Orchestrator()
    const url = await mas.start()
    await mas.stop()
    const settings = { DUET_MAS: 'on', MAS_ORCHESTRATOR_URL: url, DUET_ENGINE_SESSIONS: '20' }
    let dir = ''
    const said: string[] = []
    {
      await using at = await TestBridge.start({ settings, keep: true })
      dir = at.dir
      for (let number = 0; number < calls; number++) {
        const id = await at.newSession({ conversation_id: `c${number}` })
        const { client } = await at.call(`/ws/${id}`)
        for (const line of ['one', 'two', 'three']) {
          said.push(`c${number} ${line}`)
          client.send({ text: `c${number} ${line}` })
        }
        await client.until(() => client.events.filter((event) => event.type === 'turn.end').length === 3)
        client.socket.close()
      }
      await expect.poll(() => health(at), soon).toMatchObject({ pending: calls * 4, away: 'ECONNREFUSED' })
    }
    await mas.start()
    {
      await using at = await TestBridge.start({ settings, dir })
      await expect.poll(async () => (await health(at)).pending, soon).toBe(0)
    }
    expect(mas.logged.map((one) => one.text).sort()).toEqual([...said].sort())
    for (let number = 0; number < calls; number++)
      expect(mas.logged.filter((one) => one.conversation_id === `c${number}`).map((one) => one.text)).toEqual(
        ['one', 'two', 'three'].map((line) => `c${number} ${line}`),
      )
  })

  it('is forgotten there, too, when the session is deleted', async () => {
    await using at = await withOrchestrator()
    const id = await at.newSession()
    expect((await fetch(`${at.http}/session/${id}`, { method: 'DELETE' })).status).toBe(200)
    await expect.poll(() => mas.paths, soon).toEqual([`DELETE /voice/sessions/${id}?facts=erase`])
  })
})
