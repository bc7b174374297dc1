/** The memory in one SQLite file, synchronous; it runs in a thread of its own. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import * as z from 'zod'
import { DuetError } from '../../protocol/errors.ts'
import { type Candidate, type MemoryRow, type MemoryStore, type Search, type Stored, vectorLength, type Write } from './port.ts'
import { closeSqliteFile, numberOf, openSqliteFile, storeFailed } from './sqlite-file.ts'
import { sqliteMigrations } from './sqlite-schema.ts'
import {
  conditions,
  type Dialect,
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
import { toBytes, toVector, VectorBlocks } from './vectors.ts'

/** The port without its promises. */
export type SyncStore = {
  readonly [M in Exclude<keyof MemoryStore, 'name'>]: (
    ...given: Parameters<MemoryStore[M]>
  ) => Awaited<ReturnType<MemoryStore[M]>>
}

const dialect: Dialect = { parameter: (n) => `?${n}`, jsonCast: '' }
const current = 'valid_to IS NULL AND forgotten_at IS NULL'
/** Neighbours looked at before the filter; what it leaves is enough in all but very selective searches. */
const firstLook = 200
const rowid = z.object({ rid: z.number() })
const known = rowid.extend({ user_id: z.string(), content: z.string() })
const termed = rowid.extend({ terms: z.string() })
const word = z.object({ term: z.string(), doc: z.number() })
const vectorRow = z.object({ id: z.string(), model: z.string(), vector: z.instanceof(Uint8Array) })
const contentRow = z.object({ id: z.string(), content: z.string() })

