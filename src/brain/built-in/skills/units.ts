/** Converting measures: found among the words, whatever stands around them. */
import { type Conversion, converted, sameKind, type Unit, unitNamed } from '../measures.ts'
import { digitsFor, sayNumber } from '../numbers.ts'
import { type Skill, say } from '../skill.ts'
import { sayValue } from '../sums.ts'
import { sentenceCase } from '../you-and-i.ts'

/** Numbers and units only: "5 foot 11" as 71 inches. */
function feetAndInches(text: string): string {
  return text.replace(
    /\b(\d+) (?:foot|feet) (?:and )?(\d{1,2}(?:\.\d+)?)(?: inch(?:es)?)?\b/g,
    (_, feet: string, inches: string) => `${Number(feet) * 12 + Number(inches)} inches`,
  )
}

type Mention = {
  readonly unit: Unit
  readonly at: number
  readonly end: number
  readonly amount: number | undefined
  readonly asked: boolean
}

const amounts: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1 }

/** Every unit named in the words, longest name first, with the number before it. */
function mentionsIn(words: readonly string[]): readonly Mention[] {
  const found: Mention[] = []
  for (let at = 0; at < words.length; at += 1) {
    for (let length = 4; length > 0; length -= 1) {
      if (at + length > words.length) continue
      const unit = unitNamed(words.slice(at, at + length).join(' '))
      if (unit === undefined || (length > 1 && /^(?:an?|one|the)$/.test(words[at] ?? ''))) continue
      const { amount, from } = amountBefore(words, at)
      const before = words.slice(Math.max(0, from - 3), from).join(' ')
      found.push({
        unit,
        at,
        end: at + length,
        amount,
        asked:
          amount === undefined && /(?:\bhow many|\bhow much|\b(?:in|to|into|as|of|equals?)(?: the)?|\bor|\bmany)$/.test(before),
      })
      at += length - 1
      break
    }
  }
  return found
}

/** "2.5", "minus 10", "half a", "a quarter of a", "a" before a unit. */
function amountBefore(words: readonly string[], at: number): { readonly amount: number | undefined; readonly from: number } {
  const last = words[at - 1] ?? ''
  if (/^-?\d+(?:\.\d+)?$/.test(last)) {
    const negative = /^(?:minus|negative)$/.test(words[at - 2] ?? '')
    return { amount: negative ? -Number(last) : Number(last), from: negative ? at - 2 : at - 1 }
  }
  const said = words.slice(Math.max(0, at - 4), at).join(' ')
  const part = /(?:^| )(?<words>(?:a |one )?(?:half|quarter|third)(?: of)?(?: an?)?)$/.exec(said)?.groups?.words
  if (part !== undefined)
    return { amount: part.includes('half') ? 0.5 : part.includes('quarter') ? 0.25 : 1 / 3, from: at - part.split(' ').length }
  const parts = /(?:^| )(?<count>[23]) (?<part>quarters|thirds) of (?:an?|1)$/.exec(said)?.groups
  if (parts !== undefined) return { amount: Number(parts.count) / (parts.part === 'thirds' ? 3 : 4), from: at - 4 }
  const one = amounts[last]
  return one === undefined ? { amount: undefined, from: at } : { amount: one, from: at - 1 }
}

