/** The bridge's HTTP interface as the page uses it: same origin, a deadline on every request, answers as plain values. */
import { type ErrorCode, errorCatalogue } from '../../src/protocol/errors.ts'
import type { EngineView, ServerEvent, Turn } from '../../src/protocol/session.ts'

export interface PersonaChoice {
  readonly id: string
  readonly name: string
  readonly voice: string
}
export interface PastSession {
  readonly sessionId: string
  readonly persona: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly lengthMs: number
  readonly turns: number
  readonly opening: string
}

/** The server answered, and said no. */
export class RefusedError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const DEADLINE_MS = 10_000

/** Opens a session; rejects with `RefusedError`, or as `fetch` does where nobody answers. */
export async function createSession(persona: string, voice: string): Promise<{ readonly sessionId: string }> {
  const body = { ...(persona === '' ? {} : { persona }), ...(voice === '' ? {} : { voice }) }
  const answer = await request<{ session_id: string }>('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { sessionId: answer.session_id }
}

/** The companion opens a new call; one that is taken up again it does not greet twice. */
export function sessionSocketUrl(sessionId: string): string {
  const url = new URL(`/ws/${encodeURIComponent(sessionId)}?greet=1`, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

export function fetchEngine(): Promise<EngineView> {
  return request<EngineView>('/engine')
}

/** Whether the engine answers the bridge. */
export async function fetchEngineUp(): Promise<boolean> {
  const health = await request<{ moshi_available: boolean }>('/health')
  return health.moshi_available
}

export async function fetchPersonas(): Promise<{
  readonly personas: readonly PersonaChoice[]
  readonly voices: readonly string[]
}> {
  return request('/personas')
}

interface SessionListAnswer {
  readonly sessions: readonly {
    readonly session_id: string
    readonly persona: string
    readonly created_at: number
    readonly length_ms: number
    readonly turns: number
    readonly opening: string
  }[]
  readonly older: number | null
}

/** A page of past conversations, newest first; `older` is what to give as `before` for the next one. */
export async function fetchSessions(
  before: number | null,
): Promise<{ readonly sessions: readonly PastSession[]; readonly older: number | null }> {
  const answer = await request<SessionListAnswer>(`/sessions?limit=30${before === null ? '' : `&before=${before}`}`)
  return {
    older: answer.older,
    sessions: answer.sessions.map((session) => ({
      sessionId: session.session_id,
      persona: session.persona,
      createdAt: session.created_at,
      lengthMs: session.length_ms,
      turns: session.turns,
      opening: session.opening,
    })),
  }
}

interface HistoryAnswer {
  readonly persona: string
  readonly history: readonly { readonly turn: Turn }[]
  readonly older: number | null
}

/** A page of one conversation's turns, oldest first. */
export async function fetchHistory(
  sessionId: string,
  before: number | null,
): Promise<{ readonly persona: string; readonly turns: readonly Turn[]; readonly older: number | null }> {
  const query = before === null ? 'limit=200' : `limit=200&before=${before}`
  const { persona, history, older } = await request<HistoryAnswer>(`${sessionPath(sessionId)}/history?${query}`)
  return { persona, older, turns: history.map(({ turn }) => turn) }
}

/** What happened in a conversation beside its turns. */
export async function fetchEvents(sessionId: string): Promise<readonly ServerEvent[]> {
  return (await request<{ events: readonly ServerEvent[] }>(`${sessionPath(sessionId)}/events`)).events
}

/** Forgets a conversation and all that was said in it. */
export async function deleteSession(sessionId: string): Promise<void> {
  await request(sessionPath(sessionId), { method: 'DELETE' })
}

function sessionPath(sessionId: string): string {
  return `/session/${encodeURIComponent(sessionId)}`
}

async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) })
  if (response.ok) return (await response.json()) as T // same origin, same build: the answer's shape is the bridge's own
  const body: unknown = await response.json().catch(() => null)
  throw refused(body, response.status)
}

function refused(body: unknown, status: number): RefusedError {
  const error = isRecord(body) && isRecord(body.error) ? body.error : body
  if (isRecord(error) && typeof error.code === 'string' && error.code in errorCatalogue) {
    const code = error.code as ErrorCode // it is a key of the catalogue
    return new RefusedError(code, typeof error.message === 'string' ? error.message : errorCatalogue[code].action)
  }
  return new RefusedError(status === 404 ? 'request.not_found' : 'internal', `The bridge answered with status ${status}.`)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
