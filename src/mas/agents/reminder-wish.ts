/** Reminders in what is said: "remind me tomorrow at nine to call Ana", "cancel that reminder", "what reminders do I have". Pure. */
import * as chrono from 'chrono-node'
import { offsetMinutes } from '../../memory/extract/dates.ts'

export type ReminderWish =
  /** `text` goes on after "remind you": "to call your sister". `inCall`: so soon that an engine with timers of its own keeps it. */
  | { readonly type: 'set'; readonly text: string; readonly dueAt: number; readonly inCall: boolean }
  /** It does not say when. */
  | { readonly type: 'when'; readonly text: string }
  /** `about` empty: the latest one. */
  | { readonly type: 'cancel'; readonly about: string; readonly all: boolean }
  | { readonly type: 'list' }

const remind =
  /\b(?:remind me|(?:set|make|create|add) (?:me )?(?:a|another) reminder|do ?n[o']t let me forget|do not let me forget)\b/i
const notAWish =
  /\b(?:that|it|this|he|she|they|you) reminds? me of\b|\bremind me (?:what|who|where|when|why|how|of (?:my|your|what|the name))\b|\bdo(?:n't| not) remind me\b/i
const cancel =
  /\b(?:cancel|delete|remove|drop|scrap|clear|stop|forget(?: about)?)\b(?<rest>.*)\breminders?\b(?<after>.*)|\b(?:do not|don't|no need to|never mind|you (?:need not|don't have to|do not have to|don't need to)) remind(?:ing)? me\b(?<about>.*)/i
const list =
  /\b(?:what|which|any|list|read|tell me|show me|do I have|have I)\b.{0,40}\breminders\b|\bwhat (?:should|will|are) you (?:going to )?remind(?:ing)? me\b/i

const hours = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const hourWord = hours.join('|')
const minutesOf: { readonly [word: string]: string } = {
  fifteen: '15',
  thirty: '30',
  'forty five': '45',
  'forty-five': '45',
  ten: '10',
  twenty: '20',
}
/** Beyond twelve, which dates know in words. */
const numbers: readonly string[] = 'thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(' ')
const tens: { readonly [word: string]: number } = { twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, ninety: 90 }
const counted = new RegExp(
  `\\b(?:(${numbers.join('|')})|(${Object.keys(tens).join('|')})(?:[ -](${hours.slice(0, 9).join('|')}))?)(?= (?:minutes?|hours?|days?|seconds?|weeks?)\\b)`,
  'gi',
)
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** A day without an hour is meant for its morning. */
const morning = 9

/** @param said epoch ms and the IANA name of the speaker's zone */
export function reminderWish(
  text: string,
  said: { readonly saidAt: number; readonly timeZone: string },
): ReminderWish | undefined {
  const plain = text.replaceAll(/[’`]/g, "'").replaceAll(/\s+/g, ' ').trim()
  if (list.test(plain)) return { type: 'list' }
  const cancelled = cancel.exec(plain)?.groups
  if (cancelled) return cancellation(cancelled)
  if (!remind.test(plain) || notAWish.test(plain)) return undefined
  const sentence = plain.split(/(?<=[.!?])\s+/).find((one) => remind.test(one)) ?? plain
  const written = clockInFigures(sentence.replace(/[.!?]+$/, ''))
  const found = dateIn(written, said)
  const words = found ? `${written.slice(0, found.index)} ${written.slice(found.index + found.length)}` : written
  const about = whatOf(words)
  if (about === undefined) return undefined
  if (!found) return { type: 'when', text: about }
  return { type: 'set', text: about, dueAt: found.at, inCall: found.at - said.saidAt <= dayMs }
}

function cancellation({ rest = '', after = '', about = '' }: { readonly [name: string]: string | undefined }): ReminderWish {
  const words = `${rest} ${after} ${about}`
  const all = /\b(?:all|every|everything)\b/i.test(words)
  const what = words
    .replaceAll(
      /\b(?:the|my|that|this|last|latest|all|every|of|about|for|to|any ?more|please|again|reminders?|it|set|you|me)\b/gi,
      ' ',
    )
    .replaceAll(/[^\p{L}\p{N}' ]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return { type: 'cancel', about: all ? '' : what, all }
}

/** "at half past nine" → "at 9:30": dates are read in figures. */
function clockInFigures(text: string): string {
  const figure = (word: string) => (/^\d/.test(word) ? Number(word) : hours.indexOf(word.toLowerCase()) + 1)
  const hour = `(${hourWord}|\\d{1,2})`
  return text
    .replaceAll(counted, (_, teen?: string, ten?: string, one?: string) =>
      String(teen ? numbers.indexOf(teen.toLowerCase()) + 13 : (tens[(ten ?? '').toLowerCase()] ?? 0) + (one ? figure(one) : 0)),
    )
    .replaceAll(new RegExp(`\\bhalf past ${hour}\\b`, 'gi'), (_, word: string) => `${figure(word)}:30`)
    .replaceAll(new RegExp(`\\b(?:a )?quarter past ${hour}\\b`, 'gi'), (_, word: string) => `${figure(word)}:15`)
    .replaceAll(new RegExp(`\\b(?:a )?quarter to ${hour}\\b`, 'gi'), (_, word: string) => `${((figure(word) + 10) % 12) + 1}:45`)
    .replaceAll(
      new RegExp(`\\b(at|by) (${hourWord}) (${Object.keys(minutesOf).join('|')})\\b`, 'gi'),
      (_, before: string, word: string, minutes: string) => `${before} ${figure(word)}:${minutesOf[minutes.toLowerCase()]}`,
    )
    .replaceAll(
      new RegExp(`\\b(at|by|around) (${hourWord})\\b(?: o'?clock)?`, 'gi'),
      (_, before: string, word: string) => `${before} ${figure(word)}`,
    )
    .replaceAll(/\b(\d{1,2}) o'?clock\b/gi, '$1:00')
}

type Found = { readonly at: number; readonly index: number; readonly length: number }

function dateIn(text: string, { saidAt, timeZone }: { readonly saidAt: number; readonly timeZone: string }): Found | undefined {
  const offset = offsetMinutes(saidAt, timeZone)
  const parsed = chrono.parse(text, { instant: new Date(saidAt), timezone: offset }, { forwardDate: true })
  const [first] = parsed
  if (!first) return undefined
  const relative = /\b(?:in|after) (?:an?|half|\w+) .*\b(?:minutes?|hours?|seconds?|mins?|hrs?)\b/i.test(first.text)
  const { start } = first
  let at = start.date().getTime()
  if (!relative) {
    const dayNamed = start.isCertain('day') || start.isCertain('weekday')
    const partOfDay = /\b(?:tonight|evening|night|morning|afternoon|noon|midnight)\b/i.test(first.text)
    if (!start.isCertain('hour') && !partOfDay)
      at += (morning - (start.get('hour') ?? 12)) * hourMs - (start.get('minute') ?? 0) * 60_000
    // "At nine", said in the afternoon, is tonight.
    if (!dayNamed && !start.isCertain('meridiem') && at - dayMs / 2 > saidAt && (start.get('hour') ?? 12) < 12) at -= dayMs / 2
    if (!dayNamed && at <= saidAt) at += at + dayMs / 2 > saidAt && !start.isCertain('meridiem') ? dayMs / 2 : dayMs
    // The clocks may be changed until then.
    at -= (offsetMinutes(at, timeZone) - offset) * 60_000
  }
  return at <= saidAt ? undefined : { at, index: first.index, length: first.text.length }
}

/** What it is about, as it goes on after "remind you"; undefined where nothing is left. */
function whatOf(words: string): string | undefined {
  const after = words.replace(/^.*?\b(?:remind me|reminder|forget)\b/i, ' ')
  const before = /^(.*?)\b(?:remind me|(?:set|make|create|add) (?:me )?(?:a|another) reminder)\b/i.exec(words)?.[1] ?? ''
  const rest = after
    .replaceAll(/\b(?:please|also|again|for me)\b/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s+([,.!?])/g, '$1')
    .replace(/^(?:[\s,]|(?:on|at|by|in|for|called)\b(?! \p{L}))+/iu, '')
    .replace(/^(?:on|at|by|in|for) (?=(?:to|about|that)\b)/i, '')
    .replace(/(?:[\s,]|\b(?:on|at|by|in|for)$)+$/i, '')
    .trim()
  const what = rest === '' ? /\bI (?:have|need|want|must|should) (to .+?)[,;]? (?:so|and|please)\b/i.exec(before)?.[1] : rest
  if (what === undefined || what === '') return undefined
  const linked = /^(?:to|about|that|of) /i.test(what) ? what.replace(/^of /i, 'about ') : `about ${what.replace(/^for /i, '')}`
  return toYou(linked)
}

/** From the speaker's mouth to the other's. */
function toYou(text: string): string {
  const swaps: { readonly [word: string]: string } = {
    i: 'you',
    me: 'you',
    my: 'your',
    mine: 'yours',
    myself: 'yourself',
    am: 'are',
    "i'm": "you're",
    "i've": "you've",
    "i'll": "you'll",
    our: 'your',
    we: 'you',
    us: 'you',
  }
  return text.replaceAll(/\b[\p{L}']+/gu, (word) => swaps[word.toLowerCase()] ?? word)
}
