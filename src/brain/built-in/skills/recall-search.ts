/** Finding among what was told in the call the statement that answers a question. */
import type { Statement } from '../memory.ts'
import type { Turn } from '../skill.ts'
import { contentWords, stemOf } from '../stems.ts'

export type Kind = 'where' | 'when' | 'who' | 'age' | 'job' | 'favorite' | 'named' | 'whether' | 'what'

export type FactAsked = {
  readonly about: 'fact'
  readonly words: readonly string[]
  readonly kind: Kind
  readonly question: string
  readonly mine: boolean
  /** Likely meant for someone who knows more: only a close match is an answer. */
  readonly weak: boolean
}

/** Words that mean the same in a question and in a telling. */
const kin: readonly (readonly string[])[] = [
  ['live', 'from', 'mov', 'hom', 'com'],
  ['job', 'work', 'liv', 'profession', 'occupation', 'employ'],
  ['name', 'call', 'nam'],
  ['birthday', 'born', 'bear'],
  ['old', 'ag', 'year', 'turn'],
  ['favorit', 'favourit', 'lov', 'lik', 'enjoy', 'prefer', 'best'],
  ['plan', 'go', 'will', 'tomorrow', 'weekend', 'want'],
  [
    'pet',
    'dog',
    'cat',
    'retriev',
    'poodl',
    'terri',
    'puppy',
    'kitten',
    'hamster',
    'rabbit',
    'bird',
    'parrot',
    'goldfish',
    'horse',
  ],
  ['kid', 'child', 'children', 'son', 'daughter', 'boy', 'girl', 'bab'],
  ['sibling', 'sibl', 'sister', 'brother'],
  ['parent', 'mother', 'father', 'mom', 'mum', 'dad'],
  ['spous', 'wif', 'husband', 'partner', 'marr'],
  ['food', 'eat', 'dish', 'pizza', 'pasta', 'sushi'],
  ['hobb', 'lik', 'lov', 'enjoy', 'play', 'hobby', 'do'],
  ['allerg', 'allergic', 'allergy'],
  ['park', 'car'],
  ['deadlin', 'due'],
  ['mak', 'mad', 'make', 'cook', 'bak'],
  ['dinner', 'tonight', 'supper'],
  ['hir', 'job', 'compan', 'company', 'work', 'employ'],
  ['country', 'countr', 'from', 'live', 'liv'],
  ['music', 'band', 'jazz', 'rock', 'song', 'lik', 'lov'],
  ['put', 'leav', 'left', 'keep', 'hid', 'hidden'],
  ['feel', 'tir', 'sad', 'happy', 'nervou', 'sick', 'mood'],
  ['trip', 'travel', 'fly', 'vacation', 'holiday', 'visit', 'go', 'mov'],
  ['meet', 'appointment', 'see', 'meeting'],
  ['stud', 'study', 'student', 'university', 'school', 'learn'],
  ['driv', 'car'],
  ['buy', 'bought', 'get', 'got', 'shop'],
  ['eat', 'ate', 'breakfast', 'lunch', 'dinner', 'had'],
  ['color', 'colour'],
  ['meat', 'vegetarian', 'vegan'],
  ['money', 'ow', 'cost', 'pay', 'paid', 'price', 'euro', 'dollar', 'pound'],
  ['movi', 'film'],
  ['flat', 'apartment', 'hous'],
]

export const number = /\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b/
const whereWords = /\b(?:in|at|on|under|near|behind|beside|from|to|next|level|street|inside|by)\b/
const whenWords =
  /\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|tonight|yesterday|next|last|january|february|march|april|may|june|july|august|september|october|november|december|morning|evening|noon|weekend|o'clock|am|pm|at \w+|on the|in \d+|(?:to|for|by|around|about|until|till|from|before|after) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|half|quarter))\b/

