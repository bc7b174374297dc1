/** What is said of a date asked for. */
import {
  clockChange,
  type Day,
  dayNumber,
  daysInMonth,
  isLeap,
  type Moment,
  momentIn,
  months,
  sayDay,
  seasonAt,
  weekdayOf,
  weekOf,
} from '../calendar.ts'
import { digitsFor, sayNumber, sayOrdinal, sayYear } from '../numbers.ts'
import { type Answer, say, type Turn } from '../skill.ts'
import { dayFrom } from '../spoken-day.ts'

export type DateAsked =
  | {
      readonly about:
        | 'today'
        | 'year'
        | 'month'
        | 'leap'
        | 'weekend'
        | 'season'
        | 'week'
        | 'quarter'
        | 'day-of-year'
        | 'century'
        | 'clock-change'
    }
  | { readonly about: 'weekday' | 'date'; readonly words: string }
  | { readonly about: 'count-days'; readonly day: string; readonly left: boolean }
  | { readonly about: 'beside'; readonly name: string; readonly by: 1 | -1 }
  | { readonly about: 'year-length' }
  | { readonly about: 'year-shifted' | 'month-shifted'; readonly by: number }
  | { readonly about: 'length'; readonly month: number; readonly year: number }
  | { readonly about: 'check'; readonly words: string; readonly claim: string }
  | { readonly about: 'age'; readonly born: number; readonly at: number; readonly you: boolean }

export const monthNames = 'january|february|march|april|may|june|july|august|september|october|november|december'
export const dayNames = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday'

const here = (turn: Turn): Moment => momentIn(turn.now, turn.timeZone)

