/** Brings due reminders to a call of the person, one call after the other until a bridge says that it arrived; what finds no call waits for the next. */
import type { Log } from '../../observe/log.ts'
import type { MemoryStore } from '../../store/memory/port.ts'
import type { Events } from '../events.ts'
import type { Reminder, Reminders } from './reminders.ts'
import { dueWords } from './time-agent.ts'

export type ReminderClockOptions = {
  readonly reminders: Reminders
  readonly store: MemoryStore
  readonly events: Pick<Events, 'publish'>
  readonly log: Log
  /** IANA name. */
  readonly timeZone: string
  /** Epoch ms. */
  readonly now: () => number
  /** How long a bridge may take to say that an event arrived, ms. */
  readonly ackMs?: number
}

/** Calls nobody ended, after a crash, are over by then. */
const openMs = 24 * 3_600_000
/** A person's calls that are asked in turn; more at once are nobody's. */
const mostCalls = 3
/** Looked again at the latest after this, ms: timers cannot be longer than 24 days, and clocks are set. */
const longestMs = 60_000
/** Of the ids of its events. */
const idPrefix = 'reminder:'

export class ReminderClock {
  readonly #options: Required<ReminderClockOptions>
  /** Sessions that were tried for a reminder, since the last sign of life of its person. */
  readonly #tried = new Map<string, Set<string>>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #again = false
  #closed = false

  constructor(options: ReminderClockOptions) {
    this.#options = { ackMs: 3000, ...options }
    this.look()
  }

  /** Something is new: a reminder, or a turn. Returns at once. */
  look(): void {
    if (this.#closed) return
    if (this.#looking) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#looking = this.#work()
      .catch((err: unknown) => {
        this.#options.log.warn({ err }, 'reminders could not be read; tried again')
        return longestMs
      })
      .then((ms) => {
        this.#looking = undefined
        const next = this.#again ? 0 : ms
        this.#again = false
        if (!this.#closed) this.#timer = setTimeout(() => this.look(), next)
      })
  }

  /** Somebody spoke in a call: reminders that found nobody are tried again there. */
  heard(sessionId: string): void {
    for (const tried of this.#tried.values()) tried.delete(sessionId)
    this.look()
  }

  /** A bridge has brought the event to its call. */
  async delivered(eventId: string): Promise<void> {
    if (!eventId.startsWith(idPrefix)) return
    const id = eventId.slice(idPrefix.length)
    this.#tried.delete(id)
    await this.#options.reminders.told(id)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#looking
  }

  /** @returns when to look again, ms from now */
  async #work(): Promise<number> {
    const { reminders, now, ackMs } = this.#options
    const due = await reminders.due()
    let waits = false
    for (const reminder of due) if (await this.#tell(reminder)) waits = true
    if (waits) return ackMs
    const next = await reminders.nextDue()
    return Math.min(longestMs, next === undefined ? longestMs : Math.max(0, next - now()))
  }

  /** @returns whether an answer is waited for */
  async #tell(reminder: Reminder): Promise<boolean> {
    const { store, events, now, timeZone } = this.#options
    const where = { userId: reminder.userId, endedAt: null, startedAt: { gte: now() - openMs } }
    const open = await store.rows('calls', where, { by: 'startedAt', newestFirst: true, limit: mostCalls })
    const tried = this.#tried.get(reminder.id) ?? new Set<string>()
    const call = open.find((one) => !tried.has(one.sessionId))
    if (!call) return false
    tried.add(call.sessionId)
    this.#tried.set(reminder.id, tried)
    const say = dueWords(reminder, now(), timeZone)
    // Set in this very call and not long ago: an engine with timers rings itself.
    const rings = call.sessionId === reminder.sessionId && reminder.dueAt - reminder.createdAt <= openMs
    events.publish({
      ...{ id: `${idPrefix}${reminder.id}`, type: 'notification', message: say, priority: 'high' },
      ...{ sessionId: call.sessionId, conversationId: call.conversationId },
      extra: { agent: 'time', say, ack: true, reminder_id: reminder.id, ...(rings && { unless: 'timers' }) },
    })
    return true
  }
}
