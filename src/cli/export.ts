/** `duet export`: all that is kept of a conversation as a folder: sound, events, and what was said as text, JSON and WebVTT. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { unzipSync } from 'fflate'
import { exportedFiles } from '../bridge/recording/export.ts'
import { recordingsDir } from '../bridge/recording/folder.ts'
import { RecordingLibrary } from '../bridge/recording/library.ts'
import { MadeSound } from '../bridge/recording/made.ts'
import type { Config } from '../config/config.ts'
import { PersonaLibrary } from '../personas/library.ts'
import { DuetError } from '../protocol/errors.ts'
import { openJournal } from '../store/open.ts'
import { fetchBridge } from './bridge-client.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'

/** An hour of sound may have to be put together first. */
const deadlineMs = 900_000

/** Asks the bridge that runs, else reads the files itself. Throws `session.not_found`, `config.invalid`, `store.failed`. */
export async function exportSession(sessionId: string, to: string, flags: ConfigFlags): Promise<number> {
  const { config } = readConfig(flags)
  const folder = resolve(to)
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new DuetError('config.invalid', `${folder} is not empty; name a new folder.`, { field: 'folder' })
  const response = await fetchBridge(config, { path: `/session/${encodeURIComponent(sessionId)}/export`, deadlineMs })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const names = response ? unpack(new Uint8Array(await response.arrayBuffer()), folder) : await copy(config, sessionId, folder)
  console.log(`${names.join(', ')} are in ${folder}.`)
  return exitCodes.ok
}

function unpack(zip: Uint8Array, folder: string): readonly string[] {
  const files = Object.entries(unzipSync(zip))
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes, { mode: 0o600 })
  return files.map(([name]) => name)
}

/** No bridge runs: its files can be opened here. */
async function copy(config: Config, sessionId: string, folder: string): Promise<readonly string[]> {
  const journal = await openJournal({ dir: config.DUET_DATA_DIR })
  try {
    const session = await journal.session(sessionId)
    if (!session) throw new DuetError('session.not_found', `There is no session "${sessionId.slice(0, 100)}".`)
    const library = new PersonaLibrary({ dir: join(config.DUET_DATA_DIR, 'personas') })
    const made = new MadeSound(new RecordingLibrary(recordingsDir(config.DUET_DATA_DIR)))
    const files = await exportedFiles(session, library.personas.get(session.persona)?.name ?? session.persona, { journal, made })
    for (const file of files) {
      const path = join(folder, file.name)
      if ('text' in file) writeFileSync(path, file.text, { mode: 0o600 })
      else copyFileSync(file.path, path)
    }
    return files.map(({ name }) => name)
  } finally {
    await journal.close()
  }
}
