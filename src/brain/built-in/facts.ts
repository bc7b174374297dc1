/**
 * Finds the stored fact that a question asks for. A fact is a line
 *
 *     types: needed needed/other two_words =exact | may may = Sentence.
 *
 * The question must be of one of the types ("why", "who", "many" for "how many" …), hold every needed word, and hold no content
 * word that is neither needed nor listed after the bar: a word too many means that something else was asked. Order plays no part, so
 * each sentence is true as it stands, whatever the question said.
 */

import { sayNumber, sayOrdinal, sayYear } from './numbers.ts'
import { stemOf } from './stems.ts'
import { sentenceCase } from './you-and-i.ts'

export const questionTypes = [
  'who',
  'what',
  'when',
  'where',
  'why',
  'how',
  'is',
  'many',
  'much',
  'long',
  'far',
  'fast',
  'old',
  'tall',
  'big',
  'heavy',
  'deep',
  'hot',
  'often',
] as const
export type QuestionType = (typeof questionTypes)[number]

type Needed = readonly { readonly stems: readonly string[]; readonly exact: boolean }[]
export type Fact = {
  readonly types: ReadonlySet<string>
  /** Each group by any of its alternatives. */
  readonly needed: readonly Needed[]
  readonly may: ReadonlySet<string>
  readonly says: string
}

export type FactIndex = ReadonlyMap<string, readonly Fact[]>

export type Question = { readonly type: QuestionType; readonly words: readonly string[] }

const empty = new Set(
  'a an the is are was were be been being am do does did done of in on at to for by from with and or as into onto there here it its this that these those i me my mine we us our you your they them their he his him she her can could would will shall should may might must have has had get gets got please so then also if than which what who whom whose how exactly actually really usually normally typically basically generally approximately about average just even ever again one ones thing things name names named call called calls world people person persons human humans everybody everyone someone anyone somebody anybody like know say tell explain reason'.split(
    ' ',
  ),
)

const plurals: Readonly<Record<string, string>> = Object.fromEntries(
  'feet:foot teeth:tooth mice:mouse geese:goose men:man women:woman wolves:wolf leaves:leaf lives:life knives:knife wives:wife oxen:ox dice:die bacteria:bacterium fungi:fungus calves:calf shelves:shelf scarves:scarf loaves:loaf countries:country cities:city'
    .split(' ')
    .map((pair) => pair.split(':')),
)

const meanings: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'biggest:largest greatest:largest huge:large big:large tallest:highest quickest:fastest closest:nearest tiniest:smallest littlest:smallest furthest:farthest ' +
    'colour:color metre:meter litre:liter kilometre:kilometer grey:gray tyre:tire aeroplane:airplane plane:airplane television:tv automobile:car ' +
    'author:write writer:write wrote:write written:write inventor:invent invention:invent painter:paint painting:paint composer:compose discoverer:discover discovery:discover founder:found founded:found ' +
    'begin:start began:start begun:start beginning:start finish:end finished:end ended:end over:end stop:end ' +
    'soccer:football freezes:freeze froze:freeze freezing:freeze boiling:boil boils:boil boiled:boil melts:melt melted:melt ' +
    'sank:sink sunk:sink fell:fall fallen:fall kids:child kid:child children:child babies:baby died:die dead:dead dying:die killed:kill murdered:kill ' +
    'made:make making:make created:create built:build flew:fly flown:fly won:win beat:beat struck:strike came:come comes:come happened:happen ' +
    'autumn:autumn americas:america states:state lightbulb:bulb vaporize:evaporate sunlight:sunlight burnt:burn'
  )
    .split(' ')
    .map((pair) => pair.split(':')),
)

/** Words whose rough stem is another word: "note" is not "not". */
const unlike = new Set(
  'note wine tube tape cape pine bare care cute hope rate fine site kite mane cane pane mate hate fate line mine paste tone stare here plane robe wipe pipe hide ride side wave cave case base dose rose nose pose use here mars bus gas plus less pass boss loss news'.split(
    ' ',
  ),
)

/** A rough stem with words of one meaning brought together. */
export function factStem(word: string): string {
  const base = word.replace(/'s$|'$/, '')
  const one = meanings[base] ?? plurals[base] ?? base
  const meant = meanings[one] ?? one
  const bare = meant.replace(/s$/, '')
  if (unlike.has(bare)) return bare
  // Twice, since "strings" and "string" lose one ending a time.
  const stem = stemOf(stemOf(meant))
  return meanings[stem] ?? stem
}

