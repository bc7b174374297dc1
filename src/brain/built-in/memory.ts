/** What the caller has told in this call: read from the history each time, so that it can never disagree with it. */

import type { Said } from '../brain.ts'
import { bareCorrectionIn, correctedText, correctionIn, kinds, openedText, repaired } from './corrections.ts'
import { heardFrom, plainOf, sentencesOf } from './heard.ts'
import { contentWords } from './stems.ts'

export type Statement = {
  /** A clause of the caller's in their own words and case, contractions opened: "I live in Leipzig". */
  readonly text: string
  readonly plain: string
  /** `plain` with the words it leans on: the question it answered, or what "he" and "it" stand for. */
  readonly about: string
  /** Its place in the history; -1: told before this call. */
  readonly at: number
}

export type Told = {
  readonly name: string | undefined
  readonly statements: readonly Statement[]
}

const notNames = new Set(
  'not so very really just back fine good tired sad happy here the a an going your my is it am okay sorry sure from in at on at hungry bored glad home late new old done ready busy sick well and but or also still feeling doing back later tomorrow when if looking trying thinking afraid calling speaking something someone nothing nobody everybody everything anyone get come live work stay hello there'.split(
    ' ',
  ),
)
/** "and" parts two clauses where the second has a subject of its own. */
function clausesOf(sentence: string): readonly string[] {
  return sentence
    .split(
      /(?:,\s*|\s+)(?:and|but|so)\s+(?=(?:i|my|we|our|he|she|they|it|his|her|their|the)\b)|,\s+(?=(?:i|my|we|he|she)\b)|\s+(?=my (?:name|favou?rite|birthday|wife|husband|sister|brother|dog|cat)(?: is|'s| are)\b)/i,
    )
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
}

const fillers =
  /^(?:(?:um+|uh+|well|so|oh|okay|ok|yeah|yes|no|and|but|hi|hello|hey|actually|also|by the way|you know|like|please|(?:i would like you to |please )?(?:remember|note) this:?|i would like you to remember(?: that)?|remember that|remember|please remember(?: that)?|i told you(?: earlier| before| already)?(?: that)?|don't forget that|do not forget that|just so you know|you should know(?: that)?|I (?:wanted to|should|have to|must) tell you(?: that)?|remind me (?:later |again )?that|did I tell you(?: that)?|let me tell you|I mean)[,\s]+)+/i

const nameForms: readonly RegExp[] = [
  /\bmy (?:first |full |real )?name(?: is|'s| was) (?:actually |really )?(?<name>\p{L}[\p{L}'-]*(?: \p{Lu}[\p{L}'-]+)?)/u,
  /\b(?:you can |please |just )?call me (?!(?:back|later|tomorrow|when|if|at|a|an|the|crazy|old|names)\b)(?<name>\p{L}[\p{L}'-]*)/iu,
  /\b(?:this is|it is|I am) (?<name>\p{Lu}[\p{L}'-]+)(?: (?:speaking|here|by the way))?(?=$|,| and\b| from\b| speaking\b| here\b)/u,
  /^(?:(?:hi|hello|hey|good \w+|yes)\b[, ]*)*(?!(?:right|over|still|in|back|from|out|around|come)\b)(?<name>\p{L}[\p{L}'-]{2,})(?: here| speaking)$/iu,
  /\bthe name is (?<name>\p{L}[\p{L}'-]*)/iu,
  /^(?:(?:hi|hello|hey|good \w+)\b ?)+(?:i am|this is|it is) (?<name>\p{L}{3,})(?: (?:speaking|here|nice to meet you))?$/iu,
]

function nameIn(text: string): string | undefined {
  for (const form of nameForms) {
    const name = form.exec(text)?.groups?.name
    if (name !== undefined && !notNames.has(name.toLowerCase()) && !/ing$/.test(name))
      return name.slice(0, 1).toUpperCase() + name.slice(1)
  }
  return undefined
}

/** "i'm sarah by the way", without a capital. */
function lowerCaseName(text: string, ordinary: (word: string) => boolean): string | undefined {
  const name =
    /^(?:(?:hi|hello|hey|oh|so|and|yes|good \w+)\b,? ?)*(?:i am|this is|it is) (?<name>\p{L}{3,})(?: (?:by the way|here|speaking|again|nice to meet you))?$/iu
      .exec(text)
      ?.groups?.name?.toLowerCase()
  return name === undefined || notNames.has(name) || ordinary(name) ? undefined : name.slice(0, 1).toUpperCase() + name.slice(1)
}

/** The name in an answer to a question for it. */
export function nameGiven(question: string, answer: string): string | undefined {
  if (
    !/\b(?:what(?: is|'s) your name|who am i (?:talking|speaking) (?:to|with)|may i (?:ask|know) your name|what should i call you|what shall i call you|tell me your name|your name (?:yet|in what you've told me so far|wrong)\. What is it)\b/i.test(
      question,
    ) &&
    !/^What is it\?$/.test(question)
  )
    return undefined
  const name =
    /^(?:(?:it is|it's|i am|i'm|my name is|oh|um|well|just|call me|the name is)[ ,]+)*(?<name>\p{L}[\p{L}'-]+)(?: (?:\p{Lu}[\p{L}'-]+))?[.!]?$/iu.exec(
      answer.trim(),
    )?.groups?.name
  return name === undefined ||
    notNames.has(name.toLowerCase()) ||
    /^(?:no|yes|nothing|secret|why|what|never|later|nobody)$/i.test(name)
    ? undefined
    : name.slice(0, 1).toUpperCase() + name.slice(1)
}

/** Everything the caller has told so far. `ordinary` tells a word of the dictionary from a name, where the ear wrote no capitals. */
export function tellingsIn(history: readonly Said[], ordinary: (word: string) => boolean): Told {
  let name: string | undefined
  const statements: Statement[] = []
  for (const [at, entry] of history.entries()) {
    if (entry.side !== 'user') continue
    const before = history[at - 1]
    const given =
      before?.side === 'agent' && /\bname\b/.test(before.text)
        ? nameGiven(before.text.split(/(?<=[.!])\s+(?=What(?:'s| is) your|May|Who)/).at(-1) ?? '', entry.text)
        : undefined
    if (given !== undefined) name = given
    const bare = bareCorrectionIn(entry.text)
    const correction =
      correctionIn(entry.text) ?? (bare !== undefined && kinds.some((kind) => kind.test(bare)) ? { right: bare } : undefined)
    const previous = statements.at(-1)
    if (correction !== undefined && previous !== undefined) {
      const index = statements.findLastIndex((statement) => correctedText(statement.text, correction) !== undefined)
      const wrongOne = statements[index]
      const text = wrongOne === undefined ? undefined : correctedText(wrongOne.text, correction)
      if (wrongOne !== undefined && text !== undefined && (correction.wrong !== undefined || index === statements.length - 1)) {
        statements[index] = { text, plain: plainOf(text), about: `${plainOf(text)} ${wrongOne.about}`, at }
        name = nameIn(text) ?? name
        continue
      }
    }
    const question =
      before?.side === 'agent' && /\?\s*$/.test(before.text) && entry.text.split(/\s+/).length <= 6
        ? contentWords(plainOf(before.text.split(/(?<=[.!?])\s+/).at(-1) ?? '')).join(' ')
        : ''
    for (const sentence of sentencesOf(entry.text)) {
      if (heardFrom(sentence).asks) continue
      for (const said of clausesOf(openedText(sentence).replace(fillers, ''))) {
        const clause = repaired(said) ?? said
        name = nameIn(clause) ?? lowerCaseName(clause, ordinary) ?? name
        const plain = plainOf(clause)
        const last = statements.at(-1)
        const leans =
          last !== undefined &&
          at - last.at <= 2 &&
          /^(?:he|she|it|they|his|her|their|its|i \w+ (?:it|him|her|them))\b/.test(plain)
            ? ` ${last.about}`
            : ''
        if (plain.split(' ').length >= 2 || question !== '')
          statements.push({ text: clause, plain, about: `${plain}${leans} ${question}`.trim(), at })
      }
    }
  }
  return { name, statements }
}
