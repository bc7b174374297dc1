/** What agents found out, for whoever watches a session: the last events of each, and a live stream. */
import { randomUUID } from 'node:crypto'
import type { MasEvent } from './api.ts'

export type NewEvent = {
  /** Given where the same event may be published twice: whoever has it knows it by this. */
  readonly id?: string | undefined
  readonly type: string
  readonly message: string
  readonly priority?: string
  readonly sessionId?: string | null | undefined
  readonly conversationId?: string | null | undefined
  readonly extra?: Record<string, unknown>
}
export type EventFilter = { readonly sessionId?: string | undefined; readonly conversationId?: string | undefined }

/** Events kept for each session, as in the seed; those of no session count as one. */
const perSession = 100
/** Sessions whose events are kept; the one longest without a new event goes first. */
const mostSessions = 5000

export class Events {
  /** By session id, oldest touched first. */
  readonly #kept = new Map<string, MasEvent[]>()
  readonly #listeners = new Set<(event: MasEvent) => void>()
  readonly #now: () => number

  /** @param now epoch ms */
  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  publish(one: NewEvent): MasEvent {
    const event: MasEvent = {
      id: one.id ?? randomUUID(),
      type: one.type,
      message: one.message,
      priority: one.priority ?? 'normal',
      timestamp: this.#now() / 1000,
      session_id: one.sessionId ?? null,
      conversation_id: one.conversationId ?? null,
      extra: one.extra ?? {},
    }
    const key = event.session_id ?? ''
    const list = this.#kept.get(key) ?? []
    this.#kept.delete(key)
    this.#kept.set(key, list)
    const known = list.findIndex((kept) => kept.id === event.id)
    if (known >= 0) list.splice(known, 1)
    if (list.push(event) > perSession) list.shift()
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > mostSessions && oldest !== undefined) this.#kept.delete(oldest)
    for (const listener of this.#listeners) listener(event)
    return event
  }

  /** Events later than `since` (seconds since 1970), oldest first. Those of no session belong to every one. */
  since(since: number, filter: EventFilter): readonly MasEvent[] {
    const lists =
      filter.sessionId === undefined
        ? [...this.#kept.values()]
        : [this.#kept.get(filter.sessionId) ?? [], this.#kept.get('') ?? []]
    return lists
      .flat()
      .filter((event) => event.timestamp > since && belongs(event, filter))
      .sort((one, other) => one.timestamp - other.timestamp)
  }

  /** Returns how to stop. */
  listen(filter: EventFilter, hear: (event: MasEvent) => void): () => void {
    const listener = (event: MasEvent) => {
      if (belongs(event, filter)) hear(event)
    }
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  forget(sessionId: string): void {
    this.#kept.delete(sessionId)
  }
}

function belongs(event: MasEvent, { sessionId, conversationId }: EventFilter): boolean {
  if (sessionId !== undefined && event.session_id !== null && event.session_id !== sessionId) return false
  return conversationId === undefined || event.conversation_id === null || event.conversation_id === conversationId
}
