/** What is asked in a call is answered by agents: through bridge, outbox, orchestrator and its events, over real sockets. */

import { describe, expect, it } from 'vitest'
import { freePort } from '../access/free-port.ts'
import { TestBridge } from '../bridge/test-bridge.ts'
import { loadConfig } from '../config/config.ts'
import { createLog } from '../observe/log.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import { createMas } from './mas.ts'

async function startBoth(kind: 'local' | 'personaplex') {
  const port = String(await freePort())
  const at = await TestBridge.start({ kind, settings: { DUET_MAS: 'on', DUET_MAS_PORT: port } })
  const { config } = loadConfig({ flags: { DUET_DATA_DIR: at.dir, DUET_MAS_PORT: port } })
  const store = await openSqliteMemory({ dir: at.dir })
  let passedMs = 0
  const now = () => Date.now() + passedMs
  const log = createLog({ level: 'silent', name: 'mas' })
  const mas = createMas({ config, log, store, version: '1', bridgeUrl: at.http, now })
  await mas.start()
  return {
    ...{ at, mas, store },
    pass(ms: number) {
      passedMs += ms
    },
    async [Symbol.asyncDispose]() {
      await mas.close('the test is over')
      await store.close()
      await at[Symbol.asyncDispose]()
    },
  }
}
const soon = { timeout: 20_000, interval: 50 }
const hello = {
  ...{ v: 1, type: 'hello', engine: 'local', version: '1', brain: 'built-in', ear: 'x', textInput: true, timers: true },
  voice: { asked: 'a', used: 'b', standIn: false },
}

describe('agents of a call', { timeout: 60_000 }, () => {
  it('remind once, in a later call: on the page, by the voice, and noted as told', async () => {
    await using both = await startBoth('local')
    const { at, store } = both
    const first = await at.call(`/ws/${await at.newSession({ user_id: 'ana' })}`)
    first.engine.metadata(hello)
    first.client.send({ text: 'Remind me in ten minutes to call Ana.' })
    await first.client.event('notice')
    // Its brain has answered: nothing is said twice.
    expect(first.engine.told).toEqual([])
    first.client.send({ type: 'end' })
    await first.client.closed

    both.pass(20 * 60_000)
    const { client, engine } = await at.call(`/ws/${await at.newSession({ user_id: 'ana' })}`)
    engine.metadata(hello)
    client.send({ text: 'Hello again.' })
    const notice = await client.event('notice')
    expect(notice).toMatchObject({ source: 'time', priority: 'high' })
    expect(notice.message).toMatch(/^You asked me to remind you to call Ana/)
    await engine.until(({ told }) => told.length > 0)
    expect(engine.told).toMatchObject([{ type: 'say', text: notice.message }])
    await expect.poll(async () => (await store.rows('reminders', {})).map((one) => one.state), soon).toEqual(['told'])
  })

  it('answer from the documents: in the prompt of the next leg where the engine cannot be told', async () => {
    await using both = await startBoth('personaplex')
    const { at, mas } = both
    await mas.memory.learn(
      {},
      'semantic',
      { category: 'document', statement: 'The museum opens at ten on Sundays.', source: { type: 'integration' } },
      { documentId: 'd1' },
    )
    const { client, engine } = await at.call()
    client.send({ text: 'When does the museum open on Sundays?' })
    expect((await client.event('notice')).message).toContain('The museum opens at ten on Sundays.')
    engine.drop()
    const next = await at.engine.next()
    expect(next.query.get('text_prompt')).toContain('The museum opens at ten on Sundays.')
  })
})
