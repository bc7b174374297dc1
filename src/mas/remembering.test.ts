/** What is said in one call is known in the next one, through bridge, outbox, orchestrator, memory and digest, over real sockets. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freePort } from '../access/free-port.ts'
import { TestBridge } from '../bridge/test-bridge.ts'
import { loadConfig } from '../config/config.ts'
import { createLog } from '../observe/log.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import { createMas } from './mas.ts'

/** @param personas files of one's own, by id */
async function startBoth(personas: Readonly<Record<string, string>> = {}) {
  const port = String(await freePort())
  const at = await TestBridge.start({
    kind: 'personaplex',
    settings: { DUET_MAS: 'on', DUET_MAS_PORT: port },
    before(dir) {
      mkdirSync(join(dir, 'personas'), { recursive: true })
      for (const [id, text] of Object.entries(personas)) writeFileSync(join(dir, 'personas', `${id}.yaml`), text)
    },
  })
  const { config } = loadConfig({ flags: { DUET_DATA_DIR: at.dir, DUET_MAS_PORT: port } })
  const store = await openSqliteMemory({ dir: at.dir })
  const log = createLog({ level: 'silent', name: 'mas' })
  const mas = createMas({ config, log, store, version: '1', bridgeUrl: at.http })
  await mas.start()
  /** A call in which the user types these lines; the prompt the engine was opened with. */
  const call = async (body: Record<string, unknown>, lines: readonly string[]) => {
    const id = await at.newSession(body)
    const { client, engine } = await at.call(`/ws/${id}`)
    for (const text of lines) client.send({ text })
    await client.until(() => client.events.filter((event) => event.type === 'turn.end').length === lines.length)
    client.send({ type: 'end' })
    await client.closed
    return { id, prompt: engine.query.get('text_prompt') ?? '' }
  }
  const copy = async (user: string, persona: string) => {
    const response = await fetch(`${at.http}/memory/digest?${new URLSearchParams({ user_id: user, persona })}`)
    return ((await response.json()) as { parts: { text: string }[] }).parts.map((part) => part.text).join(' ')
  }
  return {
    ...{ at, mas, call, copy },
    async [Symbol.asyncDispose]() {
      await mas.close('the test is over')
      await store.close()
      await at[Symbol.asyncDispose]()
    },
  }
}
const soon = { timeout: 20_000, interval: 50 }

describe('what was said in one call', { timeout: 60_000 }, () => {
  it('is in the prompt of the next one, for the same person alone', async () => {
    await using both = await startBoth()
    const first = await both.call({ user_id: 'ana', persona: 'arcus' }, [
      'My sister Lena lives in Trondheim.',
      'I hate small talk in the morning.',
    ])
    expect(first.prompt).not.toContain('Lena')
    await expect.poll(() => both.copy('ana', 'arcus'), soon).toMatch(/Lena/)
    await expect.poll(() => both.copy('ana', 'arcus'), soon).toMatch(/small talk/)
    const second = await both.call({ user_id: 'ana', persona: 'arcus' }, [])
    expect(second.prompt).toContain('You are Arcus')
    expect(second.prompt).toMatch(/Lena.*Trondheim/)
    expect(second.prompt).toMatch(/small talk/)
    const stranger = await both.call({ user_id: 'bob', persona: 'arcus' }, [])
    expect(stranger.prompt).not.toContain('Lena')
  })

  it('is gone from the next prompt once they asked to forget it', async () => {
    await using both = await startBoth()
    await both.call({ user_id: 'ana', persona: 'duet' }, ['My brother Tom lives in Oslo.'])
    await expect.poll(() => both.copy('ana', 'duet'), soon).toContain('Tom')
    await both.call({ user_id: 'ana', persona: 'duet' }, ['Please forget that my brother lives in Oslo.'])
    await expect.poll(() => both.copy('ana', 'duet'), soon).not.toContain('Oslo')
  })

  it('comes first where it is on the topic of the call', async () => {
    await using both = await startBoth()
    const scope = { userId: 'ana', persona: 'duet' }
    for (let i = 0; i < 30; i++) await both.mas.memory.learnFact(scope, `Owns the painting number ${i} of a long series`)
    await both.mas.memory.learnFact(scope, 'Has a boat named Albatross', undefined, [], 0.6)
    await both.mas.memory.digests.render(scope)
    await expect.poll(() => both.copy('ana', 'duet'), soon).toContain('Albatross')
    expect((await both.call({ user_id: 'ana', persona: 'duet' }, [])).prompt).not.toContain('Albatross')
    const { prompt } = await both.call({ user_id: 'ana', persona: 'duet', topic: 'the boat' }, [])
    expect(prompt).toContain('Albatross')
  })

  it('is known to every persona where the one it was told to shares its memory, and to that one alone where it does not', async () => {
    const concierge = (memory: string) =>
      `id: concierge\nname: Nora\nvoice: NATF1\nrole: You are Nora.\nstyle: Be brief.\nmemory: ${memory}\ntools: []\n`
    const told = 'Please remember that my sister Lena lives in Trondheim.'
    {
      await using both = await startBoth({ concierge: concierge('shared') })
      await both.call({ user_id: 'ana', persona: 'concierge' }, [told])
      await expect.poll(() => both.copy('ana', 'arcus'), soon).toMatch(/Lena/)
      expect((await both.call({ user_id: 'ana', persona: 'arcus' }, [])).prompt).toMatch(/Lena.*Trondheim/)
      // What is told to one that keeps its memory to itself does not go back.
      await both.call({ user_id: 'ana', persona: 'arcus' }, ['My brother Tom lives in Oslo.'])
      await expect.poll(() => both.copy('ana', 'arcus'), soon).toContain('Tom')
      const { prompt } = await both.call({ user_id: 'ana', persona: 'concierge' }, [])
      expect([prompt.includes('Lena'), prompt.includes('Tom')]).toEqual([true, false])
      // No agent of its own confirmed it.
      expect(both.mas.events.since(0, {})).toEqual([])
    }
    await using both = await startBoth({ concierge: concierge('own') })
    await both.call({ user_id: 'ana', persona: 'concierge' }, [told])
    await expect.poll(() => both.copy('ana', 'concierge'), soon).toMatch(/Lena/)
    expect((await both.call({ user_id: 'ana', persona: 'arcus' }, [])).prompt).not.toContain('Lena')
  })
})
