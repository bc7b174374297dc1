/** Opens the journal: queues writes, sends them to the thread that owns the file in batches, and retries while the disk fails. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { DuetError } from '../protocol/errors.ts'
import type { RecordingLevel } from '../protocol/recording-level.ts'
import type { DigestCopy } from './digest-copies.ts'
import type {
  HistoryPage,
  Journal,
  JournalWrite,
  ResumePoint,
  SessionPage,
  SessionRecord,
  SessionsQuery,
  TurnRecord,
} from './journal.ts'
import type { JournalAnswer, JournalRequest } from './journal.worker.ts'
import type { Delivery, Outbox, OutboxItem, OutboxStats } from './outbox.ts'
import type { OutboxQuestion } from './outbox-table.ts'

export type JournalOptions = {
  /** DUET_DATA_DIR. */
  readonly dir: string
  /** Called when writing begins to fail and when it works again (`undefined`). */
  readonly onFailing?: (error: DuetError | undefined) => void
  /** Writes kept in memory while the disk fails; beyond it events go first, then the oldest turns. */
  readonly maxQueued?: number
  /** Pause before a failed batch is tried again, ms. */
  readonly retryMs?: number
}

/** A read that takes longer than this has failed. */
const readDeadlineMs = 10_000
/** Writes in one transaction. */
const maxBatch = 1000

type Pending = { readonly write: JournalWrite; readonly done: () => void; readonly lost: (error: DuetError) => void }
type Reply = { readonly resolve: (value: unknown) => void; readonly reject: (error: DuetError) => void }
/** A request without its number, for each of the forms. */
type Question = JournalRequest extends infer R ? (R extends JournalRequest ? Omit<R, 'id'> : never) : never

/** Opens `journal.sqlite` in the folder. Throws `store.failed` if it cannot be opened at all (another owner, no right to write). */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const journal = new QueuedJournal(options)
  try {
    await journal.flush()
    await journal.sessions({ limit: 1 })
  } catch (error) {
    await journal.close()
    throw error
  }
  return journal
}

