import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgres } from '../../scripts/postgres-server.mjs'
import { aMemory, describeMemoryStore } from '../../src/store/memory/conformance.ts'
import { openPostgresMemory } from '../../src/store/memory/postgres.ts'
import { postgresMigrations } from '../../src/store/memory/postgres-schema.ts'

let server: PostgresServer
let schemas = 0
const fresh = () => `test_${++schemas}`
const current = () => `test_${schemas}`
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server?.stop())
const open = (schema: string, more = {}) => openPostgresMemory({ url: server.url, schema, ...more })

describeMemoryStore('Postgres', { open: () => open(fresh()), reopen: () => open(current()) })

describe('a database shared by processes', () => {
  it('lets one of two writers have a slot and tells the other', async () => {
    const schema = fresh()
    const [one, two] = await Promise.all([open(schema), open(schema)])
    const put = (store: typeof one, id: string) =>
      store.write([{ op: 'put', table: 'memories', row: aMemory(id, id, { slot: 'home' }), expect: 'absent' }])
    const results = await Promise.allSettled([put(one, 'm1'), put(two, 'm2')])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({ reason: { code: 'store.conflict' } })
    await Promise.all([one.close(), two.close()])
  })

  it('loses no acknowledged write when the server goes down in the middle, and goes on by itself', async () => {
    const store = await open(fresh())
    const acknowledged: string[] = []
    let stop = false
    const writing = (async () => {
      for (let n = 0; !stop; n++) {
        await store.write([{ op: 'put', table: 'memories', row: aMemory(`m${n}`, `fact ${n}`) }])
        acknowledged.push(`m${n}`)
      }
    })()
    for (let round = 0; round < 3; round++) {
      const before = acknowledged.length
      while (acknowledged.length < before + 20) await new Promise((resolve) => setImmediate(resolve))
      server.restart()
    }
    const after = acknowledged.length
    while (acknowledged.length < after + 5) await new Promise((resolve) => setImmediate(resolve))
    stop = true
    await writing
    const held = new Set((await store.rows('memories', {})).map((row) => row.id))
    expect(acknowledged.filter((id) => !held.has(id))).toEqual([])
    await store.close()
  })

  it('says so when nobody is there', async () => {
    const gone = openPostgresMemory({ url: 'postgres://duet@127.0.0.1:1/postgres', patienceMs: 300 })
    await expect(gone).rejects.toMatchObject({ code: 'store.failed' })
    const away = open(fresh(), { url: server.url.replace('/postgres', '/nowhere'), patienceMs: 300 })
    await expect(away).rejects.toThrow(/nowhere/)
  })

  it('brings an older format forward, keeping a copy, and undoes a step that fails', async () => {
    const schema = fresh()
    const old = await open(schema)
    await old.write([{ op: 'put', table: 'memories', row: aMemory('m1', 'kept') }])
    await old.close()
    await expect(
      open(schema, { migrations: [...postgresMigrations, 'CREATE TABLE half (x int); CREATE TABLE memories (x int)'] }),
    ).rejects.toThrow()
    const next = [...postgresMigrations, 'ALTER TABLE memories ADD COLUMN extra text']
    const store = await open(schema, { migrations: next })
    expect(await store.rows('memories', {})).toHaveLength(1)
    await store.close()
    const sql = postgres(server.url, { onnotice: () => {} })
    expect(await sql.unsafe(`SELECT content FROM ${schema}_format_${postgresMigrations.length}.memories`)).toMatchObject([
      { content: 'kept' },
    ])
    expect(await sql`SELECT 1 FROM pg_tables WHERE tablename = 'half'`).toHaveLength(0)
    await sql.end()
    await expect(open(schema)).rejects.toThrow(/newer Duet/)
  })
})
