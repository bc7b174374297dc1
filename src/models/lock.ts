/** One process at a time in the models folder: a lock the system itself drops when its holder dies, however it dies. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

/** SQLite's own code for "somebody else has it" (SQLITE_BUSY). */
const sqliteBusy = 5
const pollMs = 200

/**
 * Runs `work` while holding the folder's lock, waiting for it as long as another process has it.
 * @param onWait called once when it has to wait
 * @throws the signal's reason when aborted while waiting
 */
export async function withLock<T>(
  dir: string,
  work: () => Promise<T>,
  options: { readonly signal?: AbortSignal | undefined; readonly onWait?: () => void } = {},
): Promise<T> {
  const database = new DatabaseSync(join(dir, '.lock'))
  try {
    database.exec('PRAGMA busy_timeout = 0')
    let waited = false
    while (!tryLock(database)) {
      if (!waited) options.onWait?.()
      waited = true
      await delay(pollMs, undefined, { signal: options.signal })
    }
    return await work()
  } finally {
    database.close()
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return false
    throw error
  }
}