/** What "where does she live" or a bare "and when?" leans on: the last telling of a person, or of a time or place, that holds such an answer. */
export function pointedAt(question: string, kind: Kind, turn: Turn): Statement | undefined {
  const fits = (plain: string): boolean => {
    switch (kind) {
      case 'where':
        return whereWords.test(plain)
      case 'when':
        return whenWords.test(plain)
      case 'age':
        return number.test(plain)
      case 'named':
        return /\b(?:name|named|called)\b|\b(?:dog|cat|sister|brother|son|daughter|wife|husband|friend|boss|mother|father|aunt|uncle|neighbou?r) (?!(?:is|was|has|and|who|likes|in|at|to|will)\b)\p{L}+/u.test(
          plain,
        )
      case 'who':
        return /\b(?:with|meet|meeting|see|seeing|call|called|my|from|by) (?:my )?\p{L}+/u.test(plain)
      default:
        return /^how (?:much|many|long)\b|\bnumber\b/.test(question) ? number.test(plain) : barelyAsked(question, plain)
    }
  }
  const sex = /\b(?:he|his)\b/.test(question) ? male : /\b(?:she|her)\b/.test(question) ? female : /./
  return turn.told.statements.findLast(({ plain, about }) => fits(plain) && sex.test(about))
}

/** "Which platform was it": the thing itself was named. */
function barelyAsked(question: string, plain: string): boolean {
  const thing = /^(?:what|which) (?<thing>[a-z]+) (?:did|was|is)\b/.exec(question)?.groups?.thing
  return thing !== undefined && contentWords(plain).includes(stemOf(thing))
}

/** A telling that shares a word with the question, and so may hold the answer though it was not found to. */
export function relatedStatement({ words, kind }: FactAsked, statements: readonly Statement[]): Statement | undefined {
  const wanted = words.filter((word) => !tooCommon.has(word))
  const shares = ({ about }: Statement): boolean => {
    const has = new Set(about.split(' ').map(stemOf))
    return wanted.some(
      (word) => has.has(word) || kin.some((family) => family.includes(word) && family.some((one) => has.has(one))),
    )
  }
  const told = statements.filter(({ plain }) => plain.split(' ').length >= 3)
  if (wanted.length === 0) return kind === 'whether' ? undefined : told.at(-1)
  return told.findLast(shares)
}
/** Words that questions are made of, whatever they ask for. */
const tooCommon = new Set(
  'name call nam time tim day dat date thing number kind old ag year favorit favourit like lik lov do go get mak mad make have want plan will today now first last'.split(
    ' ',
  ),
)

const dislike = /\b(?:not (?:i |we |my \w+ )?(?:really )?(?:like|eat|drink|want|enjoy)|hate|dislike|can not (?:stand|bear|eat))\b/

const male =
  /\b(?:he|his|him|son|brother|father|dad|husband|boyfriend|uncle|grandpa|grandfather|nephew|boss|friend|dog|cat|cousin|teacher|neighbou?r|boy|man)\b/
const female =
  /\b(?:she|her|daughter|sister|mother|mom|mum|wife|girlfriend|aunt|grandma|grandmother|niece|boss|friend|dog|cat|cousin|teacher|neighbou?r|girl|woman)\b/

