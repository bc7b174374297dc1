/** The outbox's table in the journal's file, and its statements. */
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { type Delivery, type OutboxItem, type OutboxState, type OutboxStats, outboxLimits } from './outbox.ts'

export const outboxSchema = `
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, session_id TEXT NOT NULL, conversation_id TEXT NOT NULL,
    turn_id TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL, context TEXT NOT NULL, due_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, last_error TEXT);
  CREATE INDEX outbox_heads ON outbox (state, conversation_id, id);
  CREATE INDEX outbox_turns ON outbox (session_id, turn_id);`

/** A change to the outbox, as it travels to the thread that owns the file. */
export type OutboxWrite =
  | { readonly type: 'outbox.delivered'; readonly id: number; readonly revision: number }
  | { readonly type: 'outbox.failed'; readonly id: number; readonly error: string; readonly nextAt: number | null }

export type OutboxQuestion =
  | { readonly type: 'due'; readonly now: number; readonly limit: number }
  | { readonly type: 'nextDueAt' }
  | { readonly type: 'list'; readonly state: OutboxState; readonly limit: number }
  | { readonly type: 'stats' }
  | { readonly type: 'retry'; readonly item: number | undefined; readonly now: number }
  | { readonly type: 'drop'; readonly item: number | undefined }

const itemRow = z
  .object({
    id: z.number(),
    kind: z.enum(['turn', 'end', 'erase']),
    session_id: z.string(),
    conversation_id: z.string(),
    turn_id: z.string(),
    revision: z.number(),
    body: z.string(),
    context: z.string(),
    due_at: z.number(),
    state: z.enum(['pending', 'dead']),
    attempts: z.number(),
    created_at: z.number(),
    last_error: z.string().nullable(),
  })
  .transform(
    (row): OutboxItem => ({
      id: row.id,
      kind: row.kind,
      sessionId: row.session_id,
      conversationId: row.conversation_id,
      turnId: row.turn_id,
      revision: row.revision,
      body: row.body,
      context: row.context,
      dueAt: row.due_at,
      state: row.state,
      attempts: row.attempts,
      createdAt: row.created_at,
      lastError: row.last_error,
    }),
  )
const countsRow = z.object({ pending: z.number(), dead: z.number(), oldest: z.number().nullable() })
const nextRow = z.object({ at: z.number().nullable() })
const heads = `SELECT MIN(id) FROM outbox WHERE state = 'pending' GROUP BY conversation_id`
/** Times are the wall clock's, which may have been set back since: what was written in the future is due, and nothing waits for longer than any pause. */
const dueNow = `(due_at <= ?1 OR created_at > ?1 + 1000 OR due_at > ?1 + ${outboxLimits.waitMs})`
/** The bounds are looked after once in so many deliveries. */
const boundEvery = 256

export function prepareOutbox(db: DatabaseSync) {
  const replace = db.prepare(`
    UPDATE outbox SET revision = ?3, body = ?4, context = ?5, due_at = MAX(due_at, ?6)
    WHERE session_id = ?1 AND turn_id = ?2 AND turn_id <> '' AND state = 'pending'`)
  const add = db.prepare(`
    INSERT INTO outbox (kind, session_id, conversation_id, turn_id, revision, body, context, due_at, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const due = db.prepare(`SELECT * FROM outbox WHERE id IN (${heads}) AND ${dueNow} ORDER BY id LIMIT ?2`)
  const next = db.prepare(`SELECT MIN(due_at) AS at FROM outbox WHERE id IN (${heads})`)
  const done = db.prepare('DELETE FROM outbox WHERE id = ? AND revision = ?')
  const failed = db.prepare(`
    UPDATE outbox SET attempts = attempts + 1, last_error = ?2, state = CASE WHEN ?3 IS NULL THEN 'dead' ELSE 'pending' END,
      due_at = COALESCE(?3, due_at) WHERE id = ?1`)
  const list = db.prepare('SELECT * FROM outbox WHERE state = ? ORDER BY id LIMIT ?')
  const counts = db.prepare(`
    SELECT COALESCE(SUM(state = 'pending'), 0) AS pending, COALESCE(SUM(state = 'dead'), 0) AS dead,
      MIN(CASE WHEN state = 'pending' THEN created_at END) AS oldest FROM outbox`)
  const retry = db.prepare(`
    UPDATE outbox SET state = 'pending', due_at = ?2, attempts = 0 WHERE state = 'dead' AND (?1 IS NULL OR id = ?1)`)
  const drop = db.prepare(`DELETE FROM outbox WHERE state = 'dead' AND (?1 IS NULL OR id = ?1)`)
  const forget = db.prepare(`DELETE FROM outbox WHERE session_id = ? AND kind <> 'erase'`)
  const bury = db.prepare(`
    UPDATE outbox SET state = 'dead', last_error = 'the outbox was full'
    WHERE id IN (SELECT id FROM outbox WHERE state = 'pending' ORDER BY id LIMIT MAX(0, ? - ${outboxLimits.pending}))`)
  const lose = db.prepare(`
    DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state = 'dead' ORDER BY id LIMIT MAX(0, ? - ${outboxLimits.dead}))`)
  let added = 0

  return {
    add(one: Delivery, now: number): void {
      const { kind, sessionId, conversationId, turnId, revision, body, context, dueAt } = one
      const replaced = replace.run(sessionId, turnId, revision, body, context, dueAt).changes > 0
      if (!replaced) add.run(kind, sessionId, conversationId, turnId, revision, body, context, dueAt, now)
      if (++added % boundEvery === 0) this.bound()
    },
    bound(): void {
      const { pending, dead } = countsRow.parse(counts.get())
      const buried = Number(bury.run(pending).changes)
      lose.run(dead + buried)
    },
    apply(one: OutboxWrite): void {
      if (one.type === 'outbox.delivered') done.run(one.id, one.revision)
      else failed.run(one.id, one.error, one.nextAt)
    },
    /** What a session was to tell is told no more; that it is to be forgotten is. */
    forget(sessionId: string): void {
      forget.run(sessionId)
    },
    answer(question: OutboxQuestion): unknown {
      switch (question.type) {
        case 'due':
          return z.array(itemRow).parse(due.all(question.now, question.limit))
        case 'nextDueAt':
          return nextRow.parse(next.get()).at
        case 'list':
          return z.array(itemRow).parse(list.all(question.state, question.limit))
        case 'stats': {
          const { pending, dead, oldest } = countsRow.parse(counts.get())
          return { pending, dead, oldestAt: oldest } satisfies OutboxStats
        }
        case 'retry':
          return Number(retry.run(question.item ?? null, question.now).changes)
        case 'drop':
          return Number(drop.run(question.item ?? null).changes)
      }
    },
  }
}
