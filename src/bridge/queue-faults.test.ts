/** Engines that die while people wait for them, over real sockets. */
import { expect, it } from 'vitest'
import { type FakeEngine, startFakeEngine } from '../engines/fake/fake-engine.ts'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const callers = 20

it('an engine that is killed while twenty callers wait loses none of them: they wait on, and are served when it is back', async () => {
  let engine: FakeEngine = await startFakeEngine({ as: 'personaplex' })
  const port = Number(engine.url.port)
  await using at = await TestBridge.start({
    settings: { DUET_ENGINES: `personaplex=${engine.url.href}` },
    bridge: { poolLimits: { retryScale: 0.1 } },
  })
  const first = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
  await first.ready()
  const places = (client: TestClient) => client.events.flatMap((event) => (event.type === 'engine' ? [event.place] : []))
  const waiting: TestClient[] = []
  for (let place = 1; place <= callers; place++) {
    const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
    await client.until(() => places(client).includes(place))
    waiting.push(client)
  }
  engine.die()
  await engine.close()
  first.socket.terminate()
  const state = async () => ((await (await fetch(`${at.http}/engines`)).json()) as Engines).servers[0]?.slots[0]?.state
  await expect.poll(state, { timeout: 10_000 }).toBe('failing')
  engine = await startFakeEngine({ as: 'personaplex', port })
  const served: number[] = []
  await Promise.all(
    waiting.map(async (client, index) => {
      await client.ready()
      served.push(index)
      client.send({ type: 'end' })
      expect((await client.closed).code).toBe(1000)
    }),
  )
  expect(served).toEqual(Array.from({ length: callers }, (_, index) => index))
  expect(engine.calls.filter(({ asked, effective }) => asked.prompt !== effective.prompt)).toEqual([])
  await at.bridge.close('the test is over')
  await engine.close()
})

type Engines = { readonly servers: { readonly slots: { readonly state: string }[] }[] }

it('a call whose only engine is gone is told its place in line, and that it is out of it again when a slot is its own', async () => {
  let engine: FakeEngine = await startFakeEngine({ as: 'personaplex' })
  const port = Number(engine.url.port)
  await using at = await TestBridge.start({
    settings: { DUET_ENGINES: `personaplex=${engine.url.href}` },
    bridge: { poolLimits: { retryScale: 0.1 } },
  })
  const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
  await client.ready()
  const states = () => client.events.flatMap((event) => (event.type === 'engine' ? [event.state] : []))
  engine.die()
  await engine.close()
  await client.until(() => states().at(-1) === 'queued')
  engine = await startFakeEngine({ as: 'personaplex', port, quirks: { 'slow-handshake': 300 } })
  await client.until(() => states().at(-1) === 'recovering')
  await engine.next()
  await engine.calls[0]?.ready
  await at.bridge.close('the test is over')
  await engine.close()
  expect(
    states()
      .filter((state) => state === 'recovering' || state === 'queued')
      .slice(0, 3),
  ).toEqual(['recovering', 'queued', 'recovering'])
})
