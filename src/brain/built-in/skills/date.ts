/** Date, weekday, month, year, season, and the days that words name. */
import { type Moment, momentIn, months } from '../calendar.ts'
import { digitsFor } from '../numbers.ts'
import type { Skill, Turn } from '../skill.ts'
import { dayFrom } from '../spoken-day.ts'
import { answerTo, type DateAsked, dayNames, monthNames } from './date-answers.ts'

const feasts =
  'christmas|xmas|easter|good friday|thanksgiving|pentecost|halloween|new year|valentine|boxing|mother|labou?r day|black friday|father|ash wednesday|shrove|pancake|mardi gras|palm sunday|maundy|ascension|whit|corpus christi|epiphany|three kings|all saints|st nicholas|saint nicholas|martin luther|president.?s|groundhog|women.?s day|international women|pi day|earth day|memorial day|canada day|bastille|german unity|the day of german|columbus day|guy fawkes|bonfire|veteran|armistice|saint patrick|st patrick|april fool|independence'
const dated = new RegExp(
  `(?<words>(?:(?:the |a )?(?:days? )?(?:after|before) |an? (?:month|year) (?:from|later|ago)|tomorrow|yesterday|in |next |last |this |on |the |\\d|${dayNames}|${monthNames}|${feasts}|my birthday|a week|today).*)$`,
)

const askingFor = (what: string): RegExp =>
  new RegExp(
    `\\b(?:what|which) (?:\\w+ )?${what} (?:of the year )?(?:is it|is this|are we in|it is|do we have|are we|is today|have we got)\\b|\\bwhat is (?:the )?(?:current )?${what}(?: number| of the year| right now| now| is it)*$`,
  )
const asking = {
  year: askingFor('year'),
  month: askingFor('month'),
  season: askingFor('season'),
  week: askingFor('(?:calendar )?week'),
  quarter: askingFor('quarter'),
}

const here = (turn: Turn): Moment => momentIn(turn.now, turn.timeZone)

