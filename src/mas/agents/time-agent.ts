/** Keeps reminders that outlive their call: sets, lists and cancels them. The hour itself is the engine's to tell. */
import type { Agent, Finding } from './agent.ts'
import type { Reminder, Reminders } from './reminders.ts'

export type TimeAgentOptions = {
  readonly reminders: Reminders
  /** IANA name. */
  readonly timeZone: string
  /** Epoch ms. */
  readonly now: () => number
  /** Something was set: it may be the next one due. */
  readonly onSet: () => void
}

export function timeAgent({ reminders, timeZone, now, onSet }: TimeAgentOptions): Agent {
  const when = (at: number) => spokenWhen(at, now(), timeZone)
  const note = (message: string, say: string, more: Partial<Finding> = {}): Finding[] => [
    { type: 'notification', message, say, unless: 'brain', ...more },
  ]
  return {
    name: 'time',
    matches: (intent) => intent.type === 'time',
    async run(turn, intent) {
      if (intent.type !== 'time') return []
      const { wish } = intent
      switch (wish.type) {
        case 'when':
          return note(`It was not said when to remind you ${wish.text}.`, `When shall I remind you ${wish.text}?`)
        case 'set': {
          const set = await reminders.set(turn, wish.text, wish.dueAt)
          onSet()
          const details = { reminder_id: set.id, due_at: new Date(set.dueAt).toISOString() }
          // An engine's own timers end with the call: what is further off is only kept here, and it may have said that it cannot.
          const more = { details, ...(wish.inCall ? {} : { unless: undefined }) }
          return note(`Reminder ${when(set.dueAt)}: ${set.text}.`, `I'll remind you ${set.text} ${when(set.dueAt)}.`, more)
        }
        case 'cancel': {
          const gone = await reminders.cancel(turn.userId, wish.about, wish.all)
          if (gone.length === 0) return note('There is no reminder that fits.', "I don't have that reminder.")
          const which = gone.map((one) => one.text).join('; ')
          return note(`Cancelled the reminder ${which}.`, `I won't remind you ${listed(gone.map((one) => one.text))}.`)
        }
        case 'list': {
          const waiting = await reminders.waiting(turn.userId)
          if (waiting.length === 0) return note('No reminders.', 'You have no reminders.')
          const each = waiting.map((one) => `${one.text} ${when(one.dueAt)}`)
          return note(`Reminders: ${each.join('; ')}.`, `I'm to remind you ${listed(each)}.`, { unless: undefined })
        }
      }
    },
  }
}

/** What is said when one is due, and later than it was due. */
export function dueWords({ text, dueAt }: Reminder, now: number, timeZone: string): string {
  const late = now - dueAt > 10 * 60_000
  return `You asked me to remind you ${text}${late ? `; that was for ${spokenWhen(dueAt, now, timeZone).replace(/^on /, '')}` : ''}.`
}

/** "today at 9:30", "tomorrow at 9:00", "on Friday, 4 December at 9:00" */
export function spokenWhen(at: number, now: number, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', timeZone }).format(at).replace(/^0/, '')
  const dayOf = (ms: number) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(ms)
  const dayMs = 86_400_000
  const named: { readonly [day: string]: string } = {
    [dayOf(now - dayMs)]: 'yesterday',
    [dayOf(now + dayMs)]: 'tomorrow',
    [dayOf(now)]: 'today',
  }
  const far = () => {
    const options = { weekday: 'long', day: 'numeric', month: 'long', timeZone } as const
    return `on ${new Intl.DateTimeFormat('en-GB', options).format(at)}`
  }
  return `${named[dayOf(at)] ?? far()} at ${clock}`
}

function listed(all: readonly string[]): string {
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