export function bestStatement(asked: FactAsked, statements: readonly Statement[], turn: Turn): Statement | undefined {
  const moving = asked.words.length === 0 && /\b(?:going|go)\b/.test(asked.question) ? [stemOf('going')] : []
  const wanted = [...moving, ...asked.words].filter(
    (word) => !(asked.kind === 'when' && /^(?:day|dat|tim|date|time)$/.test(word)),
  )
  if (wanted.length === 0 && asked.kind !== 'age' && asked.kind !== 'job') return undefined
  const kinds = wanted.map((word) => new Set([word, ...kin.filter((family) => family.includes(word)).flat()]))
  let best: { readonly statement: Statement; readonly score: number } | undefined
  for (const statement of statements) {
    const has = new Set([...contentWords(statement.about), ...statement.about.split(' ').map(stemOf)])
    let score = 0
    let direct = 0
    for (const [at, family] of kinds.entries()) {
      if (has.has(wanted[at] ?? '')) {
        score += 2
        direct += 1
      } else if ([...family].some((word) => has.has(word))) {
        score += 1
        direct += 0.5
      }
    }
    const plain = statement.plain
    // Said of it outright before leaning on it.
    if (direct > 0 && !wanted.some((word) => contentWords(plain).includes(word))) score -= 0.5
    if (asked.kind === 'where') {
      if (!whereWords.test(plain)) score -= 2
      if (/\blive\b/.test(asked.question) && /\b(?:i|we) (?:live|am from|come from|moved)\b/.test(plain)) score += 2
      if (/\bfrom\b/.test(asked.question) && /\bfrom\b/.test(plain)) score += 2
      if (/\bwork\b/.test(asked.question) && /\bwork (?:at|in|for)\b/.test(plain)) score += 1
    }
    if (dislike.test(asked.question)) {
      if (dislike.test(plain)) {
        score += 2
        direct += 1
      } else if (asked.kind === 'what') score -= 3
    } else if (asked.kind === 'what' && /\b(?:like|love|enjoy|favou?rite)\b/.test(asked.question) && dislike.test(plain))
      score -= 3
    // "Can I swim?" of one who said they can or can't.
    if (/^can i\b/.test(asked.question) && /\bi can\b|\b(?:vegetarian|vegan|allergic)\b/.test(plain) && direct > 0) direct += 2
    if (asked.kind === 'when' && whenWords.test(plain)) score += 1
    if (asked.kind === 'when' && !whenWords.test(plain)) score -= 2
    // "How old is my sister?" is not answered by the caller's own age.
    if (
      asked.kind === 'age' &&
      /\bmy (?!age\b)\w+/.test(asked.question) &&
      /\b\d+\b|\b\w+(?:ty|teen)\b|\byears old\b/.test(plain) &&
      direct > 0
    )
      score += 2
    if (
      asked.kind === 'age' &&
      !/\bmy (?!age\b)\w+/.test(asked.question) &&
      /\b(?:i am|my age is) (?:\d+|(?:[a-z]+ty|[a-z]+teen|ten|eleven|twelve)(?: [a-z]+)?)(?: years old)?$|\byears old\b/.test(
        plain,
      )
    ) {
      score += 3
      direct += 1
    }
    if (
      asked.kind === 'job' &&
      /\bi (?:work|am (?:a|an)|was (?:a|an)|have been (?:a|an)|used to (?:be (?:a|an)|work)|teach|drive|run)\b/.test(plain)
    ) {
      score += 2
      direct += 1
    }
    if (
      (asked.kind === 'favorite' || /\blike\b/.test(asked.question)) &&
      !/\b(?:favou?rite|like|love|enjoy|prefer)\b/.test(plain)
    )
      score -= 1
    if (
      asked.kind === 'named' &&
      !/\b(?:name|named|called)\b|\bthis is \p{L}+ |\bis \p{L}+$|\b(?:dog|cat|sister|brother|son|daughter|wife|husband|friend|boss|mother|father|kid|child)s? (?!(?:is|was|has|are|and|who)\b|[a-z]+s (?!(?:is|was|and|has|[a-z]+s)\b))\p{L}+\b/u.test(
        plain,
      )
    )
      score -= 2
    const needed = asked.weak ? 2 : kinds.length <= 2 ? 0.5 : 1
    // A name asked for is told where it was given, not where it is only leaned on.
    if (asked.kind === 'named' && best !== undefined && /^(?:he|she|it|they)\b/.test(plain)) continue
    if (score > 0 && direct >= needed && (best === undefined || score >= best.score)) best = { statement, score }
  }
  // "My mother's birthday" is not answered by where she lives.
  const attribute = /\bmy \w+'s (?<what>\w+)$/.exec(asked.question)?.groups?.what
  if (attribute !== undefined && best !== undefined && !/^(?:name|age|job|first|called)$/.test(attribute)) {
    const family = new Set([stemOf(attribute), ...kin.filter((words) => words.includes(stemOf(attribute))).flat()])
    if (!contentWords(best.statement.about).some((word) => family.has(word))) return undefined
  }
  // "Who is she" and such point at nothing that words could find.
  return turn.heard.words.length > 25 ? undefined : best?.statement
}