export function answerTo(asked: DateAsked, turn: Turn): Answer | undefined {
  const moment = here(turn)
  switch (asked.about) {
    case 'today':
      return say(`It's ${weekdayOf(moment)}, ${sayDay(moment)}, ${sayYear(moment.year)}.`)
    case 'year':
      return say(`It's ${sayYear(moment.year)}.`)
    case 'year-length':
      return say(`It has ${sayNumber(isLeap(moment.year) ? 366 : 365)} days.`)
    case 'count-days': {
      let count = 0
      for (let day = asked.left ? moment.day : 1; day <= daysInMonth(moment.year, moment.month); day += 1) {
        if (weekdayOf({ ...moment, day }).toLowerCase() === asked.day) count += 1
      }
      return say(
        `There ${count === 1 ? 'is one' : `are ${sayNumber(count)}`}${asked.left ? ' left' : ''} in ${months[moment.month - 1]}.`,
      )
    }
    case 'year-shifted':
      return say(`That's ${sayYear(moment.year + asked.by)}.`)
    case 'beside': {
      const names = asked.name.endsWith('day') ? dayNames.split('|') : monthNames.split('|')
      const name = names[(names.indexOf(asked.name) + asked.by + names.length) % names.length] ?? ''
      return say(`That's ${name.slice(0, 1).toUpperCase()}${name.slice(1)}.`)
    }
    case 'month-shifted':
      return say(`That's ${months[(moment.month - 1 + asked.by + 12) % 12]}.`)
    case 'month':
      return say(`It's ${months[moment.month - 1]}.`)
    case 'season':
      return say(`It's ${seasonAt(moment)}, by the calendar of the northern half of the world.`)
    case 'week':
      return say(`It's week ${sayNumber(weekOf(moment))} of the year.`)
    case 'quarter':
      return say(`It's the ${sayOrdinal(Math.ceil(moment.month / 3))} quarter.`)
    case 'day-of-year':
      return say(`It's day ${sayNumber(dayNumber(moment) - dayNumber({ year: moment.year, month: 1, day: 1 }) + 1)} of the year.`)
    case 'century':
      return say(`It's the ${sayOrdinal(Math.ceil(moment.year / 100))} century.`)
    case 'clock-change': {
      const change = clockChange(turn.now, turn.timeZone)
      if (change === undefined) return say("The clocks don't change where you are, as far as I know.")
      return say(
        `On ${weekdayOf(change.day)}, ${sayDay(change.day)}. The clocks go ${change.forward ? 'forward' : 'back'} by an hour then.`,
      )
    }
    case 'weekend': {
      const name = weekdayOf(moment)
      const left = 6 - weekdayNumber(moment)
      if (left === 0 || left === 6) return say(`Yes, it is. Today is ${name}.`)
      return say(`Not yet. It's ${name}, so ${left === 1 ? 'just one more day' : `${sayNumber(left)} days`} to Saturday.`)
    }
    case 'leap': {
      const said = /\b(1\d{3}|2\d{3})\b/.exec(digitsFor(turn.heard.core))?.[1]
      if (said === undefined && /\b(?:last|previous)\b(?! year)/.test(turn.heard.core)) {
        let year = moment.year - 1
        while (!isLeap(year)) year -= 1
        return say(`The last one was ${sayYear(year)}.`)
      }
      if (said === undefined && /\bnext\b|\bwhen\b/.test(turn.heard.core) && !/\bnext year\b/.test(turn.heard.core)) {
        let year = moment.year + 1
        while (!isLeap(year)) year += 1
        return say(`The next one is ${sayYear(year)}.`)
      }
      const year =
        said === undefined
          ? moment.year + (/\bnext year\b/.test(turn.heard.core) ? 1 : /\blast year\b/.test(turn.heard.core) ? -1 : 0)
          : Number(said)
      return say(isLeap(year) ? `Yes, ${sayYear(year)} is a leap year.` : `No, ${sayYear(year)} isn't a leap year.`)
    }
    case 'length':
      return say(
        `${months[asked.month - 1]} has ${sayNumber(daysInMonth(asked.year, asked.month))} days${asked.month === 2 ? ` in ${sayYear(asked.year)}` : ''}.`,
      )
    case 'check': {
      const day = dayFrom(asked.words, turn) ?? moment
      const claim = asked.claim.replace(/^the /, '')
      const day6 = weekdayNumber(day) === 0 || weekdayNumber(day) === 6
      const right =
        (claim === 'weekend' && day6) ||
        (claim === 'weekday' && !day6) ||
        weekdayOf(day).toLowerCase() === claim ||
        months[day.month - 1]?.toLowerCase() === claim ||
        Number.parseInt(claim, 10) === (claim.length === 4 ? day.year : day.day)
      return say(
        `${right ? 'Yes' : 'No'}, ${asked.words === 'today' ? "it's" : `${asked.words} is`} ${weekdayOf(day)}, ${sayDay(day)}.`.replace(
          'yesterday is',
          'yesterday was',
        ),
      )
    }
    case 'age': {
      const turned = asked.at - asked.born
      if (turned < 1 || turned > 130) return undefined
      const who = asked.you ? "You're" : "That's"
      return say(
        `${who} ${sayNumber(turned - 1)} or ${sayNumber(turned)}, depending on the birthday.`.replace(
          "You're",
          asked.at > moment.year ? 'You will be' : "You're",
        ),
      )
    }
    default: {
      const named = dayFrom(asked.words, turn)
      if (named === undefined) return undefined
      // "What day was the first of March": the last one, where no year was named.
      const behind =
        /\b(?:was|did)\b/.test(turn.heard.core) && dayNumber(named) > dayNumber(moment) && named.year > moment.year - 1
      const day = behind && !/\d{4}/.test(asked.words) ? { ...named, year: named.year - 1 } : named
      const past = dayNumber(day) < dayNumber(moment)
      return say(`${past ? 'That was' : "That's"} ${weekdayOf(day)}, ${sayDay(day, moment.year)}.`)
    }
  }
}

function weekdayNumber(day: Day): number {
  return (((dayNumber(day) + 4) % 7) + 7) % 7
}
