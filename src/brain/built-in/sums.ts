/** Spoken sums: read into a plain expression of numbers and operators, worked out by mathjs, and said. */
import math from 'mathjs/lib/browser/math.js'
import { digitsFor, sayNumber } from './numbers.ts'
import { phrases } from './sum-phrases.ts'

export type Sum = {
  readonly expression: string
  readonly ending: string
  /** What the caller thinks it is: "is seven times eight fifty-four". */
  readonly claim?: number
}

const operators: readonly (readonly [RegExp, string])[] = [
  [/\b(?:plus|added to)\b/g, '+'],
  [/\b(?:minus|less|take away|subtracted by|subtract)\b/g, '-'],
  [/\b(?:times|multiplied by|multiplied with|multiply by)\b/g, '*'],
  [/(?<=\d )x(?= \d)/g, '*'],
  [/\b(?:divided by|divided through|divide by)\b/g, '/'],
  [/(?<=\d )over(?= \d)/g, '/'],
  [/\b(?:to the power of|raised to(?: the power of)?|to the power|to the(?= \d+ power))\b/g, '^'],
  [/(?<=\d )modulo(?= \d)/g, '%'],
]

const unitsWord = 'one|two|three|four|five|six|seven|eight|nine'
const teensWord = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen'
const tensWord = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety'
const neighbours = new RegExp(
  `\\b((?:(?:${tensWord})(?: (?:${unitsWord}))?)|${teensWord}|${unitsWord})(?= (?:${tensWord}|${teensWord})\\b)|\\b((?:(?:${tensWord}) )?(?:${unitsWord})|${teensWord})(?= (?:${unitsWord})\\b)`,
  'g',
)

/** "Twelve nineteen and four" to be added are three numbers, no year. */
function apart(plain: string): string {
  return /\b(?:hundred|thousand|million)\b/.test(plain) ? plain : plain.replace(neighbours, (said) => `${said} and`)
}

const operatorWord = '(?:plus|minus|times|multiplied by|divided by)'
const tops: Readonly<Record<string, number>> = {
  a: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
}
const parts: Readonly<Record<string, number>> = {
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  twentieth: 20,
  hundredth: 100,
}
const ordinalPower: Readonly<Record<string, string>> = {
  second: '2',
  third: '3',
  fourth: '4',
  fifth: '5',
  sixth: '6',
  seventh: '7',
  eighth: '8',
  ninth: '9',
  tenth: '10',
}

/** What a recogniser writes for a number word beside an operator. */
const homophones = [
  ['too?', 'two'],
  ['for|fore', 'four'],
  ['won', 'one'],
  ['ate', 'eight'],
  ['sex|sicks', 'six'],
  ['tree|free', 'three'],
  ['fife', 'five'],
  ['nein', 'nine'],
  ['heaven', 'seven'],
  ['tin', 'ten'],
].flatMap(([heard = '', meant = '']): (readonly [RegExp, string])[] => [
  [new RegExp(`\\b(?:${heard})(?= ${operatorWord}\\b)`, 'g'), meant],
  [new RegExp(`(?<=\\b${operatorWord} )(?:${heard})\\b(?! the)`, 'g'), meant],
])
const partOf = new RegExp(
  `\\b(a|one|two|three|four|five|six|seven|eight|nine) (${Object.keys(parts).join('|')})s? of (?=\\w)`,
  'g',
)
const fraction =
  '(?:(one|an|a|two|three|four|five|six|seven|eight|nine) )?(half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)'
const looseFraction = new RegExp(`\\b${fraction}(?= ${operatorWord}\\b)|(?<=\\b${operatorWord} )${fraction}\\b(?! of)`, 'g')
/** "Seven eights". */
const rowValues: Readonly<Record<string, string>> = {
  twos: 'two',
  threes: 'three',
  fours: 'four',
  fives: 'five',
  sixes: 'six',
  sevens: 'seven',
  eights: 'eight',
  nines: 'nine',
  tens: 'ten',
  elevens: 'eleven',
  twelves: 'twelve',
}
const rows = new RegExp(
  `\\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\d+) (${Object.keys(rowValues).join('|')})\\b`,
  'g',
)
/** Without one of these there is no sum. */
const mayCount =
  /\d|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|ty\b|hundred|thousand|million|dozen|half|third|quarter|plus|minus|times|divided/

