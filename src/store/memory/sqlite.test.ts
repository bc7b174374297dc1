import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { aMemory, describeMemoryStore, leaning } from './conformance.ts'
import { openSqliteMemory } from './open-sqlite.ts'
import { openSqliteStore } from './sqlite.ts'
import { sqliteMigrations } from './sqlite-schema.ts'

const dirs: string[] = []
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
})
function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'duet-memory-'))
  dirs.push(dir)
  return dir
}

let last = ''
describeMemoryStore('SQLite', {
  open: () => {
    last = newDir()
    return openSqliteMemory({ dir: last })
  },
  reopen: () => openSqliteMemory({ dir: last }),
})

describe('the file of the memory', () => {
  it('has one owner: a second process is refused and told which one has it', async () => {
    const dir = newDir()
    const store = await openSqliteMemory({ dir })
    const open = fileURLToPath(new URL('./open-sqlite.ts', import.meta.url))
    const program = `
      import { openSqliteMemory } from ${JSON.stringify(open)}
      await openSqliteMemory({ dir: ${JSON.stringify(dir)} }).catch((error) => process.stdout.write(error.code + ' ' + error.message))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program])
    let said = ''
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString()
    })
    await new Promise((resolve) => child.on('exit', resolve))
    await store.close()
    expect(said).toContain(`store.failed`)
    expect(said).toContain(`process ${process.pid} has it open`)
  })

  it('brings an older file forward, keeping a copy of it', () => {
    const path = join(newDir(), 'memory.db')
    const old = openSqliteStore(path)
    old.write([{ op: 'put', table: 'memories', row: aMemory('m1', 'kept') }])
    old.close()
    const next = [...sqliteMigrations, 'ALTER TABLE memories ADD COLUMN extra TEXT']
    const store = openSqliteStore(path, next)
    expect(store.rows('memories', {})).toHaveLength(1)
    store.close()
    const copy = new DatabaseSync(`${path}.format-${sqliteMigrations.length}.backup`)
    expect(copy.prepare('SELECT content FROM memories').all()).toMatchObject([{ content: 'kept' }])
    copy.close()
  })

  it('undoes a migration that fails and refuses files of a newer or another format', () => {
    const path = join(newDir(), 'memory.db')
    openSqliteStore(path).close()
    expect(() => openSqliteStore(path, [...sqliteMigrations, 'CREATE TABLE half (x); CREATE TABLE memories (x)'])).toThrow(
      /already exists/,
    )
    openSqliteStore(path).close()
    openSqliteStore(path, [...sqliteMigrations, 'CREATE TABLE half (x)']).close()
    expect(() => openSqliteStore(path)).toThrow(/newer Duet/)
    expect(() => openSqliteStore(path, [...sqliteMigrations, 'CREATE TABLE other (x)'])).toThrow(/not the one this Duet knows/)
  })

  it('refuses a file that is no database, and leaves it as it is', () => {
    const path = join(newDir(), 'memory.db')
    writeFileSync(path, 'certainly not a database, but long enough to look at. '.repeat(40))
    expect(() => openSqliteStore(path)).toThrow(expect.objectContaining({ code: 'store.failed' }))
    expect(readFileSync(path, 'utf8')).toContain('certainly not')
  })

  it('holds nothing of a deleted memory in any file', async () => {
    const dir = newDir()
    const store = await openSqliteMemory({ dir })
    const secret = 'unmistakable zanzibar words'
    await store.write([
      { op: 'put', table: 'memories', row: aMemory('m1', secret) },
      { op: 'embed', id: 'm1', model: 'test', vector: leaning(1) },
    ])
    await store.write([{ op: 'delete', table: 'memories', where: { id: 'm1' } }])
    await store.scrub()
    for (const file of readdirSync(dir)) {
      const bytes = readFileSync(join(dir, file), 'latin1')
      expect([file, bytes.includes('unmistakable'), bytes.includes('zanzibar')]).toEqual([file, false, false])
    }
    await store.close()
    expect(existsSync(join(dir, 'memory.db.owner'))).toBe(false)
  })

  it('loses no acknowledged write to kill -9', async () => {
    const dir = newDir()
    const open = fileURLToPath(new URL('./open-sqlite.ts', import.meta.url))
    const program = `
      import { openSqliteMemory } from ${JSON.stringify(open)}
      const store = await openSqliteMemory({ dir: ${JSON.stringify(dir)} })
      for (let i = 1; ; i++) {
        const row = { ...${JSON.stringify(aMemory('m', 'fact'))}, id: 'm' + i, content: 'fact ' + i }
        await store.write([{ op: 'put', table: 'memories', row }])
        process.stdout.write(i + '\\n')
      }`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program])
    let acknowledged = 0
    const killed = new Promise((resolve) => child.on('exit', resolve))
    child.stdout.on('data', (data: Buffer) => {
      acknowledged = Number(data.toString().trim().split('\n').at(-1))
      if (acknowledged > 30) child.kill('SIGKILL')
    })
    await killed
    const store = await openSqliteMemory({ dir })
    expect(acknowledged).toBeGreaterThan(30)
    expect(await store.count('memories', {})).toBeGreaterThanOrEqual(acknowledged)
    const found = await store.search({ userIds: ['ana'], personas: [''], where: {}, terms: [String(acknowledged)], limit: 3 })
    expect(found.map((one) => one.memory.content)).toContain(`fact ${acknowledged}`)
    await store.close()
  })
})
