/** What a timer is for: found in the request, said when it is set and when it runs out. */
import { contract, turnRound } from '../you-and-i.ts'

export function labelFrom(plain: string): string {
  const purpose =
    /\bremind me (?:(?:in|at|after) .*?(?:minutes?|hours?|seconds?|o'clock|am|pm|\d|hour|noon|midnight) )?(?<what>(?:to|about|that|of) .+)$/.exec(
      plain,
    )?.groups?.what ??
    /\bdo not let me (?:forget|miss) (?<what>(?:about |to |the |my )?.+?) (?:in|at) .*$/.exec(plain)?.groups?.what ??
    /\b(?:to|so i can|so that i) (?<what>(?:check|take|turn|call|get|leave|pick|put|stir|flip|feed|drink|go|stop|start|move|water|walk|stretch|pay|buy|send|wash|empty|switch|look|eat|do|remember|stand|join)\b.+)$/.exec(
      plain,
    )?.groups?.what ??
    /\b(?<what>(?!(?:need|want|like|have|get|put|run) )[a-z]+(?: [a-z]+)?) timer\b/.exec(plain)?.groups?.what ??
    /\btimer\b.*?\b(?:hours?|minutes?|seconds?) (?:for|called|named|labelled) (?:the |my )?(?<what>.+)$/.exec(plain)?.groups
      ?.what ??
    /\btimer (?:for|called|named) (?:the |my )?(?<what>[a-z ]+?) (?:for|in|of)\b/.exec(plain)?.groups?.what ??
    ''
  const label = purpose
    .replace(/\b(?:in|for|at|after) (?:a |an |about )?(?:\w+[ -]){0,4}(?:minutes?|hours?|seconds?|o'clock|am|pm)\b.*$/, '')
    .replace(
      /\b(?:at|by) (?:half past |quarter (?:past|to) |\w+(?: minutes?)? (?:to|past) )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|\d{1,2}(?::\d\d)?)(?: (?:today|tonight|thirty|fifteen))?$/,
      '',
    )
    .replace(/^(?:to|about|that|of) (?:the fact that )?/, '')
    .replace(/\b(?:please|thanks|thank you|okay)\b/g, '')
    .replace(
      /\b(?:set|start|a|an|the|another|new|me|my|minute|hour|second|can|you|for|up|one|two|three|five|ten|fifteen|twenty|thirty|half|need|want|like|would|i)\b(?=.*$)/g,
      (word) => (purpose.includes(' timer') || /^[a-z]+(?: [a-z]+)?$/.test(purpose) ? '' : word),
    )
    .replace(/\b\d+\b/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return label.split(' ').slice(0, 12).join(' ')
}

export type Reminder = { readonly kind: 'thing' | 'deed' | 'statement'; readonly words: string }

/** "tea" is a thing, "call my mother" a deed, "I am late" a statement; each turned round for the caller. */
export function reminderOf(label: string): Reminder {
  const round = contract(turnRound(label.trim()))
  if (/^(?:you|I|it|he|she|they|that|there)(?:'\w+)?\b/.test(round)) return { kind: 'statement', words: round }
  if (/^(?:the|a|an|your|my)\b/.test(round)) return { kind: 'thing', words: round }
  return round.split(' ').length <= 2 && !verbs.test(round)
    ? { kind: 'thing', words: `the ${round}` }
    : { kind: 'deed', words: round }
}

export const joint = { thing: 'about', deed: 'to', statement: 'that' } as const

const verbs =
  /^(?:check|take|turn|call|get|leave|pick|put|stir|flip|feed|drink|go|stop|start|move|water|walk|stretch|pay|buy|send|wash|empty|switch|look|eat|do|remember|stand|join|phone|ring|text|email|write|read|cook|clean|bring|come|open|close|lock|charge|breathe|rest|sleep|wake|train|practice|study|work|book|order|meet|ask|tell|make|finish)\b/

/** What is said when a timer runs out. */
export function timesUp(label: string): string {
  if (label.trim() === '') return "Time's up! Your timer has just ended."
  const { kind, words } = reminderOf(label)
  if (kind === 'thing') return `Time's up! This was your reminder about ${words}.`
  return kind === 'deed' ? `Time's up! You wanted to ${words}.` : `Time's up! You asked me to remind you that ${words}.`
}
