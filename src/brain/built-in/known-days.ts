/** Days as they are written in what is remembered ("Friday, 27 November 2026, 15:00"), read and said as seen from today. Pure. */
import { type Day, dayNumber, momentIn, months, sayDay, sayTime } from './calendar.ts'

const written = new RegExp(
  `(?<lead>\\bon |\\bat )?(?<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),? (?<day>\\d{1,2}) (?<month>${months.join('|')}) (?<year>\\d{4})(?:, (?<hour>\\d\\d):(?<minute>\\d\\d))?`,
  'u',
)

export type NotedDay = {
  /** From today; negative: it has passed. */
  readonly daysAway: number
  /** The text with the day as one says it: "today", "tomorrow", "on Friday", "on Friday, March twentieth". */
  readonly spoken: string
}

/** The first day written out in a text; undefined: none. */
export function notedDay(text: string, now: Date, timeZone: string): NotedDay | undefined {
  const found = written.exec(text)
  if (found?.groups === undefined) return undefined
  const { weekday = '', day = '', month = '', year = '', hour, minute } = found.groups
  const on: Day = { year: Number(year), month: months.indexOf(month) + 1, day: Number(day) }
  const today = momentIn(now, timeZone)
  const daysAway = dayNumber(on) - dayNumber(today)
  const time = hour === undefined ? '' : ` at ${sayTime(Number(hour), Number(minute))}`
  const said =
    daysAway === 0
      ? 'today'
      : daysAway === 1
        ? 'tomorrow'
        : daysAway === -1
          ? 'yesterday'
          : `on ${weekday}${daysAway > 1 && daysAway < 7 ? '' : `, ${sayDay(on, today.year)}`}`
  const spoken = `${text.slice(0, found.index)}${said}${time}${text.slice(found.index + found[0].length)}`.replaceAll(/\s+/g, ' ')
  return { daysAway, spoken }
}

/** A text with its day as one says it today. */
export function withSpokenDay(text: string, now: Date, timeZone: string): string {
  return notedDay(text, now, timeZone)?.spoken ?? text
}
