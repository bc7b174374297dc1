/** Timers and reminders: set, asked after, changed, taken back. */
import { sayDuration } from '../calendar.ts'
import { digitsFor } from '../numbers.ts'
import { type Answer, lastOf, type Skill, say, type Turn } from '../skill.ts'
import { joint, labelFrom, reminderOf } from './timer-label.ts'
import { clockTime, durationIn } from './timer-times.ts'

/** A timer lives as long as the call does; a day is more than any. */
export const longestTimerSeconds = 24 * 3600

type Wanted =
  | { readonly type: 'set'; readonly seconds: number; readonly label: string; readonly clock?: string }
  /** In place of the one set last. */
  | { readonly type: 'change'; readonly seconds: number }
  | { readonly type: 'longer'; readonly bySeconds: number }
  | { readonly type: 'ask-length' }
  /** Told how long something takes, it offers a timer for that. */
  | { readonly type: 'offer'; readonly seconds: number }
  | { readonly type: 'too-long' }
  | { readonly type: 'left' }
  | { readonly type: 'several'; readonly seconds: readonly number[] }
  | { readonly type: 'cancel'; readonly which: 'last' | 'all' }
  | { readonly type: 'stopwatch' }

const asks =
  /\bpomodoro\b|\b(?:give|send) me (?:a |another )?(?:nudge|shout|call|ring|poke|heads up|signal|ping|buzz|warning) (?:in|at|when|after)\b|\bdo not let me (?:forget|miss)\b.*\b(?:in|at) (?=\w+)|\btimers?\b|\balarm\b|\bcount ?down\b(?! from)|\bremind me\b|\breminder\b|\bwake me\b|\b(?:tell|let|call|ping|alert|warn|nudge|notify) me (?:know |up )?at (?=\d|one\b|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|half|quarter|noon|midnight)|\b(?:tell|let|call|ping|alert|warn|nudge|notify) me (?:know |up )?(?:in|after|when|once) (?:\w+ ){1,4}(?:minute|second|hour|min|sec)s?\b|\btime me for\b|^(?:(?:please|can you|could you|will you|would you|okay|hey)\b ?)*time (?:me )?(?:for )?(?:\w+ ){1,3}(?:minute|second|hour)s?\b|\bwhen (?:\w+ ){1,4}(?:minute|second|hour)s? (?:are|is|have|has) (?:up|over|passed|gone)\b|^(?:(?:can|could|will|would) you |please )*(?:tell me|let me know|say|remind me|wake me(?: up)?) (?:when|once|as soon as) it is (?=\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|half|quarter)|\bstop ?watch\b|\b\bstart counting\b|\b(?:minute|hour|second|min|sec)s? (?:can|could|will|would) you (?:please )?(?:tell|remind|call|ping|alert|warn|let) me\b/