export const date: Skill<DateAsked> = {
  name: 'date',
  match: (turn) => {
    const core = turnedRound(digitsFor(turn.heard.core)).replace(/ (?:in (?:numbers|figures|digits)|by the way)$/, '')
    const near = new RegExp(`^when (?:was|is) (?<day>(?:last|next|this) (?:${dayNames}))$`).exec(core)?.groups?.day
    if (near !== undefined) return { about: 'date', words: near }
    const first = new RegExp(`^when (?:does|will|did) (?:the month of )?(?<month>${monthNames}) (?:start|begin)$`).exec(core)
      ?.groups?.month
    if (first !== undefined) return { about: 'weekday', words: `${first} 1` }
    const feast =
      /^(?:is|will|does) (?<day>[a-z' ]+?) (?:be |fall |land )?on (?:a|the) (?:weekend|weekday|saturday|sunday|monday|friday)(?: this year)?$/.exec(
        core,
      )?.groups?.day
    if (feast !== undefined && feast !== 'it') return { about: 'weekday', words: feast }
    const born = bornOn(core)
    if (born !== undefined) return { about: 'weekday', words: born }
    const possessive = /^(?:what is )?(?<day>tomorrow|yesterday)(?:'s|s) (?:date|day)$/.exec(core)?.groups?.day
    if (possessive !== undefined) return { about: 'date', words: possessive }
    if (/\b(?:the )?day and (?:the )?date\b|\b(?:the )?date and (?:the )?(?:week)?day\b/.test(core)) return { about: 'today' }
    if (/^(?:is it|do we have|have we got|is today|are we on) the \w+ or (?:the )?\w+(?:st|nd|rd|th)(?: today| now)?$/.test(core))
      return { about: 'today' }
    const claimed = /^(?:you |do you |if |whether )*(?:know )?(?:if|whether) (?:it|today) is (?<claim>.+)$/.exec(core)?.groups
      ?.claim
    if (
      claimed !== undefined &&
      new RegExp(`^(?:${dayNames}|${monthNames}|(?:the )?\\d{1,2}(?:st|nd|rd|th)?)(?: today)?$`).test(claimed)
    )
      return { about: 'check', words: 'today', claim: claimed.replace(/ today$/, '') }
    if (/\bleap year\b/.test(core) && !/\bwhat is a leap year\b|\bhow many\b|\bhow often\b/.test(core)) return { about: 'leap' }
    if (/\bis (?:it|today|this) (?:already |still |on )?(?:the |a )?weekend\b/.test(core)) return { about: 'weekend' }
    const yearThen = /\bwhat year (?:will|would|was|is) (?:it|that)?(?: be)? ?(?:in (\d+) years|(\d+) years (ago|from now))/.exec(
      core,
    )
    if (yearThen !== null)
      return { about: 'year-shifted', by: Number(yearThen[1] ?? yearThen[2]) * (yearThen[3] === 'ago' ? -1 : 1) }
    if (asking.year.test(core)) return { about: 'year' }
    if (asking.month.test(core)) return { about: 'month' }
    if (
      asking.season.test(core) ||
      /^is it (?:still |already |now )?(?:winter|spring|summer|autumn|fall)(?: yet| already| now| still)?$/.test(core)
    )
      return { about: 'season' }
    if (asking.week.test(core) || /\bwhat week (?:of the year )?(?:is it|are we)/.test(core)) return { about: 'week' }
    if (asking.quarter.test(core)) return { about: 'quarter' }
    const length = new RegExp(
      `\\bhow (?:many days|long)\\b.*?\\b(?<month>${monthNames}|this month|next month)\\b(?:.*?\\b(?<year>\\d{4}))?`,
    ).exec(core)?.groups
    if (length !== undefined && !/\b(?:until|till|to|before|left|since|away|from|between|after|ago)\b/.test(core)) {
      const moment = here(turn)
      const month =
        length.month === 'this month'
          ? moment.month
          : length.month === 'next month'
            ? (moment.month % 12) + 1
            : months.findIndex((name) => name.toLowerCase() === length.month) + 1
      return { about: 'length', month, year: length.year === undefined ? moment.year : Number(length.year) }
    }
    const age = ageAsked(core, turn)
    if (age !== undefined) return age
    if (/\b(?:day|date) of the year\b/.test(core)) return { about: 'day-of-year' }
    if (/\b(?:what|which) century\b/.test(core) && /\b(?:we|it|this)\b/.test(core)) return { about: 'century' }
    if (
      /\b(?:are|is|do|will|have) (?:the |our )?clocks? (?:\w+ )?(?:go|going|gone|change|changing|changed|spring|fall|move|moving|put|turn)\b|\b(?:clocks?|hour) (?:go|goes|going) (?:forward|back)\b/.test(
        core,
      )
    )
      return { about: 'clock-change' }
    if (/\bwhen (?:do|does|will|is) (?:the )?(?:clocks?|daylight sav\w+(?: time)?|summer time|winter time)\b/.test(core))
      return { about: 'clock-change' }
    if (
      /\bis (?:(?:it|today|tomorrow|this) )+(?:a |still |already )*(?:weekday|work(?:ing)? day|weekend|school day)\b/.test(core)
    )
      return {
        about: 'check',
        words: core.includes('tomorrow') ? 'tomorrow' : 'today',
        claim: core.includes('weekend') ? 'weekend' : 'weekday',
      }
    const check = new RegExp(
      `^(?:is|was|isn't|will|do we have|do we already have) (?:it |that |be )?(?:(?<words>today|tomorrow|yesterday) )?(?:(?:be|a|it|really|still|already|actually) )*(?:the )?(?<claim>${dayNames}|${monthNames}|(?:19|20)\\d\\d|(?:the )?\\d{1,2}(?:st|nd|rd|th)?)(?: (?<after>today|tomorrow|yesterday))?(?: already| now| yet)?$`,
    ).exec(core)?.groups
    if (check !== undefined && /^(?:(?:is|was) (?:it|today|tomorrow|yesterday)|do we)\b/.test(core))
      return { about: 'check', words: check.words ?? check.after ?? 'today', claim: check.claim ?? '' }
    const either = new RegExp(
      `^(?:is|was|do we have|have we got|are we on) (?:it |that )?(?<words>today|tomorrow|yesterday)?(?: ?(?:the|a|on|already|still|now))* ?(?:${dayNames}|${monthNames}|(?:the )?\\d{1,2}(?:st|nd|rd|th)?) or (?:the |a )?(?:${dayNames}|${monthNames}|\\d{1,2}(?:st|nd|rd|th)?)(?: (?<after>today|tomorrow|yesterday))?$`,
    ).exec(core)?.groups
    if (either !== undefined) return { about: 'date', words: either.words ?? either.after ?? 'today' }
    const nextMonth =
      /\b(?:what|which)(?: is| was)?(?: the)? (?:month (?:is |was )?(?<when>after next|before last|after this|before this)|(?<way>next|last) month)(?: again)?$|\b(?:what|which) month (?:is|was|comes|came) (?<rel>next|last|before|after this)$/.exec(
        core,
      )?.groups
    if (nextMonth !== undefined) {
      const said = nextMonth.when ?? nextMonth.way ?? nextMonth.rel ?? ''
      const by = said === 'after next' ? 2 : said === 'before last' ? -2 : /^(?:next|after)/.test(said) ? 1 : -1
      return { about: 'month-shifted', by }
    }
    const beside = new RegExp(
      `^(?:what|which) (?:day|month)(?: of the (?:week|year))? (?:comes|is|follows|was|came)(?: right| just)? ?(?<way>after|before|next after)? (?<name>${dayNames}|${monthNames})$`,
    ).exec(core)?.groups
    if (beside !== undefined) return { about: 'beside', name: beside.name ?? '', by: beside.way === 'before' ? -1 : 1 }
    const plainDay =
      /^what (?:is|was|will be) (?:it )?(?<words>yesterday|tomorrow|the day (?:after tomorrow|before yesterday))$/.exec(core)
        ?.groups?.words
    if (plainDay !== undefined) return { about: 'date', words: plainDay }
    const these = new RegExp(
      `\\bhow many (?<day>${dayNames})s (?:are |do we have )?(?:there )?(?:left |still )*(?:in )?(?:this|the) month\\b`,
    ).exec(core)?.groups?.day
    if (these !== undefined) return { about: 'count-days', day: these, left: /\bleft|still\b/.test(core) }
    if (/\bhow many days (?:are |has |does )?(?:there )?(?:in )?(?:this|the) year(?: have)?$/.test(core))
      return { about: 'year-length' }
    const shifted = /^what (?:is|was|day is|will be) (?<words>(?:\d+|an?) (?:day|week|month)s? (?:from (?:today|now)|ago))$/.exec(
      core,
    )?.groups?.words
    if (shifted !== undefined) return { about: 'date', words: shifted }
    const weekday =
      /\b(?:what|which) (?:day of the week|weekday)(?: (?:is|was|will|does|did|are we))?(?: it| be)?(?: (?:on )?(?<words>.+))?$/.exec(
        core,
      ) ??
      /\b(?:what|which) day (?:does|did|will|was|is) (?!it$|it (?:today|now|again|right)|today|this$|the date)(?<words>.+?)(?: (?:fall|falls|land|be|come)(?: on)?)?$/.exec(
        core,
      ) ??
      /\bon (?:what|which) (?:day|weekday)(?: of the week)? (?:is|was|does|did|will) (?<words>.+?)(?: fall| be| land)?(?: on)?$/.exec(
        core,
      ) ??
      /^(?<words>.+) (?:is|was|falls on|will be|is on) (?:what|which) (?:day|weekday)(?: of the week)?$/.exec(core)
    if (weekday !== null) {
      const words = (weekday.groups?.words ?? '').replace(/^(?:it|be|this)\b ?/, '')
      return words === '' || /^(?:today|now|again|right now)$/.test(words) ? { about: 'today' } : { about: 'weekday', words }
    }
    const other =
      new RegExp(
        `\\b(?:what|which) (?:is the |is |was )?(?:the )?(?:date|day)(?: of the month)?(?: (?:is|was|will|do we have|are we|would|does))?(?: it| that)?(?: be)?(?: (?:on|for|of))? ${dated.source}`,
      ).exec(core) ??
      new RegExp(
        `\\bwhen (?:is|are|was|does|do|will)(?: the)?(?: next)? (?<words>friday the 13th|(?:mother|father|labou?r|may|black)'?s? (?:day|friday)|(?:spring|summer|autumn|fall|winter)(?: time)?(?: start| begin)?|(?:${feasts}|the day after tomorrow|next (?:${dayNames})|the (?:first|last|next) day).*)$`,
      ).exec(core) ??
      /\bwhat (?:is|was|will) (?:the date be )?(?<words>tomorrow|yesterday|next \w+day|last \w+day)(?: s|'s|s)? date$/.exec(core)
    const plainDate = new RegExp(
      `^when is (?:the )?(?<words>(?:\\d{1,2}(?:st|nd|rd|th)?|first|second|third|last) of (?:${monthNames})|(?:${monthNames}) (?:the )?\\d{1,2}(?:st|nd|rd|th)?)$`,
    ).exec(core)?.groups?.words
    if (plainDate !== undefined) return { about: 'weekday', words: plainDate }
    const later = /\bwhat (?:will|would) (?:the )?(?:date|day) be (?<words>.+)$/.exec(core)?.groups?.words
    const words = other?.groups?.words ?? later
    if (words !== undefined && !/^(?:today|the date|the day|this)\b/.test(words))
      return { about: /\b(?:what|which) day\b/.test(core) ? 'weekday' : 'date', words }
    const elsewhen =
      /\b(?:tomorrow|yesterday|next|last|ago|in \d+|from now|until|till|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/.test(core)
    if (
      !elsewhen &&
      /\b(?:what|which) (?:day|date) (?:is it|is today|is this|it is|we have|today is|do we have|have we got|are we|today|is today's)\b|\b(?:what|which) (?:is )?(?:the )?(?:current |exact )?(?:date|day)(?: is| it)*(?: today| now| of today)?$|\bwhat is today(?:'s date| date|s date|'s day| day)?$|\b(?:todays|today's) (?:date|day)\b|^(?:the |current )?date(?: today| please)?$|\b(?:tell|give|know|got|have) (?:me )?(?:the |today's |todays )(?:date|day)\b/.test(
        core,
      )
    )
      return { about: 'today' }
    return undefined
  },
  answer: (asked, turn) => answerTo(asked, turn),
  again: (rest, previous) => {
    const before = date.match(previous)
    if (before === undefined || !/^(?:today|weekday|date|check)$/.test(before.about)) return undefined
    if (/^the day after(?: that)?$/.test(rest) && /\btomorrow\b/.test(previous.heard.core))
      return 'what day is the day after tomorrow'
    return dayFrom(rest, previous) === undefined ? undefined : `what day is ${rest}`
  },
}

/** "What day of the week was I born if my birthday is May 5, 1990": the date named in it. */
function bornOn(core: string): string | undefined {
  if (!/\b(?:what|which) (?:day|weekday)\b.*\b(?:was|were) (?:i|he|she|they|we|my \w+) born\b/.test(core)) return undefined
  return new RegExp(
    `(?:(?:${monthNames}) (?:the )?\\d{1,2}(?:st|nd|rd|th)?|\\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:${monthNames}))(?: (?:in )?\\d{4})`,
  ).exec(core)?.[0]
}

function ageAsked(core: string, turn: Turn): Extract<DateAsked, { about: 'age' }> | undefined {
  if (!/\bhow old\b|\bwhat age\b|\bmy age\b/.test(core)) return undefined
  const years = [...core.matchAll(/\b(?:19|20)\d\d\b/g)].map((match) => Number(match[0]))
  const saidBorn = /\bborn (?:\w+ ){0,4}?((?:19|20)\d\d)\b/.exec(core)?.[1]
  const bornHere = saidBorn !== undefined ? Number(saidBorn) : /\bborn\b/.test(core) ? years[0] : undefined
  const you = /\b(?:i|me|my)\b/.test(core)
  const bornBefore = you
    ? turn.told.statements
        .map(({ plain }) => /\bi was born\b.*?\b(?<year>(?:19|20)\d\d)\b/.exec(digitsFor(plain))?.groups?.year)
        .findLast((year) => year !== undefined)
    : undefined
  const born = bornHere ?? (bornBefore === undefined ? undefined : Number(bornBefore))
  if (born === undefined) return undefined
  const at = /\b(?:in|by) ((?:19|20)\d\d)\b/.exec(core.replace(new RegExp(`born in ${born}`), ''))?.[1]
  return { about: 'age', born, at: at === undefined ? here(turn).year : Number(at), you }
}

/** "In ten days, what date is it" as "what date is it in ten days". */
function turnedRound(core: string): string {
  const found =
    /^(?<when>(?:in|on|next|last|this|from|\d+) .{2,30}?) (?<asked>(?:what|which) (?:day|date|weekday|day of the week|time) (?:is it|will it be|is that|was it|do we have|would it be|will that be))$/.exec(
      core,
    )?.groups
  return found === undefined ? core : `${found.asked} ${found.when}`
}
