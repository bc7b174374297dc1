/** The time of day, here and elsewhere, now and a while from now. */
import { dayNumber, type Moment, momentIn, sayDay, sayDuration, sayTime, spokenIn, weekdayOf } from '../calendar.ts'
import { plainOf } from '../heard.ts'
import { digitsFor } from '../numbers.ts'
import { type Skill, say, type Turn } from '../skill.ts'
import { clockOf } from '../world-clocks.ts'
import { durationIn } from './timer-times.ts'

type Asked =
  | { readonly about: 'now'; readonly place?: string }
  | { readonly about: 'shifted'; readonly seconds: number }
  | { readonly about: 'past'; readonly hour: number; readonly minute: number; readonly said: string }
  | { readonly about: 'part' | 'both' }
  | { readonly about: 'part-there'; readonly place: string }
  | { readonly about: 'difference'; readonly place: string; readonly from?: string }
  | { readonly about: 'elsewhere'; readonly hour: number; readonly minute: number; readonly from: string; readonly to: string }

const here = (turn: Turn): Moment => momentIn(turn.now, turn.timeZone)
const nowWords = '(?: right now| now| today| at the moment| currently| over there| exactly)?'
const forms: readonly RegExp[] = [
  new RegExp(
    `\\b(?:what|which)(?: is)?(?: the)? time(?: is it| it is| do (?:we|you) have| have (?:we|you) got| is it getting to be| would it be| does it say)?${nowWords}(?: (?:over |out |up |down )?(?:in|at|for) (?<place>.+))?$`,
  ),
  new RegExp(`\\b(?:what|which) time is it${nowWords}(?:.*?\\bin (?<place>.+))?`),
  new RegExp(`^(?:the )?(?:current |exact |local )?time(?: is it)?${nowWords}(?: in (?<place>.+))?$`),
  new RegExp(`\\bwhat is the (?:current |exact |local |right )?time\\b${nowWords}(?: (?:over )?(?:in|for) (?<place>.+))?$`),
  /^(?:what|which) hour (?:is it|it is)$|^is it (?:closer|nearer) to .+ or .+$|\bwhat does the clock say\b|\b(?:have you got|do you have|got|you got|give me|tell me|know|read me|check|say) the (?:exact |current )?time\b(?!.*\bi\b)(?: in (?<place>.+))?/,
  /\bhow late (?:is it|it is)\b(?:.*?\bin (?<place>.+))?|^is it (?:very |already )?late(?: already| now| yet)?$/,
]

