/** `duet backup` and `duet restore`: whole copies of the stores of the data folder, taken and put back while nobody owns them. */
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { backup as copyPages, DatabaseSync } from 'node:sqlite'
import { DuetError } from '../protocol/errors.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'

/** Conversations, memory, keys. A memory in Postgres is backed up by Postgres' own tools. */
const stores = ['journal.sqlite', 'memory.db', 'access.sqlite'] as const
/** Personas of the operator's own. */
const folder = 'personas'

/** Copies the stores into a new folder, whole and without their write-ahead logs. Throws `store.failed` (also while Duet runs), `config.invalid`. */
export async function backup(to: string, flags: ConfigFlags): Promise<number> {
  const from = readConfig(flags).config.DUET_DATA_DIR
  const dir = resolve(to)
  const there = stores.filter((name) => existsSync(join(from, name)))
  if (there.length === 0)
    throw new DuetError('config.invalid', `There is nothing to back up in ${from}.`, { field: 'DUET_DATA_DIR' })
  if (stores.some((name) => existsSync(join(dir, name))))
    throw new DuetError('config.invalid', `${dir} holds a backup already; name a new folder.`, { field: 'folder' })
  for (const name of there) requireUnowned(join(from, name))
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    for (const name of there) {
      await copyStore(join(from, name), join(dir, name))
      requireWhole(join(dir, name))
    }
    if (existsSync(join(from, folder))) cpSync(join(from, folder), join(dir, folder), { recursive: true })
  } catch (cause) {
    throw failed(`The backup into ${dir} failed`, cause)
  }
  console.log(
    `${there.join(', ')} are in ${dir}. Keep it as safe as the data folder: it holds conversations and the hashes of keys.`,
  )
  return exitCodes.ok
}

/** Puts a backup in place of the stores; what was there is kept in a folder beside them. Throws as `backup`. */
export async function restore(from: string, flags: ConfigFlags, now = Date.now()): Promise<number> {
  const dir = readConfig(flags).config.DUET_DATA_DIR
  const source = resolve(from)
  const given = stores.filter((name) => existsSync(join(source, name)))
  if (given.length === 0) throw new DuetError('config.invalid', `There is no backup in ${source}.`, { field: 'folder' })
  for (const name of stores) if (existsSync(join(dir, name))) requireUnowned(join(dir, name))
  const aside = join(dir, `before-restore-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`)
  try {
    mkdirSync(aside, { recursive: true, mode: 0o700 })
    for (const name of given) {
      requireWhole(join(source, name))
      await copyStore(join(source, name), join(dir, `${name}.restored`))
    }
    // Everything is here and whole: from now on there are only renames.
    for (const name of given) {
      for (const ending of ['', '-wal', '-shm']) move(join(dir, name + ending), join(aside, name + ending))
      renameSync(join(dir, `${name}.restored`), join(dir, name))
    }
    if (existsSync(join(source, folder))) {
      move(join(dir, folder), join(aside, folder))
      cpSync(join(source, folder), join(dir, folder), { recursive: true })
    }
  } catch (cause) {
    throw failed(`The backup in ${source} could not be restored`, cause)
  }
  console.log(`${given.join(', ')} are restored. What was there before is in ${aside}.`)
  return exitCodes.ok
}

/** Page by page through SQLite, so that what stands in the write-ahead log comes along. */
async function copyStore(from: string, to: string): Promise<void> {
  const db = new DatabaseSync(from)
  try {
    await copyPages(db, to)
    chmodSync(to, 0o600)
  } finally {
    db.close()
  }
}

/** Throws `store.failed` where a process of Duet has the store open for itself. */
function requireUnowned(path: string): void {
  try {
    const db = new DatabaseSync(path)
    try {
      db.exec('BEGIN EXCLUSIVE; ROLLBACK')
    } finally {
      db.close()
    }
  } catch (cause) {
    throw new DuetError('store.failed', `${path} is in use or damaged; stop Duet first.`, { field: 'DUET_DATA_DIR', cause })
  }
}

/** Throws where a copy is not a whole database. */
function requireWhole(path: string): void {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const [first] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})
    if (first !== 'ok') throw new Error(`${path} is damaged: ${String(first)}`)
  } finally {
    db.close()
  }
}

function move(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to)
}

function failed(what: string, cause: unknown): DuetError {
  if (cause instanceof DuetError) return cause
  const why = cause instanceof Error ? cause.message : 'unknown'
  return new DuetError('store.failed', `${what}: ${why}`, { field: 'DUET_DATA_DIR', cause })
}
