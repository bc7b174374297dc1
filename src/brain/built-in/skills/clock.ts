/** Time, date and weekday, here and elsewhere. */
import {
  type Day,
  dayNumber,
  daysInMonth,
  holidayIn,
  isLeap,
  type Moment,
  momentIn,
  months,
  sayDay,
  sayTime,
  spokenIn,
  weekdayOf,
} from '../calendar.ts'
import { digitsFor, sayNumber, sayYear } from '../numbers.ts'
import { clockOf } from '../places.ts'
import { type Skill, say, type Turn } from '../skill.ts'

const here = (turn: Turn): Moment => momentIn(turn.now, turn.timeZone)

type TimeAsked = { readonly place?: string }

export const time: Skill<TimeAsked> = {
  name: 'time',
  match: ({ heard }) => {
    const { core, plain } = heard
    const asked =
      /\bwhat(?: is the)? time(?: is it| it is| do you have| have you got)?(?: right now| now| today| at the moment)?(?: (?:over )?(?:in|at) (?<place>.+))?$/.exec(
        core,
      ) ??
      /\b(?:what|which) time is it\b(?:.*?\bin (?<place>.+))?/.exec(core) ??
      /^(?:the )?(?:current |exact )?time(?: is it)?(?: right now| now)?(?: in (?<place>.+))?$/.exec(core) ??
      /\bwhat is the (?:current |exact |local )?time\b(?: (?:right )?now)?(?: in (?<place>.+))?$/.exec(core) ??
      /\b(?:have you got|do you have|got|you got|give me) the time\b/.exec(plain) ??
      /\bhow late is it\b|\bis it late\b/.exec(core)
    if (asked === null) return undefined
    const place = asked.groups?.place?.replace(/^the /, '').replace(/ (?:right now|now|at the moment|please|currently)$/, '')
    return place === undefined || place === '' ? {} : { place }
  },
  answer: ({ place }, turn) => {
    if (place === undefined || /^(?:here|my place|my city|this place|my time zone)$/.test(place)) {
      const moment = here(turn)
      return say(`It's ${sayTime(moment.hour, moment.minute)}.`)
    }
    const clock = clockOf(place)
    if (clock === undefined) return say(`Sorry, I don't have a clock for ${place}. Try a bigger city near it.`)
    const there = momentIn(turn.now, clock.zone)
    const shift = dayNumber(there) - dayNumber(here(turn))
    const when = shift === 0 ? '' : shift > 0 ? ' tomorrow' : ' yesterday'
    return say(`In ${clock.label}, it's ${sayTime(there.hour, there.minute)}${when === '' ? '' : `,${when} by your calendar`}.`)
  },
  again: (rest, previous) => {
    const place = rest.replace(/^(?:in|for|at) /, '')
    return time.match(previous) === undefined || clockOf(place) === undefined ? undefined : `what time is it in ${place}`
  },
}

type DateAsked =
  | { readonly about: 'today' | 'year' | 'month' | 'leap' | 'weekend' | 'part' }
  | { readonly about: 'weekday' | 'date'; readonly words: string }
  | { readonly about: 'length'; readonly month: number; readonly year: number }

