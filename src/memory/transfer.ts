/** Everything of a memory, or of one user, as JSON lines and back, without loss between stores; and erasing it. */
import * as z from 'zod'
import { DuetError } from '../protocol/errors.ts'
import type { MemoryStore, Write } from '../store/memory/port.ts'
import type { Parameter } from '../store/memory/statements.ts'
import { columnsOf, type MemoryTable, memoryTables, type TableName, tables, type Where } from '../store/memory/tables.ts'

const format = 'duet-memory'
const version = 1
const page = 200

const headerSchema = z.object({ format: z.literal(format), version: z.literal(version) })
const rowSchema = z.object({ table: z.enum(memoryTables), row: z.record(z.string(), z.unknown()) })
const vectorSchema = z.object({ vector: z.string(), memoryId: z.string(), model: z.string() })
const lineSchema = z.union([rowSchema, vectorSchema])
const scalars = {
  text: z.string(),
  'text?': z.string().nullable(),
  int: z.number(),
  'int?': z.number().nullable(),
  real: z.number(),
  json: z.unknown(),
} as const

/**
 * One JSON object a line, the first names the format. With `userId` only what is that user's.
 * @throws DuetError `store.failed`
 */
export async function* exportMemory(store: MemoryStore, userId?: string): AsyncGenerator<string> {
  yield JSON.stringify({ format, version })
  for (const table of memoryTables) {
    let after: readonly Parameter[] | undefined
    for (;;) {
      const rows = await store.rows(table, mine(userId), { limit: page, ...(after && { after }) })
      for (const row of rows) yield JSON.stringify({ table, row })
      if (table === 'memories') {
        const ids = rows.map((row) => String(cellOf(row, 'id')))
        for (const { memoryId, model, vector } of ids.length > 0 ? await store.vectors(ids) : [])
          yield JSON.stringify({
            memoryId,
            model,
            vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64'),
          })
      }
      const last = rows.at(-1)
      if (!last || rows.length < page) break
      after = tables[table].key.map((name) => keyOf(cellOf(last, name)))
    }
  }
}

/**
 * Puts exported lines into a store; what has the same key is replaced. Each few hundred lines are one transaction.
 * Resolves to the number of rows.
 * @throws DuetError `request.invalid` naming the line, `store.conflict` where a slot is held by something else already, `store.failed`
 */
export async function importMemory(store: MemoryStore, lines: AsyncIterable<string>): Promise<number> {
  let number = 0
  let rows = 0
  let batch: Write[] = []
  const flush = async () => {
    if (batch.length > 0) await store.write(batch)
    batch = []
  }
  for await (const line of lines) {
    number++
    if (line.trim() === '') continue
    if (number === 1) {
      parsed(headerSchema, line, number)
      continue
    }
    batch.push(writeOf(parsed(lineSchema, line, number), number))
    rows++
    if (batch.length >= page) await flush()
  }
  if (number === 0) throw new DuetError('request.invalid', 'The file is empty.', { field: 'line 1' })
  await flush()
  return rows
}

export type Erased = { readonly [T in MemoryTable]: number }

/** Removes everything of one user, history and tombstones included. Resolves to how many rows of each table went. */
export async function eraseUser(store: MemoryStore, userId: string): Promise<Erased> {
  const counts = await store.write(memoryTables.map((table): Write => removal(table, userId)))
  await store.scrub()
  // One count for each table, in the order of the steps.
  return Object.fromEntries(memoryTables.map((table, i) => [table, counts[i] ?? 0])) as Erased
}

function removal<T extends TableName>(table: T, userId: string): Write {
  return { op: 'delete', table, where: { userId } } as Write // every table has a user
}

function mine<T extends TableName>(userId: string | undefined): Where<T> {
  return (userId === undefined ? {} : { userId }) as Where<T> // every table has a user
}

function writeOf(line: z.output<typeof lineSchema>, number: number): Write {
  if ('vector' in line) {
    const bytes = Buffer.from(line.vector, 'base64')
    const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
    return { op: 'embed', id: line.memoryId, model: line.model, vector: values }
  }
  const { table, row } = line
  for (const [name, type] of columnsOf(table))
    if (!scalars[type].safeParse(row[name]).success)
      throw new DuetError('request.invalid', `Line ${number}: '${name}' of ${table} is not what it should be.`, { field: name })
  return { op: 'put', table, row } as unknown as Write // its columns were checked just above
}

function parsed<S extends z.ZodType>(schema: S, line: string, number: number): z.output<S> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = undefined
  }
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const what = number === 1 ? `is not the head of a ${format} file of version ${version}` : 'is not a row of this format'
  throw new DuetError('request.invalid', `Line ${number} ${what}.`, { field: `line ${number}` })
}

function cellOf(row: object, name: string): unknown {
  return (row as { readonly [name: string]: unknown })[name] // rows are plain objects of their columns
}

function keyOf(value: unknown): Parameter {
  return typeof value === 'number' || typeof value === 'string' ? value : null
}

/** For a message: "12 memories, 3 calls". */
export function toldCounts(erased: Erased): string {
  const told = memoryTables.filter((table) => erased[table] > 0).map((table) => `${erased[table]} ${table}`)
  return told.length > 0 ? told.join(', ') : 'nothing'
}
