/** The hour, asked in passing: "is it lunch time yet", "do I still have time before four", "is it tomorrow in Japan already". */
import { dayNumber, type Moment, momentIn, sayDuration, sayTime } from '../calendar.ts'
import { digitsFor } from '../numbers.ts'
import { type Answer, type Skill, say, type Turn } from '../skill.ts'
import { clockOf } from '../world-clocks.ts'
import { clockIn, largestCity } from './clock.ts'

type Asked =
  | { readonly about: 'meal'; readonly meal: string }
  | { readonly about: 'zone' | 'call' }
  | { readonly about: 'day-there'; readonly place: string; readonly claimed: number }
  | { readonly about: 'left'; readonly hour: number; readonly minute: number }
  | { readonly about: 'supposed'; readonly place: string | undefined }

/** The hours at which most people take it, from and up to. */
const usualHours: Readonly<Record<string, readonly [number, number]>> = {
  breakfast: [6, 11],
  lunch: [11, 15],
  tea: [15, 18],
  dinner: [17, 22],
  supper: [17, 22],
  bed: [21, 29],
}

const mealAsked =
  /^(?:is it|is that|are we at) (?:already |nearly |almost |about |not |close to )*(?:time for )?(?:the )?(?<meal>breakfast|lunch|dinner|supper|tea|bed) ?(?:time)?(?: yet| already| now| soon)*$/
const zoneAsked =
  /\b(?:what|which) time ?zone (?:is (?:this|it|here)|are (?:we|you|i)|am i|do (?:we|you))\b|\bwhat is (?:my|our|your) time ?zone\b/
const callAsked =
  /\bhow long (?:have (?:we|i|you) been (?:talking|chatting|speaking|on (?:the|this) (?:phone|call|line)|at (?:it|this))|(?:has|is) this (?:call|conversation|chat)\b.*|did we talk)\b|\b(?:when|what time) did (?:we|i|this call|this conversation) (?:start|begin)(?: (?:talking|chatting|speaking|this call|the call))?\b/
const dayThere =
  /^is it (?:already |still |not )*(?<day>tomorrow|yesterday|the next day|saturday|sunday|monday) (?:already |still )?(?:over |down |up )?in (?<place>[\p{L} ]+?)(?: already| yet| now| by now| still)*$/u
const leftAsked =
  /^(?:do|will|would|have) (?:i|we) (?:still |even )?(?:have |got |get )?(?:enough |any |some |much )?time (?:left )?(?:before|until|till|to make it by) (?<at>.+)$|^(?:can|will|could) (?:i|we) (?:still )?make it (?:by|before|for) (?<at2>.+)$/
const supposed =
  /^it is (?:already |still |only |now |almost |nearly |about |like |what )*(?:past |after |before |half past |quarter (?:past|to) )?(?:noon|midnight|midday|\d{1,2}(?::\d\d)?(?: o'clock)?(?: am| pm)?|morning|evening|night|afternoon)(?: (?:over |down |up )?in (?<place>[\p{L} ]+?))?(?: by now| now| there| here| already)* (?:right|is it not|correct|or is it not|yes)$/u

export const looseTime: Skill<Asked> = {
  name: 'time',
  match: (turn) => {
    const { core, plain } = turn.heard
    const meal = mealAsked.exec(core)?.groups?.meal
    if (meal !== undefined) return { about: 'meal', meal }
    if (zoneAsked.test(core)) return { about: 'zone' }
    if (callAsked.test(core)) return { about: 'call' }
    const there = dayThere.exec(core)?.groups
    if (there !== undefined && /^(?:tomorrow|yesterday|the next day)$/.test(there.day ?? ''))
      return { about: 'day-there', place: there.place ?? '', claimed: there.day === 'yesterday' ? -1 : 1 }
    const left = leftAsked.exec(digitsFor(core))?.groups
    const clock = left === undefined ? undefined : clockIn((left.at ?? left.at2 ?? '').replace(/ o'clock$/, ''), turn)
    if (clock !== undefined) return { about: 'left', ...clock }
    const claim = supposed.exec(digitsFor(plain))
    return claim === null ? undefined : { about: 'supposed', place: claim.groups?.place }
  },
  answer: (asked, turn) => answered(asked, turn, momentIn(turn.now, turn.timeZone)),
}

function answered(asked: Asked, turn: Turn, moment: Moment): Answer | undefined {
  const now = sayTime(moment.hour, moment.minute)
  switch (asked.about) {
    case 'meal': {
      const [from, to] = usualHours[asked.meal] ?? [0, 24]
      const hour = asked.meal === 'bed' && moment.hour < 5 ? moment.hour + 24 : moment.hour
      const how = hour < from ? 'still early for' : hour < to ? 'a good time for' : 'a bit late for'
      return say(`It's ${now}, so it's ${how} ${asked.meal}.`)
    }
    case 'zone':
      return say(`The clock here is set to the time of ${turn.timeZone.split('/').at(-1)?.replace(/_/g, ' ')}. It's ${now}.`)
    case 'call':
      return say(`I don't keep track of how long we've been talking, sorry. But it's ${now}.`)
    case 'day-there':
    case 'supposed': {
      const { place } = asked
      if (place === undefined) return say(`It's ${now}.`)
      const clock = clockOf(place) ?? clockOf(largestCity[place] ?? '')
      if (clock === undefined) return undefined
      const there = momentIn(turn.now, clock.zone)
      const ahead = dayNumber(there) - dayNumber(moment)
      const day = ahead === 0 ? ', the same day as here' : ahead > 0 ? ', already tomorrow' : ', still yesterday'
      const holds = asked.about === 'supposed' ? '' : ahead === asked.claimed ? 'Yes. ' : 'No. '
      return say(`${holds}In ${clock.label}, it's ${sayTime(there.hour, there.minute)}${day}.`)
    }
    case 'left': {
      const minutes = asked.hour * 60 + asked.minute - moment.hour * 60 - moment.minute
      return say(
        minutes <= 0
          ? `It's ${now} already, so that time has passed.`
          : `It's ${now}, so you have ${sayDuration(minutes * 60)} left.`,
      )
    }
  }
}
