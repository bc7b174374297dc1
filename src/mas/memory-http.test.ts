/** The memory over HTTP: at the orchestrator, and for a person through the bridge, who reaches their own and no other's. */

import { describe, expect, it } from 'vitest'
import { AccessFile } from '../access/access-file.ts'
import { freePort } from '../access/free-port.ts'
import { makeKey } from '../access/keys.ts'
import { TestBridge } from '../bridge/test-bridge.ts'
import { loadConfig } from '../config/config.ts'
import { createLog } from '../observe/log.ts'
import { historyOfSchema, itemsSchema, recalledSchema, timelineSchema } from '../protocol/memory-api.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import { createMas } from './mas.ts'

async function startBoth(options: { keys?: boolean } = {}) {
  const port = String(await freePort())
  let key = ''
  const at = await TestBridge.start({
    settings: { DUET_MAS: 'on', DUET_MAS_PORT: port, ...(options.keys ? { DUET_KEYS: 'always' } : {}) },
    before(dir) {
      using file = new AccessFile(dir)
      const made = makeKey()
      key = made.key
      file.addKey({ ...made, name: '', scopes: ['talk', 'read', 'manage'], createdAt: 1 })
    },
  })
  const { config } = loadConfig({ flags: { DUET_DATA_DIR: at.dir, DUET_MAS_PORT: port } })
  const store = await openSqliteMemory({ dir: at.dir })
  const mas = createMas({ config, log: createLog({ level: 'silent', name: 'mas' }), store, version: '1', bridgeUrl: at.http })
  const masUrl = await mas.start()
  const ask = async (base: string, path: string, body?: unknown, credential = options.keys ? key : undefined) => {
    const response = await fetch(`${base}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: credential === undefined ? {} : { authorization: `Bearer ${credential}` },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await response.text()
    return {
      status: response.status,
      body: text.startsWith('{') && !text.includes('\n') ? (JSON.parse(text) as Record<string, unknown>) : {},
      text,
    }
  }
  const token = async (user: string) => String((await ask(at.http, '/token', { user_id: user })).body.token)
  return {
    ...{ at, mas, masUrl, ask, token },
    async [Symbol.asyncDispose]() {
      await mas.close('the test is over')
      await store.close()
      await at[Symbol.asyncDispose]()
    },
  }
}
const ana = { user_id: 'ana' }
const fact = (statement: string) => ({ memory_type: 'semantic', entry: { category: 'fact', statement } })

describe('the memory over HTTP', () => {
  it('learns in the seed’s shapes and recalls in the seed’s shape, for the query', async () => {
    await using both = await startBoth()
    const { ask, masUrl } = both
    await ask(masUrl, '/memory/learn', { ...ana, ...fact('Their sister Lena lives in Trondheim') })
    await ask(masUrl, '/memory/learn', { ...ana, ...fact('Plays the cello on Tuesdays') })
    await ask(masUrl, '/memory/learn', {
      ...ana,
      memory_type: 'episodic',
      entry: { event_type: 'meeting', summary: 'Met the landlord' },
    })
    const { body } = await ask(masUrl, '/memory/recall', { ...ana, query: 'where does Lena live?' })
    const found = recalledSchema.parse(body)
    expect(found.items[0]).toMatchObject({ content: 'Their sister Lena lives in Trondheim', likely: true })
    expect(found.semantic[0]).toMatchObject({ statement: 'Their sister Lena lives in Trondheim', category: 'fact' })
    expect((await ask(masUrl, '/memory/learn', { ...ana, memory_type: 'semantic', entry: {} })).body).toMatchObject({
      error: { code: 'memory.rejected' },
    })
  })

  it('lists, corrects, forgets and takes back, with a timeline of it all', async () => {
    await using both = await startBoth()
    const { ask, at } = both
    await ask(at.http, '/memory/learn', { ...ana, ...fact('Lives in Oslo') })
    const list = async () => itemsSchema.parse((await ask(at.http, '/memory/items?user_id=ana')).body).items
    const [oslo] = await list()
    await ask(at.http, '/memory/correct', { ...ana, id: oslo?.id, content: 'Lives in Bergen' })
    const [bergen] = await list()
    expect([bergen?.content, (await list()).length]).toEqual(['Lives in Bergen', 1])
    const { body } = await ask(at.http, '/memory/forget', { ...ana, ids: [bergen?.id] })
    expect(await list()).toEqual([])
    await ask(at.http, '/memory/undo', { ...ana, operation: body.operation })
    expect((await list()).map((one) => one.content)).toEqual(['Lives in Bergen'])
    const { changes } = timelineSchema.parse((await ask(at.http, '/memory/timeline?user_id=ana')).body)
    expect(changes.map((one) => one.action)).toEqual(expect.arrayContaining(['learned', 'corrected', 'forgotten', 'undone']))
  })

  it('keeps where a correction was made, and what it took the place of with its words and turn', async () => {
    await using both = await startBoth()
    const { ask, at, mas } = both
    const heard = { turnIds: ['u3'], quote: 'I live in Oslo' }
    const source = { type: 'extraction' as const, session_id: 's1' }
    await mas.memory.learn({ userId: 'ana' }, 'semantic', { statement: 'Lives in Oslo', source }, { ...heard, slot: 'home' })
    const items = async () => itemsSchema.parse((await ask(at.http, '/memory/items?user_id=ana')).body).items
    const [oslo] = await items()
    const said = { session_id: 's2', turn_id: 'u1' }
    await ask(at.http, '/memory/correct', { ...ana, id: oslo?.id, content: 'Lives in Bergen', via: 'page' })
    const [bergen] = await items()
    expect(bergen).toMatchObject({ corrects: oslo?.id, via: 'page', quote: 'Lives in Bergen', source: 'user_explicit' })
    await ask(at.http, '/memory/correct', { ...ana, id: bergen?.id, content: 'Lives in Voss', ...said })
    const [voss] = await items()
    expect(voss).toMatchObject({ corrects: bergen?.id, via: 'api', session_id: 's2', turn_ids: ['u1'] })
    for (const id of [oslo?.id, voss?.id]) {
      const { body } = await ask(at.http, `/memory/history?user_id=ana&id=${id}`)
      const chain = historyOfSchema.parse(body).items
      expect(chain.map((one) => one.content)).toEqual(['Lives in Oslo', 'Lives in Bergen', 'Lives in Voss'])
      expect(chain[0]).toMatchObject({ quote: 'I live in Oslo', turn_ids: ['u3'], session_id: 's1', replaced_by: bergen?.id })
    }
    expect((await ask(at.http, `/memory/history?user_id=bob&id=${oslo?.id}`)).status).toBe(404)
    const learned = itemsSchema.parse((await ask(at.http, '/memory/items?user_id=ana&session_id=s1')).body)
    expect(learned.items.map((one) => one.content)).toEqual(['Lives in Oslo'])
  })

  it('is given by pages, each thing once, also where many are of one moment', async () => {
    await using both = await startBoth()
    const { ask, at, mas } = both
    for (let i = 0; i < 25; i++)
      await mas.memory.learn(
        { userId: 'ana' },
        'semantic',
        { statement: `Painted number ${i}` },
        { at: i < 20 ? 1000 : 1000 + i },
      )
    const seen: string[] = []
    let older: string | null = null
    let pages = 0
    do {
      const before: string = older === null ? '' : `&before=${older}`
      const page = itemsSchema.parse((await ask(at.http, `/memory/items?user_id=ana&limit=7${before}`)).body)
      seen.push(...page.items.map((one) => one.content))
      older = page.older
      pages++
    } while (older !== null)
    expect([pages, seen.length, new Set(seen).size, seen[0]]).toEqual([4, 25, 25, 'Painted number 24'])
    expect((await ask(at.http, '/memory/items?before=yesterday')).status).toBe(400)
  })

  it('is one’s own: a token reaches its user’s memory whatever it asks for', async () => {
    await using both = await startBoth({ keys: true })
    const { ask, at, token } = both
    await ask(at.http, '/memory/learn', { ...ana, ...fact('Has a secret garden') })
    const [anas, bobs] = [await token('ana'), await token('bob')]
    const items = async (credential: string) =>
      itemsSchema.parse((await ask(at.http, '/memory/items?user_id=ana', undefined, credential)).body).items.length
    expect([await items(anas), await items(bobs)]).toEqual([1, 0])
    const recalled = await ask(at.http, '/memory/recall', { ...ana, query: 'garden' }, bobs)
    expect(recalledSchema.parse(recalled.body).items).toEqual([])
    expect((await ask(at.http, '/memory/items', undefined, 'nonsense')).status).toBe(401)
    // The page's own address asks for nothing: it is the page that asks for a key.
    expect((await fetch(`${at.addresses.page}/memory`)).status).not.toBe(401)
  })

  it('goes along as a file, and away for good with conversations and copies', async () => {
    await using both = await startBoth()
    const { ask, at, mas } = both
    await ask(at.http, '/memory/learn', { ...ana, ...fact('Owns a boat') })
    await mas.memory.settle()
    const id = await at.newSession(ana)
    const copy = async () => JSON.stringify(await at.journal.digest('ana', 'duet'))
    await expect.poll(copy).toContain('Owns a boat')
    expect((await ask(at.http, '/memory/export?user_id=ana')).text).toContain('Owns a boat')
    const { body } = await ask(at.http, '/memory/erase', ana)
    expect(body).toMatchObject({ status: 'erased', user_id: 'ana', since: null })
    expect((await ask(at.http, '/memory/erase?user_id=ana')).body).toMatchObject({ status: 'erased' })
    expect(await copy()).toBeUndefined()
    expect((await fetch(`${at.http}/session/${id}/history`)).status).toBe(404)
    expect((await ask(at.http, '/memory/export?user_id=ana')).text).not.toContain('boat')
  })

  it('says that the orchestrator is away rather than nothing', async () => {
    await using at = await TestBridge.start({ settings: { DUET_MAS: 'on', MAS_ORCHESTRATOR_URL: 'http://127.0.0.1:9' } })
    const response = await fetch(`${at.http}/memory/items`)
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      502,
      'mas.unreachable',
    ])
    await using off = await TestBridge.start()
    expect((await fetch(`${off.http}/memory/items`)).status).toBe(404)
  })
})
