/** Takes what was said into the memory's store: once, with a note that the agents still have to look at it. */
import { createHash } from 'node:crypto'
import type * as z from 'zod'
import { unread } from '../memory/calls.ts'
import type { MemoryStore, Write } from '../store/memory/port.ts'
import type { Row } from '../store/memory/tables.ts'
import type { AgentTurn } from './agents/agent.ts'
import type { feedbackItemSchema, feedbackSchema, memoryLogSchema, TurnContext } from './api.ts'

export type SaidTurn = Row<'turns'>
type MemoryLog = z.infer<typeof memoryLogSchema>
type Feedback = z.infer<typeof feedbackSchema>
type FeedbackItem = z.infer<typeof feedbackItemSchema>

/** Who talks where nobody says so. */
const usualUser = 'local'

export type Taken = { readonly turn: SaidTurn; readonly news: boolean }

export class Intake {
  readonly #store: MemoryStore
  readonly #now: () => number

  /** @param now epoch ms */
  constructor(store: MemoryStore, now: () => number = Date.now) {
    this.#store = store
    this.#now = now
  }

  /**
   * Durable once it resolves. The same turn again changes nothing; a later revision of it takes its place.
   * Throws `store.failed`.
   */
  async turn(log: MemoryLog, context: TurnContext): Promise<Taken> {
    const turn = turnRow(log, context, this.#now())
    const { sessionId, turnId, userId, persona } = turn
    const [[known], [call]] = await Promise.all([
      this.#store.rows('turns', { sessionId, turnId }),
      this.#store.rows('calls', { sessionId }),
    ])
    if (known && revisionOf(known) >= revisionOf(turn)) return { turn: known, news: false }
    const steps: Write[] = [
      { op: 'put', table: 'turns', row: turn },
      { op: 'put', table: 'feedback', row: spoken(turn, log) },
    ]
    if (turn.side === 'user') steps.push(unread({ sessionId, turnId, userId, persona }, this.#now()))
    // A session that goes on after its end is open again.
    if (!call) steps.push({ op: 'put', table: 'calls', row: callRow(turn, log) })
    else if (call.endedAt !== null)
      steps.push({ op: 'patch', table: 'calls', where: { sessionId }, set: { endedAt: null, summarised: 0 } })
    await this.#store.write(steps)
    return { turn, news: true }
  }

  /** A rating or a turn in the fallback's shape. */
  async feedback(given: Feedback): Promise<FeedbackItem> {
    const now = this.#now()
    const row: Row<'feedback'> = {
      id: `f-${now.toString(36)}-${createHash('sha256')
        .update(JSON.stringify([given, Math.random()]))
        .digest('hex')
        .slice(0, 12)}`,
      userId: usualUser,
      persona: '',
      sessionId: '',
      conversationId: given.conversation_id ?? null,
      agentName: given.agent_name ?? null,
      transcript: given.transcript ?? null,
      responseText: given.response_text ?? null,
      rating: given.rating ?? null,
      success: given.success == null ? null : Number(given.success),
      notes: given.notes ?? null,
      createdAt: now,
    }
    await this.#store.write([{ op: 'put', table: 'feedback', row }])
    return feedbackItem(row)
  }

  /** Newest first. @param userId undefined: of everybody */
  async recent(limit: number, userId?: string): Promise<readonly FeedbackItem[]> {
    const where = userId === undefined ? {} : { userId }
    const rows = await this.#store.rows('feedback', where, { by: 'createdAt', newestFirst: true, limit })
    return rows.map(feedbackItem)
  }

  async summary(): Promise<{ total: number; avg_rating: number | null; avg_success: number | null }> {
    const store = this.#store
    const counts = async (column: 'rating' | 'success', values: readonly number[]) =>
      Promise.all(values.map(async (value) => ({ value, count: await store.count('feedback', { [column]: value }) })))
    const [total, ratings, successes] = await Promise.all([
      store.count('feedback', {}),
      counts('rating', [1, 2, 3, 4, 5]),
      counts('success', [0, 1]),
    ])
    return { total, avg_rating: mean(ratings), avg_success: mean(successes) }
  }

  /** Removes what was said in a session, and what waits to be looked at; memories made of it are the memory's to forget. */
  async erase(sessionId: string): Promise<void> {
    const tables = ['turns', 'work', 'feedback', 'calls', 'reminders', 'tasks'] as const
    await this.#store.write(tables.map((table): Write => ({ op: 'delete', table, where: { sessionId } })))
  }
}

/** Milliseconds of session media time etc. stay as they came; where no turn is named, the same words at the same time are the same turn. */
function turnRow(log: MemoryLog, context: TurnContext, now: number): SaidTurn {
  const { user_id, persona, turn_id, side, ...rest } = context
  const at = Date.parse(log.timestamp)
  const said = [log.conversation_id, log.timestamp, log.speaker, log.text]
  return {
    sessionId: log.session_id,
    turnId: turn_id ?? `h-${createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16)}`,
    userId: user_id ?? usualUser,
    persona: persona ?? (log.speaker === 'user' ? '' : log.speaker),
    side: side ?? (log.speaker === 'user' ? 'user' : 'agent'),
    text: log.text,
    saidAt: Number.isNaN(at) ? now : at,
    fields: { ...rest, revision: rest.revision ?? 0, conversation_id: log.conversation_id, source: log.source },
  }
}

function callRow(turn: SaidTurn, log: MemoryLog): Row<'calls'> {
  const { sessionId, userId, persona, saidAt } = turn
  return {
    ...{ sessionId, userId, persona, conversationId: log.conversation_id, startedAt: saidAt },
    ...{ endedAt: null, summarised: 0, fields: {} },
  }
}

function spoken(turn: SaidTurn, log: MemoryLog): Row<'feedback'> {
  const { sessionId, turnId, userId, persona, side, text, saidAt } = turn
  return {
    ...{ id: `t-${sessionId}-${turnId}`, userId, persona, sessionId, conversationId: log.conversation_id },
    agentName: side === 'user' ? null : log.speaker,
    transcript: side === 'user' ? text : null,
    responseText: side === 'user' ? null : text,
    ...{ rating: null, success: null, notes: log.source, createdAt: saidAt },
  }
}

/** A turn as agents see it. */
export function agentTurn(turn: SaidTurn, { conversationId }: Pick<Row<'calls'>, 'conversationId'>): AgentTurn {
  const { sessionId, userId, persona, turnId, text, saidAt } = turn
  return { sessionId, conversationId, userId, persona, turnId, revision: revisionOf(turn), text, saidAt, tools: toolsOf(turn) }
}

function toolsOf({ fields }: SaidTurn): readonly string[] | undefined {
  return typeof fields === 'object' && fields !== null && 'tools' in fields && Array.isArray(fields.tools)
    ? fields.tools.map(String)
    : undefined
}

function revisionOf(turn: SaidTurn): number {
  const { fields } = turn
  return typeof fields === 'object' && fields !== null && 'revision' in fields && typeof fields.revision === 'number'
    ? fields.revision
    : 0
}

function feedbackItem(row: Row<'feedback'>): FeedbackItem {
  return {
    feedback_id: row.id,
    created_at: new Date(row.createdAt).toISOString(),
    conversation_id: row.conversationId,
    agent_name: row.agentName,
    transcript: row.transcript,
    response_text: row.responseText,
    rating: row.rating,
    success: row.success === null ? null : row.success !== 0,
    notes: row.notes,
  }
}

function mean(counts: readonly { readonly value: number; readonly count: number }[]): number | null {
  const total = counts.reduce((sum, one) => sum + one.count, 0)
  return total === 0 ? null : counts.reduce((sum, one) => sum + one.value * one.count, 0) / total
}