const notMeant =
  /\bwhat is an? (?:timer|alarm|reminder)\b|\b(?:fire|smoke|car|false) alarm\b|\balarm(?:ed|ing)\b|\b(?:that|it|this|he|she) reminds? me\b|\byou remind me of\b|\bremind me (?:what|who|where|when|why|how|of (?:my|what|the name))\b|\b(?:old|first|big) timer\b/

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
    if (
      /\b(?:restart|reset|start (?:again|over)|begin again)\b.*\btimer\b|\btimer\b.*\b(?:again|over)$/.test(plain) &&
      running?.set !== undefined
    ) {
      const seconds = durationIn(running.set)
      if (seconds !== undefined) return { type: 'change', seconds }
    }
    if (running !== undefined && turn.heard.words.length <= 11) {
      const change = changeOf(plain)
      if (change !== undefined) return change
    }
    const accepted = offeredTimer.exec(asked ?? '')?.groups?.time
    if (accepted !== undefined && acceptance.test(plain)) {
      const seconds = durationIn(accepted.replaceAll('-', ' '))
      if (seconds !== undefined) return { type: 'set', seconds, label: '' }
    }
    const needed = takesTime.test(plain) ? durationIn(plain) : undefined
    if (needed !== undefined && needed > 0) return { type: 'offer', seconds: needed }
    if (!asks.test(plain) && !followsUp) return undefined
    if (/\bpomodoro\b/.test(plain)) return { type: 'set', seconds: durationIn(plain) ?? 25 * 60, label: 'pomodoro' }
    if (/\bstop ?watch\b/.test(plain)) return { type: 'stopwatch' }
    if (cancels.test(plain)) return { type: 'cancel', which: all.test(plain) ? 'all' : 'last' }
    if (asksLeft.test(plain)) return { type: 'left' }
    const several = severalIn(plain)
    if (several.length > 1) return { type: 'several', seconds: several }
    const label = labelFrom(followsUp ? '' : plain.replace(/^(?:\w+ ){0,3}?put (?:a|the|on a) (?=\w* ?timer)/, 'set a '))
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
  answer: (wanted, turn): Answer => {
    switch (wanted.type) {
      case 'offer':
        return say(`Shall I set a timer for ${sayDuration(wanted.seconds)}?`)
      case 'ask-length':
        return say('Sure, for how long?')
      case 'too-long':
        return say("I can't look that far ahead, sorry: a timer lives only as long as this call. Please note it somewhere safer.")
      case 'stopwatch':
        return say('I have no stopwatch, sorry. I can set a timer, though: for how long?')
      case 'left':
        return say(whatIsLeft(turn))
      case 'cancel': {
        const running = runningTimer(turn)
        if (running === undefined) return say("There's no timer running, as far as I know. Shall I set one?")
        if (wanted.which === 'all') return [{ type: 'timer-cancel', which: 'all' }, ...say('Okay, all timers are cancelled.')]
        return [{ type: 'timer-cancel', which: 'last' }, ...say(`Okay, I've cancelled ${running.called}.`)]
      }
      case 'longer': {
        const left = turn.timers?.at(-1)
        if (left === undefined)
          return say(`I can't add ${sayDuration(wanted.bySeconds)}, as I don't see how much is left. Shall I set a new one?`)
        const seconds = Math.max(1, left.secondsLeft + wanted.bySeconds)
        return [
          { type: 'timer-cancel', which: 'last' },
          { type: 'timer', seconds, label: left.label },
          ...say(`Okay, ${sayDuration(seconds)} from now.`),
        ]
      }
      case 'change':
        return [
          { type: 'timer-cancel', which: 'last' },
          { type: 'timer', seconds: wanted.seconds, label: turn.timers?.at(-1)?.label ?? '' },
          ...say(`Okay, ${sayDuration(wanted.seconds)} instead, starting now.`),
        ]
      case 'several':
        return [
          ...wanted.seconds.map((seconds) => ({ type: 'timer', seconds, label: `${sayDuration(seconds)} timer` }) as const),
          ...say(`Okay, ${wanted.seconds.map(sayDuration).join(' and ')}, starting now.`),
        ]
      case 'set': {
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

const offeredTimer = /\bShall I set a timer for (?<time>[a-z -]+)\?$/
const acceptance =
  /^(?:(?:yes|yeah|yep|sure|please|okay|ok|do|go ahead|that would be (?:great|nice|good)|of course|why not|do it|do that|please do|thanks|thank you|great|good|idea)\b ?)+$/
/** "The eggs need six minutes": what cooks or rests for so long. */
const takesTime =
  /^(?:(?:the|my|our|these|this)\b ?)?(?:\w+ )?(?:eggs?|pasta|spaghetti|noodles|rice|potatoes|pizza|cake|bread|cookies|muffins|chicken|roast|lasagna|pie|tea|coffee|dough|oven|washing|laundry|sauce|soup|vegetables|broccoli|fish|meat|steak|beans|casserole) (?:still )?(?:needs?|takes?|has to|have to|must|should|will take) (?:be |to )?(?:cook(?: for)?|bake(?: for)?|boil(?: for)?|rest(?: for)?|rise(?: for)?|steep(?: for)?|stay in(?: for)?)? ?(?:about |another |for )?(?:\w+[ -]){1,3}(?:minutes?|hours?|seconds?)(?: more)?$/

/** Each of several timers asked for at once: "two timers, five minutes and ten", "a timer for five minutes and another for eight". */
function severalIn(plain: string): readonly number[] {
  if (!/\b(?:two|2|both|three|3) (?:\w+ )?timers\b|\btimers\b|\btimer\b.*\band (?:another|one|a second)\b/.test(plain)) return []
  const told = plain.replace(/^.*?\btimers?\b(?: one| the first)?/, '')
  const parts = told
    .split(/ (?:and|then|plus)(?= (?:another|one|the other|a second|the second|for|\w+)\b)(?! (?:a )?(?:half|quarter))/)
    .map((part) =>
      part
        .replace(
          /\b(?:another|one more|the other|a second|the second|other|timers?|for|of|one)\b(?! (?:minute|hour|second|and))/g,
          ' ',
        )
        .trim(),
    )
  const unit =
    /\b(seconds?|minutes?|hours?)\b/.exec(parts.at(-1) ?? '')?.[1] ??
    /\b(seconds?|minutes?|hours?)\b/.exec(told)?.[1] ??
    'minutes'
  const seconds = parts.map((part) => durationIn(part) ?? durationIn(`${part} ${unit}`))
  return seconds.every((one) => one !== undefined && one > 0) ? seconds.filter((one) => one !== undefined) : []
}

function previousAsk(turn: Turn): string {
  return lastOf(turn.history, 'user')?.text.toLowerCase() ?? ''
}

type Running = {
  /** As it is spoken of: "your ten-minute timer", "the reminder about your tea". */
  readonly called: string
  /** "ten minutes", "at four o'clock"; undefined where only the label is known. */
  readonly set: string | undefined
}

/** The timer set last that has not been taken back: as the engine knows it, else as it was confirmed in the call. */
function runningTimer(turn: Turn): Running | undefined {
  const known = turn.timers?.at(-1)
  if (turn.timers !== undefined && known === undefined) return undefined
  const set = confirmed(turn)
  if (known !== undefined && known.label !== '') return { called: named(known.label), set }
  if (set === undefined) return known === undefined ? undefined : { called: 'the timer', set }
  return { called: `the timer for ${set}`.replace('for at', 'at'), set }
}

function named(label: string): string {
  const { kind, words } = reminderOf(label)
  return / timer$/.test(label) ? `the ${label}` : `the reminder ${joint[kind]} ${words}`
}

/** What is left, as far as it is known. */
function whatIsLeft(turn: Turn): string {
  const { timers } = turn
  if (timers !== undefined) {
    const [first, ...rest] = timers.toSorted((one, other) => one.secondsLeft - other.secondsLeft)
    if (first === undefined) return "There's no timer running. Shall I set one?"
    const left = `${sayDuration(first.secondsLeft)} left`
    return rest.length === 0 ? `There are ${left}.`.replace('are one', 'is one') : `The next one has ${left}.`
  }
  const set = runningTimer(turn)?.set
  return set === undefined
    ? "I don't know of a timer in this call. Shall I set one?"
    : `You set ${set}. I can't see how much of it is left, but I'll speak up when it's over.`
}

/** What is said of a timer that runs, without naming it again: "cancel it", "make it twenty", "five minutes more". */
function changeOf(plain: string): Wanted | undefined {
  const another =
    /^(?:(?:and|please|also|can you|could you|okay)\b ?)*(?:set|start|give me|make|add) (?:another|a second|one more) (?:one )?(?:for |of )?(?<time>.+)$/.exec(
      plain,
    )?.groups?.time
  const next = another === undefined || /\bto (?:it|that|the timer)$/.test(another) ? undefined : durationIn(another)
  if (next !== undefined && !/\bmore\b/.test(plain)) return { type: 'set', seconds: next, label: '' }
  if (cancels.test(plain) || cancelsIt.test(plain)) return { type: 'cancel', which: all.test(plain) ? 'all' : 'last' }
  if (asksLeft.test(plain)) return { type: 'left' }
  const more =
    /\b(?:add|give (?:it|me)|put on) (?:another )?(?<by>.+?)(?: more)?(?: to (?:it|that|the timer)| on(?: it| top)?)?$|^(?:(?:just|another|and|please) )*(?<by2>[a-z0-9 ]+) (?:more|longer)(?: please)?$/.exec(
      plain,
    )?.groups
  const by = more === undefined ? undefined : durationIn((more.by ?? more.by2 ?? '').replace(/\b(?:more|extra|another) /, ''))
  if (by !== undefined && /\b(?:add|more|another|longer)\b/.test(plain)) return { type: 'longer', bySeconds: by }
  const instead =
    /^(?:(?:no|actually|sorry|wait|oh|please|hang on|hold on) )*(?:make (?:it|that)|change (?:it|that|the timer) to|i (?:said|meant)|(?<=\b(?:no|sorry|wait) )(?=[a-z0-9 ]+(?:minute|second|hour)))(?: |(?<= ))(?<time>.+)$/.exec(
      plain,
    )?.groups?.time
  const seconds = instead === undefined ? undefined : (durationIn(instead) ?? durationIn(`${instead} minutes`))
  return seconds === undefined ? undefined : { type: 'change', seconds }
}

const all = /\b(?:all|every|both|them)\b/
const cancels =
  /\b(?:turn|switch) (?:the|my|that|this) (?:\w+ )?(?:timer|alarm|reminder|countdown) off\b|\b(?:cancel|stop|delete|remove|turn off|switch off|clear|kill|end|forget(?: about)?|drop|scrap|get rid of|never ?mind)\b.*\b(?:timers?|alarms?|reminders?|countdown)\b|\b(?:do not|no longer) (?:really )?(?:need|want) (?:the|my|that|a|any|this) (?:\w+ )?(?:timer|alarm|reminder)\b/
const cancelsIt =
  /^(?:(?:please|no|oh|okay|ok|actually|never ?mind|forget|can you|could you)(?: about (?:the |my )?\w+)? )*(?:cancel|stop|delete|drop|turn off|clear) (?:it|that|this|them|all)\b/
const asksLeft =
  /\b(?:how (?:much|many|long)\b.*\b(?:left|longer|more|to go|remain\w*|timer|alarm)\b|time (?:is )?left|is (?:it|there a timer|the timer|my timer) (?:still |already )?(?:running|over|done|up|on)|still running|how is (?:the|my) timer|what timers|which timers|(?:do i|are there) .*\btimers?\b)/

/** How long, or until when, the last timer of the call was set, in the words it was confirmed with; undefined once it was taken back. */
function confirmed(turn: Turn): string | undefined {
  for (const { side, text } of turn.history.toReversed()) {
    if (side !== 'agent') continue
    if (/\bcancelled\b/i.test(text)) return undefined
    const found =
      /\b(?:Okay, )?(?<set>[a-z0-9][a-z0-9 -]*?(?:second|minute|hour)s?(?: and [a-z0-9 -]+?(?:second|minute)s?)?)\b(?: instead)?(?:, starting now|,? I'll remind| timer|\.|,| from now)/i.exec(
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