/** As the recogniser may write them. */
function unitWords(plain: string): readonly string[] {
  return feetAndInches(digitsFor(plain.replace(/\b(\d)'(\d{1,2})\b/g, '$1 foot $2')))
    .replace(/\b(\d+(?:\.\d+)?)(km|cm|mm|kg|mg|ml|lbs?|oz|mph|kmh|kph|ft|gb|mb|tb|[cfk])\b/g, '$1 $2')
    .replace(/\b(kilo|centi|milli) (meters?|metres?|grams?|liters?|litres?)\b/g, '$1$2')
    .replace(/\b(mile|meter|foot|inch|pound|kilo|liter|gallon|ounce)'s\b/g, '$1s')
    .replace(/\b(\d) (?:meters?|metres?) (\d\d)\b/g, '$1.$2 meters')
    .replace(
      /\b(-?\d+(?:\.\d+)?) (?:\w+ )?in (celsius|fahrenheit)\b(?=.+\b(?:american|european|american's|fahrenheit|celsius)\b)/g,
      '$1 $2',
    )
    .replace(/\b(\d+) below(?: zero)?\b/g, 'minus $1')
    .replace(/\bmils?\b/g, 'ml')
    .replace(/\bin (celsius|fahrenheit)(?= (?:to|in|into|as)\b)/g, 'degrees $1')
    .replace(/\bcelcius\b/g, 'celsius')
    .replace(/\bfar[ei]?nheit\b/g, 'fahrenheit')
    .replace(/\b(celsius|fahrenheit) (-?\d+(?:\.\d+)?)\b/g, '$2 $1')
    .replace(/\bfeet and inches\b/g, 'feet')
    .split(' ')
}

const converting =
  /\b(?:convert|change|turn|translate|how (?:many|much|tall|far|long|hot|cold|warm|fast|heavy|high|big)|what|number of|in|to|into|is|equals?)\b/

function conversionIn(plain: string): Conversion | undefined {
  const words = unitWords(plain)
  if (
    !converting.test(words.join(' ')) ||
    /\bmonths (?:have|has|with) (?:only )?\w+ days\b|\b(?:hours?|minutes?) (?:a|per|each|every) (?:day|night|week|morning|evening|month)\b/.test(
      plain,
    )
  )
    return undefined
  const mentions = mentionsIn(words)
  const target = mentions.find((mention) => mention.asked && mention.amount === undefined)
  if (target === undefined) return undefined
  for (const from of mentions.toSorted((one, other) => Number(other.amount !== undefined) - Number(one.amount !== undefined))) {
    if (from === target || from.unit.math === target.unit.math) continue
    // "How many days are left in this week" is a question of the calendar.
    if (from.amount === undefined && !/^(?:in|per|to|of)$/.test(words[from.at - 1] ?? '')) continue
    const degrees = from.unit.math === 'deg' && /^deg[CF]$/.test(target.unit.math)
    const unit = degrees ? { ...from.unit, math: target.unit.math === 'degC' ? 'degF' : 'degC' } : from.unit
    if (sameKind(unit, target.unit)) return { amount: from.amount ?? 1, from: unit, to: target.unit }
    // "Thirty miles an hour in km": the hour goes without saying.
    const speed = / per hour$/.test(unit.one) ? unitNamed(`${target.unit.many} per hour`) : undefined
    if (speed !== undefined && sameKind(unit, speed)) return { amount: from.amount ?? 1, from: unit, to: speed }
  }
  return undefined
}

/** "How warm is 75 Fahrenheit": the other scale is what is wanted. */
function otherScale(plain: string): Conversion | undefined {
  const words = unitWords(plain)
  if (!/\b(?:what is|how (?:hot|cold|warm|much))\b/.test(words.join(' '))) return undefined
  const mentions = mentionsIn(words)
  const [only] = mentions
  if (mentions.length !== 1 || only?.amount === undefined || !/^deg[CF]$/.test(only.unit.math)) return undefined
  const to = unitNamed(only.unit.math === 'degF' ? 'celsius' : 'fahrenheit')
  return to === undefined ? undefined : { amount: only.amount, from: only.unit, to }
}

/** "Six foot two in metric", "thirty celsius for an American": the system is named, not the unit. */
function systemMeant(plain: string): Conversion | undefined {
  const metric = /\b(?:metric|european|normal (?:units|people|measures?))\b/.test(plain)
  const imperial = /\b(?:imperial|americans?|american (?:units|measures?))\b/.test(plain)
  if (metric === imperial) return undefined
  const [only] = mentionsIn(unitWords(plain)).filter(({ amount }) => amount !== undefined)
  const to = only === undefined ? undefined : (metric ? toMetric : toImperial)[only.unit.one]
  const unit = to === undefined ? undefined : unitNamed(to)
  return unit === undefined || only?.amount === undefined ? undefined : { amount: only.amount, from: only.unit, to: unit }
}

const toMetric: Readonly<Record<string, string>> = {
  inch: 'centimeters',
  foot: 'centimeters',
  yard: 'meters',
  mile: 'kilometers',
  ounce: 'grams',
  pound: 'kilograms',
  stone: 'kilograms',
  gallon: 'liters',
  pint: 'liters',
  cup: 'milliliters',
  'degree Fahrenheit': 'celsius',
  'mile per hour': 'kilometers per hour',
}
const toImperial: Readonly<Record<string, string>> = {
  centimeter: 'inches',
  meter: 'feet',
  kilometer: 'miles',
  gram: 'ounces',
  kilogram: 'pounds',
  liter: 'gallons',
  milliliter: 'cups',
  'degree Celsius': 'fahrenheit',
  'kilometer per hour': 'miles per hour',
}

/** "Is a kilometer longer than a mile": the larger of two units. */
function compared(
  plain: string,
): { readonly larger: Unit; readonly smaller: Unit; readonly first: Unit; readonly wantsSmaller: boolean } | undefined {
  const word = /\b(longer|bigger|larger|heavier|more|shorter|smaller|lighter|less|warmer|further|farther)\b/.exec(plain)?.[1]
  const mentions = mentionsIn(unitWords(plain))
  const [one, other] = mentions
  if (
    word === undefined ||
    mentions.length !== 2 ||
    one === undefined ||
    other === undefined ||
    !sameKind(one.unit, other.unit) ||
    /^deg/.test(one.unit.math)
  )
    return undefined
  const value = converted({ amount: one.amount ?? 1, from: one.unit, to: other.unit })
  if (value === undefined || (one.amount ?? 1) !== 1 || (other.amount ?? 1) !== 1) return undefined
  const [larger, smaller] = value > 1 ? [one.unit, other.unit] : [other.unit, one.unit]
  return { larger, smaller, first: one.unit, wantsSmaller: /shorter|smaller|lighter|less/.test(word) }
}

export const unitComparison: Skill<string> = {
  name: 'units',
  match: ({ heard }) => {
    const found = compared(heard.core)
    if (found === undefined) return undefined
    const statement = `${article(found.larger)} is more than ${article(found.smaller)}`
    if (!/^(?:is|are)\b/.test(heard.core))
      return `${sentenceCase(article(found.wantsSmaller ? found.smaller : found.larger))}. ${sentenceCase(statement)}.`
    return `${(found.first === found.larger) !== found.wantsSmaller ? 'Yes' : 'No'}, ${statement}.`
  },
  answer: (text) => say(text),
}

/** "Is two liters more than half a gallon": amounts of one kind. */
export const amountComparison: Skill<string> = {
  name: 'units',
  match: ({ heard }) => {
    const word =
      /^(?:is|are) .*\b(more|longer|bigger|larger|heavier|warmer|hotter|faster|less|shorter|smaller|lighter|colder|slower) than\b/.exec(
        heard.core,
      )?.[1]
    const [one, other, ...rest] = mentionsIn(unitWords(heard.core))
    if (word === undefined || one === undefined || other === undefined || rest.length > 0) return undefined
    if (one.amount === undefined || other.amount === undefined || !sameKind(one.unit, other.unit)) return undefined
    const value = converted({ amount: one.amount, from: one.unit, to: other.unit })
    if (value === undefined) return undefined
    const holds = /less|shorter|smaller|lighter|colder|slower/.test(word) ? value < other.amount : value > other.amount
    return `${holds ? 'Yes' : 'No'}, it comes to ${sayValue(value)} ${other.unit.many}.`
  },
  answer: (text) => say(text),
}

const article = (unit: Unit): string => `${/^(?:hour|ounce|inch|acre)/.test(unit.one) ? 'an' : 'a'} ${unit.one}`

/** Weight and volume have no factor between them. */
export const unlikeUnits: Skill<true> = {
  name: 'units',
  match: ({ heard }) => {
    if (!/\bhow (?:many|much)\b|\bin\b/.test(heard.core)) return undefined
    const mentions = mentionsIn(unitWords(heard.core))
    const weight = mentions.filter(({ unit }) => /^(?:gram|kilogram|ounce|pound|milligram)$/.test(unit.one))
    const volume = mentions.filter(({ unit }) =>
      /^(?:cup|liter|milliliter|tablespoon|teaspoon|pint|gallon|quart)$/.test(unit.one),
    )
    return mentions.length === 2 && weight.length === 1 && volume.length === 1 ? true : undefined
  },
  answer: () => say("I can't say: weight and volume depend on what it is. A cup of flour weighs much less than a cup of sugar."),
}

export const unitConversion: Skill<Conversion> = {
  name: 'units',
  match: ({ heard }) => {
    return conversionIn(heard.core) ?? conversionIn(heard.plain) ?? systemMeant(heard.plain) ?? otherScale(heard.core)
  },
  answer: (conversion) => {
    const value = converted(conversion)
    if (value === undefined) return undefined
    const degrees = /^deg/.test(conversion.to.math)
    const said = sayValue(degrees ? Number(value.toFixed(1)) : value, Math.abs(value) >= 100 ? 1 : 2)
    const small = Math.abs(value) < 0.01 && value !== 0
    const { from, to, amount } = conversion
    if (small) return say(`That's less than a hundredth of a ${to.one}.`)
    const name = said === 'one' ? to.one : to.many
    const inches = to.math === 'foot' ? Math.round(value * 12) : 0
    if (inches >= 36 && inches <= 96 && !/foot|inch|yard/.test(from.math) && amount !== 1) {
      return say(`That's ${said} feet, or ${sayNumber(Math.floor(inches / 12))} foot ${sayNumber(inches % 12)}.`)
    }
    if (amount === 1 && !degrees) return say(`There ${said === 'one' ? 'is' : 'are'} ${said} ${name} in ${article(from)}.`)
    return say(`That's ${said} ${name}.`)
  },
  again: (rest, previous) => {
    const match = unitConversion.match(previous)
    if (match === undefined) return undefined
    const within = unitNamed(/^in (?:an?|one) (?<unit>.+)$/.exec(rest)?.groups?.unit ?? '')
    if (within !== undefined && match.amount === 1) return `1 ${within.one} in ${match.to.many}`
    const to = unitNamed(rest.replace(/^(?:in|to|into) /, ''))
    if (to !== undefined) return `${match.amount} ${match.from.many} in ${to.many}`
    const spoken = digitsFor(rest)
    return /^-?\d/.test(spoken)
      ? `${/[a-z]/.test(spoken) ? spoken : `${spoken} ${match.from.many}`} in ${match.to.many}`
      : undefined
  },
}
