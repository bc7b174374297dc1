/** The memory in Postgres with pgvector, Supabase included: many processes may share it. */
import { createHash } from 'node:crypto'
import postgres from 'postgres'
import * as z from 'zod'
import { DuetError } from '../../protocol/errors.ts'
import { postgresName } from './names.ts'
import { type Candidate, type MemoryRow, type MemoryStore, type Search, type Stored, vectorLength, type Write } from './port.ts'
import { postgresMigrations } from './postgres-schema.ts'
import {
  columnList,
  conditions,
  type Dialect,
  type Extra,
  fromStore,
  insert,
  type Page,
  type Parameter,
  patch,
  remove,
  replace,
  type Statement,
  select,
  upsert,
} from './statements.ts'
import type { Row, TableName, Where } from './tables.ts'
import { coverage, indexTerms, rarity } from './terms.ts'

export type PostgresMemoryOptions = {
  /** postgres://user:password@host:port/database */
  readonly url: string
  /** Where the tables are; made where it does not exist. Default `duet`. */
  readonly schema?: string
  readonly connections?: number
  /** One statement may take so long, ms. */
  readonly statementMs?: number
  /** What is tried again when the server went away meanwhile is given up after so long, ms. */
  readonly patienceMs?: number
  readonly migrations?: readonly string[]
}
type Sql = postgres.Sql | postgres.TransactionSql

const dialect: Dialect = { parameter: (n) => `$${n}`, jsonCast: '::text::jsonb' }
/** One process at a time migrates: a number nobody else uses. */
const migrationLock = 384_007_001
const retryMs = 200
/** A count of these and more is kept for a while: how rare a word is among them changes slowly. */
const manyMemories = 1000
const totalsMs = 60_000
const mostTotals = 1000
const holdersRow = z.object({ term: z.string(), holders: z.number() })
const textRow = z.object({ id: z.string(), content: z.string() })
const vectorRow = z.object({ id: z.string(), model: z.string(), vector: z.string() })
const touched = z.object({ cosine: z.number().nullable() })

/**
 * Connects and brings the tables up to date. `store.failed` where the server is not to be reached, is too old or has no pgvector.
 * While the server restarts, calls wait and are tried again for `patienceMs`.
 */
