/** What stores are called: for people, and to know whether two settings mean the same one. */
import { join, resolve } from 'node:path'

/** @param dir DUET_DATA_DIR */
export function sqliteName(dir: string): string {
  return `sqlite ${resolve(join(dir, 'memory.db'))}`
}

/** Without user and password. */
export function postgresName(url: string): string {
  const { hostname, pathname } = new URL(url)
  return `postgres ${hostname}${pathname}`
}
