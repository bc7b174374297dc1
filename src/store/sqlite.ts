/** The journal's file: schema, migrations, and every statement, synchronous; it runs in a thread of its own. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { DuetError } from '../protocol/errors.ts'
import type { RecordingLevel } from '../protocol/recording-level.ts'
import { recordingLevelSchema, wordsSourceSchema } from '../protocol/session.ts'
import { timedWordSchema } from '../protocol/timed-word.ts'
import { digestCopiesSchema, prepareDigestCopies } from './digest-copies.ts'
import {
  type EventRecord,
  eventsPerSession,
  type HistoryPage,
  type JournalWrite,
  type ResumePoint,
  type SessionPage,
  type SessionRecord,
  type SessionsQuery,
} from './journal.ts'
import type { Delivery } from './outbox.ts'
import { type OutboxQuestion, outboxSchema, prepareOutbox } from './outbox-table.ts'

/** Step n brings a file of version n to version n + 1. */
const migrations = [
  `CREATE TABLE sessions (
     session_id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, persona TEXT NOT NULL, voice TEXT NOT NULL,
     user_id TEXT NOT NULL, created_at INTEGER NOT NULL, ended_at INTEGER, end_reason TEXT);
   CREATE TABLE turns (
     position INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
     turn_id TEXT NOT NULL, side TEXT NOT NULL, start_ms REAL NOT NULL, end_ms REAL NOT NULL, text TEXT NOT NULL,
     generated TEXT, interrupted INTEGER NOT NULL, response_ms REAL, said_at INTEGER NOT NULL, engine TEXT NOT NULL,
     UNIQUE (session_id, turn_id));
   CREATE INDEX turns_in_order ON turns (session_id, position);
   CREATE TABLE events (
     session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, number INTEGER NOT NULL, at_ms REAL NOT NULL,
     type TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (session_id, number)) WITHOUT ROWID;`,
  'ALTER TABLE turns ADD COLUMN source TEXT;',
  outboxSchema,
  digestCopiesSchema,
  'ALTER TABLE turns ADD COLUMN unheard INTEGER;',
  'ALTER TABLE turns ADD COLUMN words TEXT;',
  "ALTER TABLE sessions ADD COLUMN recording TEXT NOT NULL DEFAULT 'transcript';",
]

const turnRow = z.object({
  position: z.number(),
  turn_id: z.string(),
  side: z.enum(['user', 'agent']),
  start_ms: z.number(),
  end_ms: z.number(),
  text: z.string(),
  generated: z.string().nullable(),
  interrupted: z.number(),
  response_ms: z.number().nullable(),
  said_at: z.number(),
  engine: z.string(),
  source: wordsSourceSchema.nullable(),
  unheard: z.number().nullable(),
  /** JSON of `TimedWord`s. */
  words: z.string().nullable(),
})
const sessionRow = z.object({
  session_id: z.string(),
  conversation_id: z.string(),
  persona: z.string(),
  voice: z.string(),
  user_id: z.string(),
  created_at: z.number(),
  recording: recordingLevelSchema,
})
const summaryRow = sessionRow.extend({
  position: z.number(),
  ended_at: z.number().nullable(),
  end_reason: z.string().nullable(),
  turns: z.number(),
  length_ms: z.number(),
  opening: z.string(),
})
const eventRow = z.object({ at_ms: z.number(), type: z.string(), body: z.string() })
const resumeRow = z.object({ media_ms: z.number(), user_turns: z.number(), agent_turns: z.number() })

export type SqliteJournal = ReturnType<typeof openSqlite>

/**
 * Opens the file, making folder and tables where there are none. The file has one owner: a second opener is refused.
 * Throws `store.failed`.
 */
export function openSqlite(path: string) {
  let db: DatabaseSync
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    db = new DatabaseSync(path)
    // Exclusive locking makes a second owner fail at once, and ends with the process, however that ends.
    db.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL')
    db.exec('PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON')
    migrate(db)
  } catch (error) {
    throw storeFailed(error, path)
  }
  const statements = prepare(db)

  /** All writes in one transaction; a record the schema refuses is left out and counted, any other failure undoes them all. */
  function write(writes: readonly JournalWrite[]): { readonly refused: number } {
    let refused = 0
    try {
      db.exec('BEGIN IMMEDIATE')
      for (const one of writes) {
        try {
          statements.apply(one)
        } catch (error) {
          if (primaryCode(error) !== 19) throw error // 19: SQLITE_CONSTRAINT, e.g. a turn of a session deleted meanwhile
          refused++
        }
      }
      db.exec('COMMIT')
      // What is erased must not live on in the write-ahead log.
      if (writes.some((one) => one.type === 'digest.erase')) db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      return { refused }
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw storeFailed(error, path)
    }
  }

  function read<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      throw storeFailed(error, path)
    }
  }

  return {
    write,
    session: (id: string) => read(() => statements.session(id)),
    resumePoint: (id: string) => read(() => statements.resumePoint(id)),
    sessions: (query: SessionsQuery) => read(() => statements.sessions(query)),
    history: (id: string, limit: number, before?: number) => read(() => statements.history(id, limit, before)),
    events: (id: string) => read(() => statements.events(id)),
    deleteSession: (id: string, delivery?: Delivery) =>
      read(() => {
        const gone = statements.deleteSession(id, delivery)
        // Without this the words would live on in the write-ahead log.
        if (gone) db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
        return gone
      }),
    endedBefore: (at: number, limit: number) => read(() => statements.endedBefore(at, limit)),
    lowerRecording: (id: string, level: RecordingLevel, delivery?: Delivery) =>
      read(() => {
        statements.lowerRecording(id, level, delivery)
        if (level === 'off') db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      }),
    digest: (userId: string, persona: string) => read(() => statements.digest(userId, persona)),
    outbox: (question: OutboxQuestion) => read(() => statements.outbox(question)),
    close: () => db.close(),
  }
}

