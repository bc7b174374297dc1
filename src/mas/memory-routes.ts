/** The memory over HTTP: learning, recalling, looking, correcting, forgetting, and taking everything along or away. */
import { setTimeout } from 'node:timers/promises'
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import type * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../access/http.ts'
import { historyOf, itemsPage, learnedIn } from '../memory/history.ts'
import { type MemoryItem, seedRow } from '../memory/item.ts'
import type { Memory } from '../memory/memory.ts'
import { patternsOf } from '../memory/reflect.ts'
import type { Scope } from '../memory/scope.ts'
import { exportMemory } from '../memory/transfer.ts'
import {
  conversationsQuerySchema,
  type conversationsSchema,
  correctSchema,
  type eraseAnswerSchema,
  eraseSchema,
  exportQuerySchema,
  forgetSchema,
  historyOfQuerySchema,
  type historyOfSchema,
  type itemSchema,
  itemsQuerySchema,
  type itemsSchema,
  learnedSchema,
  learnSchema,
  type operationSchema,
  type recalledSchema,
  recallSchema,
  type reflectedSchema,
  reflectQuerySchema,
  relateSchema,
  timelineQuerySchema,
  type timelineSchema,
  type transcriptSchema,
  undoSchema,
  type whoseSchema,
} from '../protocol/memory-api.ts'
import type { MemoryRow } from '../store/memory/port.ts'
import type { Erasures } from './erasures.ts'

export type MemoryRoutesOptions = {
  readonly memory: Memory
  readonly erasures: Erasures
}
/** How long an answer waits for the copies to be gone, ms. */
const copiesMs = 15_000
type Item = z.infer<typeof itemSchema>

/** Reading routes; who may read is checked before. */
export function memoryReads({ memory, erasures }: MemoryRoutesOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.post('/recall', async (c) => {
    const asked = checked(recallSchema, parseBody(await c.req.text()))
    const found = await memory.recall(scopeOf(asked), asked.query, {
      kinds: asked.memory_types,
      limit: asked.limit,
      minConfidence: asked.min_confidence,
      daysBack: asked.days_back,
    })
    const of = (kind: Item['kind']) => found.filter((one) => one.memory.kind === kind).map((one) => ({ ...seedRow(one.memory) }))
    return c.json({
      ...{ episodic: of('episodic'), semantic: of('semantic'), procedural: of('procedural') },
      items: found.map(({ memory: item, score, likely }) => ({ ...shown(item), score, likely })),
    } satisfies z.infer<typeof recalledSchema>)
  })
  app.get('/items', async (c) => {
    const { kind, past, limit, before, session_id, ...whose } = checked(itemsQuerySchema, c.req.query())
    const where = { ...(kind && { kind }), ...(past === '1' && { validTo: { orNull: true as const, gte: 0 } }) }
    const { items, older } =
      session_id === undefined
        ? await itemsPage(memory, scopeOf(whose), where, { limit, before })
        : { items: await learnedIn(memory, scopeOf(whose), session_id), older: null }
    return c.json({ items: items.map(shown), older } satisfies z.infer<typeof itemsSchema>)
  })
  app.get('/history', async (c) => {
    const { id, ...whose } = checked(historyOfQuerySchema, c.req.query())
    const items = await historyOf(memory, scopeOf(whose), id)
    return c.json({ items: items.map(shown) } satisfies z.infer<typeof historyOfSchema>)
  })
  app.get('/timeline', async (c) => {
    const { limit, before, ...whose } = checked(timelineQuerySchema, c.req.query())
    const changes = await memory.timeline(scopeOf(whose), { limit, ...(before !== undefined && { before }) })
    return c.json({
      changes: changes.map((one) => ({
        ...{ operation: one.operation, action: one.action, memory_id: one.memoryId, at: one.at, undone: one.undone !== 0 },
        ...{ before: contentOf(one.before), after: contentOf(one.after) },
      })),
    } satisfies z.infer<typeof timelineSchema>)
  })
  app.get('/reflect', async (c) => {
    const { days, ...whose } = checked(reflectQuerySchema, c.req.query())
    const since = memory.now() - days * 86_400_000
    const items = await memory.list(scopeOf(whose), { at: { gte: since } }, { limit: 500 })
    return c.json({ patterns: patternsOf(items).map((one) => ({ ...one })) } satisfies z.infer<typeof reflectedSchema>)
  })
  app.get('/export', (c) => {
    const { user_id } = checked(exportQuerySchema, c.req.query())
    c.header('content-type', 'application/x-ndjson')
    c.header('content-disposition', 'attachment; filename="memory.jsonl"')
    return stream(c, async (out) => {
      for await (const line of exportMemory(memory.store, user_id)) await out.write(`${line}\n`)
    })
  })
  app.get('/erase', async (c) => {
    const { user_id } = checked(eraseSchema, c.req.query())
    const since = await erasures.since(user_id)
    return c.json({ status: since === null ? 'erased' : 'erasing', user_id, rows: 0, since } satisfies z.infer<
      typeof eraseAnswerSchema
    >)
  })
  app.get('/conversations', async (c) => {
    const { user_id, limit } = checked(conversationsQuerySchema, c.req.query())
    const where = user_id === undefined ? {} : { userId: user_id }
    const calls = await memory.store.rows('calls', where, { by: 'startedAt', newestFirst: true, limit })
    return c.json({
      conversations: calls.map((call) => ({
        ...{ session_id: call.sessionId, conversation_id: call.conversationId, user_id: call.userId },
        ...{ persona: call.persona, started_at: call.startedAt, ended_at: call.endedAt },
      })),
    } satisfies z.infer<typeof conversationsSchema>)
  })
  app.get('/conversations/:id', async (c) => {
    const sessionId = c.req.param('id')
    const turns = await memory.store.rows('turns', { sessionId }, { by: 'saidAt', limit: 5000 })
    return c.json({
      session_id: sessionId,
      turns: turns.map(({ turnId, side, text, saidAt }) => ({ turn_id: turnId, side, text, said_at: saidAt })),
    } satisfies z.infer<typeof transcriptSchema>)
  })
  return app
}

