/** The queue as callers meet it, over real sockets. */

import { mkdtempDisposable } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openAccess } from '../access/access.ts'
import { TestBridge, type TestBridgeOptions } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

/** One slot; whoever comes after its caller waits. */
const oneSlot = (options: TestBridgeOptions = {}) =>
  TestBridge.start({ kind: 'personaplex', bridge: { poolLimits: { retryScale: 0.01 } }, ...options })

const placesOf = (client: TestClient) =>
  client.events.flatMap((event) => (event.type === 'engine' && event.state === 'queued' ? [event.place] : []))
const placed = (client: TestClient, place: number) => client.until(() => placesOf(client).at(-1) === place)

async function waiting(at: TestBridge, place: number): Promise<TestClient> {
  const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
  await placed(client, place)
  return client
}

describe('callers who come while all engines are busy', () => {
  it('see their place, move up, and are connected when it is their turn, in the order they came', async () => {
    await using at = await oneSlot()
    const { client: first } = await at.call()
    const second = await waiting(at, 1)
    const third = await waiting(at, 2)
    first.send({ type: 'end' })
    await second.ready()
    await placed(third, 1)
    second.send({ type: 'end' })
    await third.ready()
    expect(placesOf(third)).toEqual(expect.arrayContaining([2, 1]))
    expect(at.engine.mostAtOnce).toBe(1)
  })

  it('are told how long it may take once a call has ended', async () => {
    await using at = await oneSlot()
    const { client: first } = await at.call()
    const second = await waiting(at, 1)
    const third = await waiting(at, 2)
    first.socket.close()
    await second.ready()
    await placed(third, 1)
    const told = third.events.flatMap((event) => (event.type === 'engine' && event.place === 1 ? [event.estimatedWaitMs] : []))
    expect(told.at(-1)).toEqual(expect.any(Number))
  })

  it('free their place at once when they leave', async () => {
    await using at = await oneSlot()
    const { client: first } = await at.call()
    const second = await waiting(at, 1)
    const third = await waiting(at, 2)
    second.socket.terminate()
    await placed(third, 1)
    first.send({ type: 'end' })
    await third.ready()
    expect(at.engine.calls).toHaveLength(2)
  })

  it('have their place again when their connection broke', async () => {
    await using at = await oneSlot()
    await at.call()
    const id = await at.newSession()
    const broken = new TestClient(`${at.ws}/ws/${id}`)
    await placed(broken, 1)
    const other = await waiting(at, 2)
    broken.socket.terminate()
    await placed(other, 1)
    const back = new TestClient(`${at.ws}/ws/${id}`)
    await placed(back, 1)
    await placed(other, 2)
  })

  it('are ended by the page, by a deletion and by the end of the bridge as others are', async () => {
    await using at = await oneSlot()
    await at.call()
    const ending = await waiting(at, 1)
    ending.send({ type: 'end' })
    expect(await ending.closed).toMatchObject({ code: 1000 })
    const id = await at.newSession()
    const deleted = new TestClient(`${at.ws}/ws/${id}`)
    await placed(deleted, 1)
    await fetch(`${at.http}/session/${id}`, { method: 'DELETE' })
    expect(await deleted.closed).toMatchObject({ code: 4410 })
    const last = await waiting(at, 1)
    await at.bridge.close('SIGTERM')
    expect(await last.closed).toMatchObject({ code: 1001 })
  })

  it('are told after the longest wait that no engine came free', async () => {
    await using at = await oneSlot({ settings: { DUET_QUEUE_WAIT: '1' } })
    await at.call()
    const client = await waiting(at, 1)
    expect(await client.closed).toMatchObject({ code: 4503, reason: expect.stringMatching(/^engine\.busy: /) })
    expect((await (await fetch(`${at.http}/engines`)).json()) as unknown).toMatchObject({ queued: 0 })
  })

  it('are not billed for the wait', async () => {
    await using tmp = await mkdtempDisposable(join(tmpdir(), 'duet-access-'))
    const access = openAccess({ dir: tmp.path, required: false, userMinutes: 0.01, onFailing() {} }) // 600 ms of calls each
    await using at = await oneSlot({ bridge: { access }, engine: { handshake: null } })
    const first = new TestClient(`${at.ws}/ws/${await at.newSession({ user_id: 'ana' })}`)
    const engine = await at.engine.next()
    const second = new TestClient(`${at.ws}/ws/${await at.newSession({ user_id: 'ben' })}`)
    await placed(second, 1)
    await Promise.race([first.closed, second.closed, sleep(900)]) // longer than either may talk
    engine.ready()
    await first.ready()
    first.send({ type: 'end' })
    ;(await at.engine.next()).ready()
    await second.ready()
    expect(await second.closed).toMatchObject({ reason: expect.stringMatching(/^user\.limit/) })
  })

  it('hear nothing at all on the Moshi socket until it is their turn', async () => {
    await using at = await oneSlot()
    const { client: first } = await at.call()
    const moshi = new TestClient(`${at.ws}/api/chat`)
    await moshi.opened
    await waiting(at, 2)
    expect([...moshi.frames, ...moshi.events]).toEqual([])
    first.send({ type: 'end' })
    await moshi.ready()
  })
})

