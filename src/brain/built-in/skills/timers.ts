/** Timers and reminders: how long or until when, and what for. */
import { dayNumber, momentIn, sayDuration, sayTime, secondsUntil, spokenIn } from '../calendar.ts'
import { digitsFor } from '../numbers.ts'
import { type Answer, lastOf, type Skill, say, type Turn } from '../skill.ts'
import { contract, turnRound } from '../you-and-i.ts'

/** A timer lives as long as the call does; a day is more than any. */
export const longestTimerSeconds = 24 * 3600

type Wanted =
  | { readonly type: 'set'; readonly seconds: number; readonly label: string; readonly clock?: string; readonly second?: true }
  | { readonly type: 'ask-length' }
  | { readonly type: 'too-long' }
  | { readonly type: 'left'; readonly set: string | undefined }
  | { readonly type: 'several'; readonly seconds: readonly number[] }
  | { readonly type: 'cancel' }

const unitSeconds: Readonly<Record<string, number>> = { second: 1, sec: 1, minute: 60, min: 60, hour: 3600, hr: 3600 }

/** Seconds in a spoken duration such as "an hour and a half", "2 minutes 30"; undefined where none is said. */
export function durationIn(plain: string): number | undefined {
  const text = digitsFor(
    plain
      .replace(/\b(?:half an?|a half|1\/2) (hour|minute)\b/g, '0.5 $1')
      .replace(/\b(?:an?|one) (hour|minute|second) and a half\b/g, '1.5 $1')
      .replace(/\b(?:a )?quarter (?:of an )?hour\b/g, '15 minutes')
      .replace(/\bthree quarters of an hour\b/g, '45 minutes')
      .replace(/\b(?:a couple of|a couple) (?=minutes|hours|seconds)/g, '2 ')
      .replace(/\ban? (?=(?:hour|minute|second)\b)/g, '1 '),
  ).replace(/(\d) and 0\.5 /g, '$1.5 ')
  let total = 0
  let found = false
  for (const part of text.matchAll(/(\d+(?:\.\d+)?)[ -]*(hour|hr|minute|min|second|sec)s?\b(?: and a half)?/g)) {
    found = true
    const half = part[0].endsWith('and a half') ? 0.5 : 0
    total += (Number(part[1]) + half) * (unitSeconds[part[2] ?? ''] ?? 0)
  }
  const odd = /\b\d+ minutes? (?:and )?(\d+)$/.exec(text)
  if (odd !== null) total += Number(odd[1])
  return found ? Math.round(total) : undefined
}

const asks =
  /\btimers?\b|\balarm\b|\bcount ?down\b(?! from)|\bremind me\b|\breminder\b|\bwake me\b|\b(?:tell|let|call|ping|alert|warn|nudge|notify) me (?:know |up )?(?:in|after|when) (?:\w+ ){1,4}(?:minute|second|hour|min|sec)s?\b|\btime me for\b|\bstart counting\b|\b(?:minute|hour|second|min|sec)s? (?:can|could|will|would) you (?:please )?(?:tell|remind|call|ping|alert|warn|let) me\b/
const notMeant =
  /\bwhat is an? (?:timer|alarm|reminder)\b|\b(?:fire|smoke|car|false) alarm\b|\balarm(?:ed|ing)\b|\b(?:that|it|this|he|she) reminds? me\b|\byou remind me of\b|\bremind me (?:what|who|where|when|why|how|of (?:my|what|the name))\b|\b(?:old|first|big) timer\b/

