/** Which sentences of a call are worth keeping word for word: facts, names and numbers, and what was promised. Patterns only, no model. */
import type { Side } from '../protocol/session.ts'

export type Remark = {
  readonly turnId: string
  readonly side: Side
  /** A whole sentence as it was said. */
  readonly text: string
  /** `fact`: something that is so; `promise`: what the agent said it would do. */
  readonly kind: 'fact' | 'promise'
  /** What it is about: a later remark of the same key takes its place. */
  readonly key: string
  /** The higher, the more it hurts to forget it; 1 to 12. */
  readonly weight: number
}

type Pattern = { readonly weight: number; readonly form: RegExp }

/** Longer sentences cost more of a prompt than they tell, words. */
const maxWords = 40
const minWords = 2

const wants = 'need|want|prefer|like|love|enjoy|hate|avoid|collect|play|speak|drive|run|teach|study|own|have|keep|plan|hope'
const lives = 'live|lived|work|worked|moved|grew up|was born|come from|came from|am from|am allergic|am diabetic|retired|married'
const kin =
  'wife|husband|partner|girlfriend|boyfriend|son|daughter|mother|father|mum|mom|dad|sister|brother|dog|cat|boss|friend|doctor'

const userPatterns: readonly Pattern[] = [
  { weight: 10, form: /\b(?:my name(?:'s| is)|call me|i(?:'m| am) called)\b/i },
  { weight: 9, form: /\b(?:remember|don't forget|do not forget|keep in mind|note) (?:that|my|to|this)\b/i },
  { weight: 8, form: /\b(?:allergic|diabetic|can't eat|cannot eat|can't drink|pregnant|deaf|blind|medication)\b/i },
  { weight: 7, form: new RegExp(`\\bmy (?:\\w+ )?(?:${kin})s?\\b`, 'i') },
  { weight: 6, form: /\bmy [\w' -]{2,40}? (?:is|are|was|were|starts?|ends?)\b/i },
  {
    weight: 6,
    form: new RegExp(`\\b(?:i|we) (?:\\w+ )?(?:${lives})\\b|\\bi'm (?:from|allergic|diabetic|retired|married)\\b`, 'i'),
  },
  { weight: 5, form: new RegExp(`\\b(?:i|we)(?:'d| would| really| also|'ve| have)? (?:${wants})\\b`, 'i') },
  { weight: 5, form: /\b(?:let's|we agreed|the plan is|i decided|i've decided|i(?:'m| am) going to|i(?:'ll| will))\b/i },
  { weight: 4, form: /\bi(?:'m| am) (?:an?|the|in|at|on|\d+)\b/i },
]
const agentPatterns: readonly Pattern[] = [{ weight: 6, form: /\b(?:we agreed|the plan is|your [\w' -]{2,40}? (?:is|are))\b/i }]
const promise = /\b(?:i(?:'ll| will| promise| am going to|'m going to)|let me)\b/i
const numberWord =
  /\b\d[\d.,:]*\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand)\b/i
const dayOrMonth =
  /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december|tomorrow|tonight)\b/i
const correction = /^(?:no,|actually|sorry,|i meant|rather)\b/i
/** "My sister is …", "I live …": what a sentence is about. */
const about =
  /\b(my (?:[\w'-]+ ){0,3}?[\w'-]+?)(?:'s| is| are| was| were)\b|\b(i (?:live|work|was born|come|moved))\b|\b(call me)\b/i

/** What of one turn is worth keeping, in the order it was said. Questions and asides give nothing. */
export function remarksOf(turn: { readonly turnId: string; readonly side: Side; readonly text: string }): Remark[] {
  const remarks: Remark[] = []
  for (const text of sentences(turn.text)) {
    const words = text.split(' ').length
    if (words < minWords || words > maxWords || /[?？]["'”’)]*$/u.test(text)) continue
    const promised = turn.side === 'agent' && promise.test(text)
    const weight = promised ? 6 + extra(text) : weightOf(text, turn.side)
    if (weight === 0) continue
    remarks.push({
      ...turn,
      text,
      kind: promised ? 'promise' : 'fact',
      key: keyOf(text, turn.side),
      weight: Math.min(12, weight),
    })
  }
  return remarks
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** The sentences of a text, blanks evened out. */
export function sentences(text: string): string[] {
  const even = text.replaceAll(/\s+/g, ' ').trim()
  const found: string[] = []
  for (const { segment } of segmenter.segment(even)) {
    const before = found.at(-1)
    // The dot of a title ends nothing.
    if (before !== undefined && /\b(?:Dr|Mr|Mrs|Ms|Prof|St)\. ?$/.test(before)) found[found.length - 1] = before + segment
    else found.push(segment)
  }
  return found.map((one) => one.trim()).filter((one) => one !== '')
}

function weightOf(text: string, side: Side): number {
  const straight = text.replaceAll('’', "'")
  const patterns = side === 'user' ? userPatterns : agentPatterns
  const found = patterns.find(({ form }) => form.test(straight))?.weight ?? 0
  const more = extra(straight)
  // Names and numbers alone make a fact too, of the agent's words only numbers: it names much in passing.
  if (found === 0) return side === 'user' ? (more >= 2 ? more : 0) : numberWord.test(straight) && /\d/.test(straight) ? 3 : 0
  return found + Math.min(2, more)
}

/** What names, numbers, days and the correction of something said before add. */
function extra(text: string): number {
  const names = text.match(/(?<=[\p{L},;:] )\p{Lu}\p{Ll}+/gu)?.filter((name) => name !== 'I').length ?? 0
  return Math.min(2, names) + Number(numberWord.test(text)) + Number(dayOrMonth.test(text)) + Number(correction.test(text))
}

function keyOf(text: string, side: Side): string {
  const straight = text.replaceAll('’', "'").toLowerCase()
  const match = side === 'user' ? about.exec(straight) : null
  const topic = match?.[1] ?? match?.[2] ?? match?.[3]
  if (topic === 'call me') return 'user: my name'
  return `${side}: ${topic ?? straight.replaceAll(/[^\p{L}\p{N} ]/gu, '')}`
}