/** Changing routes; who may change is checked before. */
export function memoryWrites({ memory, erasures }: MemoryRoutesOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.post('/learn', async (c) => {
    const { memory_type, entry, slot, expires_at, ...whose } = checked(learnSchema, parseBody(await c.req.text()))
    const learned = await memory.learn(scopeOf(whose), memory_type, entry, { slot, expiresAt: expires_at })
    return c.json(learnedSchema.parse({ ...learned, id: learned.id ?? null }))
  })
  app.post('/relate', async (c) => {
    const { relationship, target, ...whose } = checked(relateSchema, parseBody(await c.req.text()))
    return c.json({ id: await memory.relations.relate(scopeOf(whose), { relationship, target }) })
  })
  app.post('/correct', async (c) => {
    const { id, content, via, session_id, turn_id, ...whose } = checked(correctSchema, parseBody(await c.req.text()))
    const learned = await memory.correct(scopeOf(whose), id, content, { via, sessionId: session_id, turnId: turn_id })
    return c.json(learnedSchema.parse({ ...learned, id: learned.id ?? null }))
  })
  app.post('/forget', async (c) => {
    const { ids, ...whose } = checked(forgetSchema, parseBody(await c.req.text()))
    return c.json({ operation: await memory.forget(scopeOf(whose), ids) } satisfies z.infer<typeof operationSchema>)
  })
  app.post('/undo', async (c) => {
    const { operation, ...whose } = checked(undoSchema, parseBody(await c.req.text()))
    return c.json({ operation: await memory.undo(scopeOf(whose), operation) } satisfies z.infer<typeof operationSchema>)
  })
  app.post('/erase', async (c) => {
    const { user_id } = checked(eraseSchema, parseBody(await c.req.text()))
    const { rows, done } = await erasures.begin(user_id)
    await Promise.race([done, setTimeout(copiesMs, undefined, { ref: false })])
    const since = await erasures.since(user_id)
    const status = since === null ? 'erased' : 'erasing'
    return c.json({ status, user_id, rows, since } satisfies z.infer<typeof eraseAnswerSchema>)
  })
  return app
}

export function shown(item: MemoryItem): Item {
  return {
    ...{ id: item.id, kind: item.kind, type: item.type, content: item.content, confidence: item.confidence },
    ...{ importance: item.importance, persona: item.persona, said_at: item.at, quote: item.quote },
    ...{ valid_from: item.validFrom, valid_to: item.validTo, expires_at: item.expiresAt },
    ...{ turn_ids: [...item.turnIds], session_id: item.source.session_id ?? null },
    ...{ corrects: item.source.corrects ?? null, via: item.source.via ?? null, replaced_by: item.replacedBy },
    ...{ source: item.source.type, document: item.source.document_ref ?? null },
  }
}

function scopeOf({ user_id, persona }: z.infer<typeof whoseSchema>): Scope {
  return { ...(user_id !== '' && { userId: user_id }), ...(persona && { persona }) }
}

function contentOf(row: unknown): string | null {
  // The changes table keeps whole rows of memories as JSON.
  return (row as MemoryRow | null)?.content ?? null
}
