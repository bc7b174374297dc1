import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aMemory, leaning } from '../store/memory/conformance.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import type { MemoryStore } from '../store/memory/port.ts'
import { memoryTables } from '../store/memory/tables.ts'
import { Memory } from './memory.ts'
import { eraseUser, exportMemory, importMemory, toldCounts } from './transfer.ts'

let dirs: string[]
let from: MemoryStore
let to: MemoryStore
beforeEach(async () => {
  dirs = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'duet-transfer-')))
  from = await openSqliteMemory({ dir: dirs[0] ?? '' })
  to = await openSqliteMemory({ dir: dirs[1] ?? '' })
  const memory = new Memory({ store: from })
  for (const userId of ['ana', 'ben']) {
    const { id = '' } = await memory.learn({ userId }, 'semantic', { statement: `${userId} "quotes"\nand breaks` }, { slot: 'x' })
    await memory.learn({ userId }, 'semantic', { statement: 'changed' }, { slot: 'x' })
    await memory.relations.relate({ userId }, { relationship: 'sister', target: 'Zoë' })
    await memory.digests.read({ userId, persona: 'duet' })
    await from.write([{ op: 'embed', id, model: 'test', vector: leaning(3, 0.123) }])
  }
  await from.write(Array.from({ length: 450 }, (_, n) => ({ op: 'put', table: 'memories', row: aMemory(`m${n}`, `fact ${n}`) })))
  await memory.close()
})
afterEach(async () => {
  await from.close()
  await to.close()
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
})
const lines = async (store: MemoryStore, userId?: string) => {
  const all: string[] = []
  for await (const line of exportMemory(store, userId)) all.push(line)
  return all
}
async function* stream(all: readonly string[]) {
  yield* all
}

describe('moving a memory', () => {
  it('loses nothing on the way out and in again', async () => {
    const out = await lines(from)
    expect(await importMemory(to, stream(out))).toBe(out.length - 1)
    expect(await lines(to)).toEqual(out)
    expect(await importMemory(to, stream(out))).toBe(out.length - 1)
    expect(await lines(to)).toEqual(out)
  })

  it('takes one user alone', async () => {
    const out = await lines(from, 'ben')
    expect(out.length).toBeGreaterThan(5)
    expect(out.some((line) => line.includes('"ana'))).toBe(false)
  })

  it.each([
    ['an empty file', []],
    ['another format', ['{"format":"other","version":1}']],
    ['a newer version', ['{"format":"duet-memory","version":2}']],
    ['no JSON', ['{"format":"duet-memory","version":1}', 'hello']],
    ['an unknown table', ['{"format":"duet-memory","version":1}', '{"table":"users","row":{}}']],
    ['a column of another type', ['{"format":"duet-memory","version":1}', '{"table":"tombstones","row":{"userId":1}}']],
  ])('refuses %s and says where', async (_, given) => {
    await expect(importMemory(to, stream(given))).rejects.toMatchObject({ code: 'request.invalid' })
    expect(await to.count('memories', {})).toBe(0)
  })

  it('erases every row of a user and none of another', async () => {
    const erased = await eraseUser(from, 'ben')
    expect(toldCounts(erased)).toContain('2 memories')
    for (const table of memoryTables) expect(await from.count(table, { userId: 'ben' })).toBe(0)
    expect(await from.count('memories', { userId: 'ana' })).toBe(452)
    expect(toldCounts(await eraseUser(from, 'ben'))).toBe('nothing')
  })
})