function neededFrom(token: string): Needed {
  return token.split('/').map((alternative) => {
    const exact = alternative.startsWith('=')
    const words = alternative.replace(/^=/, '').split('_')
    return { stems: exact ? words : words.map(factStem), exact }
  })
}

/** Numbers as they are spoken: 1,500 as a count, 1945 as a year, 4th as an ordinal. */
export function spoken(text: string): string {
  return text
    .replace(/\b(\d+)(?:st|nd|rd|th)\b/g, (_, number: string) => sayOrdinal(Number(number)))
    .replace(/\b(1[0-9]{3}|20\d\d)(s?)\b(?![,.]\d)/g, (_, year: string, s: string) =>
      s === '' ? sayYear(Number(year)) : sayYear(Number(year)).replace(/y$/, 'ies'),
    )
    .replace(/\d[\d,]*(?:\.\d+)?/g, (number) => {
      const trailing = /,$/.test(number) ? ',' : ''
      return sayNumber(Number(number.replace(/,/g, ''))) + trailing
    })
}

/** One fact from its line. Throws on a line of another form. */
export function factFrom(line: string): Fact {
  const [asked = '', ...rest] = line.split(' = ')
  const says = rest.join(' = ').trim()
  const colon = asked.indexOf(':')
  const [needed = '', may = ''] = asked.slice(colon + 1).split('|')
  const types = asked.slice(0, colon).split(',')
  const unknown = types.find((type) => !(questionTypes as readonly string[]).includes(type))
  if (colon < 0 || says === '' || needed.trim() === '' || unknown !== undefined)
    throw new Error(`A fact must read "types: needed | may = Sentence.": ${line}`)
  return {
    types: new Set(types),
    needed: needed.trim().split(/\s+/).map(neededFrom),
    may: new Set(
      may
        .trim()
        .split(/\s+/)
        .flatMap((word) => word.split('_'))
        .map(factStem),
    ),
    says: sentenceCase(spoken(says)),
  }
}

/** The facts by the first stem of each alternative of their first needed word. */
export function indexed(facts: readonly Fact[]): FactIndex {
  const index = new Map<string, Fact[]>()
  for (const fact of facts) {
    const keys = new Set((fact.needed[0] ?? []).map(({ stems, exact }) => (exact ? factStem(stems[0] ?? '') : (stems[0] ?? ''))))
    for (const key of keys) {
      const list = index.get(key)
      if (list === undefined) index.set(key, [fact])
      else list.push(fact)
    }
  }
  return index
}

const measured: readonly (readonly [RegExp, QuestionType])[] = [
  [/^how many times (?:\w+ )?(?:a|per|do|does|did)\b/, 'often'],
  [/^how many\b/, 'many'],
  [/^how much (?=.*\bweigh)/, 'heavy'],
  [/^how much\b/, 'much'],
  [/^how (?:long|much time)\b/, 'long'],
  [/^how far(?: away)?\b/, 'far'],
  [/^how (?:fast|quick|quickly)\b/, 'fast'],
  [/^how old\b/, 'old'],
  [/^how (?:tall|high)\b/, 'tall'],
  [/^how (?:big|large|wide)\b/, 'big'],
  [/^how heavy\b/, 'heavy'],
  [/^how deep\b/, 'deep'],
  [/^how (?:hot|cold|warm)\b/, 'hot'],
  [/^how often\b/, 'often'],
  [/^how come\b/, 'why'],
  [/^how\b/, 'how'],
  [/^(?:who|whose|whom)\b/, 'who'],
  [/^(?:when|(?:what|which) (?:year|century|date)|what day(?= (?:was|did|is the)))\b/, 'when'],
  [/^where\b/, 'where'],
  [/^why\b/, 'why'],
  [/^(?:what|which)\b/, 'what'],
  [/^(?:is|are|was|were|do|does|did|can|could|has|have|will|would)\b/, 'is'],
]
const named: readonly (readonly [RegExp, QuestionType])[] = [
  [/\bheight\b/, 'tall'],
  [/\b(?:length|duration)\b/, 'long'],
  [/\bdistance\b/, 'far'],
  [/\b(?:speed|velocity)\b/, 'fast'],
  [/\bage\b/, 'old'],
  [/\b(?:size|diameter)\b/, 'big'],
  [/\bweight\b/, 'heavy'],
  [/\bdepth\b/, 'deep'],
  [/\btemperature\b/, 'hot'],
]
const timeWords = new Set(['minute', 'hour', 'day', 'week', 'month', 'year', 'time', 'second'].map(factStem))

