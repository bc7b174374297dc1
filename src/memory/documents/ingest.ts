/** Learns documents: read in a thread, parted by structure, put on a shelf, and only again when they have changed. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Worker } from 'node:worker_threads'
import { DuetError, toDuetError } from '../../protocol/errors.ts'
import type { MemoryItem } from '../item.ts'
import { formatOf } from './blocks.ts'
import type { Chunk } from './chunks.ts'
import type { ReadAnswer, ReadAsk } from './read.worker.ts'
import type { DocumentHead, DocumentShelf } from './shelf.ts'

export type Ingested = {
  readonly path: string
  readonly outcome: 'learned' | 'unchanged' | 'failed'
  readonly chunks: number
  /** Of those, how many look like instructions to a model. */
  readonly suspicious: number
  readonly error?: DuetError
}
export type IngestOptions = {
  readonly signal?: AbortSignal
  readonly onProgress?: (one: Ingested) => void
  /** For one document, ms. */
  readonly readMs?: number
}

const mostBytes = 100 * 1024 * 1024
/** Pieces put at once: well within what a request may hold. */
const batch = 60

/** Every readable file of the paths, folders searched through; one that cannot be read is reported and the others go on. */
export async function learnDocuments(
  shelf: DocumentShelf,
  paths: readonly string[],
  options: IngestOptions = {},
): Promise<Ingested[]> {
  const done: Ingested[] = []
  for (const path of (await Promise.all(paths.map((one) => filesOf(resolve(one), true)))).flat()) {
    options.signal?.throwIfAborted()
    const one = await learnOne(shelf, path, options).catch((error: unknown): Ingested => {
      return { path, outcome: 'failed', chunks: 0, suspicious: 0, error: toDuetError(error) }
    })
    options.onProgress?.(one)
    done.push(one)
  }
  return done
}

/** Where a piece of a document comes from, for an answer: "Guide › Opening hours, page 3". */
export function citation(item: MemoryItem): string | undefined {
  if (item.documentId === null) return undefined
  const { heading, page } = item.fields
  return `${typeof heading === 'string' ? heading : 'document'}${typeof page === 'number' ? `, page ${page}` : ''}`
}

async function learnOne(shelf: DocumentShelf, path: string, options: IngestOptions): Promise<Ingested> {
  const format = formatOf(path)
  if (!format)
    throw new DuetError('document.unreadable', `${basename(path)} is none of .md, .txt, .html, .pdf and .docx.`, { field: path })
  const { size } = await stat(path)
  if (size > mostBytes) throw new DuetError('document.unreadable', `${basename(path)} is larger than 100 MB.`, { field: path })
  const sha256 = await sumOf(path)
  const known = await shelf.known(path)
  if (known?.sha256 === sha256) return { path, outcome: 'unchanged', chunks: known.chunks, suspicious: 0 }

  const title = basename(path).replace(/\.[^.]+$/, '')
  const chunks = await readApart({ path, format, title }, options.readMs ?? 300_000)
  const suspicious = chunks.filter((chunk) => chunk.suspicious).length
  const head: DocumentHead = { uri: path, title, format, sha256, bytes: size, chunks: chunks.length, suspicious }
  for (let from = 0; from < chunks.length; from += batch) await shelf.put(head, from, chunks.slice(from, from + batch))
  return { path, outcome: 'learned', chunks: chunks.length, suspicious }
}

/** One thread a document: a parser that hangs or eats memory ends with it. */
async function readApart(ask: ReadAsk, withinMs: number): Promise<readonly Chunk[]> {
  const worker = new Worker(new URL('./read.worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 2048 } })
  const failed = (what: string) => new DuetError('document.unreadable', `${basename(ask.path)} ${what}.`, { field: ask.path })
  try {
    const answer = await new Promise<ReadAnswer>((resolveAnswer, reject) => {
      const deadline = setTimeout(() => reject(failed('takes too long to read')), withinMs)
      worker.once('message', (message: ReadAnswer) => {
        clearTimeout(deadline)
        resolveAnswer(message)
      })
      worker.once('error', () => reject(failed('cannot be read')))
      worker.postMessage(ask)
    })
    if (!answer.ok) throw new DuetError(answer.code, `${basename(ask.path)}: ${answer.message}`, { field: ask.path })
    return answer.chunks
  } finally {
    await worker.terminate()
  }
}

async function filesOf(path: string, named: boolean): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new DuetError('document.unreadable', `There is no ${path}.`, { field: path })
  if (!found.isDirectory()) return named || formatOf(path) ? [path] : []
  const inside = (await readdir(path)).filter((name) => !name.startsWith('.')).sort()
  return (await Promise.all(inside.map((name) => filesOf(join(path, name), false)))).flat()
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
