/** Reads and parts one document after the other in a thread of its own: parsers take their time, and strange files more. */
import { readFile } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import { type ErrorCode, toDuetError } from '../../protocol/errors.ts'
import { blocksOf, type DocumentFormat } from './blocks.ts'
import { type Chunk, chunksOf } from './chunks.ts'

export type ReadAsk = { readonly path: string; readonly format: DocumentFormat; readonly title: string }
export type ReadAnswer =
  | { readonly ok: true; readonly chunks: readonly Chunk[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

parentPort?.on('message', ({ path, format, title }: ReadAsk) => {
  const work = async (): Promise<ReadAnswer> => ({
    ok: true,
    chunks: chunksOf(title, await blocksOf(format, await readFile(path))),
  })
  void work()
    .catch((error: unknown): ReadAnswer => {
      const { code, message } = toDuetError(error)
      return { ok: false, code, message }
    })
    .then((answer) => parentPort?.postMessage(answer))
})
