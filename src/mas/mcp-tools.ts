/** The memory's tools over its service in this process, and over the HTTP interface of one that runs elsewhere. */
import * as z from 'zod'
import type { Memory } from '../memory/memory.ts'
import { conversationsSchema, learnedSchema, recalledSchema, transcriptSchema } from '../protocol/memory-api.ts'
import type { MemoryTools } from './mcp.ts'
import { shown } from './memory-routes.ts'

/** The entry of a kind out of one sentence. */
function entryOf(kind: 'episodic' | 'semantic' | 'procedural', content: string) {
  if (kind === 'episodic') return { event_type: 'conversation', summary: content }
  return kind === 'semantic' ? { category: 'fact', statement: content } : { procedure_type: 'preference', name: content }
}

export function localTools(memory: Memory, userId: string): MemoryTools {
  const scope = { userId }
  return {
    async recall(query, limit) {
      const found = await memory.recall(scope, query, { limit })
      return found.map(({ memory: item, score }) => ({ ...shown(item), score }))
    },
    async learn(kind, content) {
      const { outcome, id } = await memory.learn(scope, kind, entryOf(kind, content))
      return { outcome, id: id ?? null }
    },
    async forget(ids) {
      await memory.forget(scope, ids)
    },
    async conversations(limit) {
      const calls = await memory.store.rows('calls', { userId }, { by: 'startedAt', newestFirst: true, limit })
      return calls.map((call) => ({
        session_id: call.sessionId,
        persona: call.persona,
        started_at: call.startedAt,
        ended_at: call.endedAt,
      }))
    },
    async transcript(sessionId) {
      const turns = await memory.store.rows('turns', { sessionId, userId }, { by: 'saidAt', limit: 5000 })
      return turns.map(({ side, text, saidAt }) => ({ side, text, said_at: saidAt }))
    },
  }
}

export type RemoteTools = { readonly url: string; readonly key?: string | undefined; readonly userId: string }
const refusalSchema = z.object({ error: z.object({ message: z.string(), action: z.string() }) })
const deadlineMs = 10_000

export function remoteTools({ url, key, userId }: RemoteTools): MemoryTools {
  async function ask<T>(path: string, schema: z.ZodType<T>, body?: object): Promise<T> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (key !== undefined) headers.authorization = `Bearer ${key}`
    let response: Response
    try {
      response = await fetch(`${url}/memory/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        body: body === undefined ? null : JSON.stringify({ user_id: userId, ...body }),
        signal: AbortSignal.timeout(deadlineMs),
      })
    } catch {
      throw new Error(`No orchestrator answers at ${url}; "npm start" starts one.`)
    }
    const answer: unknown = await response.json().catch(() => undefined)
    if (response.ok) return schema.parse(answer)
    const refusal = refusalSchema.safeParse(answer).data?.error
    throw new Error(
      refusal ? `${refusal.message} ${refusal.action}` : `The orchestrator answered with HTTP status ${response.status}.`,
    )
  }
  return {
    recall: async (query, limit) => (await ask('recall', recalledSchema, { query, limit })).items,
    learn: (kind, content) => ask('learn', learnedSchema, { memory_type: kind, entry: entryOf(kind, content) }),
    async forget(ids) {
      await ask('forget', z.unknown(), { ids })
    },
    conversations: async (limit) =>
      (await ask(`conversations?${new URLSearchParams({ user_id: userId, limit: String(limit) })}`, conversationsSchema))
        .conversations,
    transcript: async (sessionId) => (await ask(`conversations/${encodeURIComponent(sessionId)}`, transcriptSchema)).turns,
  }
}
