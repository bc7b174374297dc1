/** The one thing that is worth bringing up unasked at the start of a call: what is coming up for the caller. Pure. */
import type { BrainRequest, Said } from '../brain.ts'
import { momentIn } from './calendar.ts'
import { notedDay } from './known-days.ts'
import { inOwnWords, unwillingToChat } from './known-notes.ts'
import { contract, sentenceCase, turnRound } from './you-and-i.ts'

type Seen = Pick<BrainRequest, 'persona' | 'now' | 'timeZone'>

/** Nobody brings up what is further away than this. */
const daysAhead = 10
/** Not for a stranger's good cheer at the start of a call. */
const delicate =
  /\b(?:funeral|wake|burial|memorial|dies|died|death|late|surgery|operation|chemo\w*|biops\w*|oncolog\w*|hospital|clinic|therap\w*|psych\w*|court|trial|hearing|divorce\w*|custody|police|prison|scan|test results?|diagnos\w*|rehab|abortion|ex)\b/i
const she = 'mother|sister|daughter|wife|girlfriend|fiancée|grandmother|granddaughter|aunt|niece'
const he = 'father|brother|son|husband|boyfriend|fiancé|grandfather|grandson|uncle|nephew'

/** "Your sister Ana is coming to visit on Friday, isn't she?", or as a plain sentence where no question is wanted; undefined: nothing is near. */
export function upcoming({ persona, now, timeZone }: Seen): string | undefined {
  const near = (persona.known ?? [])
    .filter((note) => !delicate.test(note))
    .flatMap((note) => {
      const day = notedDay(note, now, timeZone)
      const text = day === undefined || day.daysAway < 0 || day.daysAway > daysAhead ? undefined : inOwnWords(day.spoken)
      return day === undefined || text === undefined ? [] : [{ ...day, text: turnRound(text) }]
    })
    .toSorted((a, b) => a.daysAway - b.daysAway)
  const [first] = near
  if (first === undefined) return undefined
  const quiet = unwillingToChat(persona.known ?? [], momentIn(now, timeZone).hour)
  const tag = quiet ? undefined : tagOf(first.text)
  return tag === undefined ? `I remember that ${contract(first.text)}.` : `${sentenceCase(contract(first.text))}, ${tag}?`
}

/** A persona's own first words with what is remembered: no question for its own sake where that is not wanted, and what is coming up. */
export function openingWords(words: string, seen: Seen): string {
  const quiet = unwillingToChat(seen.persona.known ?? [], momentIn(seen.now, seen.timeZone).hour)
  const soon = upcoming(seen)
  // One question at a time: the one that shows what is remembered takes the place of the general one.
  const bare = quiet || soon !== undefined ? withoutChat(words) : words
  return [bare, soon].filter(Boolean).join(' ')
}

/** Whether the call has only just begun and nothing was brought up in it. */
export function mayBringUp(history: readonly Said[], thing: string): boolean {
  return !history.some((entry) => entry.side === 'user' || entry.text.includes(thing) || entry.rest?.includes(thing))
}

const chat =
  /^(?:(?:so|and|now|well),? )?(?:how(?:'s| is| are| have)\b.*|what(?:'s| is) (?:on your mind|new|up)\b.*|what (?:shall|should) we talk about\b.*|what have you been\b.*|what are you (?:thinking|up to)\b.*|what about you|and you|how about you)\?$/i

/** A text without the questions that only make conversation; the text itself where it is nothing else. */
export function withoutChat(text: string): string {
  const sentences = text.split(/(?<=[.!?])\s+/)
  const kept = sentences.filter((sentence) => !chat.test(sentence))
  return kept.length === 0 ? text : kept.join(' ')
}

/** The short question behind a statement, where it is sure: "isn't she", "don't you". */
function tagOf(text: string): string | undefined {
  const you = /^you (?<verb>\w+)\b/.exec(text)?.groups?.verb
  if (you !== undefined) {
    if (/^(?:are|have|will|can|were)$/.test(you)) return `${negated[you === 'have' ? 'do' : you] ?? "don't"} you`
    return /^(?:must|should|may|used|did|\w+ed|got|bought|sold|not|never)$/.test(you) ? undefined : "don't you"
  }
  const found = new RegExp(`^your (?:\\w+ ){0,2}?(?<who>${she}|${he})\\b(?: \\p{Lu}[\\p{L}'-]+)* (?<verb>\\w+)`, 'u').exec(
    text,
  )?.groups
  if (found === undefined) return undefined
  const { who = '', verb = '' } = found
  const pronoun = new RegExp(`^(?:${she})$`).test(who) ? 'she' : 'he'
  if (negated[verb] !== undefined) return `${negated[verb]} ${pronoun}`
  return /^(?!was|this)\w+s$/.test(verb) ? `doesn't ${pronoun}` : undefined
}

const negated: Readonly<Record<string, string>> = {
  is: "isn't",
  are: "aren't",
  were: "weren't",
  will: "won't",
  can: "can't",
  do: "don't",
  has: "doesn't",
}