describe('a full queue', () => {
  const full = async () => {
    const at = await oneSlot({ settings: { DUET_QUEUE_LIMIT: '1' } })
    const { client: caller } = await at.call()
    return { at, caller, first: await waiting(at, 1) }
  }

  it.each(['/api/chat', 'session'])('refuses the next caller of %s with 503 and when to try again', async (path) => {
    const { at } = await full()
    await using _ = at
    const url = path === 'session' ? `/ws/${await at.newSession()}` : path
    const answer = await upgradeOf(`${at.http}${url}`)
    expect(answer.status).toBe(503)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(5)
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'engine.queue_full' } })
  })

  it('tells a page by close code, as it cannot read a status', async () => {
    const { at } = await full()
    await using _ = at
    const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`, { headers: { origin: at.addresses.page } })
    expect(await client.closed).toMatchObject({ code: 4503, reason: expect.stringMatching(/^engine\.queue_full: /) })
    expect(client.events.at(-1)).toMatchObject({ type: 'end', code: 'engine.queue_full' })
  })

  it('still takes back who was in it', async () => {
    const { at, first } = await full()
    await using _ = at
    const id = first.events.flatMap((event) => (event.type === 'session' ? [event.sessionId] : []))[0]
    first.socket.terminate()
    await expect.poll(() => at.bridge.status.calls).toBe(1)
    const other = await waiting(at, 1)
    const back = new TestClient(`${at.ws}/ws/${id}`)
    await placed(back, 1)
    await placed(other, 2)
  })
})

describe('a slot', () => {
  it('is not lost by a client that vanishes during the handshake', async () => {
    await using at = await oneSlot({ engine: { handshake: null } })
    for (let i = 0; i < 3; i++) {
      const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
      const call = await at.engine.next()
      client.socket.terminate()
      await call.closed
    }
    await expect.poll(async () => await slotStates(at)).toEqual(['free'])
    expect(at.engine.mostAtOnce).toBe(1)
  })

  it('whose engine does not confirm the end of its call is given to nobody before it is proven free', async () => {
    await using at = await oneSlot()
    const { client, engine } = await at.call()
    engine.deaf() // its end of the socket reads nothing any more
    client.send({ type: 'end' })
    const next = new TestClient(`${at.ws}/ws/${await at.newSession({ persona: 'myca' })}`)
    await placed(next, 1)
    const trial = await at.engine.next()
    expect(trial.query.get('text_prompt')).toBe('Be quiet.')
    await next.ready()
    expect((await at.engine.next()).query.get('text_prompt')).toContain('You are MYCA')
  })
})

describe('the operator', () => {
  it('drains a server: its call goes on, nobody new gets it, until it is put back', async () => {
    await using at = await oneSlot()
    const { client } = await at.call()
    const [server] = (await engines(at)).servers
    const drain = (on: boolean) =>
      fetch(`${at.http}/engines/${encodeURIComponent(server?.id ?? '')}/drain`, { method: 'POST', body: JSON.stringify({ on }) })
    expect((await drain(true)).status).toBe(200)
    expect(client.socket.readyState).toBe(client.socket.OPEN)
    client.send({ type: 'end' })
    await expect.poll(async () => await slotStates(at)).toEqual(['draining'])
    const refused = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
    expect(await refused.closed).toMatchObject({ code: 4503 })
    await drain(false)
    await at.call()
    // Looking leaves no line, changing does.
    const audited = at.lines.map((line) => JSON.parse(line) as { audit?: true; method?: string }).filter(({ audit }) => audit)
    expect(audited.map(({ method }) => method)).toEqual(['POST', 'POST'])
  })

  it('is told which servers there are where one is named wrongly', async () => {
    await using at = await oneSlot()
    const answer = await fetch(`${at.http}/engines/nope/drain`, { method: 'POST' })
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: expect.objectContaining({ code: 'engine.unknown', message: expect.stringContaining('personaplex@') }) },
    ])
  })
})

type Engines = { readonly servers: { readonly id: string; readonly slots: { readonly state: string }[] }[] }
const engines = async (at: TestBridge) => (await (await fetch(`${at.http}/engines`)).json()) as Engines
const slotStates = async (at: TestBridge) => (await engines(at)).servers.flatMap(({ slots }) => slots.map(({ state }) => state))

/** The answer to a WebSocket upgrade that is refused. */
function upgradeOf(url: string) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    }
    request(url, { headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
      .on('error', reject)
      .end()
  })
}
