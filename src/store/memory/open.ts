/** Opens the memory's store where the settings say: Postgres by its address, else the file in the data folder. */

import { postgresName, sqliteName } from './names.ts'
import type { MemoryStore } from './port.ts'

export type MemoryStoreSettings = {
  readonly DUET_DATA_DIR: string
  readonly DUET_MEMORY_URL?: string | undefined
}

/** What `name` of the store of these settings will be, without opening it. */
export function memoryStoreName({ DUET_DATA_DIR: dir, DUET_MEMORY_URL: url }: MemoryStoreSettings): string {
  return url === undefined ? sqliteName(dir) : postgresName(url)
}

/** @throws DuetError `store.failed` */
export async function openMemoryStore(settings: MemoryStoreSettings): Promise<MemoryStore> {
  if (settings.DUET_MEMORY_URL === undefined) {
    const { openSqliteMemory } = await import('./open-sqlite.ts')
    return openSqliteMemory({ dir: settings.DUET_DATA_DIR })
  }
  // Loaded only where it is used.
  const { openPostgresMemory } = await import('./postgres.ts')
  return openPostgresMemory({ url: settings.DUET_MEMORY_URL })
}
