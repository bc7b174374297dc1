/** Room for conversations over all engine servers, as the bridge sees it: ask for a slot, wait in the queue, hold a lease, give it back once. */
import type { DuetError } from '../protocol/errors.ts'
import type { Engine, EngineLeg, LegEvents, LegRequest } from './engine.ts'

export type LeaseRequest = {
  readonly sessionId: string
  /** Higher goes first; equals go by arrival. */
  readonly priority: number
  /** `call`: a person waits. `rollover`: a running call wants a fresh leg; may use the slots reserved for that. */
  readonly purpose: 'call' | 'rollover'
  /** Engine names in the order wanted; empty: the pool's own order. */
  readonly engines: readonly string[]
  /** Servers not to be used, by `serverId`: those that have just failed this session. For one who waited in line only while another works. */
  readonly avoid: readonly string[]
  /** Called at once and whenever it changes while the request waits. `place` counts from 1. */
  readonly onQueue: (place: number, estimatedWaitMs: number | null) => void
  /** Gives the request up. */
  readonly signal: AbortSignal
}

/** An engine as those see it who may not open a leg without a lease. */
export type PooledEngine = Pick<Engine, 'name' | 'address' | 'capabilities'>

/**
 * A slot held by a session. The only way to open a leg: the slot is busy from the first byte of the connect until the close is confirmed.
 * It ends by itself when its leg does, when no leg is opened in time, and when nothing is sent on a ready leg for long: its call is gone.
 */
export interface Lease {
  readonly engine: PooledEngine
  /** One server among several of the same engine. */
  readonly serverId: string
  /** Raised with every lease of the slot; what comes with an older one is refused. */
  readonly fence: number
  /** At most once. */
  open(request: LegRequest, events: LegEvents): EngineLeg
  /**
   * Gives the slot back once the leg's close is confirmed; further calls do nothing. `suspect`: the engine must be proven by a probe
   * before its slot is used again.
   */
  release(reason: string, suspect?: boolean): void
}

export type SlotState = 'free' | 'busy' | 'warming' | 'closing' | 'quarantined' | 'draining' | 'failing'

export type ServerView = {
  readonly serverId: string
  readonly engine: string
  readonly address: string
  /** It takes no new calls, because whoever runs Duet says so. */
  readonly draining: boolean
  /** `forMs`: how long it has been in this state. */
  readonly slots: readonly { readonly state: SlotState; readonly sessionId: string | null; readonly forMs: number }[]
  /** Why it is not used, in a sentence; null while it is. */
  readonly detail: string | null
}

export type PoolView = {
  readonly servers: readonly ServerView[]
  readonly queued: number
  readonly queueLimit: number
}

export interface EnginePool {
  /** Best first; never none. */
  readonly engines: readonly [PooledEngine, ...PooledEngine[]]
  /**
   * Waits for a slot. Rejects with `engine.queue_full` at once where the queue has no room; with `engine.unreachable` and the like where
   * no server it may use works, or `engine.busy` where all are drained; with the signal's reason. A session that comes back within
   * seconds has its old place.
   */
  acquire(request: LeaseRequest): Promise<Lease>
  /** A slot that is free now, or nothing; passes nobody who waits for a `call` unless slots are reserved for rollovers. */
  tryAcquire(request: Omit<LeaseRequest, 'onQueue' | 'signal'>): Promise<Lease | undefined>
  /** A free slot of the server at this address for a trial of whoever runs it; also where it fails or is drained. */
  trial(address: string): Promise<Lease | undefined>
  /** What `acquire` would reject a newcomer with for want of room in the queue; undefined where it would not. */
  refusal(sessionId: string): DuetError | undefined
  view(): PoolView
  /** No new leases on this server; running calls go on. Throws `engine.unknown`. */
  drain(serverId: string, on: boolean): void
  /** Whoever runs the server at this address says that it takes no call, and why; null: it does. It is used no more until it does. */
  unready(address: string, why: DuetError | null): void
  /** Ends every lease and rejects whoever waits with `server.stopping`. */
  close(): Promise<void>
}
