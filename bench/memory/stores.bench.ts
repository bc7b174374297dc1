/** How fast memories are learned and recalled in both stores, with 10,000 and 100,000 of them: one table. `--only sqlite`, `--sizes 10000`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { startPostgres } from '../../scripts/postgres-server.mjs'
import { seeded } from '../../src/audio/seeded.ts'
import { contentHash, newId } from '../../src/memory/identity.ts'
import { Memory } from '../../src/memory/memory.ts'
import { aMemory } from '../../src/store/memory/conformance.ts'
import { openSqliteMemory } from '../../src/store/memory/open-sqlite.ts'
import { type MemoryStore, vectorLength, type Write } from '../../src/store/memory/port.ts'
import { openPostgresMemory } from '../../src/store/memory/postgres.ts'
import { queryTerms } from '../../src/store/memory/terms.ts'

const value = (flag: string) => (process.argv.includes(flag) ? process.argv[process.argv.indexOf(flag) + 1] : undefined)
const sizes = (value('--sizes') ?? '10000,100000').split(',').map(Number)
const only = value('--only')
const model = 'made'
const singles = 300
const asked = 200
const random = seeded(7)
/** A vocabulary with few frequent and many rare words, as speech has. */
const word = () => `w${Math.floor(4000 * random() ** 3)}`
const text = () => Array.from({ length: 9 }, word).join(' ')
const centres = Array.from({ length: 300 }, () => Float32Array.from({ length: vectorLength }, () => random() - 0.5))

function vector(): Float32Array {
  const centre = centres[Math.floor(random() * centres.length)] ?? new Float32Array(vectorLength)
  const values = centre.map((one) => one + (random() - 0.5) * 0.6)
  const length = Math.hypot(...values)
  return values.map((one) => one / length)
}

function one(): Write[] {
  const content = text()
  const row = aMemory(newId(), content, { contentHash: contentHash(content), at: 1_700_000_000_000 + Math.floor(random() * 1e9) })
  return [
    { op: 'put', table: 'memories', row },
    { op: 'embed', id: row.id, model, vector: vector() },
  ]
}

const quantile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
const ms = (times: readonly number[]) => `${quantile(times, 0.5).toFixed(2)} / ${quantile(times, 0.95).toFixed(2)}`

async function times(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i < count; i++) {
    const begun = performance.now()
    await work()
    took.push(performance.now() - begun)
  }
  return took
}

/** @param settle what the server does by itself within a minute */
async function measure(name: string, store: MemoryStore, size: number, settle: () => Promise<void> = async () => {}) {
  const begun = performance.now()
  for (let made = 0; made < size; made += 200) await store.write(Array.from({ length: 200 }, one).flat())
  const perSecond = Math.round((size * 1000) / (performance.now() - begun))
  await settle()
  const learned = await times(singles, () => store.write(one()))
  const where = {
    validTo: null,
    forgottenAt: null,
    expiresAt: { gt: Date.now(), orNull: true as const },
    confidence: { gte: 0.5 },
  }
  const search = (terms: string, values: Float32Array | undefined) =>
    store.search({
      userIds: ['ana', ''],
      personas: [''],
      where,
      terms: queryTerms(terms),
      vector: values && { model, values },
      limit: 50,
    })
  await times(5, () => search(text(), vector()))
  const cpu = process.cpuUsage()
  const both = await times(asked, () => search([word(), word(), word()].join(' '), vector()))
  const { user, system } = process.cpuUsage(cpu)
  const words = await times(asked, () => search([word(), word(), word()].join(' '), undefined))
  const memory = new Memory({ store })
  const scope = { userId: 'ana', persona: 'duet' }
  await memory.digests.read(scope)
  await memory.settle()
  const digest = await times(1000, () => memory.digests.read(scope))
  await memory.close()
  const row = {
    store: name,
    memories: size,
    'batched/s': perSecond,
    'one durable, ms p50/p95': ms(learned),
    'search, ms p50/p95': ms(both),
    // Of this process, which in SQLite's case does all the work: a busy machine does not change it much.
    'search, CPU ms': ((user + system) / 1000 / asked).toFixed(2),
    'words only, ms': ms(words),
    'digest, ms p50/p99': `${quantile(digest, 0.5).toFixed(2)} / ${quantile(digest, 0.99).toFixed(2)}`,
  }
  console.log(JSON.stringify(row))
  return row
}

const rows: object[] = []
for (const size of sizes) {
  if (only !== 'postgres') {
    const dir = mkdtempSync(join(tmpdir(), 'duet-bench-store-'))
    const store = await openSqliteMemory({ dir })
    rows.push(await measure('sqlite', store, size))
    await store.close()
    rmSync(dir, { recursive: true, force: true })
  }
  if (only !== 'sqlite') {
    const server = await startPostgres()
    const store = await openPostgresMemory({ url: server.url })
    const settle = async () => {
      const sql = postgres(server.url, { max: 1 })
      await sql`VACUUM ANALYZE duet.memories`
      await sql.end()
    }
    rows.push(await measure('postgres', store, size, settle))
    await store.close()
    server.stop()
  }
}
console.table(rows)
const out = fileURLToPath(new URL('../out/', import.meta.url))
mkdirSync(out, { recursive: true })
writeFileSync(`${out}stores.json`, `${JSON.stringify(rows, undefined, 2)}\n`)
