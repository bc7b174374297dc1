/** Days and times in the caller's zone: reading them from words, counting between them, and saying them. */
import { parse } from 'chrono-node/en'
import { sayNumber, sayOrdinal, sayYear } from './numbers.ts'

/** A day of the Gregorian calendar; months count from 1. */
export type Day = { readonly year: number; readonly month: number; readonly day: number }
export type Moment = Day & { readonly hour: number; readonly minute: number; readonly second: number }

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** What calendar and clock show in a zone. */
export function momentIn(now: Date, timeZone: string): Moment {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(now).map((part) => [part.type, Number(part.value)]))
  const get = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  return {
    year: get('year'),
    month: get('month'),
    day: get('day'),
    hour: get('hour'),
    minute: get('minute'),
    second: get('second'),
  }
}

/** Days since 1970-01-01. */
export function dayNumber(day: Day): number {
  return Math.round(Date.UTC(day.year, day.month - 1, day.day) / dayMs)
}

export function dayOfNumber(number: number): Day {
  const date = new Date(number * dayMs)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export function weekdayOf(day: Day): string {
  return weekdays[(((dayNumber(day) + 4) % 7) + 7) % 7] ?? ''
}

/** "March fourteenth", with the year where it is not `thisYear`. */
export function sayDay(day: Day, thisYear = day.year): string {
  const said = `${months[day.month - 1]} ${sayOrdinal(day.day)}`
  return day.year === thisYear ? said : `${said}, ${sayYear(day.year)}`
}

/** "three twenty-six in the afternoon", "noon", "nine o'clock in the evening". */
export function sayTime(hour: number, minute: number): string {
  if (minute === 0 && hour === 0) return 'midnight'
  if (minute === 0 && hour === 12) return 'noon'
  const part = hour < 12 ? 'in the morning' : hour < 18 ? 'in the afternoon' : hour < 22 ? 'in the evening' : 'at night'
  const clock = sayNumber(hour % 12 === 0 ? 12 : hour % 12)
  const past = minute === 0 ? "o'clock" : minute < 10 ? `oh ${sayNumber(minute)}` : sayNumber(minute)
  return `${clock} ${past} ${hour < 5 && hour > 0 ? 'at night' : part}`
}

export function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

export function daysInMonth(year: number, month: number): number {
  return (
    dayNumber(month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 }) -
    dayNumber({ year, month, day: 1 })
  )
}

/** Western Easter Sunday, by the anonymous Gregorian computus (Meeus, Jones, Butcher). */
export function easter(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return { year, month: Math.floor(n / 31), day: (n % 31) + 1 }
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): Day {
  const first = (((dayNumber({ year, month, day: 1 }) + 4) % 7) + 7) % 7
  return { year, month, day: 1 + ((weekday - first + 7) % 7) + (nth - 1) * 7 }
}

type Holiday = { readonly name: string; readonly words: RegExp; readonly on: (year: number) => Day }
const fixed =
  (month: number, day: number) =>
  (year: number): Day => ({ year, month, day })
const afterEaster =
  (days: number) =>
  (year: number): Day =>
    dayOfNumber(dayNumber(easter(year)) + days)

