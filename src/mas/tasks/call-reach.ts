/** Brings something to a call of a person: to one open call after the other until a bridge says that it arrived. */
import type { MemoryStore } from '../../store/memory/port.ts'
import type { Events } from '../events.ts'

export type CallReachOptions = {
  readonly memory: Pick<MemoryStore, 'rows'>
  readonly events: Pick<Events, 'publish'>
  /** Epoch ms. */
  readonly now: () => number
  /** How long a bridge may take to say that an event arrived, ms. */
  readonly ackMs?: number
}
export type ForCall = {
  /** Begins with `callEventPrefix`; whoever has the event knows it by this. */
  readonly id: string
  readonly message: string
  readonly say: string
  readonly taskId: string
}

export const callEventPrefix = 'task:'
/** Calls nobody ended, after a crash, are over by then. */
const openMs = 24 * 3_600_000
/** A person's calls that are tried in turn. */
const mostCalls = 3

export class CallReach {
  readonly #options: Required<CallReachOptions>
  readonly #waiting = new Map<string, () => void>()

  constructor(options: CallReachOptions) {
    this.#options = { ackMs: 3000, ...options }
  }

  /** Resolves to the session it reached; undefined: they are in no call. @param first the session to try before others */
  async tell(userId: string, first: string, what: ForCall): Promise<string | undefined> {
    const { memory, now } = this.#options
    const where = { userId, endedAt: null, startedAt: { gte: now() - openMs } }
    const open = await memory.rows('calls', where, { by: 'startedAt', newestFirst: true, limit: mostCalls })
    const calls = open.toSorted((one, other) => Number(other.sessionId === first) - Number(one.sessionId === first))
    for (const { sessionId, conversationId } of calls) if (await this.#arrives(sessionId, conversationId, what)) return sessionId
    return undefined
  }

  /** A bridge has brought an event to its call. */
  delivered(eventId: string): void {
    this.#waiting.get(eventId)?.()
  }

  async #arrives(sessionId: string, conversationId: string, { id, message, say, taskId }: ForCall): Promise<boolean> {
    const { events, ackMs } = this.#options
    const arrived = Promise.withResolvers<boolean>()
    this.#waiting.set(id, () => arrived.resolve(true))
    const late = setTimeout(() => arrived.resolve(false), ackMs)
    events.publish({
      ...{ id, type: 'notification', message, priority: 'high', sessionId, conversationId },
      extra: { agent: 'task', say, ack: true, task_id: taskId },
    })
    const reached = await arrived.promise
    clearTimeout(late)
    this.#waiting.delete(id)
    return reached
  }
}
