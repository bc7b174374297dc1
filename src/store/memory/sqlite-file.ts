/** Opens `memory.db`: one owner, durable writes, and migrations that are checked and keep a copy of the file before. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { DuetError } from '../../protocol/errors.ts'

const numbered = z.object({ value: z.number() })
const step = z.object({ number: z.number(), sha256: z.string() })

/**
 * Opens the file, making folder and tables where there are none.
 * @throws DuetError `store.failed`: another process has it, it is of a newer or altered format, or the disk refuses
 */
export function openSqliteFile(path: string, migrations: readonly string[]): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    db = new DatabaseSync(path)
    // Exclusive locking makes a second owner fail at once, and ends with the process, however that ends.
    db.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL')
    db.exec('PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA cache_size=-32000')
    migrate(db, path, migrations)
    writeFileSync(ownerFile(path), String(process.pid), { mode: 0o600 })
    return db
  } catch (error) {
    db?.close()
    throw storeFailed(error, path)
  }
}

/** Closes the file and takes the note of its owner away. */
export function closeSqliteFile(db: DatabaseSync, path: string): void {
  db.close()
  rmSync(ownerFile(path), { force: true })
}

/** What SQLite reports, as an error of Duet's: `store.conflict` for a broken constraint, else `store.failed`. */
export function storeFailed(error: unknown, path: string): DuetError {
  if (error instanceof DuetError) return error
  const code = primaryCode(error)
  if (code === 19) return new DuetError('store.conflict', 'Two current memories would share a slot or an id.')
  const why = code === 5 ? `process ${owner(path)} has it open` : code === 13 ? 'the disk is full' : text(error)
  return new DuetError('store.failed', `The memory ${path} cannot be used: ${why}.`, { field: 'DUET_DATA_DIR', cause: error })
}

function migrate(db: DatabaseSync, path: string, migrations: readonly string[]): void {
  db.exec('CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, at INTEGER NOT NULL)')
  const done = z.array(step).parse(db.prepare('SELECT number, sha256 FROM migrations ORDER BY number').all())
  if (done.length > migrations.length)
    throw new Error(`it was written by a newer Duet (format ${done.length}, known ${migrations.length})`)
  for (const [i, one] of done.entries())
    if (one.sha256 !== sum(migrations[i] ?? '')) throw new Error(`its format ${i + 1} is not the one this Duet knows`)
  if (done.length === migrations.length) return
  if (done.length > 0) backUp(db, path, done.length)
  for (let i = done.length; i < migrations.length; i++) {
    const sql = migrations[i] ?? ''
    try {
      db.exec(`BEGIN IMMEDIATE; ${sql}`)
      db.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(i + 1, sum(sql), Date.now())
      if (db.prepare('PRAGMA foreign_key_check').all().length > 0) throw new Error(`format ${i + 1} leaves broken references`)
      db.exec('COMMIT')
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
  const checked = z.object({ quick_check: z.string() }).parse(db.prepare('PRAGMA quick_check(1)').get())
  if (checked.quick_check !== 'ok') throw new Error(`it is damaged: ${checked.quick_check}`)
}

/** A whole copy beside the file; an older copy of the same format is replaced. */
function backUp(db: DatabaseSync, path: string, format: number): void {
  const copy = `${path}.format-${format}.backup`
  rmSync(copy, { force: true })
  db.prepare('VACUUM INTO ?').run(copy)
}

function sum(sql: string): string {
  return createHash('sha256').update(sql.replaceAll(/\s+/g, ' ').trim()).digest('hex')
}

function ownerFile(path: string): string {
  return `${path}.owner`
}

function owner(path: string): string {
  try {
    return readFileSync(ownerFile(path), 'utf8').trim()
  } catch {
    return '(unknown)'
  }
}

/** SQLite's primary result code; the extended one keeps it in the low byte. */
function primaryCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown'
}

/** The only number of a row that has one column called `value`. */
export function numberOf(row: unknown): number {
  return numbered.parse(row).value
}