export async function openPostgresMemory(options: PostgresMemoryOptions): Promise<MemoryStore> {
  const store = new PostgresMemory(options)
  try {
    await store.migrate(options.migrations ?? postgresMigrations)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

class PostgresMemory implements MemoryStore {
  readonly name: string
  readonly #sql: postgres.Sql
  readonly #schema: string
  readonly #patienceMs: number
  readonly #totals = new Map<string, { readonly total: number; readonly untilMs: number }>()

  constructor({ url, schema = 'duet', connections = 6, statementMs = 20_000, patienceMs = 20_000 }: PostgresMemoryOptions) {
    if (!/^[a-z_][a-z0-9_]*$/.test(schema))
      throw new DuetError('config.invalid', `'${schema}' is no name for a schema: lower-case letters, digits and "_".`)
    this.name = postgresName(url)
    this.#schema = schema
    this.#patienceMs = patienceMs
    this.#sql = postgres(url, {
      max: connections,
      connect_timeout: 10,
      idle_timeout: 60,
      // Poolers in transaction mode keep no prepared statements; parsing costs less than a round trip.
      prepare: false,
      onnotice: () => {},
      connection: {
        search_path: `${schema}, public, extensions`,
        statement_timeout: statementMs,
        application_name: 'duet',
      },
      types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    })
  }

  async migrate(migrations: readonly string[]): Promise<void> {
    await this.#patient(() =>
      this.#sql.begin(async (sql) => {
        await sql`SELECT pg_advisory_xact_lock(${migrationLock})`
        await sql.unsafe(`CREATE SCHEMA IF NOT EXISTS ${this.#schema}`)
        const [found] = await sql`SELECT 1 FROM pg_extension WHERE extname = 'vector'`
        if (!found) await sql.unsafe('CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public')
        await sql.unsafe(
          `CREATE TABLE IF NOT EXISTS ${this.#schema}.migrations (number integer PRIMARY KEY, sha256 text NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
        )
        const done = await sql.unsafe(`SELECT number, sha256 FROM ${this.#schema}.migrations ORDER BY number`)
        if (done.length > migrations.length)
          throw new Error(`it was written by a newer Duet (format ${done.length}, known ${migrations.length})`)
        for (const [i, row] of done.entries())
          if (row.sha256 !== migrationSum(migrations[i] ?? ''))
            throw new Error(`its format ${i + 1} is not the one this Duet knows`)
        if (done.length > 0 && done.length < migrations.length) await this.#backUp(sql, done.length)
        for (let i = done.length; i < migrations.length; i++) {
          // The schema itself is created by the server alone: a superuser's search path would put it into public.
          await sql.unsafe(`SET LOCAL search_path = ${this.#schema}, public, extensions`)
          await sql.unsafe(migrations[i] ?? '')
          await sql.unsafe(`INSERT INTO ${this.#schema}.migrations (number, sha256) VALUES ($1, $2)`, [
            i + 1,
            migrationSum(migrations[i] ?? ''),
          ])
        }
      }),
    )
  }

  write(steps: readonly Write[]): Promise<readonly number[]> {
    return this.#patient(() =>
      this.#sql.begin(async (sql) => {
        // Sent one behind the other without waiting for each answer; the first that fails undoes them all.
        const results = await Promise.all(steps.map((step) => this.#apply(sql, step)))
        return results
      }),
    )
  }

  rows<T extends TableName>(table: T, where: Where<T>, page?: Page<T>): Promise<readonly Row<T>[]> {
    return this.#patient(async () => {
      const found = await run(this.#sql, select(dialect, table, where, page))
      return found.map((row) => fromStore(table, row) as Row<T>) // the columns are those declared
    })
  }

  count<T extends TableName>(table: T, where: Where<T>): Promise<number> {
    return this.#patient(async () => {
      const values: Parameter[] = []
      const sql = `SELECT count(*)::int AS value FROM ${table} WHERE ${conditions(dialect, where, values)}`
      const [row] = await run(this.#sql, { sql, values })
      return z.object({ value: z.number() }).parse(row).value
    })
  }

  search(query: Search): Promise<readonly Candidate[]> {
    return this.#patient(() =>
      this.#sql.begin('read only', async (sql) => {
        const where: Where<'memories'> = { ...query.where, userId: query.userIds, persona: query.personas }
        const [weights, nearest] = await Promise.all([this.#weigh(sql, query), near(sql, query, where)])
        const found = new Map<string, Candidate>()
        for (const row of nearest) take(found, row, weights)
        for (const row of await worded(sql, query, where, weights)) take(found, row, weights)
        return [...found.values()]
      }),
    )
  }

  unembedded(model: string, limit: number): Promise<readonly { readonly id: string; readonly content: string }[]> {
    return this.#patient(async () => {
      const sql = `SELECT id, content FROM memories WHERE valid_to IS NULL AND forgotten_at IS NULL
        AND (embedding IS NULL OR embedding_model <> $1) ORDER BY id LIMIT $2`
      return z.array(textRow).parse([...(await run(this.#sql, { sql, values: [model, limit] }))])
    })
  }

  vectors(memoryIds: readonly string[]): Promise<readonly Stored[]> {
    return this.#patient(async () => {
      const rows = await this.#sql`
        SELECT id, embedding_model AS model, embedding::text AS vector FROM memories
        WHERE id = ANY(${[...memoryIds]}) AND embedding IS NOT NULL ORDER BY id`
      return z
        .array(vectorRow)
        .parse([...rows])
        .map(({ id, model, vector }) => ({ memoryId: id, model, vector: Float32Array.from(JSON.parse(vector) as number[]) })) // pgvector writes a JSON list
    })
  }

  /** How telling each term is among what this user has. */
  async #weigh(sql: Sql, { terms, userIds }: Search): Promise<Map<string, number>> {
    if (terms.length === 0) return new Map()
    const [total, rows] = await Promise.all([
      this.#total(sql, userIds),
      sql`SELECT w.term, count(*)::int AS holders FROM memories m JOIN unnest(${[...terms]}::text[]) AS w (term) ON w.term = ANY(m.terms)
        WHERE m.terms && ${[...terms]}::text[] AND m.user_id = ANY(${[...userIds]}) GROUP BY w.term`,
    ])
    const holders = new Map(
      z
        .array(holdersRow)
        .parse([...rows])
        .map((row) => [row.term, row.holders]),
    )
    return new Map(terms.map((term) => [term, rarity(holders.get(term) ?? 0, total)]))
  }

  /** How many memories these users have; where they are many, as of a minute ago. */
  async #total(sql: Sql, userIds: readonly string[]): Promise<number> {
    const key = JSON.stringify(userIds)
    const known = this.#totals.get(key)
    if (known && performance.now() < known.untilMs) return known.total
    const [row] = await sql`SELECT count(*)::int AS value FROM memories WHERE user_id = ANY(${[...userIds]})`
    const { value: total } = z.object({ value: z.number() }).parse(row)
    this.#totals.delete(key)
    if (total >= manyMemories) this.#totals.set(key, { total, untilMs: performance.now() + totalsMs })
    const [oldest] = this.#totals.keys()
    if (this.#totals.size > mostTotals && oldest !== undefined) this.#totals.delete(oldest)
    return total
  }

  /** Postgres overwrites what was deleted when it vacuums; that is the server's own work. */
  async scrub(): Promise<void> {}

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 5 })
  }

  async #apply(sql: Sql, step: Write): Promise<number> {
    if (step.op === 'embed') {
      if (step.vector.length !== vectorLength)
        throw new DuetError('store.failed', `A vector has ${step.vector.length} numbers, not ${vectorLength}.`)
      const set = 'UPDATE memories SET embedding = $2::text::vector, embedding_model = $3 WHERE id = $1'
      return (await run(sql, { sql: set, values: [step.id, vectorText(step.vector), step.model] })).count
    }
    if (step.op === 'patch') return (await run(sql, patch(dialect, step.table, step.where, step.set))).count
    if (step.op === 'delete') return (await run(sql, remove(dialect, step.table, step.where))).count
    const { table, expect } = step
    const extras = step.table === 'memories' ? [termsColumn(step.row.content)] : []
    const statement =
      expect === undefined
        ? upsert(dialect, table, step.row, extras)
        : expect === 'absent'
          ? insert(dialect, table, step.row, extras)
          : replace(dialect, table, step.row, expect, extras)
    // Other words need another vector.
    if (step.table === 'memories' && expect !== 'absent') {
      const sameWords = 'UPDATE memories SET embedding = NULL, embedding_model = NULL WHERE id = $1 AND content <> $2'
      void run(sql, { sql: sameWords, values: [step.row.id, step.row.content] }).catch(() => {}) // the next one fails with it
    }
    const { count } = await run(sql, statement)
    if (count === 0) throw new DuetError('store.conflict', `A row of ${table} was changed in the meantime.`)
    return 1
  }

  async #backUp(sql: Sql, format: number): Promise<void> {
    const copy = `${this.#schema}_format_${format}`
    await sql.unsafe(`DROP SCHEMA IF EXISTS ${copy} CASCADE; CREATE SCHEMA ${copy}`)
    const tables = await sql`SELECT tablename FROM pg_tables WHERE schemaname = ${this.#schema}`
    for (const { tablename } of tables)
      await sql.unsafe(`CREATE TABLE ${copy}.${tablename} AS TABLE ${this.#schema}.${tablename}`)
  }

  /** Tried again while the server is away; anything else is ours to report. A transaction cut off before its commit was answered counts as not done: its steps are idempotent or expect a revision. */
  async #patient<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#patienceMs
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!isAway(error) || performance.now() > deadline) throw storeFailed(error, this.name)
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
  }
}