/** @throws DuetError `store.failed` */
export function openSqliteStore(path: string, migrations: readonly string[] = sqliteMigrations): SyncStore {
  const db = openSqliteFile(path, migrations)
  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    let statement = prepared.get(sql)
    if (!statement) {
      // Lists of varying length make statements of varying text; none is worth keeping for ever.
      if (prepared.size > 300) prepared.clear()
      statement = db.prepare(sql)
      prepared.set(sql, statement)
    }
    return statement
  }
  const run = ({ sql, values }: Statement): number => Number(prepare(sql).run(...values).changes)
  const all = ({ sql, values }: Statement) => prepare(sql).all(...values)
  let vectorModel: string | undefined
  const blocks = new VectorBlocks((userId) => loadVectors(db, userId, vectorModel ?? ''))

  const guarded = <A extends unknown[], R>(work: (...given: A) => R) => {
    return (...given: A): R => {
      try {
        return work(...given)
      } catch (error) {
        throw storeFailed(error, path)
      }
    }
  }

  function write(steps: readonly Write[]): number[] {
    db.exec('BEGIN IMMEDIATE')
    try {
      const touched = steps.map(apply)
      db.exec('COMMIT')
      return touched
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      blocks.drop() // whatever of the steps had reached it
      throw error
    }
  }

  function apply(step: Write): number {
    if (step.op === 'embed') return embed(step.id, step.model, step.vector)
    const memories = step.table === 'memories'
    if (step.op === 'patch') {
      const touched = memories ? matching(step.where) : []
      const changed = run(patch(dialect, step.table, step.where, step.set))
      for (const rid of touched) refresh(rid)
      return changed
    }
    if (step.op === 'delete') {
      for (const rid of memories ? matching(step.where) : []) unindex(rid)
      return run(remove(dialect, step.table, step.where))
    }
    const before = memories ? lookUp(step.row.id) : undefined
    if (step.expect === undefined) run(upsert(dialect, step.table, step.row))
    else if (step.expect === 'absent') run(insert(dialect, step.table, step.row))
    else if (run(replace(dialect, step.table, step.row, step.expect)) === 0)
      throw new DuetError('store.conflict', 'The row was changed in the meantime.')
    if (step.table === 'memories') index(step.row, before)
    return 1
  }

  function embed(id: string, model: string, vector: Float32Array): number {
    if (vector.length !== vectorLength)
      throw new DuetError('store.failed', `A vector has ${vector.length} numbers, not ${vectorLength}.`)
    const row = lookUp(id)
    if (!row) return 0
    prepare('INSERT OR REPLACE INTO memory_vectors (rid, model, vector) VALUES (?, ?, ?)').run(row.rid, model, toBytes(vector))
    refresh(row.rid)
    return 1
  }

  function lookUp(id: string): z.infer<typeof known> | undefined {
    const row = prepare('SELECT rid, user_id, content FROM memories WHERE id = ?').get(id)
    return row && known.parse(row)
  }

  function matching(where: object): number[] {
    const values: Parameter[] = []
    const filter = conditions(dialect, where as Where<'memories'>, values) // called for memories only
    return ridsOf(prepare(`SELECT rid FROM memories WHERE ${filter}`).all(...values))
  }

  /** Brings keywords and vectors in line with a row just put. */
  function index(row: MemoryRow, before: z.infer<typeof known> | undefined): void {
    const { rid } = rowid.parse(prepare('SELECT rid FROM memories WHERE id = ?').get(row.id))
    if (before?.content !== row.content) {
      prepare('DELETE FROM memory_terms WHERE rowid = ?').run(rid)
      prepare('INSERT INTO memory_terms (rowid, terms) VALUES (?, ?)').run(rid, indexTerms(row.content).join(' '))
      if (before) prepare('DELETE FROM memory_vectors WHERE rid = ?').run(rid)
    }
    if (before) {
      if (before.user_id !== row.userId) blocks.remove(before.user_id, rid)
      refresh(rid)
    }
  }

  /** Current rows with a vector are in the block, others are not. */
  function refresh(rid: number): void {
    const row = prepare(`
      SELECT user_id, (${current}) AS is_current, model, vector FROM memories LEFT JOIN memory_vectors USING (rid) WHERE rid = ?`).get(
      rid,
    )
    if (!row) return
    const { user_id, is_current, model, vector } = z
      .object({
        user_id: z.string(),
        is_current: z.number(),
        model: z.string().nullable(),
        vector: z.instanceof(Uint8Array).nullable(),
      })
      .parse(row)
    if (is_current && vector && model === vectorModel) blocks.put(user_id, rid, toVector(vector))
    else blocks.remove(user_id, rid)
  }

  function unindex(rid: number): void {
    const { user_id } = z.object({ user_id: z.string() }).parse(prepare('SELECT user_id FROM memories WHERE rid = ?').get(rid))
    blocks.remove(user_id, rid)
    prepare('DELETE FROM memory_terms WHERE rowid = ?').run(rid)
    prepare('DELETE FROM memory_vectors WHERE rid = ?').run(rid)
  }

  function search(query: Search): Candidate[] {
    if (query.vector && query.vector.model !== vectorModel) {
      vectorModel = query.vector.model
      blocks.drop()
    }
    const where: Where<'memories'> = { ...query.where, userId: query.userIds, persona: query.personas }
    const values: Parameter[] = []
    const filter = conditions(dialect, where, values, 'm.')
    const weights = weigh(query.terms)
    const vector = query.vector?.values
    const rids = new Set(byKeyword([...weights.keys()], filter, values, query.limit))
    if (vector) for (const rid of byVector(query, vector, where)) rids.add(rid)
    // CROSS JOIN keeps the order: the few rows found come first, never the whole index.
    const rows = prepare(`
      SELECT m.*, f.terms FROM json_each(?) j CROSS JOIN memories m ON m.rid = j.value CROSS JOIN memory_terms f ON f.rowid = m.rid`)
    return rows.all(JSON.stringify([...rids])).map((row) => {
      const { rid, terms } = termed.parse(row)
      const memory = toMemory(row)
      const cosine = vector && (blocks.cosine(memory.userId, rid, vector) ?? closedCosine(rid, vector))
      return { memory, keyword: coverage(weights, new Set(terms.split(' '))), cosine: cosine ?? null }
    })
  }

  function weigh(terms: readonly string[]): Map<string, number> {
    if (terms.length === 0) return new Map()
    const { values: total } = { values: numberOf(prepare('SELECT COALESCE(MAX(rid), 0) AS value FROM memories').get()) }
    const marks = terms.map(() => '?').join(', ')
    const rows = z.array(word).parse(prepare(`SELECT term, doc FROM memory_words WHERE term IN (${marks})`).all(...terms))
    const holders = new Map(rows.map((row) => [row.term, row.doc]))
    return new Map(terms.map((term) => [term, rarity(holders.get(term) ?? 0, total)]))
  }

  /** Rows of the keyword search, best first. */
  function byKeyword(terms: readonly string[], filter: string, values: readonly Parameter[], limit: number): number[] {
    if (terms.length === 0) return []
    // Quoted, a term is a word and never an operator.
    const match = terms.map((term) => `"${term.replaceAll('"', '')}"`).join(' OR ')
    const n = values.length
    const rows = prepare(`
      SELECT m.rid FROM memory_terms f JOIN memories m ON m.rid = f.rowid
      WHERE f.memory_terms MATCH ?${n + 1} AND ${filter} ORDER BY bm25(memory_terms) LIMIT ?${n + 2}`)
    return ridsOf(rows.all(...values, match, limit))
  }

  /** Rows of the vector search, nearest first. */
  function byVector(query: Search, vector: Float32Array, where: Where<'memories'>): number[] {
    const near = blocks.nearest(query.userIds, vector, firstLook)
    const values: Parameter[] = []
    const filter = conditions(dialect, where, values, 'm.')
    const rows = prepare(`
      SELECT m.rid FROM json_each(?${values.length + 1}) j CROSS JOIN memories m ON m.rid = j.value WHERE ${filter} ORDER BY j.key`)
    const found = ridsOf(rows.all(...values, JSON.stringify(near.map(({ id }) => id))))
    if (found.length >= query.limit || near.length < firstLook) return found.slice(0, query.limit)
    return blocks.nearest(query.userIds, vector, query.limit, new Set(matching(where))).map(({ id }) => id)
  }

  /** Of a memory that is not current and so in no block. */
  function closedCosine(rid: number, vector: Float32Array): number | null {
    const row = prepare('SELECT vector FROM memory_vectors WHERE rid = ? AND model = ?').get(rid, vectorModel ?? '')
    if (!row) return null
    const stored = toVector(z.object({ vector: z.instanceof(Uint8Array) }).parse(row).vector)
    return stored.reduce((sum, value, i) => sum + value * (vector[i] ?? 0), 0)
  }

  return {
    write: guarded(write),
    rows: guarded(<T extends TableName>(table: T, where: Where<T>, page?: Page<T>) =>
      all(select(dialect, table, where, page)).map((row) => fromStore(table, row) as Row<T>),
    ), // the columns are those declared
    count: guarded(<T extends TableName>(table: T, where: Where<T>) => {
      const values: Parameter[] = []
      return numberOf(
        prepare(`SELECT COUNT(*) AS value FROM ${table} WHERE ${conditions(dialect, where, values)}`).get(...values),
      )
    }),
    search: guarded(search),
    unembedded: guarded((model: string, limit: number) =>
      z.array(contentRow).parse(
        prepare(`
          SELECT id, content FROM memories LEFT JOIN memory_vectors USING (rid)
          WHERE ${current} AND (model IS NULL OR model <> ?) ORDER BY rid LIMIT ?`).all(model, limit),
      ),
    ),
    vectors: guarded((memoryIds: readonly string[]): Stored[] => {
      const marks = memoryIds.map(() => '?').join(', ')
      const rows = prepare(`SELECT id, model, vector FROM memories JOIN memory_vectors USING (rid) WHERE id IN (${marks})`).all(
        ...memoryIds,
      )
      return z
        .array(vectorRow)
        .parse(rows)
        .map((row) => ({ memoryId: row.id, model: row.model, vector: toVector(row.vector) }))
    }),
    // Without this, deleted words would live on in the write-ahead log.
    scrub: guarded(() => void db.exec('PRAGMA wal_checkpoint(TRUNCATE)')),
    close: guarded(() => closeSqliteFile(db, path)),
  }
}

function* loadVectors(db: DatabaseSync, userId: string, model: string): Iterable<readonly [number, Uint8Array]> {
  const rows = db.prepare(`
    SELECT rid, vector FROM memories JOIN memory_vectors USING (rid) WHERE user_id = ? AND model = ? AND ${current}`)
  for (const row of rows.iterate(userId, model)) {
    const { rid, vector } = z.object({ rid: z.number(), vector: z.instanceof(Uint8Array) }).parse(row)
    yield [rid, vector]
  }
}

function ridsOf(rows: readonly unknown[]): number[] {
  return rows.map((row) => rowid.parse(row).rid)
}

function toMemory(row: Record<string, unknown>): MemoryRow {
  return fromStore('memories', row) as MemoryRow // the columns are those declared
}