export const time: Skill<Asked> = {
  name: 'time',
  match: (turn) => {
    const { core, plain } = turn.heard
    if (/\b(?:time and (?:the )?(?:date|day)|(?:date|day) and (?:the )?time)\b/.test(core)) return { about: 'both' }
    const given =
      /^if it is (?<at>.+?) in (?<from>.+?) (?:what time is it|then what time is it|what is the time|what time would it be) in (?<to>.+)$/.exec(
        digitsFor(core),
      )?.groups
    if (given !== undefined) {
      const clock = /^(?:\d|noon|midday|midnight|half|quarter)/.test(given.at ?? '') ? clockIn(given.at ?? '', turn) : undefined
      return clock === undefined ? undefined : { about: 'elsewhere', ...clock, from: given.from ?? '', to: given.to ?? '' }
    }
    if (/^if\b/.test(core)) return undefined
    const two = /\btime (?:zone )?difference (?:between|from) (?<one>.+?) (?:and|to) (?<other>.+)$/.exec(core)?.groups
    if (two !== undefined && !/^(?:here|us|me|my place)$/.test(two.one ?? ''))
      return { about: 'difference', place: two.other ?? '', from: two.one ?? '' }
    const apart =
      /^is (?<place0>[\p{L} ]+?) (?:ahead of|behind|before|after) (?:us|me|here)(?: or (?:ahead|behind).*)?$|\btime (?:zone )?difference (?:between (?:here|us|me|my place) and|to|with|from here to) (?<place>.+)$|\bhow many hours (?:ahead|behind)(?: of us| of me)? is (?<place2>.+)$|\bhow far (?:ahead|behind) is (?<place3>.+)$/u.exec(
        core,
      )?.groups
    const other = apart?.place0 ?? apart?.place ?? apart?.place2 ?? apart?.place3
    if (other !== undefined) return { about: 'difference', place: other }
    const shift =
      /\bwhat (?:time|hour) (?:(?:will|would) (?:it )?be|is it|it (?:will|would) be|was it|it was|was)\b.*?(?<words>(?:in|ago|from now|\d|an?|half|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty).*(?:hour|minute|second).*)$/.exec(
        core,
      )?.groups?.words
    if (shift !== undefined) {
      const seconds = durationIn(shift)
      if (seconds !== undefined) return { about: 'shifted', seconds: /\bago\b|\bwas\b/.test(core) ? -seconds : seconds }
    }
    const past =
      /^is it (?:already |yet |still |now )*(?:past |after |before )?(?<words>(?:half past |quarter (?:past|to) )?(?:\d{1,2}(?::\d\d| \d\d)?(?: o'clock)?(?: am| pm)?|noon|midday|midnight))(?: already| yet| now)?$/.exec(
        digitsFor(core),
      )?.groups?.words
    if (past !== undefined) {
      const clock = clockIn(past, turn)
      if (clock !== undefined) return { about: 'past', ...clock, said: past }
    }
    const partThere =
      /^is it (?:already |still |now )?(?:the |in the )?(?:morning|afternoon|evening|night|night ?time|day|day ?time|dark|light) (?:over |down |up )?in (?<place>[\p{L} ]+?)(?: now| right now| yet| already)*$/u.exec(
        core,
      )?.groups?.place
    if (partThere !== undefined) return { about: 'part-there', place: partThere }
    if (
      /^is it (?:already |still )?(?:the )?(?:morning|afternoon|evening|night|noon|day|daytime|am|pm)(?: time)?(?: or (?:the )?(?:morning|afternoon|evening|night|day|am|pm))?(?: now| already| yet| right now| there)*$/.test(
        core,
      )
    )
      return { about: 'part' }
    for (const form of forms) {
      const asked = form.exec(core) ?? (form.source.startsWith('^') ? null : form.exec(plain))
      if (asked === null) continue
      const place = asked.groups?.place
        ?.replace(/^the /, '')
        .replace(
          / (?:right now|now|at the moment|please|currently|today|compared (?:to|with)|if|when|because|and (?:is|what|how))\b.*$/,
          '',
        )
      if (place !== undefined && place !== '') return { about: 'now', place }
      const spokenOf = /\bthere$/.test(core) ? placeSpokenOf(turn) : undefined
      return spokenOf === undefined ? { about: 'now' } : { about: 'now', place: spokenOf }
    }
    return undefined
  },
  answer: (asked, turn) => {
    const moment = here(turn)
    switch (asked.about) {
      case 'part-there': {
        const clock = clockOf(asked.place) ?? clockOf(largestCity[asked.place] ?? '')
        if (clock === undefined) return undefined
        const there = momentIn(turn.now, clock.zone)
        return say(`In ${clock.label}, it's ${sayTime(there.hour, there.minute)}.`)
      }
      case 'part':
        return say(`It's ${sayTime(moment.hour, moment.minute)}.`)
      case 'both':
        return say(`It's ${sayTime(moment.hour, moment.minute)}, on ${weekdayOf(moment)}, ${sayDay(moment)}.`)
      case 'difference': {
        const clock = clockOf(asked.place)
        if (clock === undefined) return undefined
        const there = momentIn(turn.now, clock.zone)
        const base = asked.from === undefined ? undefined : clockOf(asked.from)
        if (asked.from !== undefined && base === undefined) return undefined
        if (base !== undefined) {
          const apart = minutesBetween(momentIn(turn.now, base.zone), there)
          return say(
            `${clock.label} is ${apart === 0 ? 'on the same time as' : `${sayDuration(Math.abs(apart) * 60)} ${apart > 0 ? 'ahead of' : 'behind'}`} ${base.label}.`,
          )
        }
        const minutes =
          (dayNumber(there) - dayNumber(moment)) * 1440 + (there.hour - moment.hour) * 60 + there.minute - moment.minute
        if (minutes === 0) return say(`None. ${clock.label} has the same time.`)
        return say(
          `${clock.label} is ${sayDuration(Math.abs(minutes) * 60)} ${minutes > 0 ? 'ahead' : 'behind'}. It's ${sayTime(there.hour, there.minute)} there.`,
        )
      }
      case 'elsewhere': {
        const [one, other] = [clockOf(asked.from), clockOf(asked.to)]
        if (one === undefined || other === undefined) return undefined
        const there =
          asked.hour * 60 + asked.minute + minutesBetween(momentIn(turn.now, one.zone), momentIn(turn.now, other.zone))
        const within = ((there % 1440) + 1440) % 1440
        return say(`Then it's ${sayTime(Math.floor(within / 60), within % 60)} in ${other.label}.`)
      }
      case 'shifted': {
        const then = momentIn(new Date(turn.now.getTime() + asked.seconds * 1000), turn.timeZone)
        const days = dayNumber(then) - dayNumber(moment)
        const day =
          days === 0
            ? ''
            : days === 1
              ? ' tomorrow'
              : days === -1
                ? ' yesterday'
                : days > 0
                  ? ' some days from now'
                  : ' some days ago'
        return say(`That ${asked.seconds < 0 ? 'was' : 'will be'} ${sayTime(then.hour, then.minute)}${day}.`)
      }
      case 'past': {
        const over = moment.hour * 60 + moment.minute >= asked.hour * 60 + asked.minute
        return say(`${over ? 'Yes' : 'Not yet'}, it's ${sayTime(moment.hour, moment.minute)}.`)
      }
      case 'now': {
        const { place } = asked
        if (
          place === undefined ||
          /^(?:here|my (?:place|city|town|time zone)|this (?:place|city)|our time zone|words|numbers|general)$/.test(place)
        )
          return say(`It's ${sayTime(moment.hour, moment.minute)}.`)
        const clock = clockOf(place) ?? clockOf(place.split(/ (?:and|or) /)[0] ?? '')
        if (clock === undefined) return say(`Sorry, I don't have a clock for ${place}. Try a bigger city near it.`)
        const there = momentIn(turn.now, clock.zone)
        const shift = dayNumber(there) - dayNumber(moment)
        const day = shift === 0 ? '' : shift > 0 ? ', already tomorrow' : ', still yesterday'
        return say(`In ${clock.label}, it's ${sayTime(there.hour, there.minute)}${day}.`)
      }
    }
  },
  again: (rest, previous) => {
    const place = rest.replace(/^(?:in|for|at) /, '')
    if (/^in (?:an?|\w+) (?:half )?(?:hour|minute)/.test(rest)) return `what time will it be ${rest}`
    return time.match(previous) === undefined || clockOf(place) === undefined ? undefined : `what time is it in ${place}`
  },
}

/** For countries of several clocks, a city that stands for them. */
export const largestCity: Readonly<Record<string, string>> = {
  australia: 'sydney',
  america: 'new york',
  'the us': 'new york',
  'the usa': 'new york',
  'the states': 'new york',
  canada: 'toronto',
  russia: 'moscow',
  brazil: 'sao paulo',
}

/** What "there" points at: the last place with a clock that was named, in this turn or shortly before. */
function placeSpokenOf(turn: Turn): string | undefined {
  for (const text of [
    turn.heard.plain,
    ...turn.history
      .toReversed()
      .slice(0, 4)
      .map((entry) => plainOf(entry.text)),
  ]) {
    for (const { groups } of [...text.matchAll(/\b(?:in|to|from|at|is) (?=(?<place>[\p{L}-]+(?: [\p{L}-]+)?))/gu)].toReversed()) {
      const words = groups?.place ?? ''
      const place = [words, words.split(' ')[0] ?? ''].find((name) => clockOf(name) !== undefined)
      if (place !== undefined) return place
    }
  }
  return undefined
}

/** A time of day that is nearest to now in either half of the day, where the half was not said. */
export function clockIn(words: string, turn: Turn): { readonly hour: number; readonly minute: number } | undefined {
  if (/^(?:noon|midday)$/.test(words)) return { hour: 12, minute: 0 }
  if (words === 'midnight') return { hour: 24, minute: 0 }
  const spoken = spokenIn(`at ${words}`, turn.now, turn.timeZone)
  if (spoken?.hour === undefined || spoken.minute === undefined) return undefined
  const { hour } = here(turn)
  const near =
    /\b(?:am|pm)\b/.test(words) || spoken.hour > 12
      ? spoken.hour
      : Math.abs((spoken.hour % 12) + 12 - hour) < Math.abs((spoken.hour % 12) - hour)
        ? (spoken.hour % 12) + 12
        : spoken.hour % 12
  return { hour: near, minute: spoken.minute }
}

/** How far the second clock is ahead of the first. */
function minutesBetween(one: Moment, other: Moment): number {
  return (dayNumber(other) - dayNumber(one)) * 1440 + (other.hour - one.hour) * 60 + other.minute - one.minute
}