async function near(sql: Sql, query: Search, where: Where<'memories'>): Promise<readonly postgres.Row[]> {
  if (!query.vector) return []
  // Filters are applied while the index is walked, so that they never leave too few. Sent ahead; what follows fails with it.
  void sql`SELECT set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', ${String(Math.max(100, query.limit * 2))}, true)`.catch(
    () => {},
  )
  const values: Parameter[] = [vectorText(query.vector.values), query.vector.model]
  const filter = conditions(dialect, where, values)
  values.push(query.limit)
  return run(sql, {
    sql: `SELECT ${columnList('memories')}, -(embedding <#> $1::text::vector) AS cosine FROM memories
      WHERE embedding_model = $2 AND ${filter} ORDER BY embedding <#> $1::text::vector LIMIT $${values.length}`,
    values,
  })
}

async function worded(
  sql: Sql,
  query: Search,
  where: Where<'memories'>,
  weights: ReadonlyMap<string, number>,
): Promise<readonly postgres.Row[]> {
  if (weights.size === 0) return []
  const values: Parameter[] = [query.vector ? vectorText(query.vector.values) : null, query.vector?.model ?? null]
  const filter = conditions(dialect, where, values)
  const at = values.length
  // A sum over a list of terms would cost a call for each row.
  const sum = [...weights].map((_, i) => `($${at + 3 + 2 * i}::text = ANY(terms))::int * $${at + 4 + 2 * i}::float8`)
  return sql.unsafe(
    `SELECT ${columnList('memories')}, CASE WHEN embedding_model = $2 THEN -(embedding <#> $1::text::vector) END AS cosine FROM memories
     WHERE terms && $${at + 1}::text[] AND ${filter} ORDER BY ${sum.join(' + ')} DESC, id LIMIT $${at + 2}`,
    [...values, [...weights.keys()], query.limit, ...[...weights].flat()],
  )
}