function migrate(db: DatabaseSync): void {
  const { user_version: version } = z.object({ user_version: z.number() }).parse(db.prepare('PRAGMA user_version').get())
  if (version > migrations.length)
    throw new Error(`it was written by a newer Duet (format ${version}, known ${migrations.length})`)
  for (const [step, sql] of migrations.entries()) {
    if (step >= version) db.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version=${step + 1}; COMMIT`)
  }
}

function prepare(db: DatabaseSync) {
  const outbox = prepareOutbox(db)
  const digests = prepareDigestCopies(db)
  const addSession = db.prepare(
    'INSERT OR IGNORE INTO sessions (session_id, conversation_id, persona, voice, user_id, created_at, recording) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const end = db.prepare('UPDATE sessions SET ended_at = ?, end_reason = ? WHERE session_id = ?')
  // A turn from before the end is late words of it, and no new call.
  const reopen = db.prepare('UPDATE sessions SET ended_at = NULL, end_reason = NULL WHERE session_id = ? AND ended_at < ?')
  const addTurn = db.prepare(`
    INSERT INTO turns (session_id, turn_id, side, start_ms, end_ms, text, generated, interrupted, response_ms, said_at, engine, source, unheard, words)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (session_id, turn_id) DO UPDATE SET start_ms = excluded.start_ms, end_ms = excluded.end_ms, text = excluded.text,
      generated = excluded.generated, interrupted = excluded.interrupted, response_ms = excluded.response_ms, source = excluded.source,
      unheard = excluded.unheard, words = excluded.words`)
  const addEvent = db.prepare(`
    INSERT INTO events SELECT ?1, n, ?2, ?3, ?4
    FROM (SELECT COALESCE(MAX(number), 0) + 1 AS n FROM events WHERE session_id = ?1) WHERE n <= ${eventsPerSession}`)
  const oneSession = db.prepare(
    'SELECT session_id, conversation_id, persona, voice, user_id, created_at, recording FROM sessions WHERE session_id = ?',
  )
  const resume = db.prepare(`
    SELECT COALESCE(MAX(end_ms), 0) AS media_ms, COALESCE(SUM(side = 'user'), 0) AS user_turns,
      COALESCE(SUM(side = 'agent'), 0) AS agent_turns FROM turns WHERE session_id = ?`)
  const page = db.prepare(`
    SELECT s.rowid AS position, s.*, (SELECT COUNT(*) FROM turns t WHERE t.session_id = s.session_id) AS turns,
      COALESCE((SELECT MAX(end_ms) FROM turns t WHERE t.session_id = s.session_id), 0) AS length_ms,
      COALESCE((SELECT substr(text, 1, 120) FROM turns t WHERE t.session_id = s.session_id AND text <> '' ORDER BY position LIMIT 1), '')
        AS opening
    FROM sessions s WHERE s.rowid < ?1 AND (?2 IS NULL OR s.user_id = ?2) ORDER BY s.rowid DESC LIMIT ?3`)
  const turns = db.prepare('SELECT * FROM turns WHERE session_id = ? AND position < ? ORDER BY position DESC LIMIT ?')
  const eventsOf = db.prepare('SELECT at_ms, type, body FROM events WHERE session_id = ? ORDER BY number')
  const remove = db.prepare('DELETE FROM sessions WHERE session_id = ?')
  const over = db.prepare(`
    SELECT * FROM sessions WHERE COALESCE(ended_at, created_at) < ? ORDER BY COALESCE(ended_at, created_at) LIMIT ?`)
  const lower = db.prepare('UPDATE sessions SET recording = ? WHERE session_id = ?')
  const said = ['turns', 'events'].map((table) => db.prepare(`DELETE FROM ${table} WHERE session_id = ?`))

  /** All of it or nothing. */
  function transaction<T>(work: () => T): T {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }

  return {
    apply(one: JournalWrite): void {
      switch (one.type) {
        case 'session': {
          const { sessionId, conversationId, persona, voice, userId, createdAt, recording = 'transcript' } = one.session
          addSession.run(sessionId, conversationId, persona, voice, userId, createdAt, recording)
          return
        }
        case 'end':
          end.run(one.endedAt, one.reason, one.sessionId)
          if (one.delivery) outbox.add(one.delivery, Date.now())
          return
        case 'turn': {
          const { turn, saidAt, engine } = one.record
          const times = [turn.turnId, turn.side, turn.startMs, turn.endMs] as const
          const generated = turn.generated ?? null
          const source = turn.source ?? null
          const heard = [turn.text, generated, Number(turn.interrupted), turn.responseMs] as const
          const rest = [turn.unheard ? 1 : null, turn.words ? JSON.stringify(turn.words) : null] as const
          addTurn.run(one.sessionId, ...times, ...heard, saidAt, engine, source, ...rest)
          reopen.run(one.sessionId, saidAt)
          if (one.delivery) outbox.add(one.delivery, Date.now())
          return
        }
        case 'event':
          addEvent.run(one.sessionId, one.event.atMs, one.event.type, one.event.body)
          return
        case 'digest.put':
        case 'digest.erase':
          digests.apply(one)
          return
        default:
          outbox.apply(one)
      }
    },
    session(id: string): SessionRecord | undefined {
      const row = oneSession.get(id)
      return row && toSession(sessionRow.parse(row))
    },
    resumePoint(id: string): ResumePoint {
      const row = resumeRow.parse(resume.get(id))
      return { mediaMs: row.media_ms, userTurns: row.user_turns, agentTurns: row.agent_turns }
    },
    sessions({ limit, before = Number.MAX_SAFE_INTEGER, userId }: SessionsQuery): SessionPage {
      const rows = z.array(summaryRow).parse(page.all(before, userId ?? null, limit + 1))
      const shown = rows.slice(0, limit)
      const sessions = shown.map((row) => ({
        ...toSession(row),
        endedAt: row.ended_at,
        endReason: row.end_reason,
        turns: row.turns,
        lengthMs: row.length_ms,
        opening: row.opening,
      }))
      return { sessions, older: rows.length > limit ? (shown.at(-1)?.position ?? null) : null }
    },
    history(id: string, limit: number, before = Number.MAX_SAFE_INTEGER): HistoryPage {
      const rows = z.array(turnRow).parse(turns.all(id, before, limit + 1))
      const shown = rows.slice(0, limit).reverse()
      return { turns: shown.map(toTurn), older: rows.length > limit ? (shown[0]?.position ?? null) : null }
    },
    events(id: string): EventRecord[] {
      const rows = z.array(eventRow).parse(eventsOf.all(id))
      return rows.map((row) => ({ atMs: row.at_ms, type: row.type, body: row.body }))
    },
    endedBefore: (at: number, limit: number): SessionRecord[] =>
      over.all(at, limit).map((row) => toSession(sessionRow.parse(row))),
    deleteSession(id: string, delivery: Delivery | undefined): boolean {
      return transaction(() => {
        const gone = remove.run(id).changes > 0
        outbox.forget(id)
        if (gone && delivery) outbox.add(delivery, Date.now())
        return gone
      })
    },
    lowerRecording(id: string, level: RecordingLevel, delivery: Delivery | undefined): void {
      transaction(() => {
        lower.run(level, id)
        if (level !== 'off') return
        for (const one of said) one.run(id)
        outbox.forget(id)
        if (delivery) outbox.add(delivery, Date.now())
      })
    },
    digest: digests.read,
    outbox: outbox.answer,
  }
}

function toSession(row: z.infer<typeof sessionRow>): SessionRecord {
  return {
    sessionId: row.session_id,
    conversationId: row.conversation_id,
    persona: row.persona,
    voice: row.voice,
    userId: row.user_id,
    createdAt: row.created_at,
    recording: row.recording,
  }
}

function toTurn(row: z.infer<typeof turnRow>) {
  return {
    turn: {
      turnId: row.turn_id,
      side: row.side,
      startMs: row.start_ms,
      endMs: row.end_ms,
      text: row.text,
      ...(row.generated === null ? {} : { generated: row.generated }),
      ...(row.source === null ? {} : { source: row.source }),
      ...(row.unheard === 1 ? { unheard: true as const } : {}),
      ...(row.words === null ? {} : { words: z.array(timedWordSchema).parse(JSON.parse(row.words)) }),
      interrupted: row.interrupted === 1,
      responseMs: row.response_ms,
    },
    saidAt: row.said_at,
    engine: row.engine,
  }
}

/** SQLite's primary result code; the extended one keeps it in the low byte. */
function primaryCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

function storeFailed(error: unknown, path: string): DuetError {
  const code = primaryCode(error)
  const why =
    code === 5
      ? 'another process of Duet has it open'
      : code === 13
        ? 'the disk is full'
        : error instanceof Error
          ? error.message
          : 'unknown'
  return new DuetError('store.failed', `The journal ${path} cannot be used: ${why}.`, { field: 'DUET_DATA_DIR', cause: error })
}
