/** The bridge's HTTP interface as the page uses it: same origin, a deadline on every request, answers as plain values. */
import { type ErrorCode, errorCatalogue } from '../../src/protocol/errors.ts'
import type { RecordingLevel } from '../../src/protocol/recording-level.ts'
import { type ResumeOffer, resumeProtocols } from '../../src/protocol/resume.ts'
import type { EngineView, ServerEvent, Turn } from '../../src/protocol/session.ts'
import { letIn, lock, token } from './state/door.ts'

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
  /** A call is on, or is kept for a client that is away. */
  readonly live: boolean
}

/** The server answered, and said no. */
export class RefusedError extends Error {
  readonly code: ErrorCode
  /** What is wrong with each field of what was sent, where the server says so. */
  readonly faults: Readonly<Record<string, string>>
  constructor(code: ErrorCode, message: string, faults: Readonly<Record<string, string>> = {}) {
    super(message)
    this.code = code
    this.faults = faults
  }
}

const DEADLINE_MS = 10_000
/** An engine prepares and speaks in its own time. */
const SAMPLE_DEADLINE_MS = 40_000
/** How long the page asks to be let in: a day, the most there is. */
const PASS_SECONDS = 86_400

/** Opens a session; rejects with `RefusedError`, or as `fetch` does where nobody answers. */
export async function createSession(
  persona: string,
  voice: string,
  recording: RecordingLevel,
  taskId: string | null,
): Promise<{ readonly sessionId: string }> {
  const whom = { ...(persona !== '' && { persona }), ...(voice !== '' && { voice }) }
  const body = { ...whom, recording, ...(taskId !== null && { task_id: taskId }) }
  const answer = await request<{ session_id: string }>('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { sessionId: answer.session_id }
}

/** The socket of a session. The companion opens a new call; one that is taken up again it does not greet twice. */
export function openSessionSocket(sessionId: string, offer: ResumeOffer, greets: boolean): WebSocket {
  const url = new URL(`/ws/${encodeURIComponent(sessionId)}${greets ? '?greet=1' : ''}`, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  // A browser cannot set headers here; the server answers with the first of them.
  const pass = token()
  return new WebSocket(url, ['duet.v1', ...resumeProtocols(offer), ...(pass === null ? [] : [`duet.token.${pass}`])])
}

/** Trades a key for a token of this browser; the key is not kept. Rejects with `RefusedError`. */
export function redeemKey(key: string, user: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  return takePass('/token', { headers, body: JSON.stringify({ user_id: user, ttl_s: PASS_SECONDS }) })
}

/** Trades the secret of a link for a token. Rejects with `RefusedError`. */
export function redeemLink(code: string): Promise<void> {
  return takePass('/link', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) })
}

async function takePass(path: string, init: RequestInit): Promise<void> {
  const answer = await request<{ token: string; expires_at: number; user_id: string }>(path, { ...init, method: 'POST' }, false)
  letIn({ token: answer.token, expiresAt: answer.expires_at, user: answer.user_id })
}

export function fetchEngine(): Promise<EngineView> {
  return request<EngineView>('/engine')
}

/** Whether the engine answers the bridge. */
export async function fetchEngineUp(): Promise<boolean> {
  const health = await request<{ moshi_available: boolean }>('/health')
  return health.moshi_available
}

/** Whether this page has the scope to run Duet. */
export async function fetchMayManage(): Promise<boolean> {
  const { scopes } = await request<{ scopes: readonly string[] }>('/access')
  return scopes.includes('manage')
}

export async function fetchPersonas(): Promise<{
  readonly personas: readonly PersonaChoice[]
  readonly voices: readonly string[]
}> {
  return request('/personas')
}

/** A persona as its file has it; fields the page does not show go back as they came. */
export interface PersonaDraft {
  readonly id: string
  readonly name: string
  readonly voice: string
  readonly role: string
  readonly style: string
  readonly greeting?: string | undefined
  readonly language: string
  readonly backchannels?: readonly string[] | undefined
  readonly engines?: readonly string[] | undefined
  readonly memory: 'own' | 'shared'
}
interface PersonaAnswer {
  readonly persona: PersonaDraft
  readonly origin: 'shipped' | 'own' | 'changed'
}

export function fetchPersona(id: string): Promise<PersonaAnswer> {
  return request(`/personas/${encodeURIComponent(id)}`)
}

/** Rejects with `RefusedError`, whose `faults` name the fields. */
export function savePersona(persona: PersonaDraft, isNew: boolean): Promise<PersonaAnswer> {
  const path = isNew ? '/personas' : `/personas/${encodeURIComponent(persona.id)}`
  return request(path, {
    method: isNew ? 'POST' : 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(persona),
  })
}

export async function removePersona(id: string): Promise<void> {
  await request(`/personas/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

/** A sentence in a voice, said by an engine that is free. Rejects with `RefusedError`. */
export async function fetchVoiceSample(voice: string, text: string): Promise<Blob> {
  const response = await send('/voices/preview', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ voice, ...(text !== '' && { text }) }),
    signal: AbortSignal.timeout(SAMPLE_DEADLINE_MS),
  })
  return response.blob()
}

interface SessionListAnswer {
  readonly sessions: readonly {
    readonly session_id: string
    readonly persona: string
    readonly created_at: number
    readonly length_ms: number
    readonly turns: number
    readonly opening: string
    readonly live?: boolean
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
      live: session.live === true,
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

/** Asks the bridge, and reads its answer as JSON. Rejects as `send` does. @param locks whether a refused token locks the page */
export async function request<T>(path: string, init: RequestInit = {}, locks = true): Promise<T> {
  const response = await send(path, init, locks)
  return (await response.json()) as T // same origin, same build: the answer's shape is the bridge's own
}

/** Rejects with `RefusedError` where the server says no, or as `fetch` does where nobody answers. `init.signal` is another deadline. */
export async function send(path: string, init: RequestInit = {}, locks = true): Promise<Response> {
  const headers = new Headers(init.headers)
  const pass = token()
  if (pass !== null && !headers.has('authorization')) headers.set('authorization', `Bearer ${pass}`)
  const response = await fetch(path, { signal: AbortSignal.timeout(DEADLINE_MS), ...init, headers })
  if (response.status === 401 && locks) lock()
  if (response.ok) return response
  const body: unknown = await response.json().catch(() => null)
  throw refused(body, response.status)
}

function refused(body: unknown, status: number): RefusedError {
  const error = isRecord(body) && isRecord(body.error) ? body.error : body
  if (isRecord(error) && typeof error.code === 'string' && error.code in errorCatalogue) {
    const code = error.code as ErrorCode // it is a key of the catalogue
    const faults =
      isRecord(body) && isRecord(body.faults) ? Object.entries(body.faults).map(([at, what]) => [at, String(what)]) : []
    const message = typeof error.message === 'string' ? error.message : errorCatalogue[code].action
    return new RefusedError(code, message, Object.fromEntries(faults))
  }
  return new RefusedError(status === 404 ? 'request.not_found' : 'internal', `The bridge answered with status ${status}.`)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