/**
 * Among what is remembered from earlier calls the statement that answers; stricter than within the call, since there nobody expects a remark
 * beside the point: it speaks of whom was asked about, holds the kind of thing asked for, and every word of the question, itself or a kin.
 */
export function bestKnown(asked: FactAsked, turn: Turn): Statement | undefined {
  const wanted = asked.words.filter((word) => !vague.has(word))
  const fits = turn.known.filter(({ plain }) => {
    if (!speaksOf(plain, asked.question) || !holds(plain, asked.kind)) return false
    const has = new Set(plain.split(' ').map(stemOf))
    if (wanted.length > 0) return wanted.every((word) => has.has(word) || kinOf(word).some((one) => has.has(one)))
    return plainly.some(([question, statement]) => question.test(asked.question) && statement.test(plain))
  })
  return bestStatement(asked, fits, turn) ?? (wanted.length === 0 ? fits.at(0) : undefined)
}

/** A sister's flat is nobody else's. */
function speaksOf(plain: string, question: string): boolean {
  const who = /\bmy (?<who>[a-z-]+)\b/.exec(question)?.groups?.who
  if (who === undefined) return !/\bi\b/.test(question) || /^(?:i|my)\b/.test(plain)
  if (!people.test(who)) return true
  const has = new Set(plain.split(' ').map(stemOf))
  return has.has(stemOf(who)) || (collective.test(who) && kinOf(stemOf(who)).some((word) => has.has(word)))
}

function holds(plain: string, kind: Kind): boolean {
  if (kind === 'where') return whereWords.test(plain)
  if (kind === 'when') return whenWords.test(plain)
  return (
    kind !== 'age' ||
    /\b(?:is|am|turned|are) (?:now )?(?:\d+|\w+teen|\w+ty|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|\byears old\b/.test(
      plain,
    )
  )
}

const kinOf = (word: string): readonly string[] => kin.filter((family) => family.includes(word)).flat()
/** Words of questions that statements say in other ways. */
const vague = new Set([
  'old',
  'job',
  'name',
  'nam',
  'call',
  'day',
  'dat',
  'tim',
  'com',
  'from',
  'favorit',
  'favourit',
  'lik',
  'lov',
  'liv',
  'eat',
])
/** Questions of such words alone, and the statements that answer them. */
const plainly: readonly (readonly [RegExp, RegExp])[] = [
  [/\b(?:live|home)\b/, /^i (?:\w+ )?(?:live|reside|am based|moved)\b/],
  [/\bfrom\b/, /^i (?:am|come|grew up)\b.*\b(?:from|in)\b/],
  [/\b(?:living|work|job|profession|occupation)\b/, /^i (?:work|am an?|teach|run|own|manage)\b/],
  [/\bold\b/, /^i am (?:\d+|\w+ty|\w+teen)\b/],
  [/\b(?:like|love)\b/, /^i (?:\w+ly )?(?:like|love|adore|enjoy|prefer)\b/],
]
const people =
  /^(?:mother|mom|mum|father|dad|parents?|sister|brother|siblings?|son|daughter|kids?|child|children|wife|husband|spouse|partner|girlfriend|boyfriend|friend|boss|aunt|uncle|cousin|niece|nephew|grandmother|grandma|grandfather|grandpa|neighbou?r|colleague|pets?|dog|cat)s?$/
/** Asked for with one word, told with another. */
const collective = /^(?:mom|mum|dad|grandma|grandpa|parents?|siblings?|kids?|child|children|spouse|partner|pets?)$/
