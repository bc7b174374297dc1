/** What is still to be delivered to the orchestrator: written together with the turn it tells of, kept until it is acknowledged. */

/** What is told: words that were said, the end of a call, or that a session is to be forgotten everywhere. */
export type DeliveryKind = 'turn' | 'end' | 'erase'

/** A delivery as it is written; the store gives it its place. */
export type Delivery = {
  readonly kind: DeliveryKind
  readonly sessionId: string
  /** Deliveries of a conversation leave in the order they were written. */
  readonly conversationId: string
  /** Of a turn: a correction takes the place of what was not delivered yet. Else ''. */
  readonly turnId: string
  /** Counts the versions of a turn from 0. */
  readonly revision: number
  /** JSON, as it is sent. */
  readonly body: string
  /** JSON of what the seed's body has no room for. */
  readonly context: string
  /** Not before, epoch ms: words may still be corrected. */
  readonly dueAt: number
}

export type OutboxState = 'pending' | 'dead'

export type OutboxItem = Delivery & {
  readonly id: number
  readonly state: OutboxState
  readonly attempts: number
  /** Epoch ms. */
  readonly createdAt: number
  /** Why the last attempt failed; null before the first. Never holds what was said. */
  readonly lastError: string | null
}

export type OutboxStats = {
  readonly pending: number
  readonly dead: number
  /** Of the oldest that is pending, epoch ms. */
  readonly oldestAt: number | null
}

/** Deliveries kept at most; beyond it the oldest go to the dead, and of these the oldest are lost. None waits for longer than `waitMs` to be tried. */
export const outboxLimits = { pending: 100_000, dead: 20_000, waitMs: 900_000 } as const

/** Rejects with `store.failed` while the file cannot be used. */
export interface Outbox {
  /** The first pending delivery of each conversation that is due, oldest first. */
  due(now: number, limit: number): Promise<readonly OutboxItem[]>
  /** When the next first delivery of a conversation is due, epoch ms; null: nothing is pending. */
  nextDueAt(): Promise<number | null>
  /** Takes a delivery away, unless it was replaced by a newer version meanwhile. */
  delivered(item: Pick<OutboxItem, 'id' | 'revision'>): Promise<void>
  /** `nextAt` null: it goes to the dead. */
  failed(item: Pick<OutboxItem, 'id'>, error: string, nextAt: number | null): Promise<void>
  list(query: { readonly state: OutboxState; readonly limit: number }): Promise<readonly OutboxItem[]>
  stats(): Promise<OutboxStats>
  /** The dead, one or all, become pending. Resolves to how many. */
  retry(id: number | undefined, now: number): Promise<number>
  /** Gives up the dead, one or all. Resolves to how many. */
  drop(id: number | undefined): Promise<number>
}
