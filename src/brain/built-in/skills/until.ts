/** How long until a day, a feast or a time of day; and how long since. */
import {
  clockWords,
  type Day,
  dayNumber,
  daysInMonth,
  holidayIn,
  type Moment,
  momentIn,
  months,
  sayDay,
  sayDuration,
  secondsUntil,
  spokenIn,
  weekdayOf,
} from '../calendar.ts'
import { digitsFor, sayCount } from '../numbers.ts'
import { type Skill, say, type Turn } from '../skill.ts'
import { dayFrom } from '../spoken-day.ts'

const weekdays = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday'

type Asked = {
  readonly words: string
  readonly unit: 'day' | 'week' | 'month' | 'hour' | 'minute' | 'any'
  readonly since: boolean
  /** Counted from another day than today. */
  readonly from?: string
}

export const until: Skill<Asked> = {
  name: 'until',
  match: ({ heard }) => {
    const core = heard.core
    const span =
      /\bhow (?:long|many (?<unit>hour|minute)s)(?: is it| are there| is that| are)? ?(?:from|between) (?<one>.+?) (?:to|until|till|and) (?<other>.+)$/.exec(
        core,
      )?.groups
    if (
      span !== undefined &&
      /^(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter|noon|midnight)/.test(span.one ?? '')
    )
      return { words: span.other ?? '', from: span.one ?? '', unit: 'hour', since: false }
    const days = new RegExp(
      `\\bhow (?:long|many days)\\b.*\\b(?:from|between) (?<one>${weekdays}) (?:to|until|till|and) (?<other>${weekdays})$`,
    ).exec(core)?.groups
    if (days !== undefined) return { words: days.other ?? '', from: days.one ?? '', unit: 'day', since: false }
    const appointed =
      /\b(?:at|by|starts|until|ends) (?<words>(?:half past |quarter (?:past|to) )?(?:\d{1,2}(?::\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)(?: thirty| fifteen)?(?: o'clock)?(?: in the (?:morning|afternoon|evening)| am| pm)?(?: today| tonight)?)\b.*\bhow (?:long|much time|many (?:hours|minutes))\b(?!.*\b(?:to|from|drive|take|last)\b)(?: do (?:i|we) have| have (?:i|we) got| is (?:it|that|there)| until)?(?: still)?(?: left| until then| to go| then| away| from now)?$/.exec(
        core,
      )?.groups?.words
    if (appointed !== undefined)
      return { words: appointed.replace(/ tonight$/, ' pm').replace(/ (?:am|pm) pm$/, ' pm'), unit: 'any', since: false }
    const passed =
      /\bhow (?:long|much time|many (?:hours|minutes))(?: is it| has it been| have passed| has passed)? since (?<words>(?:noon|midday|midnight|\d.*|(?:half|quarter) .*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b.*(?:o'clock|am|pm|morning|afternoon)))$/.exec(
        core,
      )?.groups?.words
    if (passed !== undefined) return { words: passed, unit: 'hour', since: true }
    const ahead =
      /\bhow (?:long|much time|much longer|far)(?: is it| is| it is| do i have| do we have| have i got| is there| away| will it be| to go| to wait)?(?: left)?(?: still)? (?:until|till|til|to|before|left until) (?<words>.+)$/.exec(
        core,
      ) ??
      /\bhow many (?<unit>day|week|month|hour|minute|night|sleep|year)s?(?: is it| are there| are| do i have| do we have| have i got)?(?: left| to go| still| more| remaining)?(?: there)? (?:until|till|til|to|before|left until|left to|left in|left before) (?<words>.+)$/.exec(
        core,
      ) ??
      /\bhow (?:long|far|many (?<unit>day|week|month|hour)s?) (?:away |off )?is (?<words>.+?)(?: away| off)?$/.exec(core) ??
      /\bhow (?:soon|close) is (?<words>.+)$/.exec(core)
    const between = /\bhow many (?<unit>day|week)s(?: are| is it| are there| lie)? between (?:today|now) and (?<words>.+)$/.exec(
      core,
    )
    const two = /\bhow many (?:days|weeks) (?:are|lie|is it)?(?: there)? ?between (?<one>.+?) and (?<other>.+)$/.exec(
      core,
    )?.groups
    if (two !== undefined && between === null) return { words: two.other ?? '', from: two.one ?? '', unit: 'day', since: false }
    const left =
      /\bhow (?:many (?<unit>day|week|month|hour)s|much(?: time)?)(?: are| is)?(?: there)?(?: still)? (?:left|remain(?:ing)?|do we have left)(?: in| of| until the end of| to go in)? (?<words>(?:this|the) (?:year|month|week|day|hour)|today)\b/.exec(
        core,
      )
    const back =
      /\bhow (?:long|many (?<unit>day|week|month|year)s?)(?: ago)?(?: is it| has it been| have passed| was)? ?(?:since|ago was|was|ago is)? (?<words>.+?)(?: ago)?$/.exec(
        core,
      )
    const found = ahead ?? between ?? left ?? (/\bsince\b|\bago\b/.test(core) ? back : null)
    const words = found?.groups?.words
    // Short forms of days and months are written, never spoken: "how far away is the sun".
    if (words === undefined || /^(?:the )?(?:sun|sat|mon|tue|wed|thu|fri|mar|sec)$/.test(words)) return undefined
    const unit = found?.groups?.unit
    return {
      words: words.replace(/^(?:it is|we get to|since) /, ''),
      since: ahead === null && between === null && left === null,
      unit:
        unit === 'day' || unit === 'week' || unit === 'month' || unit === 'hour' || unit === 'minute'
          ? unit
          : unit === undefined
            ? 'any'
            : 'day',
    }
  },
  answer: ({ words, unit, since, from }, turn) => {
    const here = momentIn(turn.now, turn.timeZone)
    const spoken = digitsFor(
      words
        .replace(/^my birthday (?:which |it |that )*(?:is )?(?:on )(?=\S)/, '')
        .replace(/^(?:my|the|our|his|her) (?:\w+ ){1,3}(?:at|starts at|is at) (?=\S)/, ''),
    )
    if (spoken === 'tomorrow' && (unit === 'hour' || unit === 'minute'))
      return say(`It's ${sayDuration(secondsUntil(here, here, 24, 0))} until midnight.`)
    const named = new RegExp(`\\bin (${months.join('|')})$`, 'i').exec(spoken)?.[1]
    if (named !== undefined && !since) {
      const month = months.findIndex((name) => name.toLowerCase() === named) + 1
      const first = { year: month > here.month ? here.year : here.year + 1, month, day: 1 }
      return say(`It's ${span(dayNumber(first) - dayNumber(here), unit, spoken)} until ${months[month - 1]} begins.`)
    }
    if (unit === 'hour' && from !== undefined) return betweenTimes(from, words, turn)
    if (unit === 'hour' && since) {
      const then = timeOfDay(spoken, turn)
      if (then === undefined) return undefined
      const minutes = (here.hour * 60 + here.minute - (then.hour % 24) * 60 - then.minute + 1440) % 1440
      return say(`It's been ${sayDuration(minutes * 60)}.`)
    }
    const weekday = weekdays.split('|')
    if (from !== undefined && weekday.includes(from) && weekday.includes(words)) {
      const apart = (weekday.indexOf(words) - weekday.indexOf(from) + 7) % 7
      return say(`That's ${sayCount(apart === 0 ? 7 : apart, 'day')}.`)
    }
    if (from !== undefined) {
      const [one, other] = [dayFrom(from, turn), dayFrom(words, turn)]
      if (one === undefined || other === undefined) return undefined
      // Without years, the days lie as they follow each other: March before June, November before January.
      const dated = /\d{4}|\b(?:today|now|tomorrow|yesterday|next|last|this)\b/.test(digitsFor(`${from} ${words}`))
      const apart = dated
        ? Math.abs(dayNumber(other) - dayNumber(one))
        : (dayNumber({ ...other, year: here.year }) - dayNumber({ ...one, year: here.year }) + 365) % 365
      return say(`That's ${sayCount(apart, 'day')}.`)
    }
    if (/\b(?:the )?weekend\b/.test(spoken)) return weekend(turn)
    const year = /^(?:the year )?((?:1[5-9]|2\d)\d\d)$/.exec(spoken)?.[1]
    if (year !== undefined) return years(Number(year) - here.year)
    const rest =
      /^(?:this|the)(?: end of the| current)? (year|month|week|day|hour)\b|^the end of (?:this|the) (year|month|week|day|hour)\b|^today$/.exec(
        spoken,
      )
    if (rest !== null) return leftOf(rest[1] ?? rest[2] ?? 'day', here, unit === 'week')
    const start = since ? /^the (?:beginning|start|first day) of (?:the|this) (year|month|week)$/.exec(spoken)?.[1] : undefined
    if (start !== undefined) {
      const today = dayNumber(here)
      // Weeks begin on Monday; day 0 of the count was a Thursday.
      const passed =
        start === 'week' ? (today + 3) % 7 : today - dayNumber({ ...here, month: start === 'year' ? 1 : here.month, day: 1 })
      return say(`It's been ${sayCount(passed, 'day')} since then.`)
    }
    const holiday = holidayIn(spoken, here)
    const clock = holiday === undefined ? timeOfDay(spoken, turn) : undefined
    if (clock !== undefined) {
      const seconds = secondsUntil(here, clock.day, clock.hour, clock.minute)
      if (seconds <= 0) return undefined
      return say(`It's ${sayDuration(Math.ceil(seconds / 60) * 60)} from now.`)
    }
    const day = holiday?.day ?? dayFrom(spoken, turn)
    if (day === undefined) return undefined
    const label = holiday?.name ?? (/\bmy birthday\b/.test(spoken) ? 'your birthday' : sayDay(day, here.year))
    if (since) return sinceThen(day, label, turn)
    const days = dayNumber(day) - dayNumber(here)
    if (days === 0) return say(`That's today! It's ${weekdayOf(day)}, ${sayDay(day)}.`)
    if (days < 0) return say(`That was ${sayCount(-days, 'day')} ago, on ${weekdayOf(day)}.`)
    return say(`It's ${span(days, unit, spoken)} until ${label}${holiday === undefined ? '' : `, a ${weekdayOf(day)}`}.`)
  },
  again: (rest, previous) =>
    until.match(previous) === undefined ? undefined : `how long until ${rest.replace(/^(?:until|till|to) /, '')}`,
}

function span(days: number, unit: Asked['unit'], words: string): string {
  if (unit === 'week' && days >= 7) {
    const over = days % 7
    const weeks = sayCount(Math.floor(days / 7), 'week')
    return over === 0 ? `exactly ${weeks}` : `${weeks} and ${sayCount(over, 'day')}`
  }
  if (unit === 'hour' && days <= 3 && !/\d/.test(words)) return `about ${sayCount(days * 24, 'hour')}`
  if (unit === 'month' && days >= 31) return `about ${sayCount(Math.round(days / 30.44), 'month')}, or ${sayCount(days, 'day')},`
  return sayCount(days, 'day')
}

function weekend(turn: Turn): ReturnType<typeof say> {
  const here = momentIn(turn.now, turn.timeZone)
  const weekday = (((dayNumber(here) + 4) % 7) + 7) % 7
  if (weekday === 6 || weekday === 0) return say(`Good news, it's the weekend now. It's ${weekdayOf(here)}.`)
  return say(`It's ${sayCount(6 - weekday, 'day')} until the weekend.`)
}

/** From one time of day to the next such other time: "from nine to five" is eight hours. */
function betweenTimes(from: string, to: string, turn: Turn): ReturnType<typeof say> | undefined {
  const minutesOf = (words: string): number | undefined => {
    const spoken = clockWords(digitsFor(words))
    if (/^(?:noon|midday)\b/.test(spoken)) return 720
    if (/^midnight\b/.test(spoken)) return 0
    const found = /^(\d{1,2})(?::(\d\d)| (\d\d))?(?: ?(am|pm))?/.exec(spoken)
    if (found === null || Number(found[1]) > 24) return undefined
    const hour = found[4] === 'pm' ? (Number(found[1]) % 12) + 12 : found[4] === 'am' ? Number(found[1]) % 12 : Number(found[1])
    return hour * 60 + Number(found[2] ?? found[3] ?? 0)
  }
  const [one, other] = [minutesOf(from), minutesOf(to)]
  if (one === undefined || other === undefined || turn.heard.words.length > 20) return undefined
  const halves = /\b(?:am|pm|noon|midnight|morning|evening|afternoon)\b/.test(`${from} ${to}`)
  const span = (other - one + 1440) % (halves || one >= 780 || other >= 780 ? 1440 : 720) || 720
  return say(`That's ${sayDuration(span * 60)}.`)
}

function years(ahead: number): ReturnType<typeof say> {
  if (ahead === 0) return say("That's this year.")
  return say(ahead > 0 ? `About ${sayCount(ahead, 'year')}, counting from this year.` : `About ${sayCount(-ahead, 'year')} ago.`)
}

/** What is left of the running year, month, week or day; today itself not counted. */
function leftOf(unit: string, here: Moment, inWeeks: boolean): ReturnType<typeof say> {
  if (unit === 'hour') return say(`There are ${sayDuration((60 - here.minute) * 60)} left in this hour.`)
  if (unit === 'day') return say(`It's ${sayDuration(secondsUntil(here, here, 24, 0))} until midnight.`)
  const weekday = (((dayNumber(here) + 4) % 7) + 7) % 7
  const end =
    unit === 'week'
      ? dayNumber(here) + ((7 - weekday) % 7)
      : dayNumber(
          unit === 'month' ? { ...here, day: daysInMonth(here.year, here.month) } : { year: here.year, month: 12, day: 31 },
        )
  const days = end - dayNumber(here)
  if (inWeeks && days >= 14) return say(`There are about ${sayCount(Math.round(days / 7), 'week')} left in the ${unit}.`)
  return say(
    days === 0
      ? `None. Today is the last day of the ${unit}.`
      : `There ${days === 1 ? 'is' : 'are'} ${sayCount(days, 'day')} left in the ${unit}, after today.`,
  )
}

/** The last time a day came round. */
function sinceThen(day: Day, label: string, turn: Turn): ReturnType<typeof say> {
  const here = momentIn(turn.now, turn.timeZone)
  const last = dayNumber(day) > dayNumber(here) ? { ...day, year: day.year - 1 } : day
  return say(`It's been ${sayCount(dayNumber(here) - dayNumber(last), 'day')} since ${label}.`)
}

/** The next such time of day: today, or tomorrow where it has passed. */
function timeOfDay(words: string, turn: Turn): { readonly day: Day; readonly hour: number; readonly minute: number } | undefined {
  const here = momentIn(turn.now, turn.timeZone)
  const named = /^(?:it is |the )?(noon|midday|midnight)\b/.exec(words)?.[1]
  if (named !== undefined) {
    const hour = named === 'midnight' ? 24 : 12
    return { day: hour === 12 && here.hour >= 12 ? tomorrow(here) : here, hour, minute: 0 }
  }
  const bare = /^(?:at )?(\d{1,2})(?::(\d\d)| (\d\d))?(?: (am|pm)| o'clock)?(?: (?:today|tonight))?$/.exec(clockWords(words))
  if (bare !== null && bare[4] === undefined) {
    const hour = Number(bare[1])
    const minute = Number(bare[2] ?? bare[3] ?? 0)
    if (hour > 24 || minute > 59) return undefined
    const options = hour < 12 ? [hour, hour + 12] : [hour]
    const next = options.find((option) => option * 60 + minute > here.hour * 60 + here.minute)
    return next === undefined ? { day: tomorrow(here), hour: options[0] ?? hour, minute } : { day: here, hour: next, minute }
  }
  const spoken = spokenIn(words, turn.now, turn.timeZone)
  if (spoken?.hour === undefined || spoken.minute === undefined) return undefined
  const passed = !spoken.dayGiven && secondsUntil(here, here, spoken.hour, spoken.minute) <= 0
  return { day: spoken.dayGiven ? spoken.day : passed ? tomorrow(here) : here, hour: spoken.hour, minute: spoken.minute }
}

function tomorrow(day: Day): Day {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day + 1))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}