/** Number words as they were meant: "to plus for" beside an operator is "two plus four"; "one half plus a quarter". */
export function numbersMeant(plain: string): string {
  let text = plain
    .replace(/\bper cent\b/g, 'percent')
    .replace(/\btime's\b/g, 'times')
    .replace(/\bdivided (?:bye|buy)\b/g, 'divided by')
    .replace(/\bmultiplied (?:bye|buy)\b/g, 'multiplied by')
    .replace(
      /(?<=^| )(?:point|dot)(?= (?:zero|one|two|three|four|five|six|seven|eight|nine|\d))(?<!(?:\d|zero|one|two|three|four|five|six|seven|eight|nine|ten|hundred|ty|teen|eleven|twelve) point)/g,
      'zero point',
    )
    .replace(/\b(\w+) and a half\b/g, (said, whole: string) => {
      const value = digitsFor(whole)
      return /^\d+$/.test(value) ? `${value}.5` : said
    })
    .replace(/\bto the (\d+)(?:st|nd|rd|th)(?: power)?\b/g, 'to the power of $1')
    .replace(/\bnegative (?=\w)/g, 'minus ')
    .replace(/\bto the (third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|second)(?: power)?\b/g, (said, word: string) => {
      const power = ordinalPower[word]
      return power === undefined ? said : `to the power of ${power}`
    })
  text = text.replace(rows, (said, one: string, many: string) =>
    rowValues[many] === undefined ? said : `${one} times ${rowValues[many]}`,
  )
  for (const [heard, meant] of homophones) text = text.replace(heard, meant)
  text = text.replace(partOf, (_, count: string, part: string) => `${tops[count] ?? 1} divided by ${parts[part] ?? 1} times `)
  text = text.replace(/\bhow many (\w+)s (?:are )?(?:there )?in (?=\d|\w+ty|\w+teen)/g, (said, word: string) =>
    /^\d+$/.test(digitsFor(word)) ? `how many times does ${word} go into ` : said,
  )
  return text.replace(looseFraction, (_, ...groups: unknown[]) => {
    const [count, name, count2, name2] = groups.slice(0, 4).map((part) => (typeof part === 'string' ? part : undefined))
    const top = tops[count ?? count2 ?? ''] ?? 1
    const word = (name ?? name2 ?? '').replace(/s$/, '')
    const part = word.startsWith('hal') ? 2 : word === 'third' ? 3 : /^(?:quarter|fourth)$/.test(word) ? 4 : (parts[word] ?? 1)
    return String(Number((top / part).toFixed(12)))
  })
}

const globals = new Map<RegExp, RegExp>()

/** The pattern for every place it fits: "three squared plus four squared". */
function everyOne(pattern: RegExp): RegExp {
  const known = globals.get(pattern) ?? new RegExp(pattern.source, 'g')
  globals.set(pattern, known)
  return known
}

/** The expression in a text, if there is one: at least one operator or function with its numbers. */
export function expressionIn(given: string): Sum | undefined {
  if (!mayCount.test(given)) return undefined
  const plain = /\b(?:add|sum|total of|average|mean)\b(?!.*\beach\b)/.test(given) ? apart(given) : given
  const currency = /\b(dollar|euro|pound|buck)s?\b/.exec(plain)?.[1]
  let text = digitsFor(numbersMeant(plain)).replace(/\b(\d+)x(\d+)\b/g, '$1 * $2')
  text = text
    .replace(/\b(\d+) (?:dollars?|euros?|pounds?|bucks) (?:and )?(\d\d)(?: cents?)?\b/g, '$1.$2')
    .replace(/(?<=\b(?:pay|paid|costs?|change .*) )(\d{1,3}) (\d\d)\b/g, '$1.$2')
    .replace(/\b(\d{1,2})(\d\d)(?= (?:each|apiece|a piece)\b)(?<=\b(?:for|at|cost|costs) \d+)/g, '$1.$2')
    .replace(/\b(\d{1,3}) (\d\d)(?= (?:each|apiece|a piece|dollars?|euros?|pounds?)\b)/g, '$1.$2')
  text = text.replace(/\b(\d+(?:\.\d+)?) (?:dollars?|euros?|bucks)\b/g, '$1')
  // "Ten percent of two fifty".
  text = text.replace(/\b(?<=(?:of|plus|minus|times|by|from|off) )([1-9]) ([1-9]\d)\b(?! percent)/g, '$1$2')
  const asPercent = /\b(?:what percent|what percentage)\b|\bas a percent/.test(text)
  // "Five less than three times seven": what it is less than comes first.
  text = text.replace(
    /\b(\d+(?:\.\d+)?) (less|fewer|more) than (\d+(?:\.\d+)? (?:times|multiplied by|divided by|plus|minus) \d+(?:\.\d+)?)/g,
    (_, by: string, way: string, sum: string) => `${sum} ${way === 'more' ? 'plus' : 'minus'} ${by}`,
  )
  // "Twenty percent of twenty percent of": from the inside out.
  text = text.replace(/\b(\d+(?:\.\d+)?) percent of (?=\d+(?:\.\d+)? percent\b)/g, '$1 / 100 * ')
  for (const [pattern, build] of phrases) {
    text = text.replace(
      everyOne(pattern),
      (...parts) => `(${build(...parts.slice(0, 5).map((part) => (typeof part === 'string' ? part : undefined) as string))})`,
    )
  }
  for (const [pattern, sign] of operators) text = text.replace(pattern, sign)
  text = text.replace(/(^|[-+*/(] ?)- (?=\d)/g, '$1-')
  const pieces = text.match(/(?:sqrt|cbrt|abs|factorial|[-+*/^%().\d\s])+/g) ?? []
  const expression = pieces
    .map((piece) =>
      piece
        .trim()
        .replace(/^[+*/^%).\s]+|[-+*/^%(.\s]+$/g, '')
        .trim(),
    )
    .filter((piece) => /\d\s*\)?\s*[-+*/^%]\s*[-(]?\s*(?:\d|sqrt|cbrt|abs|\()|(?:sqrt|cbrt|abs|factorial)\(/.test(piece))
    .sort((one, other) => other.length - one.length)[0]
  if (expression === undefined || /[\d)] [\d(]/.test(expression)) return undefined
  // A number that was said and has no part in the sum: the sum was not understood.
  const left = pieces.map((piece) => piece.replace(expression, ' ')).join(' ')
  if (/\d/.test(left)) return undefined
  const ending = asPercent ? ' percent' : currency === undefined ? '' : ` ${currency === 'buck' ? 'dollar' : currency}s`
  return { expression: balanced(expression), ending }
}

function balanced(expression: string): string {
  const open = (expression.match(/\(/g) ?? []).length
  const close = (expression.match(/\)/g) ?? []).length
  return open > close ? expression + ')'.repeat(open - close) : '('.repeat(close - open) + expression
}

/** The value of an expression made of digits, + - * / ^ % and four functions; undefined where it is too big or not one number. */
export function valueIn(expression: string): number | undefined {
  if (expression.length > 120 || /\^[^^)+*/-]*\^|\^\s*\(?-?\d{4,}|\b\d{16,}/.test(expression)) return undefined
  try {
    const value: unknown = math.evaluate(expression)
    return typeof value === 'number' ? value : undefined
  } catch {
    return undefined
  }
}

/** "twelve", "about three point three three": rounded to what can be followed by ear. */
export function sayValue(value: number, decimals = 2): string {
  if (Math.abs(value) >= 1e15) {
    const power = Math.floor(Math.log10(Math.abs(value)))
    return `about ${sayNumber(Number((value / 10 ** power).toFixed(2)))} times ten to the power of ${sayNumber(power)}`
  }
  const rounded = Number(value.toFixed(Math.abs(value) < 1 ? decimals + 2 : decimals))
  return Math.abs(rounded - value) < 1e-9 * Math.max(1, Math.abs(value)) ? sayNumber(rounded) : `about ${sayNumber(rounded)}`
}
