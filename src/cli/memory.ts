/** `duet memory`: everything that is remembered out of the store, into it, or away for good. */
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { eraseUser, exportMemory, importMemory, toldCounts } from '../memory/transfer.ts'
import { DuetError } from '../protocol/errors.ts'
import { openMemoryStore } from '../store/memory/open.ts'
import type { MemoryStore } from '../store/memory/port.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'

export type MemoryFlags = ConfigFlags & { readonly user?: string; readonly yes?: true }

/** @param file "-" for standard output or input */
export async function memoryCommand(action: 'export' | 'import' | 'erase', file: string, flags: MemoryFlags): Promise<number> {
  if (action === 'erase' && (flags.user === undefined || !flags.yes))
    throw new DuetError('request.invalid', 'Erasing needs --user and --yes; it cannot be taken back.', { field: 'user' })
  const store = await openMemoryStore(readConfig(flags).config)
  try {
    if (action === 'export') await toFile(store, file, flags.user)
    else if (action === 'import') console.error(`${await importMemory(store, linesOf(file))} rows from ${file}`)
    else console.error(`erased: ${toldCounts(await eraseUser(store, flags.user ?? ''))}`)
  } finally {
    await store.close()
  }
  return exitCodes.ok
}

async function toFile(store: MemoryStore, file: string, user: string | undefined): Promise<void> {
  async function* text() {
    for await (const line of exportMemory(store, user)) yield `${line}\n`
  }
  if (file === '-') for await (const piece of text()) process.stdout.write(piece)
  // What people said is in it: readable by its owner alone.
  else await pipeline(Readable.from(text()), createWriteStream(file, { mode: 0o600 }))
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  } catch (error) {
    throw new DuetError('request.invalid', `${file} cannot be read.`, { field: 'file', cause: error })
  }
}
