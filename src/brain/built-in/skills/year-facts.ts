/** What is so of every year and month: which month is the third, how the seasons begin and end, the last day of a month. */
import { daysInMonth, momentIn, months, sayDay, weekdayOf } from '../calendar.ts'
import { digitsFor, sayNumber, sayYear } from '../numbers.ts'
import { type Skill, say, type Turn } from '../skill.ts'
import { sentenceCase } from '../you-and-i.ts'

const order = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
  'last',
]
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const monthNames = months.join('|').toLowerCase()
const seasonEnds: Readonly<Record<string, string>> = {
  winter: 'On March twentieth or so, when spring begins. That holds for the northern half of the world.',
  spring: 'On June twenty-first or so, when summer begins. That holds for the northern half of the world.',
  summer: 'Around September twenty-third, when autumn begins. That holds for the northern half of the world.',
  autumn: 'On December twenty-first or so, when winter begins. That holds for the northern half of the world.',
  fall: 'On December twenty-first or so, when winter begins. That holds for the northern half of the world.',
}

function answerTo(core: string, turn: Turn): string | undefined {
  const here = momentIn(turn.now, turn.timeZone)
  const nth = new RegExp(
    `^(?:what|which) (?:is |month is |day is )?(?:the )?(?<place>${order.join('|')}) (?<of>month of the year|month in the year|month|day of the week|weekday)(?: is it)?$`,
  ).exec(core)?.groups
  if (nth !== undefined) {
    const at = order.indexOf(nth.place ?? '')
    const names = (nth.of ?? '').startsWith('month') ? months : weekdays
    const name = nth.place === 'last' ? names.at(-1) : names[at]
    // Where the week begins is not the same everywhere.
    if (name === undefined) return undefined
    return names === weekdays ? `${name}, if the week begins on Monday.` : `${name}.`
  }
  const place = new RegExp(
    `^(?:what|which) (?:number )?month (?:of the year )?is (?<name>${monthNames})$|^(?:what|which) number is (?<name2>${monthNames})$`,
  ).exec(core)?.groups
  const named = place?.name ?? place?.name2
  if (named !== undefined)
    return `${sentenceCase(named)} is the ${order[monthNames.split('|').indexOf(named)]} month of the year.`
  const end =
    /^when (?:does|will|is) (?:the )?(?:end of )?(?<season>winter|spring|summer|autumn|fall)(?: end| over| finish| be over)?(?: this year)?$/.exec(
      core,
    )
  if (end !== null && /\b(?:end|over|finish)\b/.test(core)) return seasonEnds[end.groups?.season ?? '']
  const last = new RegExp(
    `^(?:what|when|which) (?:is |day is |date is )?(?:the )?(?<which>first|last) (?:day|date) of (?:the |this )?(?<month>month|next month|${monthNames}|year)(?: this year)?$`,
  ).exec(core)?.groups
  if (last !== undefined) {
    const month =
      last.month === 'month'
        ? here.month
        : last.month === 'next month'
          ? (here.month % 12) + 1
          : last.month === 'year'
            ? last.which === 'first'
              ? 1
              : 12
            : monthNames.split('|').indexOf(last.month ?? '') + 1
    const year = last.month === 'next month' && here.month === 12 ? here.year + 1 : here.year
    const day = { year, month, day: last.which === 'first' ? 1 : daysInMonth(year, month) }
    return `It's ${weekdayOf(day)}, ${sayDay(day, here.year)}.`
  }
  const born =
    /\b(?:what|which) year (?:was|is) .+ born\b.*\b(?:is|am|are|turned|turning|turns) (?<age>\d{1,3})\b|\b(?:what|which) year (?:was|were) (?:someone|somebody|i|he|she) (?:who is |born if .*?)(?<age2>\d{1,3})\b/.exec(
      digitsFor(core),
    )?.groups
  const age = Number(born?.age ?? born?.age2)
  if (!Number.isNaN(age) && age > 0 && age < 130)
    return `In ${sayYear(here.year - age - 1)} or ${sayYear(here.year - age)}, depending on the birthday.`
  const left = new RegExp(
    `^how many days (?:are |do we have )?(?:still )?(?:left |remain(?:ing)? )(?:in|of) (?<month>${monthNames})$`,
  ).exec(core)?.groups?.month
  if (left !== undefined) {
    const month = monthNames.split('|').indexOf(left) + 1
    return month === here.month
      ? `There are ${sayNumber(daysInMonth(here.year, month) - here.day)} days left in ${months[month - 1]}, after today.`
      : `${months[month - 1]} has ${sayNumber(daysInMonth(here.year, month))} days, and it isn't ${months[month - 1]} now.`
  }
  return undefined
}

export const yearFacts: Skill<string> = {
  name: 'year-facts',
  match: (turn) => answerTo(turn.heard.core, turn),
  answer: (text) => say(text),
}
