/** Deliveries to an orchestrator over HTTP, in the seed's shapes: what counts as taken, and what another attempt may mend. */
import * as z from 'zod'
import { type DigestPartCopy, digestPartSchema } from '../store/digest-copies.ts'
import type { SessionRecord } from '../store/journal.ts'
import type { OutboxItem } from '../store/outbox.ts'

export type DeliveryResult =
  | { readonly type: 'delivered' }
  /** Nobody answers: everything waits. */
  | { readonly type: 'away'; readonly detail: string }
  /** It answered that it cannot take this one now. */
  | { readonly type: 'failing'; readonly detail: string }
  /** It answered that it does not take this one. */
  | { readonly type: 'refused'; readonly detail: string }

export interface MasClient {
  deliver(item: OutboxItem, signal: AbortSignal): Promise<DeliveryResult>
}

export type MasClientOptions = {
  /** "http://127.0.0.1:8001" */
  readonly url: string
  /** MAS_TIMEOUT, ms. */
  readonly timeoutMs: number
  /** Sent as a bearer token where the orchestrator asks for one. */
  readonly key?: string | undefined
}

/** The seed's body of `POST /voice/memory/log`, exactly. */
export const memoryLogSchema = z.object({
  conversation_id: z.string(),
  session_id: z.string(),
  speaker: z.string(),
  text: z.string(),
  timestamp: z.string().describe('ISO 8601, UTC'),
  source: z.string().default('personaplex_voice'),
})
export type MemoryLog = z.infer<typeof memoryLogSchema>

/** Idempotency-Key: one for each version of a delivery. Duet-Context: what the seed's body has no room for, JSON. */
const contextHeader = 'duet-context'

const logAnswer = z.looseObject({ status: z.string() })
/** Statuses that say "not now" rather than "not this". */
const passing = new Set([408, 425, 429, 500, 502, 503, 504])

export function createMasClient({ url, timeoutMs, key }: MasClientOptions): MasClient {
  const base = url.replace(/\/+$/, '')

  async function send(method: string, path: string, item: OutboxItem, body: string | undefined, signal: AbortSignal) {
    const headers: Record<string, string> = {
      'idempotency-key': `${item.sessionId}:${item.turnId || item.kind}:${item.revision}`,
      [contextHeader]: asciiJson(item.context),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    }
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const response = await fetch(`${base}${path}`, { method, headers, body: body ?? null, signal: deadline })
    return { status: response.status, body: await response.text() }
  }

  /** Taken only if it says so: the seed's orchestrator answers 200 to what it lost. */
  async function turn(item: OutboxItem, signal: AbortSignal): Promise<DeliveryResult> {
    const first = await send('POST', '/voice/memory/log', item, item.body, signal)
    if (first.status < 300 && logged(first.body)) return { type: 'delivered' }
    const second = await send('POST', '/voice/feedback', item, feedbackOf(item.body), signal)
    if (second.status < 300) return { type: 'delivered' }
    const detail = `/voice/memory/log answered ${first.status}, /voice/feedback ${second.status}`
    return passing.has(first.status) || passing.has(second.status) ? { type: 'failing', detail } : { type: 'refused', detail }
  }

  /** Only our own orchestrator knows these; to others there is nothing to tell. */
  async function ours(item: OutboxItem, signal: AbortSignal): Promise<DeliveryResult> {
    const path = `/voice/sessions/${encodeURIComponent(item.sessionId)}`
    const { status } =
      item.kind === 'erase'
        ? await send('DELETE', `${path}?facts=${factsOf(item.body)}`, item, undefined, signal)
        : await send('POST', `${path}/end`, item, item.body, signal)
    if (status < 300 || status === 404 || status === 405) return { type: 'delivered' }
    const detail = `${path} answered ${status}`
    return passing.has(status) ? { type: 'failing', detail } : { type: 'refused', detail }
  }

  return {
    async deliver(item, signal) {
      try {
        return await (item.kind === 'turn' ? turn(item, signal) : ours(item, signal))
      } catch (error) {
        return { type: 'away', detail: unreachable(error) }
      }
    },
  }
}

/**
 * The digest of a session's user on a topic, from our own orchestrator; undefined from one that has none.
 * Rejects when it does not answer.
 */
export async function fetchDigest(
  { url, key }: MasClientOptions,
  { userId, persona }: SessionRecord,
  topic: string,
  signal: AbortSignal,
): Promise<readonly DigestPartCopy[] | undefined> {
  const query = new URLSearchParams({ user_id: userId, persona, topic })
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` }
  const response = await fetch(`${url.replace(/\/+$/, '')}/memory/digest?${query}`, { headers, signal })
  const parsed = z.object({ parts: z.array(digestPartSchema) }).safeParse(await response.json())
  return response.ok && parsed.success ? parsed.data.parts : undefined
}

/** Deliveries of an earlier Duet say nothing of it. */
function factsOf(body: string): 'keep' | 'erase' {
  return z.object({ facts: z.enum(['keep', 'erase']) }).safeParse(JSON.parse(body)).data?.facts ?? 'keep'
}

function logged(body: string): boolean {
  try {
    return logAnswer.parse(JSON.parse(body)).status === 'logged'
  } catch {
    return false
  }
}

/** The fallback has no speaker and no text: what the user said is its transcript, what the agent said its response. */
export function feedbackOf(body: string): string {
  const { conversation_id, speaker, text, timestamp } = memoryLogSchema.parse(JSON.parse(body))
  const said = speaker === 'user' ? { transcript: text } : { agent_name: speaker, response_text: text }
  return JSON.stringify({ conversation_id, ...said, success: true, notes: `voice turn of ${timestamp}` })
}

/** Header values are ASCII; JSON can say everything else by escapes. */
function asciiJson(json: string): string {
  return json.replaceAll(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function unreachable(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.name : 'no answer'
}
