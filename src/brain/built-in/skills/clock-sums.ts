/** Sums with times of day: when something ends that begins at five and takes two hours, forty minutes after eight. */
import { clockWords, momentIn, sayDuration, sayTime, spokenIn } from '../calendar.ts'
import { digitsFor } from '../numbers.ts'
import { type Skill, say, type Turn } from '../skill.ts'
import { durationIn } from './timer-times.ts'

type Asked =
  | { readonly about: 'sum'; readonly minutes: number; readonly half: boolean }
  | { readonly about: 'guess' | 'span'; readonly minutes: number }

const clock =
  "(?:(?:quarter|half|five|ten|twenty|twenty five|\\d{1,2}) (?:past|to|after) )?(?:\\d{1,2}(?::\\d\\d| \\d\\d)?|noon|midnight)(?: ?(?:am|pm)| o'clock| in the (?:morning|afternoon|evening))?"
const starting = new RegExp(
  `\\b(?:leaves?|leaving|starts?|starting|begins?|beginning|departs?|set off|go|goes|from|at|left|started|began) (?:at |around |about )?(?<clock>${clock})\\b.*?\\b(?:takes?|lasts?|goes on for|is|runs? for|for|drive|flight|trip|journey|ride|after|need|needs|later|in)\\b(?<length>.*?(?:hours?|minutes?))\\b.*\\b(?:when|what time)\\b`,
)
const plus = new RegExp(
  `^(?:what (?:time )?is |what is )?(?<clock>${clock}) (?<sign>plus|and|minus|less) (?<length>.*(?:hours?|minutes?))$`,
)
const after = new RegExp(`^what time is (?:it )?(?<length>.*(?:hours?|minutes?)) (?<sign>after|before|past) (?<clock>${clock})$`)
/** "When must I leave if it takes 40 minutes and I have to be there at five". */
const leaving = new RegExp(
  `\\b(?:when|what time)\\b.*\\b(?:leave|start|go|set off|get up|begin)\\b.*\\b(?:takes?|drive is|need|needs)\\b(?<length>.*?(?:hours?|minutes?))\\b.*\\b(?:at|by) (?<clock>${clock})`,
)
/** "From eleven to six", told as going to bed and getting up, beginning and ending. */
const lasting = new RegExp(
  `\\b(?:at|from) (?<clock>${clock})\\b.*\\b(?:to|until|till|at) (?<end>${clock})\\b.*\\bhow (?:long|many hours)\\b`,
)
const guess = new RegExp(
  `^(?:so |and )?it is (?:about |around |already |now )?(?<clock>${clock})(?: now| already)? (?:is it not|right|isn't it|correct|or not)$`,
)

/** Minutes since midnight; the half of the day nearest to now where none was said. */
function minutesOf(words: string, turn: Turn): number | undefined {
  const text = clockWords(words)
  if (/^noon\b/.test(text)) return 720
  if (/^midnight\b/.test(text)) return 1440
  const bare = /^(\d{1,2})(?:[: ](\d\d))?(?: o'clock)?$/.exec(text)
  if (bare !== null) {
    const hour = Number(bare[1])
    return hour > 24 ? undefined : hour * 60 + Number(bare[2] ?? 0)
  }
  const spoken = spokenIn(`at ${text}`, turn.now, turn.timeZone)
  return spoken?.hour === undefined || spoken.minute === undefined ? undefined : spoken.hour * 60 + spoken.minute
}

export const clockSum: Skill<Asked> = {
  name: 'clock-sum',
  match: (turn) => {
    const { core, plain } = turn.heard
    if (turn.heard.words.length > 26) return undefined
    // "Twenty past eight plus forty-five minutes": the words, not one number of them.
    const text = digitsFor(core)
    const guessed = guess.exec(digitsFor(plain.replace(/\bis not it$/, 'is it not').replace(/\bisn't it$/, 'is it not')))?.groups
      ?.clock
    if (guessed !== undefined) {
      const minutes = minutesOf(guessed, turn)
      return minutes === undefined ? undefined : { about: 'guess', minutes: minutes % 720 }
    }
    const span = /\bif\b/.test(core) ? lasting.exec(text)?.groups : undefined
    if (span !== undefined) {
      const [begin, end] = [minutesOf(span.clock ?? '', turn), minutesOf(span.end ?? '', turn)]
      return begin === undefined || end === undefined ? undefined : { about: 'span', minutes: (end - begin + 720) % 720 || 720 }
    }
    const leave = leaving.exec(text)?.groups
    if (leave !== undefined) {
      const at = minutesOf(leave.clock ?? '', turn)
      const length = durationIn((leave.length ?? '').replace(/^.*?(?=\d|half|an?\b|quarter|three)/, ''))
      if (at === undefined || length === undefined) return undefined
      return {
        about: 'sum',
        minutes: at - Math.round(length / 60),
        half: /\b(?:am|pm|morning|afternoon|evening|noon|midnight)\b/.test(leave.clock ?? ''),
      }
    }
    const found = plus.exec(text)?.groups ?? after.exec(text)?.groups ?? starting.exec(text)?.groups
    if (found === undefined) return undefined
    const bareNumber = /^\d+$/.test(found.clock ?? '')
    if (found.sign !== undefined && bareNumber && !/^what time\b/.test(text)) return undefined
    const from = minutesOf(found.clock ?? '', turn)
    const length = durationIn((found.length ?? '').replace(/^.*?(?=\d|half|an?\b|quarter|three)/, ''))
    if (from === undefined || length === undefined) return undefined
    const back = /^(?:minus|less|before)$/.test(found.sign ?? '')
    return {
      about: 'sum',
      minutes: from + (back ? -1 : 1) * Math.round(length / 60),
      half: /\b(?:am|pm|morning|afternoon|evening|noon|midnight)\b/.test(found.clock ?? '') || from >= 780,
    }
  },
  answer: (asked, turn) => {
    if (asked.about === 'span') return say(`That's ${sayDuration(asked.minutes * 60)}.`)
    if (asked.about !== 'sum') {
      const { hour, minute } = momentIn(turn.now, turn.timeZone)
      const now = (hour * 60 + minute) % 720
      const near = Math.abs(now - asked.minutes) <= 2
      return say(`${near ? 'Yes' : 'Not quite'}, it's ${sayTime(hour, minute)}.`)
    }
    const within = ((asked.minutes % 1440) + 1440) % 1440
    const said = sayTime(Math.floor(within / 60), within % 60)
    // The half of the day was not said, so it is not claimed.
    return say(`That's ${asked.half ? said : said.replace(/ (?:in the (?:morning|afternoon|evening)|at night)$/, '')}.`)
  },
}
