/** What the one who runs this Duet sees and does, over the bridge. */
import type { ErrorCode } from '../../src/protocol/errors.ts'
import { request } from './api.ts'

export interface RunningCall {
  readonly session_id: string
  readonly user_id: string
  readonly persona: string
  readonly length_ms: number
  /** Of its engine, as in the event "engine". */
  readonly state: string
  readonly place: number | null
  readonly away: boolean
  readonly server: string | null
  readonly epoch: number | null
  readonly delay_ms: number | null
}
interface Calls {
  readonly draining: boolean
  readonly calls: readonly RunningCall[]
  /** Newest first; `at` in epoch milliseconds. */
  readonly errors: readonly { readonly at: number; readonly code: ErrorCode; readonly session_id: string }[]
}
export interface EngineServer {
  readonly id: string
  readonly draining: boolean
  readonly slots: readonly { readonly state: string; readonly for_ms: number }[]
  /** Why it is not used. */
  readonly detail: string | null
  /** The server behind it, where Duet runs it. */
  readonly process: { readonly state: string; readonly detail: string | null; readonly action: string | null } | null
}
interface Engines {
  readonly servers: readonly EngineServer[]
  readonly queued: number
}
export interface Health {
  readonly checks: Readonly<Record<string, { readonly status: 'ok' | 'starting' | 'degraded' | 'down'; readonly detail: string }>>
}
export interface Operation {
  readonly calls: Calls
  readonly engines: Engines
  readonly health: Health | null
}

/** All of it at one time. Rejects with `RefusedError` where the page's token may not see it. */
export async function fetchOperation(): Promise<Operation> {
  const [calls, engines, health] = await Promise.all([
    request<Calls>('/calls'),
    request<Engines>('/engines'),
    // It answers 503 where no call can be held, and the engines say why.
    request<Health>('/health/deep').catch(() => null),
  ])
  return { calls, engines, health }
}

export async function endCallOf(sessionId: string): Promise<void> {
  await request(`/calls/${encodeURIComponent(sessionId)}/end`, { method: 'POST' })
}

/** @param on false: takes calls again */
export async function drainServer(serverId: string, on: boolean): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await request(`/engines/${encodeURIComponent(serverId)}/drain`, { method: 'POST', headers, body: JSON.stringify({ on }) })
}
