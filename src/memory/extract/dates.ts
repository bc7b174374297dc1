/** Dates in what is said: found by chrono, written out in full, and the day after which a plan is over. */
import * as chrono from 'chrono-node'

export type Dated = {
  /** The text with its dates in full: "on Friday" → "on Friday, 27 November 2026". */
  readonly text: string
  /** The day itself, epoch ms at its noon in the zone; undefined where the text names none. */
  readonly at?: number
  /** When that day, month or hour is over, epoch ms. */
  readonly until?: number
}

const dayMs = 86_400_000
/** Recurring or vague words chrono would make a day of. */
const noDay =
  /^(?:now|today|tonight|this (?:morning|evening|afternoon|week|month|year)|noon|midnight|sat|sun|may|march|last .*|.*\bago|the day|yesterday|.*\bhours?|.*\bminutes?|.*\byears?)$/i
/** "May" and "March" are months only behind such a word. */
const monthName = /\b(?:in|by|until|till|next|this|of|since|from) (?:May|March)$/
const endOfMonth = /\b(?:by|at|until|till) the end of (?:the|this) month\b/i

/** @param saidAt epoch ms; a bare weekday or date is the next one from there */
export function dated(text: string, saidAt: number, timeZone: string): Dated {
  const offset = offsetMinutes(saidAt, timeZone)
  const found = chrono
    .parse(text, { instant: new Date(saidAt), timezone: offset }, { forwardDate: true })
    .filter(
      (one) =>
        (!noDay.test(one.text) || monthName.test(text.slice(0, one.index + one.text.length))) &&
        (one.start.isCertain('day') || one.start.isCertain('weekday') || one.start.isCertain('month')),
    )
  const [first] = found
  if (!first) return monthEnd(text, saidAt, timeZone)
  let written = text
  for (const one of found.toReversed()) {
    const put = (/^on /i.test(one.text) ? 'on ' : '') + inFull(one.start, timeZone)
    written = written.slice(0, one.index) + put + written.slice(one.index + one.text.length)
  }
  const last = (found.at(-1)?.end ?? found.at(-1)?.start) as chrono.ParsedComponents // there is a first, so there is a last
  const at = first.start.date().getTime()
  const wholeMonth = !last.isCertain('day') && !last.isCertain('weekday')
  written = written.replaceAll(/\b(by|on|until|at) the (?=(?:mon|tues|wednes|thurs|fri|satur|sun)day, )/gi, '$1 ')
  return { text: written, at, until: last.date().getTime() + (wholeMonth ? 31 * dayMs : dayMs) }
}

/** Whether a date is to come, seen from when it was said. */
export function isComing(date: Dated, saidAt: number): boolean {
  return date.until !== undefined && date.until > saidAt && (date.at ?? 0) < saidAt + 800 * dayMs
}

function monthEnd(text: string, saidAt: number, timeZone: string): Dated {
  if (!endOfMonth.test(text)) return { text }
  const month = new Intl.DateTimeFormat('en-GB', { timeZone, month: 'numeric', year: 'numeric' }).formatToParts(saidAt)
  const part = (type: string) => Number(month.find((one) => one.type === type)?.value)
  const until = Date.UTC(part('year'), part('month'), 1)
  const name = new Intl.DateTimeFormat('en-GB', { timeZone, month: 'long', year: 'numeric' }).format(saidAt)
  return { text: text.replace(endOfMonth, `by the end of ${name}`), at: until - dayMs, until }
}

function inFull(part: chrono.ParsedComponents, timeZone: string): string {
  const day = part.isCertain('day') || part.isCertain('weekday')
  const options = day
    ? ({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const)
    : ({ month: 'long', year: 'numeric' } as const)
  const written = new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(part.date())
  if (!part.isCertain('hour')) return written
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(part.date())
  return `${written}, ${time}`
}

/** Of the zone at that moment, east of Greenwich positive. */
export function offsetMinutes(at: number, timeZone: string): number {
  const name = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
