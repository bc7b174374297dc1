/** The day that words name, seen from the caller's today. */
import { type Day, dayNumber, dayOfNumber, daysInMonth, holidayIn, momentIn, spokenIn, weekdayOf } from './calendar.ts'
import { digitsFor } from './numbers.ts'
import type { Turn } from './skill.ts'

/** The day that words such as "christmas next year", "the 4th of july 1976", "in three weeks", "my birthday" name. */
export function dayFrom(words: string, turn: Turn): Day | undefined {
  const moment = momentIn(turn.now, turn.timeZone)
  const spoken = digitsFor(words)
  const holiday = holidayIn(spoken, moment)
  if (holiday !== undefined) return holiday.day
  if (/^(?:the )?(?:day )?after tomorrow$/.test(spoken)) return dayOfNumber(dayNumber(moment) + 2)
  if (/^(?:the )?(?:day )?before yesterday$/.test(spoken)) return dayOfNumber(dayNumber(moment) - 2)
  if (/^(?:it |that )?today$/.test(spoken)) return moment
  if (/\bfriday the (?:13|13th|thirteenth)\b/.test(spoken)) return nextFridayThe13th(moment)
  const counted = /^(?:in |it be in |be in )?(\d+|a|an) (day|week)s?(?: from (?:now|today)| later| after (?:today|this))?$/.exec(
    spoken,
  )
  if (counted !== null) {
    return dayOfNumber(
      dayNumber(moment) + (/^an?$/.test(counted[1] ?? '') ? 1 : Number(counted[1])) * (counted[2] === 'week' ? 7 : 1),
    )
  }
  const months = /^(?:in )?(\d+|an?|one) (month|year)s? (?:from (?:now|today)|later|ago)$|^in (\d+|an?|one) (month|year)s?$/.exec(
    spoken,
  )
  if (months !== null) {
    const many = /^(?:an?|one)$/.test(months[1] ?? months[3] ?? '') ? 1 : Number(months[1] ?? months[3])
    const step = many * ((months[2] ?? months[4]) === 'year' ? 12 : 1) * (/\bago$/.test(spoken) ? -1 : 1)
    const at = moment.year * 12 + moment.month - 1 + step
    const [year, month] = [Math.floor(at / 12), (at % 12) + 1]
    return { year, month, day: Math.min(moment.day, daysInMonth(year, month)) }
  }
  if (/\bmy (?:next )?birthday\b/.test(spoken)) {
    const statement = [...turn.known, ...turn.told.statements].findLast(({ plain }) =>
      /\bbirthday\b|\bi was born on\b/.test(plain),
    )
    return statement === undefined
      ? undefined
      : spokenIn(digitsFor(statement.plain).replace(/\b\d{4}\b/, ''), turn.now, turn.timeZone)?.day
  }
  const ofMonth = /^(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?$/.exec(
    spoken.replace(/\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)$/, (word) =>
      String(ordinals.indexOf(word) + 1),
    ),
  )
  if (ofMonth !== null) {
    const day = Number(ofMonth[1])
    const month = day >= moment.day ? moment.month : (moment.month % 12) + 1
    const year = month < moment.month ? moment.year + 1 : moment.year
    return day >= 1 && day <= daysInMonth(year, month) ? { year, month, day } : undefined
  }
  const found = spokenIn(spoken, turn.now, turn.timeZone)
  if (found === undefined) return undefined
  const day = /\bthis year\b/.test(spoken) && !found.yearGiven ? { ...found.day, year: moment.year } : found.day
  // What was not understood may change the day: better no answer than a wrong one.
  const left = spoken
    .replace(found.words, ' ')
    .replace(
      /\b(?:the|of|on|in|at|this|that|year|day|date|it|is|was|be|fall|falls|will|from|now|and|again|for|me|please|a|an|start|starts|begin|begins|my \w+)\b|[^\p{L}\d]/gu,
      ' ',
    )
  return /[\p{L}\d]/u.test(left) && !/\d:\d\d/.test(found.words) ? undefined : day
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']

function nextFridayThe13th(from: Day): Day | undefined {
  for (let month = from.month - 1; month < from.month + 24; month += 1) {
    const day = { year: from.year + Math.floor(month / 12), month: (month % 12) + 1, day: 13 }
    if (weekdayOf(day) === 'Friday' && dayNumber(day) >= dayNumber(from)) return day
  }
  return undefined
}
