/** `duet backup` and `duet restore`: whole copies of the stores of the data folder, taken and put back while nobody owns them. */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { backup as copyPages, DatabaseSync } from 'node:sqlite'
import { DuetError } from '../protocol/errors.ts'
import { bucketPlace, download, upload } from './backup-bucket.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'

/** Conversations, memory, keys. A memory in Postgres is backed up by Postgres' own tools. */
const stores = ['journal.sqlite', 'memory.db', 'access.sqlite'] as const
/** Personas of the operator's own, the sound of calls. */
const folders = ['personas', 'recordings'] as const

/**
 * Copies the stores, whole and without their write-ahead logs, into a new folder or a new place of an S3-compatible store (`s3://bucket/prefix`).
 * Throws `store.failed` (also while Duet runs), `config.invalid`.
 */
export async function backup(to: string, flags: ConfigFlags): Promise<number> {
  const { DUET_DATA_DIR: from } = readConfig(flags).config
  const place = bucketPlace(to)
  using folder = place ? temporaryFolder() : undefined
  const there = await copied(from, folder?.path ?? resolve(to))
  if (place && folder) await upload(folder.path, place)
  console.log(
    `${there.join(', ')} are in ${to}. Keep it as safe as the data folder: it holds conversations and the hashes of keys.`,
  )
  return exitCodes.ok
}

/** Puts a backup in place of the stores; what was there is kept in a folder beside them. Throws as `backup`. */
export async function restore(from: string, flags: ConfigFlags, now = Date.now()): Promise<number> {
  const { DUET_DATA_DIR: dir } = readConfig(flags).config
  const place = bucketPlace(from)
  using folder = place ? temporaryFolder() : undefined
  if (place && folder) await download(place, folder.path)
  const { given, aside } = await putBack(folder?.path ?? resolve(from), dir, now)
  console.log(`${given.join(', ')} are restored. What was there before is in ${aside}.`)
  return exitCodes.ok
}

async function copied(from: string, dir: string): Promise<readonly string[]> {
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
    for (const name of folders) if (existsSync(join(from, name))) cpSync(join(from, name), join(dir, name), { recursive: true })
  } catch (cause) {
    throw failed(`The backup into ${dir} failed`, cause)
  }
  return there
}

/** @param source a folder with a backup @param dir the data folder */
async function putBack(
  source: string,
  dir: string,
  now: number,
): Promise<{ readonly given: readonly string[]; readonly aside: string }> {
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
    for (const name of folders) {
      if (!existsSync(join(source, name))) continue
      move(join(dir, name), join(aside, name))
      cpSync(join(source, name), join(dir, name), { recursive: true })
    }
  } catch (cause) {
    throw failed(`The backup in ${source} could not be restored`, cause)
  }
  return { given, aside }
}

/** Does not stay. */
function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'duet-backup-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
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