/** What a plain question asks, in the ways it can be read. Empty for what is no question and longer than a heading. */
export function questionsIn(core: string): readonly Question[] {
  const asked = core
    .replace(/^(?:and|so|but|then|okay|hey|well|duet) /, '')
    .replace(/^(?:(?:can|could) you )?(?:please )?(?:explain|describe)(?: to me)? (?=how|why|what)/, '')
    .replace(/^(?:in|at|on|from|to|by|for|of|with|about) (?=what|which|how|whom)/, '')
    .replace(/^what (?:is|was) the (?:reason|cause) (?:why|for|that|of) /, 'why ')
    .replace(/^(?:for )?what reason /, 'why ')
    .replace(/\bunited states(?: of america)?\b/, 'usa')
    .replace(/\bunited kingdom\b/, 'uk')

  const inUnits = asked.replace(
    / in (?:degrees )?(?:celsius|fahrenheit|centigrade|kilometers|kilometres|miles|meters|metres|feet)$/,
    '',
  )
  return inUnits === asked ? readings(asked) : [...readings(asked), ...readings(inUnits)]
}

function readings(plain: string): readonly Question[] {
  const form = measured.find(([pattern]) => pattern.test(plain))
  if (form === undefined) return plain.split(' ').length <= 7 ? [{ type: 'what', words: plain.split(' ') }] : []
  const [pattern, type] = form
  const words = plain.replace(pattern, '').trim().split(' ')
  const found: Question[] = [{ type, words }]
  if (type === 'many' && words.slice(0, 2).some((word) => timeWords.has(factStem(word))))
    found.push({ type: 'long', words: words.slice(1) })
  if (type === 'many' || type === 'much') found.push({ type: type === 'many' ? 'much' : 'many', words })
  if (type === 'what') {
    for (const [word, meant] of named)
      if (word.test(plain)) found.push({ type: meant, words: plain.replace(word, '').split(' ').slice(1) })
    if (/^what (?:makes|make|causes|cause|made|caused)\b/.test(plain)) found.push({ type: 'why', words: words.slice(1) })
    if (/^(?:what|which) (?:country|city|place|continent|part|state|town)\b/.test(plain)) found.push({ type: 'where', words })
    if (
      /^(?:what|which) (?:person|man|woman|scientist|writer|author|artist|painter|composer|king|queen|explorer|inventor|president)\b/.test(
        plain,
      )
    )
      found.push({ type: 'who', words })
  }
  return found
}

function holds(group: Needed, stems: ReadonlySet<string>, raw: ReadonlySet<string>): Needed[number] | undefined {
  return group.find(({ stems: wanted, exact }) => wanted.every((stem) => (exact ? raw.has(stem) : stems.has(stem))))
}

function fits(
  fact: Fact,
  question: { readonly stems: ReadonlySet<string>; readonly raw: ReadonlySet<string>; readonly content: readonly string[] },
): boolean {
  const used = new Set<string>()
  for (const group of fact.needed) {
    const found = holds(group, question.stems, question.raw)
    if (found === undefined) return false
    for (const alternative of group)
      if (alternative === found || holds([alternative], question.stems, question.raw) !== undefined)
        for (const stem of alternative.stems) used.add(alternative.exact ? factStem(stem) : stem)
  }
  return question.content.every((stem) => used.has(stem) || fact.may.has(stem))
}

/** The fact that fits the question best: the one with the most needed words. */
export function factFor(question: Question, index: FactIndex, least = 1): Fact | undefined {
  const raw = new Set(question.words)
  const stems = new Set(question.words.map(factStem))
  const loose = question.type === 'long' || question.type === 'many'
  const content = [...new Set(question.words.filter((word) => !empty.has(word)).map(factStem))].filter(
    (stem) => stem !== '' && !(loose && question.type === 'long' && timeWords.has(stem)),
  )
  let best: Fact | undefined
  for (const stem of stems) {
    for (const fact of index.get(stem) ?? []) {
      if (!fact.types.has(question.type) || fact.needed.length < least || fact.needed.length <= (best?.needed.length ?? 0))
        continue
      if (fits(fact, { stems, raw, content })) best = fact
    }
  }
  return best
}