function take(found: Map<string, Candidate>, row: postgres.Row, weights: ReadonlyMap<string, number>): void {
  const memory = fromStore('memories', row) as MemoryRow // the columns are those declared
  const { cosine } = touched.parse({ cosine: row.cosine ?? null })
  found.set(memory.id, { memory, keyword: coverage(weights, new Set(indexTerms(memory.content))), cosine })
}

function run(sql: Sql, { sql: text, values }: Statement): Promise<postgres.RowList<postgres.Row[]>> {
  return sql.unsafe(text, [...values])
}

/** The words as the store's own search compares them; they hold letters and digits only. */
function termsColumn(content: string): Extra {
  const terms = indexTerms(content).map((term) => `"${term}"`)
  return { column: 'terms', value: `{${terms.join(',')}}`, cast: '::text::text[]' }
}

function vectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`
}

/** What a migration is known again by, however it is indented. */
export function migrationSum(sql: string): string {
  return createHash('sha256').update(sql.replaceAll(/\s+/g, ' ').trim()).digest('hex')
}

const away = /^(?:CONNECTION_|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|CONNECT_TIMEOUT|57P0[1-3]|08\w{3}|53300)/

function isAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && away.test(String(error.code))
}

function storeFailed(error: unknown, name: string): DuetError {
  if (error instanceof DuetError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === '23505' || code === '40001' || code === '40P01')
    return new DuetError('store.conflict', 'Two current memories would share a slot or an id.')
  const why = error instanceof Error ? error.message : 'unknown'
  return new DuetError('store.failed', `The memory in ${name} cannot be used: ${why}.`, { cause: error })
}
