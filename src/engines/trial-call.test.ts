import { afterEach, expect, it } from 'vitest'
import { moshiEngine } from './moshi-engine.ts'
import { personaplex } from './personaplex.ts'
import { TestEngine, type TestEngineOptions } from './test-engine.ts'
import { trialCall } from './trial-call.ts'

const running: TestEngine[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((engine) => engine.stop()))
})

async function proof(options: TestEngineOptions = {}, signal = new AbortController().signal) {
  const server = new TestEngine(options)
  running.push(server)
  const engine = moshiEngine(personaplex, await server.start())
  return { server, proved: trialCall({ engine, open: engine.open }, { until: 'sound', signal }) }
}
const sound = Uint8Array.of(0xf8, 0xff, 0xfe)

it('an engine is proved by a whole call: prompts, a handshake, half a second of silence, sound, a confirmed end', async () => {
  const { server, proved } = await proof()
  const call = await server.next()
  expect(call.query.get('text_prompt')).toBeTruthy()
  expect(call.query.get('voice_prompt')).toBe('NATF0.pt')
  await call.until(({ packets }) => packets.length === 25)
  expect(call.badPages).toBe(0)
  call.audio([sound])
  expect(await proved).toEqual({ works: true, free: true, error: undefined })
  expect((await call.closed).code).toBe(1000)
})

it('a handshake without sound proves nothing', async () => {
  const { server, proved } = await proof()
  const call = await server.next()
  call.text('hm')
  call.close(1000, '')
  expect(await proved).toMatchObject({ works: false, error: { code: 'engine.lost' } })
})

it('one that refuses is not proved', async () => {
  const { proved } = await proof({ refuse: { status: 503, body: '' } })
  expect(await proved).toMatchObject({ works: false, error: { code: 'engine.busy' } })
})

it('a proof that is given up leaves the slot', async () => {
  const controller = new AbortController()
  const { server, proved } = await proof({ handshake: null }, controller.signal)
  const call = await server.next()
  controller.abort()
  expect(await proved).toEqual({ works: false, free: false, error: undefined })
  await call.closed
})
