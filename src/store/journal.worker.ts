/** The thread that owns the journal's file: takes batches of writes and single reads, answers each in order. */
import { parentPort, workerData } from 'node:worker_threads'
import { toDuetError } from '../protocol/errors.ts'
import type { RecordingLevel } from '../protocol/recording-level.ts'
import type { JournalWrite, SessionsQuery } from './journal.ts'
import type { Delivery } from './outbox.ts'
import type { OutboxQuestion } from './outbox-table.ts'
import { openSqlite, type SqliteJournal } from './sqlite.ts'

export type JournalRequest =
  | { readonly id: number; readonly type: 'digest'; readonly userId: string; readonly persona: string }
  | { readonly id: number; readonly type: 'outbox'; readonly question: OutboxQuestion }
  | { readonly id: number; readonly type: 'write'; readonly writes: readonly JournalWrite[] }
  | { readonly id: number; readonly type: 'session' | 'resumePoint' | 'events'; readonly sessionId: string }
  | {
      readonly id: number
      readonly type: 'deleteSession'
      readonly sessionId: string
      readonly delivery: Delivery | undefined
    }
  | {
      readonly id: number
      readonly type: 'lowerRecording'
      readonly sessionId: string
      readonly level: RecordingLevel
      readonly delivery: Delivery | undefined
    }
  | { readonly id: number; readonly type: 'endedBefore'; readonly at: number; readonly limit: number }
  | ({ readonly id: number; readonly type: 'sessions' } & SessionsQuery)
  | {
      readonly id: number
      readonly type: 'history'
      readonly sessionId: string
      readonly limit: number
      readonly before?: number | undefined
    }
  | { readonly id: number; readonly type: 'close' }
export type JournalAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string }

const port = parentPort
if (!port) throw new Error('journal.worker.ts runs as a worker thread')

// Opened on the first request and again after a failure, so that a disk that comes back is used again.
let file: SqliteJournal | undefined

port.on('message', (request: JournalRequest) => {
  try {
    port.postMessage({ id: request.id, ok: true, value: answer(request) } satisfies JournalAnswer)
  } catch (error) {
    const { message } = toDuetError(error)
    port.postMessage({ id: request.id, ok: false, message } satisfies JournalAnswer)
  }
})

function answer(request: JournalRequest): unknown {
  if (request.type === 'close') {
    file?.close()
    port?.close()
    return null
  }
  // The path is given by `openJournal`, the only one that starts this thread.
  file ??= openSqlite((workerData as { readonly path: string }).path)
  switch (request.type) {
    case 'write':
      return file.write(request.writes)
    case 'digest':
      return file.digest(request.userId, request.persona)
    case 'outbox':
      return file.outbox(request.question)
    case 'deleteSession':
      return file.deleteSession(request.sessionId, request.delivery)
    case 'endedBefore':
      return file.endedBefore(request.at, request.limit)
    case 'lowerRecording':
      return file.lowerRecording(request.sessionId, request.level, request.delivery)
    case 'sessions':
      return file.sessions(request)
    case 'history':
      return file.history(request.sessionId, request.limit, request.before)
    default:
      return file[request.type](request.sessionId)
  }
}