export const date: Skill<DateAsked> = {
  name: 'date',
  match: (turn) => {
    const core = digitsFor(turn.heard.core)
    if (/\bleap year\b/.test(core) && !/\bwhat is a leap year\b/.test(core)) return { about: 'leap' }
    if (/\bis it (?:already |still )?(?:the )?weekend\b|\bis today (?:on )?the weekend\b/.test(core)) return { about: 'weekend' }
    if (
      /\bis it (?:morning|afternoon|evening|night|day|daytime)(?: time)?(?: or (?:morning|afternoon|evening|night|day))?(?: now| already| yet| right now| there)*$/.test(
        core,
      )
    )
      return { about: 'part' }
    if (/\b(?:what|which) year (?:is it|is this|are we in|it is|do we have)\b|\bwhat is the (?:current )?year\b/.test(core))
      return { about: 'year' }
    if (/\b(?:what|which) month (?:is it|is this|are we in|it is|do we have)\b|\bwhat is the (?:current )?month\b/.test(core))
      return { about: 'month' }
    const length =
      /\bhow many days (?:are|does|do|has|are there)?\s*(?:there )?(?:in|are in|does)?\s*(?:the month of |month )?(january|february|march|april|may|june|july|august|september|october|november|december|this month)\b(?: have)?(?: (?:in )?(\d{4}))?/.exec(
        core,
      )
    if (length !== null && !/\b(?:until|till|to|before|left|since)\b/.test(core)) {
      const moment = here(turn)
      const month = length[1] === 'this month' ? moment.month : months.findIndex((name) => name.toLowerCase() === length[1]) + 1
      return { about: 'length', month, year: length[2] === undefined ? moment.year : Number(length[2]) }
    }
    const weekday =
      /\b(?:what|which) (?:day of the week|weekday)(?: (?:is|was|will|does|did))?(?: it| be)?(?: (?<words>.+))?$/.exec(core) ??
      /\b(?:what|which) day (?:does|did|will|was|is) (?!it$|it (?:today|now|again)|today|this$|the date)(?<words>.+?)(?: (?:fall|falls|land|be|come)(?: on)?)?$/.exec(
        core,
      ) ??
      /\bon (?:what|which) (?:day|weekday)(?: of the week)? (?:is|was|does|did|will) (?<words>.+?)(?: fall| be| land)?(?: on)?$/.exec(
        core,
      )
    if (weekday !== null) {
      const words = (weekday.groups?.words ?? '').replace(/^(?:it|be|this)\b ?/, '')
      if (words === '' || /^(?:today|now|again)$/.test(words)) return { about: 'today' }
      return { about: 'weekday', words }
    }
    if (
      /\b(?:what|which) (?:day|date) (?:is it|is today|is this|it is|do we have|have we got)\b|\bwhat is (?:the|today's|todays) (?:date|day)(?: today| now| of today)?$|\bwhat is today(?:'s date)?$|\b(?:what|which) (?:day|date) is it\b|^(?:today's |the )?date(?: today)?$|\bwhat is the day today\b|\bwhat day today\b/.test(
        core,
      ) &&
      !/\b(?:in \d|tomorrow|yesterday|next|after)\b/.test(core)
    )
      return { about: 'today' }
    const dated =
      /\b(?:what|which) (?:is the )?(?:date|day)(?: of the month)?(?: (?:is|was|will|do we have))?(?: it)?(?: be)?(?: (?:on|for|of))? (?<words>(?:(?:the |a )?(?:day )?(?:after|before) |tomorrow|yesterday|in |next |last |this |on |\d|monday|tuesday|wednesday|thursday|friday|saturday|sunday|easter|good friday|thanksgiving|pentecost|christmas|halloween|new year|valentine).*)$/.exec(
        core,
      ) ??
      /\bwhen is (?<words>(?:easter|good friday|thanksgiving|pentecost|christmas|halloween|new year|valentine|boxing|saint patrick|st patrick|april fool|the day after tomorrow|next (?:mon|tues|wednes|thurs|fri|satur|sun)day).*)$/.exec(
        core,
      )
    const words = dated?.groups?.words
    return words === undefined ? undefined : { about: /\bwhat day\b|\bwhich day\b/.test(core) ? 'weekday' : 'date', words }
  },
  answer: (asked, turn) => {
    const moment = here(turn)
    switch (asked.about) {
      case 'today':
        return say(`It's ${weekdayOf(moment)}, ${sayDay(moment)}, ${sayYear(moment.year)}.`)
      case 'year':
        return say(`It's ${sayYear(moment.year)}.`)
      case 'month':
        return say(`It's ${months[moment.month - 1]}.`)
      case 'part':
        return say(`It's ${sayTime(moment.hour, moment.minute)}.`)
      case 'weekend': {
        const name = weekdayOf(moment)
        const left = 6 - ((((dayNumber(moment) + 4) % 7) + 7) % 7)
        if (name === 'Saturday' || name === 'Sunday') return say(`Yes, it is. Today is ${name}.`)
        return say(`Not yet. It's ${name}, so ${left === 1 ? 'just one more day' : `${sayNumber(left)} days`} to Saturday.`)
      }
      case 'leap': {
        const said = /\b(1\d{3}|2\d{3})\b/.exec(digitsFor(turn.heard.core))?.[1]
        if (said === undefined && /\bnext\b|\bwhen\b/.test(turn.heard.core)) {
          let year = moment.year + 1
          while (!isLeap(year)) year += 1
          return say(`The next one is ${sayYear(year)}.`)
        }
        const year = said === undefined ? moment.year : Number(said)
        return say(isLeap(year) ? `Yes, ${sayYear(year)} is a leap year.` : `No, ${sayYear(year)} isn't a leap year.`)
      }
      case 'length':
        return say(
          `${months[asked.month - 1]} has ${sayNumber(daysInMonth(asked.year, asked.month))} days${asked.month === 2 ? ` in ${sayYear(asked.year)}` : ''}.`,
        )
      default: {
        const day = dayFrom(asked.words, turn)
        if (day === undefined) return undefined
        const past = dayNumber(day) < dayNumber(moment)
        return say(`${past ? 'That was' : "That's"} ${weekdayOf(day)}, ${sayDay(day, moment.year)}.`)
      }
    }
  },
}

/** The day that words such as "christmas next year", "the 4th of july 1976", "in three weeks" name. */
export function dayFrom(words: string, turn: Turn): Day | undefined {
  const moment = here(turn)
  const spoken = digitsFor(words)
  const holiday = holidayIn(spoken, moment)
  if (holiday !== undefined) return holiday.day
  if (/\bday after tomorrow\b/.test(spoken)) return shifted(moment, 2)
  if (/\bday before yesterday\b/.test(spoken)) return shifted(moment, -2)
  return spokenIn(spoken, turn.now, turn.timeZone)?.day
}

function shifted(day: Day, by: number): Day {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day + by))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}