/** The journal over a thread; it is made by `openJournal`, and by tests of a disk that fails from the start. */
export class QueuedJournal implements Journal {
  // As with the reads below, the casts name the results of the typed functions of outbox-table.ts.
  readonly outbox: Outbox = {
    due: async (now, limit) => (await this.#outbox({ type: 'due', now, limit })) as OutboxItem[],
    nextDueAt: async () => (await this.#outbox({ type: 'nextDueAt' })) as number | null,
    delivered: ({ id, revision }) => this.#write({ type: 'outbox.delivered', id, revision }),
    failed: ({ id }, error, nextAt) => this.#write({ type: 'outbox.failed', id, error, nextAt }),
    list: async ({ state, limit }) => (await this.#outbox({ type: 'list', state, limit })) as OutboxItem[],
    stats: async () => (await this.#outbox({ type: 'stats' })) as OutboxStats,
    retry: async (id, now) => (await this.#outbox({ type: 'retry', item: id, now })) as number,
    drop: async (id) => (await this.#outbox({ type: 'drop', item: id })) as number,
  }
  readonly #path: string
  readonly #options: Required<Omit<JournalOptions, 'dir'>>
  readonly #replies = new Map<number, Reply>()
  #worker: Worker | undefined
  #nextId = 1
  #queue: Pending[] = []
  #sending: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #failing: DuetError | undefined
  #lost = 0
  #closed = false

  constructor(options: JournalOptions) {
    this.#path = join(options.dir, 'journal.sqlite')
    this.#options = { onFailing: () => {}, maxQueued: 20_000, retryMs: 1000, ...options }
  }

  get status() {
    return { queued: this.#queue.length, lost: this.#lost, failing: this.#failing?.message ?? null }
  }

  createSession(session: SessionRecord) {
    return this.#write({ type: 'session', session })
  }
  endSession(sessionId: string, endedAt: number, reason: string, delivery?: Delivery) {
    return this.#write({ type: 'end', sessionId, endedAt, reason, delivery })
  }
  recordTurn(sessionId: string, record: TurnRecord, delivery?: Delivery) {
    return this.#write({ type: 'turn', sessionId, record, delivery })
  }
  recordEvent(sessionId: string, event: Parameters<Journal['recordEvent']>[1]) {
    return this.#write({ type: 'event', sessionId, event })
  }

  putDigest(digest: DigestCopy) {
    return this.#write({ type: 'digest.put', digest })
  }
  eraseDigests(userId: string) {
    return this.#write({ type: 'digest.erase', userId })
  }

  // The thread runs the typed functions of sqlite.ts; the casts below name their results.
  async session(sessionId: string) {
    return (await this.#read({ type: 'session', sessionId })) as SessionRecord | undefined
  }
  async resumePoint(sessionId: string) {
    return (await this.#read({ type: 'resumePoint', sessionId })) as ResumePoint
  }
  async sessions({ limit, before, userId }: SessionsQuery) {
    return (await this.#read({ type: 'sessions', limit, before, userId })) as SessionPage
  }
  async history(sessionId: string, page: { readonly limit: number; readonly before?: number | undefined }) {
    return (await this.#read({ type: 'history', sessionId, limit: page.limit, before: page.before })) as HistoryPage
  }
  async events(sessionId: string) {
    return (await this.#read({ type: 'events', sessionId })) as Awaited<ReturnType<Journal['events']>>
  }
  async deleteSession(sessionId: string, delivery?: Delivery) {
    return (await this.#read({ type: 'deleteSession', sessionId, delivery })) as boolean
  }
  async endedBefore(at: number, limit: number) {
    return (await this.#read({ type: 'endedBefore', at, limit })) as SessionRecord[]
  }
  async lowerRecording(sessionId: string, level: RecordingLevel, delivery?: Delivery) {
    await this.#read({ type: 'lowerRecording', sessionId, level, delivery })
  }

  async digest(userId: string, persona: string) {
    return (await this.#read({ type: 'digest', userId, persona })) as DigestCopy | undefined
  }

  async flush(): Promise<void> {
    clearTimeout(this.#retry)
    this.#retry = undefined
    do {
      this.#send()
      await this.#sending
    } while (this.#queue.length > 0 && !this.#failing)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.flush()
    this.#closed = true
    clearTimeout(this.#retry)
    for (const one of this.#queue) this.#lose(one)
    this.#queue = []
    const worker = this.#worker
    if (!worker) return
    await this.#ask({ type: 'close' }).catch(() => {})
    await worker.terminate()
  }

  #write(write: JournalWrite): Promise<void> {
    const written = new Promise<void>((done, lost) => {
      const pending = { write, done, lost }
      if (this.#closed) return this.#lose(pending)
      this.#queue.push(pending)
      if (this.#queue.length > this.#options.maxQueued) this.#shed()
      // While a retry is due, it takes this along.
      if (!this.#retry) this.#send()
    })
    written.catch(() => {}) // `status.lost` counts it; a caller that does not wait is not brought down by it
    return written
  }

  /** Sends what is queued as one transaction; what comes meanwhile makes the next one. */
  #send(): void {
    if (this.#sending || this.#queue.length === 0) return
    const batch = this.#queue.slice(0, maxBatch)
    this.#sending = this.#ask({ type: 'write', writes: batch.map((one) => one.write) })
      .then((value) => {
        const sent = new Set(batch)
        this.#queue = this.#queue.filter((one) => !sent.has(one))
        this.#lost += (value as { readonly refused: number }).refused // see `write` in sqlite.ts
        for (const one of batch) one.done()
        if (this.#failing) this.#options.onFailing(undefined)
        this.#failing = undefined
        this.#sending = undefined
        this.#send()
      })
      .catch((error: DuetError) => {
        const news = !this.#failing
        this.#failing = error
        this.#sending = undefined
        if (news) this.#options.onFailing(error)
        if (this.#closed) return
        this.#retry = setTimeout(() => {
          this.#retry = undefined
          this.#send()
        }, this.#options.retryMs)
      })
  }

  #outbox(question: OutboxQuestion): Promise<unknown> {
    return this.#read({ type: 'outbox', question })
  }

  async #read(question: Question): Promise<unknown> {
    await this.flush()
    return this.#ask(question)
  }

  #shed(): void {
    const index = this.#queue.findIndex((one) => one.write.type === 'event')
    for (const one of this.#queue.splice(Math.max(index, 0), 1)) this.#lose(one)
  }

  #lose(one: Pending): void {
    this.#lost++
    one.lost(
      new DuetError('store.failed', 'A record could not be kept: the disk failed for too long.', { field: 'DUET_DATA_DIR' }),
    )
  }

  #ask(question: Question): Promise<unknown> {
    const id = this.#nextId++
    const worker = this.#start()
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const deadline = setTimeout(() => {
      this.#replies.delete(id)
      reject(new DuetError('store.failed', `The journal ${this.#path} does not answer.`, { field: 'DUET_DATA_DIR' }))
    }, readDeadlineMs)
    this.#replies.set(id, { resolve, reject })
    worker.postMessage({ ...question, id } satisfies JournalRequest)
    return promise.finally(() => clearTimeout(deadline))
  }

  #start(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(new URL('./journal.worker.ts', import.meta.url), {
      workerData: { path: this.#path },
      execArgv: ['--disable-warning=ExperimentalWarning'], // node:sqlite says so at every start
    })
    worker.on('message', (answer: JournalAnswer) => {
      const reply = this.#replies.get(answer.id)
      this.#replies.delete(answer.id)
      if (answer.ok) reply?.resolve(answer.value)
      else reply?.reject(new DuetError('store.failed', answer.message, { field: 'DUET_DATA_DIR' }))
    })
    const gone = () => {
      if (this.#worker === worker) this.#worker = undefined
      for (const reply of this.#replies.values()) {
        reply.reject(new DuetError('store.failed', `The journal's thread ended.`, { field: 'DUET_DATA_DIR' }))
      }
      this.#replies.clear()
    }
    worker.on('error', gone)
    worker.on('exit', gone)
    this.#worker = worker
    return worker
  }
}
