/** The SQLite store as the rest of Duet uses it: a thread owns the file, every call has a deadline and the queue a bound. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { DuetError } from '../../protocol/errors.ts'
import { sqliteName } from './names.ts'
import type { MemoryStore } from './port.ts'
import type { SyncStore } from './sqlite.ts'
import type { StoreAnswer, StoreCall } from './sqlite.worker.ts'

export type SqliteMemoryOptions = {
  /** DUET_DATA_DIR. */
  readonly dir: string
  /** A call that takes longer has failed, ms; erasing or importing much is done in steps well under it. */
  readonly deadlineMs?: number
  /** Calls that may wait; one more is refused with `store.failed`. */
  readonly maxWaiting?: number
}
type Reply = { readonly resolve: (value: unknown) => void; readonly reject: (error: DuetError) => void }

/**
 * Opens `memory.db` in the folder.
 * @throws DuetError `store.failed` (another process has it open, no room, no right to write, a newer format)
 */
export async function openSqliteMemory(options: SqliteMemoryOptions): Promise<MemoryStore> {
  const store = new SqliteMemory(options)
  try {
    await store.count('digests', {})
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

class SqliteMemory implements MemoryStore {
  readonly name: string
  readonly #path: string
  readonly #options: Required<SqliteMemoryOptions>
  readonly #replies = new Map<number, Reply>()
  #worker: Worker | undefined
  #nextId = 1
  #closed = false

  constructor(options: SqliteMemoryOptions) {
    this.#options = { deadlineMs: 30_000, maxWaiting: 1000, ...options }
    this.#path = join(options.dir, 'memory.db')
    this.name = sqliteName(options.dir)
  }

  write: MemoryStore['write'] = (...given) => this.#call('write', given)
  // The thread runs the typed functions of sqlite.ts; `#call` names their results.
  rows = ((...given: unknown[]) => this.#call('rows', given)) as MemoryStore['rows']
  count = ((...given: unknown[]) => this.#call('count', given)) as MemoryStore['count']
  search: MemoryStore['search'] = (...given) => this.#call('search', given)
  unembedded: MemoryStore['unembedded'] = (...given) => this.#call('unembedded', given)
  vectors: MemoryStore['vectors'] = (...given) => this.#call('vectors', given)
  scrub: MemoryStore['scrub'] = (...given) => this.#call('scrub', given)

  async close(): Promise<void> {
    if (this.#closed) return
    const worker = this.#worker
    if (worker) await this.#call('close', []).catch(() => {})
    this.#closed = true
    await worker?.terminate()
  }

  #call<T>(method: keyof SyncStore, given: readonly unknown[]): Promise<T> {
    if (this.#closed) return Promise.reject(this.#failed('is closed'))
    if (this.#replies.size >= this.#options.maxWaiting) return Promise.reject(this.#failed('has too much to do'))
    const id = this.#nextId++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const deadline = setTimeout(() => {
      this.#replies.delete(id)
      reject(this.#failed('does not answer'))
    }, this.#options.deadlineMs)
    this.#replies.set(id, { resolve, reject })
    this.#start().postMessage({ id, method, given } satisfies StoreCall)
    return promise.finally(() => clearTimeout(deadline)) as Promise<T> // see `rows`
  }

  #start(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(new URL('./sqlite.worker.ts', import.meta.url), {
      workerData: { path: this.#path },
      execArgv: ['--disable-warning=ExperimentalWarning'], // node:sqlite says so at every start
    })
    worker.on('message', (answer: StoreAnswer) => {
      const reply = this.#replies.get(answer.id)
      this.#replies.delete(answer.id)
      if (answer.ok) reply?.resolve(answer.value)
      else reply?.reject(new DuetError(answer.code, answer.message, { field: 'DUET_DATA_DIR' }))
    })
    const gone = () => {
      if (this.#worker === worker) this.#worker = undefined
      for (const reply of this.#replies.values()) reply.reject(this.#failed('lost its thread'))
      this.#replies.clear()
    }
    worker.on('error', gone)
    worker.on('exit', gone)
    this.#worker = worker
    return worker
  }

  #failed(what: string): DuetError {
    return new DuetError('store.failed', `The memory ${this.#path} ${what}.`, { field: 'DUET_DATA_DIR' })
  }
}