/** Order matters: the eve is looked for before its day. */
const holidays: readonly Holiday[] = [
  { name: 'Christmas Eve', words: /\b(?:christmas|xmas) eve\b/, on: fixed(12, 24) },
  { name: 'Boxing Day', words: /\bboxing day\b/, on: fixed(12, 26) },
  { name: 'Christmas', words: /\b(?:christmas|xmas|x-mas)(?: day)?\b/, on: fixed(12, 25) },
  { name: "New Year's Eve", words: /\bnew years?'?s? eve\b/, on: fixed(12, 31) },
  { name: "New Year's Day", words: /\bnew year(?:'?s)?(?: day)?\b|\bend of the year\b/, on: fixed(1, 1) },
  { name: "Valentine's Day", words: /\bvalentine'?s?(?: day)?\b/, on: fixed(2, 14) },
  { name: "Saint Patrick's Day", words: /\b(?:st|saint) patrick'?s?(?: day)?\b/, on: fixed(3, 17) },
  { name: "April Fools' Day", words: /\bapril fool'?s?'?(?: day)?\b/, on: fixed(4, 1) },
  { name: 'Halloween', words: /\bhallow ?e'?en\b/, on: fixed(10, 31) },
  { name: 'Thanksgiving', words: /\bthanksgiving\b/, on: (year) => nthWeekday(year, 11, 4, 4) },
  { name: 'Black Friday', words: /\bblack friday\b/, on: (year) => dayOfNumber(dayNumber(nthWeekday(year, 11, 4, 4)) + 1) },
  { name: "Mother's Day", words: /\bmother'?s'? day\b/, on: (year) => nthWeekday(year, 5, 0, 2) },
  { name: 'Labor Day', words: /\blabou?r day\b/, on: (year) => nthWeekday(year, 9, 1, 1) },
  { name: 'May Day', words: /\bmay day\b/, on: fixed(5, 1) },
  { name: 'Good Friday', words: /\bgood friday\b/, on: afterEaster(-2) },
  { name: 'Easter Monday', words: /\beaster monday\b/, on: afterEaster(1) },
  { name: 'Easter', words: /\beaster(?: sunday)?\b/, on: afterEaster(0) },
  { name: 'Pentecost', words: /\bpentecost\b|\bwhitsun\b/, on: afterEaster(49) },
  { name: "Father's Day", words: /\bfather'?s'? day\b/, on: (year) => nthWeekday(year, 6, 0, 3) },
  { name: 'Ash Wednesday', words: /\bash wednesday\b/, on: afterEaster(-46) },
  { name: 'Shrove Tuesday', words: /\bshrove tuesday\b|\bpancake day\b|\bmardi gras\b/, on: afterEaster(-47) },
  { name: 'Palm Sunday', words: /\bpalm sunday\b/, on: afterEaster(-7) },
  { name: 'Maundy Thursday', words: /\bmaundy thursday\b/, on: afterEaster(-3) },
  { name: 'Ascension Day', words: /\bascension\b/, on: afterEaster(39) },
  { name: 'Whit Monday', words: /\bwhit monday\b/, on: afterEaster(50) },
  { name: 'Corpus Christi', words: /\bcorpus christi\b/, on: afterEaster(60) },
  { name: 'Epiphany', words: /\bepiphany\b|\bthree kings\b/, on: fixed(1, 6) },
  { name: "All Saints' Day", words: /\ball saints'?(?: day)?\b/, on: fixed(11, 1) },
  { name: "Saint Nicholas' Day", words: /\b(?:st|saint) nicholas'?s?(?: day)?\b/, on: fixed(12, 6) },
  { name: 'Martin Luther King Day', words: /\bmartin luther king\b/, on: (year) => nthWeekday(year, 1, 1, 3) },
  { name: "Presidents' Day", words: /\bpresident'?s'? day\b/, on: (year) => nthWeekday(year, 2, 1, 3) },
  { name: 'Groundhog Day', words: /\bgroundhog day\b/, on: fixed(2, 2) },
  { name: "International Women's Day", words: /\bwomen'?s'? day\b/, on: fixed(3, 8) },
  { name: 'Pi Day', words: /\bpi day\b/, on: fixed(3, 14) },
  { name: 'Earth Day', words: /\bearth day\b/, on: fixed(4, 22) },
  // The last Monday of May is a week before the first of June.
  { name: 'Memorial Day', words: /\bmemorial day\b/, on: (year) => dayOfNumber(dayNumber(nthWeekday(year, 6, 1, 1)) - 7) },
  { name: 'Canada Day', words: /\bcanada day\b/, on: fixed(7, 1) },
  { name: 'Bastille Day', words: /\bbastille day\b/, on: fixed(7, 14) },
  { name: 'German Unity Day', words: /\b(?:german unity day|day of german unity)\b/, on: fixed(10, 3) },
  { name: 'Columbus Day', words: /\bcolumbus day\b/, on: (year) => nthWeekday(year, 10, 1, 2) },
  { name: 'Bonfire Night', words: /\b(?:guy fawkes|bonfire) (?:night|day)\b/, on: fixed(11, 5) },
  { name: 'Veterans Day', words: /\bveteran'?s'? day\b|\barmistice day\b/, on: fixed(11, 11) },
  { name: 'spring', words: /\b(?:(?:first day|beginning|start) of )?spring(?: time)?\b/, on: fixed(3, 20) },
  { name: 'summer', words: /\b(?:(?:first day|beginning|start) of )?summer(?: time)?\b/, on: fixed(6, 21) },
  {
    name: 'autumn',
    words: /\b(?:(?:first day|beginning|start) of )?(?:autumn|fall(?= (?:start|begin|season)))\b|^(?:the )?fall$/,
    on: fixed(9, 23),
  },
  { name: 'winter', words: /\b(?:(?:first day|beginning|start) of )?winter(?: time)?\b/, on: fixed(12, 21) },
  { name: 'Independence Day', words: /\bindependence day\b/, on: fixed(7, 4) },
]

export type Named = { readonly name: string; readonly day: Day }

/** The next time of a feast named in the text, today included; or in the year named with it. */
export function holidayIn(text: string, today: Day): Named | undefined {
  const holiday = holidays.find(({ words }) => words.test(text))
  if (holiday === undefined) return undefined
  const year = /\b(1[5-9]\d\d|2\d\d\d)\b/.exec(text)?.[1]
  if (year !== undefined) return { name: holiday.name, day: holiday.on(Number(year)) }
  if (/\bnext year\b/.test(text)) return { name: holiday.name, day: holiday.on(today.year + 1) }
  if (/\blast year\b/.test(text)) return { name: holiday.name, day: holiday.on(today.year - 1) }
  const here = holiday.on(today.year)
  return {
    name: holiday.name,
    day: dayNumber(here) >= dayNumber(today) || /\bthis year\b/.test(text) ? here : holiday.on(today.year + 1),
  }
}

export type Spoken = {
  readonly day: Day
  /** Set where a time of day was said. */
  readonly hour?: number
  readonly minute?: number
  /** The words that were understood. */
  readonly words: string
  readonly dayGiven: boolean
  readonly yearGiven: boolean
}

/** "5 30", "half past six", "quarter to nine" in forms that the date parser reads. */
export function clockWords(text: string): string {
  return text
    .replace(/\bhalf past (\d{1,2})\b/g, '$1:30')
    .replace(/\b(?:a )?quarter past (\d{1,2})\b/g, '$1:15')
    .replace(/\b(?:a )?quarter to (\d{1,2})\b/g, (_, hour: string) => `${((Number(hour) + 11) % 12 || 12).toString()}:45`)
    .replace(
      /\b(?<!\d )(\d{1,2}) (?:past|after) (\d{1,2})\b/g,
      (_, minute: string, hour: string) => `${hour}:${minute.padStart(2, '0')}`,
    )
    .replace(
      /\b(at|by|until|till|it is|around|about) (5|10|20|25|\d{1,2}(?= minutes)) (?:minutes )?(?:to|before) (\d{1,2})\b(?! (?:minutes|hours|days))/g,
      (_, before: string, minutes: string, hour: string) =>
        `${before} ${((Number(hour) + 11) % 12 || 12).toString()}:${60 - Number(minutes)}`,
    )
    .replace(/\b(?:at|until|till|to|by) (\d{1,2}) (\d{2})\b/g, 'at $1:$2')
    .replace(/\b(\d{1,2}) (\d{2}) (am|pm)\b/g, '$1:$2 $3')
    .replace(/\b(\d{1,2}(?::\d\d)?) o'clock in the (?:morning)\b/g, '$1 am')
    .replace(/\b(\d{1,2}(?::\d\d)?)(?: o'clock)? in the morning\b/g, '$1 am')
    .replace(/\b(\d{1,2}(?::\d\d)?)(?: o'clock)? in the (?:afternoon|evening)\b/g, '$1 pm')
    .replace(/\b(\d{1,2}(?::\d\d)?)(?: o'clock)? at night\b/g, '$1 pm')
    .replace(/\b(\d{1,2}) o'clock\b/g, '$1:00')
}

/** The first date or time in a text whose numbers are digits, in the caller's zone; what lies ahead is preferred where both fit. */
export function spokenIn(text: string, now: Date, timeZone: string): Spoken | undefined {
  const here = momentIn(now, timeZone)
  const offsetMinutes = Math.round(
    (Date.UTC(here.year, here.month - 1, here.day, here.hour, here.minute, here.second) - now.getTime()) / 60_000,
  )
  const back = /\b(?:last|ago|yesterday)\b/.test(text)
  const found = parse(clockWords(text), { instant: now, timezone: offsetMinutes }, { forwardDate: !back })[0]
  if (found === undefined) return undefined
  const { start } = found
  const day = { year: start.get('year') ?? here.year, month: start.get('month') ?? here.month, day: start.get('day') ?? here.day }
  const timed = start.isCertain('hour')
  return {
    day,
    words: found.text,
    dayGiven: start.isCertain('day') || start.isCertain('weekday'),
    yearGiven: start.isCertain('year'),
    ...(timed ? { hour: start.get('hour') ?? 0, minute: start.get('minute') ?? 0 } : {}),
  }
}

/** Seconds from `now` to a day and time in the caller's zone, by its clock. */
export function secondsUntil(here: Moment, day: Day, hour: number, minute: number): number {
  return (dayNumber(day) - dayNumber(here)) * 86_400 + (hour - here.hour) * 3600 + (minute - here.minute) * 60 - here.second
}

/** "two hours and five minutes", rounded to what a person would say. */
export function sayDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds))
  const count = (value: number, unit: string): string => `${sayNumber(value)} ${unit}${value === 1 ? '' : 's'}`
  if (total < 60) return count(total, 'second')
  const days = Math.floor(total / 86_400)
  const hours = Math.floor((total % 86_400) / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const rest = total % 60
  const said = [
    ...(days > 0 ? [count(days, 'day')] : []),
    ...(hours > 0 ? [count(hours, 'hour')] : []),
    ...(minutes > 0 ? [count(minutes, 'minute')] : []),
    ...(rest > 0 && total < 600 ? [count(rest, 'second')] : []),
  ]
  return said.length <= 1 ? (said[0] ?? count(minutes, 'minute')) : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`
}

/** The season of the northern half of the world, from the usual dates of equinoxes and solstices. */
export function seasonAt({ month, day }: Day): string {
  const at = month * 100 + day
  return at < 320 || at >= 1221 ? 'winter' : at < 621 ? 'spring' : at < 923 ? 'summer' : 'autumn'
}

/** ISO 8601 week number: weeks begin on Monday, the first has the year's first Thursday. */
export function weekOf(day: Day): number {
  const number = dayNumber(day)
  const thursday = number - ((number + 3) % 7) + 3
  return 1 + Math.floor((thursday - dayNumber({ year: dayOfNumber(thursday).year, month: 1, day: 1 })) / 7)
}

/** The next change between summer and winter time within a year; undefined where there is none. */
export function clockChange(now: Date, timeZone: string): { readonly day: Day; readonly forward: boolean } | undefined {
  const offset = (at: number): number => {
    const shown = momentIn(new Date(at), timeZone)
    return Math.round((Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute, shown.second) - at) / 60_000)
  }
  const start = now.getTime()
  const before = offset(start)
  for (let days = 1; days <= 366; days += 1) {
    const after = offset(start + days * dayMs)
    if (after === before) continue
    let at = start + (days - 1) * dayMs
    while (offset(at) === before) at += 3_600_000
    return { day: momentIn(new Date(at), timeZone), forward: after > before }
  }
  return undefined
}
