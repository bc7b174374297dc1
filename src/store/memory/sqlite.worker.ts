/** The thread that owns `memory.db`: calls the store's functions in the order they are asked for. */
import { parentPort, workerData } from 'node:worker_threads'
import { type ErrorCode, toDuetError } from '../../protocol/errors.ts'
import { openSqliteStore, type SyncStore } from './sqlite.ts'

export type StoreCall = { readonly id: number; readonly method: keyof SyncStore; readonly given: readonly unknown[] }
export type StoreAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly code: ErrorCode; readonly message: string }

const port = parentPort
if (!port) throw new Error('sqlite.worker.ts runs as a worker thread')

// Opened on the first call and again after a failure to open, so that a disk that comes back is used again.
let store: SyncStore | undefined

port.on('message', ({ id, method, given }: StoreCall) => {
  try {
    // The path is given by `openSqliteMemory`, the only one that starts this thread.
    store ??= openSqliteStore((workerData as { readonly path: string }).path)
    const work = store[method] as (...given: readonly unknown[]) => unknown // typed by the caller, who has the port's types
    const value = work(...given)
    port.postMessage({ id, ok: true, value } satisfies StoreAnswer)
    if (method === 'close') port.close()
  } catch (error) {
    const { code, message } = toDuetError(error)
    port.postMessage({ id, ok: false, code, message } satisfies StoreAnswer)
  }
})
