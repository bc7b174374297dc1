/** `duet memory`: everything that is remembered out of the store, into it, or away for good; through its owner while one runs. */
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../config/config.ts'
import { eraseUser, exportMemory, importMemory, toldCounts } from '../memory/transfer.ts'
import { DuetError } from '../protocol/errors.ts'
import { eraseAnswerSchema, importedSchema } from '../protocol/memory-api.ts'
import { openMemoryStore } from '../store/memory/open.ts'
import type { MemoryStore } from '../store/memory/port.ts'
import { eraseHere } from './erase-conversations.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'
import { type MemoryOwner, memoryOwner } from './memory-owner.ts'

export type MemoryFlags = ConfigFlags & { readonly user?: string; readonly yes?: true }
/** Of one request to the owner. */
const importBytes = 200_000
const erasingPauseMs = 1000

/** @param file "-" for standard output or input */
export async function memoryCommand(action: 'export' | 'import' | 'erase', file: string, flags: MemoryFlags): Promise<number> {
  if (action === 'erase' && (flags.user === undefined || !flags.yes))
    throw new DuetError('request.invalid', 'Erasing needs --user and --yes; it cannot be taken back.', { field: 'user' })
  const { config } = readConfig(flags)
  const owner = await memoryOwner(config)
  if (action === 'export') await (owner ? exportFrom(owner, file, flags.user) : exportHere(config, file, flags.user))
  else if (action === 'import') {
    const rows = await (owner ? importInto(owner, file) : withStore(config, (store) => importMemory(store, linesOf(file))))
    console.error(`${rows} rows from ${file}`)
  } else await erase(config, owner, flags.user ?? '')
  return exitCodes.ok
}

async function erase(config: Config, owner: MemoryOwner | undefined, userId: string): Promise<void> {
  if (owner) {
    const { rows } = await owner.json('erase', eraseAnswerSchema, { user_id: userId })
    const query = `erase?${new URLSearchParams({ user_id: userId })}`
    const left = async () => (await owner.json(query, eraseAnswerSchema)).status === 'erasing'
    for (let told = false; await left(); told = true) {
      if (!told)
        console.error('The memory is empty of them; copies at the bridge go when it answers. Waiting (Ctrl-C: it goes on)…')
      await new Promise((resolve) => setTimeout(resolve, erasingPauseMs))
    }
    console.error(`erased: ${rows} rows, and every copy and conversation at the bridge`)
    return
  }
  const counts = await withStore(config, (store) => eraseUser(store, userId))
  const conversations = await eraseHere(config, userId)
  console.error(`erased: ${toldCounts(counts)}; ${conversations}`)
}

async function withStore<T>(config: Config, work: (store: MemoryStore) => Promise<T>): Promise<T> {
  const store = await openMemoryStore(config)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

function exportHere(config: Config, file: string, user: string | undefined): Promise<void> {
  return withStore(config, async (store) => {
    async function* text() {
      for await (const line of exportMemory(store, user)) yield `${line}\n`
    }
    await pipeline(Readable.from(text()), target(file))
  })
}

async function exportFrom(owner: MemoryOwner, file: string, user: string | undefined): Promise<void> {
  const { body } = await owner.ask(`export${user === undefined ? '' : `?${new URLSearchParams({ user_id: user })}`}`)
  // The DOM's stream type, which is Node's in fact.
  await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), target(file))
}

async function importInto(owner: MemoryOwner, file: string): Promise<number> {
  let rows = 0
  let head: string | undefined
  let batch: string[] = []
  let bytes = 0
  const flush = async () => {
    if (head === undefined) return
    rows += (await owner.json('import', importedSchema, [head, ...batch].join('\n'))).rows
    batch = []
    bytes = 0
  }
  for await (const line of linesOf(file)) {
    if (line.trim() === '') continue
    if (head === undefined) {
      head = line
      continue
    }
    if (bytes + line.length > importBytes) await flush()
    batch.push(line)
    bytes += Buffer.byteLength(line) + 1
  }
  if (head === undefined) throw new DuetError('request.invalid', 'The file is empty.', { field: 'line 1' })
  await flush()
  return rows
}

function target(file: string): Writable {
  // What people said is in it: readable by its owner alone.
  return file === '-' ? process.stdout : createWriteStream(file, { mode: 0o600 })
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  } catch (error) {
    throw new DuetError('request.invalid', `${file} cannot be read.`, { field: 'file', cause: error })
  }
}
