/** What the caller has told in this call: read from the history each time, so that it can never disagree with it. */
import type { Said } from '../brain.ts'
import { heardFrom, plainOf, sentencesOf } from './heard.ts'
import { putRight } from './put-right.ts'

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

const opened: readonly (readonly [RegExp, string])[] = [
  [/\bI'm\b/gi, 'I am'],
  [/\bI've\b/gi, 'I have'],
  [/\bI'll\b/gi, 'I will'],
  [/\bI'd\b/gi, 'I would'],
  [/\b(we|they|you)'re\b/gi, '$1 are'],
  [/\b(we|they|you)'ve\b/gi, '$1 have'],
  [/\b(we|they|he|she|it)'ll\b/gi, '$1 will'],
  [/\b(he|she|it|that|there)'s\b/gi, '$1 is'],
  [/\bcan't\b/gi, 'can not'],
  [/\bwon't\b/gi, 'will not'],
  [/\b(do|does|did|is|are|was|were|has|have|had|would|could|should)n't\b/gi, '$1 not'],
]

/** Contractions opened, case kept, closing punctuation dropped. */
export function openedText(text: string): string {
  let out = text.replace(/[’‘]/g, "'")
  for (const [pattern, replacement] of opened) out = out.replace(pattern, replacement)
  return out
    .replace(/[.!?…]+$/, '')
    .replace(/\s+/g, ' ')
    .trim()
}

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

const weekday = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/i
const month = /\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b/i
const spokenNumber =
  /\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty)\b/i

const kinds = [weekday, month, spokenNumber]

/** "Hold on, that was last year, I am forty-two now": a number said anew. */
const grownTo =
  /^(?:no|nope|sorry|wait|hold on|hang on|actually|oops)\b.{0,30}?\b(?:i am|it is|he is|she is|we are|they are) (?<right>(?:\d+|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -]\w+)?|\w+teen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: \w+)?)(?: now| years old)*$/i

/** "no, I said Thursday", "not Tuesday but Thursday", "it is Mia, not Maya": the wrong word, where named, and the right one. */
export function correctionIn(text: string): { readonly wrong?: string; readonly right: string } | undefined {
  const plain = openedText(text)
    .replace(/[,;.]+/g, ' ')
    .replace(/\s+/g, ' ')
  const both = putRight(plain)
  if (both !== undefined) return both
  const renamed =
    /\bmy (?<what>\w+(?:'s name)?|name) is not (?<wrong>[\p{L}'-]+)(?: it is| but| my name is| i am| he is| she is) (?<right>[\p{L}'-]+)$/iu.exec(
      plain,
    )?.groups ?? /\bi am not (?<wrong>\p{Lu}[\p{L}'-]+) i am (?<right>\p{Lu}[\p{L}'-]+)$/u.exec(plain)?.groups
  if (renamed !== undefined) return { wrong: renamed.wrong ?? '', right: renamed.right ?? '' }
  const notBut =
    /\bnot (?<wrong>(?!(?:a|an|the|so|very|really|too|that|what|my|it|this|quite|much|at)\b)[\p{L}\d'-]+)(?: but| it is| i said| i meant)? (?<right>(?!the |a |really|so )[\p{L}\d'-]+)$/iu.exec(
      plain,
    )?.groups
  if (
    notBut !== undefined &&
    !/^(?:that|it|you|this|them|me|what|him|her|all|well|now)$/i.test(notBut.right ?? '') &&
    /^(?:no|i said|i meant|it is|sorry|actually|not)\b/i.test(plain)
  )
    return { wrong: notBut.wrong ?? '', right: notBut.right ?? '' }
  const butNot =
    /(?:^|\b(?:said|meant|mean|is|was|in|on|at|called|to) )(?<right>[\p{L}\d'-]+)(?: and)? not (?:in |on |at |to |a |the )?(?<wrong>[\p{L}\d'-]+)$/iu.exec(
      plain,
    )?.groups
  if (
    butNot !== undefined &&
    !/^(?:no|nope|nah|yes|not|sure|maybe|probably|so|but|and|is|was)$/i.test(butNot.right ?? '') &&
    !/^(?:yet|really|now|sure|today|yesterday|tomorrow|always|often|again|so|too)$/i.test(butNot.wrong ?? '')
  )
    return { wrong: butNot.wrong ?? '', right: butNot.right ?? '' }
  const grown = grownTo.exec(plain)?.groups?.right
  if (grown !== undefined) return { right: grown }
  const said =
    /^(?:(?:no|nope|sorry|wait|oh|um|uh|actually|well|hang on|not that)\b ?)+(?:i (?:said|meant|mean)|(?:he|she|they|we) (?:is|are|was|were) (?:in|at|from|called)|it is|it was|that is|make that|in|on|at|to|with|for) (?<right>[\p{L}\d' -]{1,40})$/iu.exec(
      plain,
    )?.groups?.right ??
    /^(?<right>(?:(?:of|in|on|at|for|to|from) )?(?!what|how|who|when|where|why|i |you |it |that )(?:the |a |my )?[\p{L}\d'-]+(?: [\p{L}'-]+){0,2}) i (?:mean|meant)$/iu.exec(
      plain,
    )?.groups?.right ??
    /^i (?:meant|said|mean) (?<right>[\p{L}\d' -]{1,40})$/iu.exec(plain)?.groups?.right
  if (
    said === undefined ||
    /^(?:not|wrong|that|right|enough|so|nothing|okay|fine|too|all|it|everything|great|good|true|nice|cool|funny|bad|not|just|really|very|what|how|why|better|an?|the (?:only|wrong|other|same))\b/i.test(
      said,
    )
  )
    return undefined
  return { right: said }
}

/** "No, Australia", "sorry, Wednesday": a bare word put right; only with a word of its kind before it is it a correction. */
export function bareCorrectionIn(text: string): string | undefined {
  const plain = openedText(text)
    .replace(/[,;.]+/g, ' ')
    .replace(/\s+/g, ' ')
  const right =
    /^(?:(?:oh|uh|um|well)\b ?)*(?:(?:no|nope|sorry|wait|oops)\b ?)+(?:i asked (?:about|for) |about |it is |(?:in|on|at|for) )?(?<right>[\p{L}\d' -]{2,30})$/iu.exec(
      plain,
    )?.groups?.right ?? /^i asked (?:about|for) (?<right>[\p{L}\d' -]{2,30})$/iu.exec(plain)?.groups?.right
  if (
    right === undefined ||
    right.split(' ').length > 4 ||
    /^(?:no|nope|nah|not|yet|never|yes|thanks|thank|problem|idea|not|way|worries|wonder|one|more|stop|i|you|we|please|never|wait|what|that|it|my|it's|that's|really|clue|chance|no|but|because|don't|the (?:wrong|other|same))\b/i.test(
      right,
    )
  )
    return undefined
  return right
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

/** `text` with what was wrong in it replaced: the named word, or the one of the same kind as the right one. */
export function correctedText(text: string, correction: { readonly wrong?: string; readonly right: string }): string | undefined {
  const { wrong, right } = correction
  if (wrong !== undefined && wrong !== '') {
    const pattern = new RegExp(`(?<![\\p{L}\\d])${wrong.replace(/[^\p{L}\d]/gu, '.')}(?![\\p{L}\\d])`, 'iu')
    return pattern.test(text) ? text.replace(pattern, right) : undefined
  }
  for (const kind of kinds) {
    if (kind.test(right) && kind.test(text)) return text.replace(kind, kind.exec(right)?.[0] ?? right)
  }
  if (right.split(' ').length > 2) return undefined
  const capitals = [...text.matchAll(/(?<=\s)\p{Lu}[\p{L}'-]+/gu)].filter(
    (match) => match[0] !== 'I' && !match[0].startsWith("I'"),
  )
  const last = capitals.at(-1)
  if (last !== undefined) return text.slice(0, last.index) + right + text.slice(last.index + last[0].length)
  return /\b(?:name is|called|named|in|from|is|to|at|on|with|by|for) [\p{L}'-]+$/u.test(text)
    ? text.replace(/[\p{L}'-]+$/u, right)
    : undefined
}

/** Marks by which people take back what they just said. */
const takenBack =
  /^(?<before>.+?),? (?<mark>no wait|wait no|no sorry|sorry no|no i mean(?:t)?|no actually|i mean(?:t)?|or rather|make that|scratch that|sorry i mean(?:t)?|no no|no)[,]? (?:it is |that is |it was )?(?<after>[^,]{1,30})$/i

/** "On Tuesday, no, Wednesday" as "On Wednesday"; undefined where nothing was taken back. */
export function repaired(text: string): string | undefined {
  for (const kind of kinds) {
    const word = kind.source
    const inline = new RegExp(
      `(?:${word}),? (?:no|sorry|i mean|no wait|or rather|make that|no sorry),? (?:on |at |in )?(?=${word})`,
      'i',
    )
    if (inline.test(text)) return text.replace(inline, '')
  }
  const found = takenBack.exec(openedText(text).replace(/[,.]? ?(?:uh|um|er) /gi, ' '))?.groups
  if (found === undefined) return undefined
  const { before = '', mark = '', after = '' } = found
  if (after.split(' ').length > 3) return undefined
  const sameKind = kinds.some((kind) => kind.test(before) && kind.test(after))
  if (mark.toLowerCase() === 'no' && !sameKind) return undefined
  return correctedText(before, { right: after.replace(/^(?:on|in|at|to|the|for) /i, '') }) ?? before.replace(/\S+$/, after)
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

const stop = new Set(
  'a an the is are was were am be been do does did can could would should will have has had i you my your me we our it its of to in on for with and or at by from about how what when where which who whose why there this that again just ever tell told said say remember know still please some any much many going get got so'.split(
    ' ',
  ),
)

const irregular: Readonly<Record<string, string>> = Object.fromEntries(
  'lost:lose went:go gone:go going:go goes:go doing:do ate:eat eaten:eat bought:buy met:meet saw:see seen:see took:take taken:take made:make got:get left:leave found:find drove:drive flew:fly gave:give wrote:write ran:run broke:break broken:break forgot:forget slept:sleep spent:spend sold:sell began:begin came:come did:do done:do drank:drink heard:hear held:hold kept:keep knew:know paid:pay read:read rode:ride sang:sing sat:sit sent:send spoke:speak stood:stand swam:swim taught:teach thought:think threw:throw told:tell won:win wore:wear hid:hide hidden:hide put:put cut:cut hurt:hurt felt:feel built:build brought:bring caught:catch chose:choose children:child kids:kid wives:wife moved:move studied:study'
    .split(' ')
    .map((pair) => pair.split(':')),
)

/** A rough stem, the same for "visiting" and "visits". */
export function stemOf(word: string): string {
  return (irregular[word] ?? word)
    .replace(/'s$/, '')
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?<=\w{3})(?:ing|ed|es|s|e)$/, '')
    .replace(/([bdgklmnprt])\1$/, '$1')
}

export function contentWords(plain: string): readonly string[] {
  return plain
    .split(' ')
    .filter((word) => word.length > 1 && !stop.has(word))
    .map(stemOf)
}