function labelFrom(plain: string): string {
  const purpose =
    /\bremind me (?:(?:in|at|after) .*?(?:minutes?|hours?|seconds?|o'clock|am|pm|\d|hour|noon|midnight) )?(?<what>(?:to|about|that|of) .+)$/.exec(
      plain,
    )?.groups?.what ??
    /\b(?:to|so i can|so that i) (?<what>(?:check|take|turn|call|get|leave|pick|put|stir|flip|feed|drink|go|stop|start|move|water|walk|stretch|pay|buy|send|wash|empty|switch|look|eat|do|remember|stand|join)\b.+)$/.exec(
      plain,
    )?.groups?.what ??
    /\b(?<what>[a-z]+(?: [a-z]+)?) timer\b/.exec(plain)?.groups?.what ??
    /\btimer\b.*?\b(?:hours?|minutes?|seconds?) (?:for|called|named|labelled) (?:the |my )?(?<what>.+)$/.exec(plain)?.groups
      ?.what ??
    /\btimer (?:for|called|named) (?:the |my )?(?<what>[a-z ]+?) (?:for|in|of)\b/.exec(plain)?.groups?.what ??
    ''
  const label = purpose
    .replace(/\b(?:in|for|at|after) (?:a |an |about )?(?:\w+[ -]){0,4}(?:minutes?|hours?|seconds?|o'clock|am|pm)\b.*$/, '')
    .replace(/^(?:to|about|that|of) (?:the fact that )?/, '')
    .replace(/\b(?:please|thanks|thank you|okay)\b/g, '')
    .replace(
      /\b(?:set|start|a|an|the|another|new|me|my|minute|hour|second|can|you|for|up|one|two|three|five|ten|fifteen|twenty|thirty|half)\b(?=.*$)/g,
      (word) => (purpose.includes(' timer') || /^[a-z]+(?: [a-z]+)?$/.test(purpose) ? '' : word),
    )
    .replace(/\b\d+\b/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return label.split(' ').slice(0, 12).join(' ')
}

export const timer: Skill<Wanted> = {
  name: 'timer',
  match: (turn) => {
    const { plain } = turn.heard
    const asked = lastOf(turn.history, 'agent')?.text
    const followsUp =
      asked !== undefined &&
      /\b(?:for how long|how long (?:should|for|would|do)|how many minutes|for what time|what time should|when should i)\b.*\?\s*$/i.test(
        asked,
      )
    if (notMeant.test(plain)) return undefined
    const running = runningTimer(turn)
    if (running !== undefined && turn.heard.words.length <= 9) {
      if (
        /^(?:(?:please|no|oh|okay|actually|never ?mind|forget)(?: about (?:the |my )?\w+)? )*(?:cancel|stop|delete|forget|drop|turn off) (?:it|that|this|the (?:timer|alarm|reminder)|my (?:timer|alarm|reminder)|them)\b/.test(
          plain,
        )
      )
        return { type: 'cancel' }
      if (
        /\b(?:how (?:much|many|long)\b.*\b(?:left|longer|more|to go|remain\w*)|time (?:is )?left|is (?:it|the timer|my timer) (?:still |already )?(?:running|over|done|up)|still running|what timers)\b/.test(
          plain,
        )
      )
        return { type: 'left', set: running }
      const instead =
        /^(?:(?:no|actually|sorry|wait|oh|please) )*(?:make (?:it|that)|change (?:it|that|the timer) to|i (?:said|meant)|(?<=\b(?:no|sorry|wait) )(?=[a-z0-9 ]+(?:minute|second|hour)))(?: |(?<= ))(?<time>.+)$/.exec(
          plain,
        )?.groups?.time
      const seconds = instead === undefined ? undefined : (durationIn(instead) ?? durationIn(`${instead} minutes`))
      if (seconds !== undefined) return { type: 'set', seconds, label: '', second: true }
    }
    if (!asks.test(plain) && !followsUp) return undefined
    if (/\b(?:cancel|stop|delete|remove|turn off|clear)\b.*\b(?:timer|alarm|reminder)/.test(plain)) return { type: 'cancel' }
    if (
      /\b(?:how (?:much time|long|many minutes))\b.*\b(?:timer|left|alarm)\b/.test(plain) ||
      /\btime (?:is )?left\b/.test(plain)
    )
      return { type: 'left', set: running }
    const several =
      /\b(?:one|two|a timer|timers?)\b.*?\bfor (?<one>[a-z0-9 ]+?) (?<unit>seconds?|minutes?|hours?)? ?and (?:another|one|a second one|the other)(?: timer)? for (?<other>[a-z0-9 ]+? (?:seconds?|minutes?|hours?)|[a-z0-9]+$)/.exec(
        plain,
      )?.groups
    if (several !== undefined) {
      const other = durationIn(several.other ?? '') ?? durationIn(`${several.other ?? ''} ${several.unit ?? ''}`)
      const one = durationIn(`${several.one ?? ''} ${several.unit ?? (several.other ?? '').split(' ').at(-1) ?? ''}`)
      if (one !== undefined && other !== undefined) return { type: 'several', seconds: [one, other] }
    }
    const label = labelFrom(followsUp ? '' : plain)
    const seconds = durationIn(plain)
    if (seconds !== undefined && seconds > 0)
      return seconds > longestTimerSeconds ? { type: 'too-long' } : { type: 'set', seconds, label }
    const clock = clockTime(plain, turn)
    if (clock !== undefined) {
      if (clock.seconds > longestTimerSeconds) return { type: 'too-long' }
      return { type: 'set', seconds: clock.seconds, label, clock: clock.said }
    }
    if (followsUp) {
      const bare = /^(\d+(?:\.\d+)?)$/.exec(digitsFor(turn.heard.core))?.[1]
      return bare === undefined ? undefined : { type: 'set', seconds: Number(bare) * 60, label: labelFrom(previousAsk(turn)) }
    }
    if (/\b(?:days?|weeks?|months?|tomorrow|next week)\b/.test(plain)) return { type: 'too-long' }
    return /\b(?:set|start|make|create|need|want|put|run|use|new|can you|remind me|wake me|give me|have)\b|^(?:a )?(?:timer|alarm|reminder)$/.test(
      plain,
    )
      ? { type: 'ask-length' }
      : undefined
  },
  answer: (wanted): Answer => {
    switch (wanted.type) {
      case 'ask-length':
        return say('Sure, for how long?')
      case 'too-long':
        return say("Sorry, that's too far off. My timers live only as long as this call, so please note it somewhere safer.")
      case 'left':
        return say(
          wanted.set === undefined
            ? "I don't know of a timer in this call. Shall I set one?"
            : `You set ${wanted.set}. I can't see how much of it is left, but I'll speak up when it's over.`,
        )
      case 'several':
        return [
          ...wanted.seconds.map((seconds) => ({ type: 'timer', seconds, label: `${sayDuration(seconds)} timer` }) as const),
          ...say(`Okay, ${wanted.seconds.map(sayDuration).join(' and ')}, starting now.`),
        ]
      case 'cancel':
        return say("Sorry, a timer can't be taken back once it runs. When it rings, just ignore me.")
      case 'set': {
        if (wanted.second === true)
          return [
            { type: 'timer', seconds: wanted.seconds, label: `${sayDuration(wanted.seconds)} timer` },
            ...say(`Okay, ${sayDuration(wanted.seconds)} as well. I can't stop the first timer, so just ignore that one.`),
          ]
        const reminder = wanted.label === '' ? undefined : reminderOf(wanted.label)
        const what = reminder === undefined ? '' : ` ${joint[reminder.kind]} ${reminder.words}`
        const when = wanted.clock === undefined ? `in ${sayDuration(wanted.seconds)}` : `at ${wanted.clock}`
        const text = what === '' ? `Okay, ${sayDuration(wanted.seconds)}, starting now.` : `Okay, ${when} I'll remind you${what}.`
        return [
          { type: 'timer', seconds: wanted.seconds, label: wanted.label },
          ...say(wanted.clock === undefined || what !== '' ? text : `Okay, I'll tell you at ${wanted.clock}.`),
        ]
      }
    }
  },
}

/** How long, or until when, the last timer of the call was set, in the words it was confirmed with. */
function runningTimer(turn: Turn): string | undefined {
  for (const { side, text } of turn.history.toReversed()) {
    if (side !== 'agent') continue
    const found =
      /\b(?:Okay, )?(?<set>[a-z0-9][a-z0-9 -]*?(?:second|minute|hour)s?(?: and [a-z0-9 -]+?(?:second|minute)s?)?)\b(?:, starting now|,? I'll remind| timer|\.|,)/i.exec(
        text,
      )?.groups?.set ?? /\b(?:remind you|tell you).* (?<set>at [a-z' -]+?)[.,]/.exec(text)?.groups?.set
    if (found !== undefined)
      return found
        .replace(
          /^(?:okay|sure|done|all right|alright|in|your|a|the|timer set for|set for|timer for|i've set a timer for|i set a timer for)[, ]+/i,
          '',
        )
        .replace(/^(?:in|your|a|the|for) /i, '')
  }
  return undefined
}

type Reminder = { readonly kind: 'thing' | 'deed' | 'statement'; readonly words: string }

/** "tea" is a thing, "call my mother" a deed, "I am late" a statement; each turned round for the caller. */
function reminderOf(label: string): Reminder {
  const round = contract(turnRound(label.trim()))
  if (/^(?:you|I|it|he|she|they|that|there)(?:'\w+)?\b/.test(round)) return { kind: 'statement', words: round }
  if (/^(?:the|a|an|your|my)\b/.test(round)) return { kind: 'thing', words: round }
  return round.split(' ').length <= 2 && !verbs.test(round)
    ? { kind: 'thing', words: `the ${round}` }
    : { kind: 'deed', words: round }
}

const joint = { thing: 'about', deed: 'to', statement: 'that' } as const

const verbs =
  /^(?:check|take|turn|call|get|leave|pick|put|stir|flip|feed|drink|go|stop|start|move|water|walk|stretch|pay|buy|send|wash|empty|switch|look|eat|do|remember|stand|join|phone|ring|text|email|write|read|cook|clean|bring|come|open|close|lock|charge|breathe|rest|sleep|wake|train|practice|study|work|book|order|meet|ask|tell|make|finish)\b/

function previousAsk(turn: Turn): string {
  return lastOf(turn.history, 'user')?.text.toLowerCase() ?? ''
}

function clockTime(plain: string, turn: Turn): { readonly seconds: number; readonly said: string } | undefined {
  const here = momentIn(turn.now, turn.timeZone)
  const text = digitsFor(plain)
  const bare = /\b(?:at|for|until|by) (\d{1,2})(?:[: ](\d\d))?(?: ?(am|pm)| o'clock)?(?= |$)/.exec(text)
  let hour: number
  let minute: number
  let day = dayNumber(here)
  if (bare !== null && !/\btomorrow\b/.test(text)) {
    const said = Number(bare[1])
    minute = Number(bare[2] ?? 0)
    const half =
      bare[3] ??
      (/\bin the morning\b/.test(text) ? 'am' : /\bin the (?:afternoon|evening)\b|\btonight\b/.test(text) ? 'pm' : undefined)
    if (said > 23 || minute > 59) return undefined
    const options =
      half === 'am' ? [said % 12] : half === 'pm' ? [(said % 12) + 12] : said <= 12 ? [said % 24, (said % 12) + 12] : [said]
    const next = options.find((option) => option * 60 + minute > here.hour * 60 + here.minute)
    hour = next ?? options[0] ?? said
    if (next === undefined) day += 1
  } else if (/\b(?:at )?(?:noon|midday)\b/.test(text)) {
    hour = 12
    minute = 0
    if (here.hour >= 12) day += 1
  } else if (/\bmidnight\b/.test(text)) {
    hour = 24
    minute = 0
  } else {
    const spoken = spokenIn(text, turn.now, turn.timeZone)
    if (spoken?.hour === undefined || spoken.minute === undefined) return undefined
    hour = spoken.hour
    minute = spoken.minute
    day = dayNumber(spoken.day)
  }
  const seconds = secondsUntil(here, here, hour, minute) + (day - dayNumber(here)) * 86_400
  return seconds <= 0 ? undefined : { seconds, said: sayTime(hour % 24, minute) }
}

/** What is said when a timer runs out. */
export function timesUp(label: string): string {
  if (label.trim() === '') return "Time's up! Your timer has just ended."
  const { kind, words } = reminderOf(label)
  if (kind === 'thing') return `Time's up! This was your reminder about ${words}.`
  return kind === 'deed' ? `Time's up! You wanted to ${words}.` : `Time's up! You asked me to remind you that ${words}.`
}
