/** Words as the keyword search compares them: without accents and case, by their stem. */
import { stemmer } from 'stemmer'

/** Letters that do not come apart into a letter and an accent. */
const unfoldable: { readonly [letter: string]: string } = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', đ: 'd', ł: 'l', ı: 'i', þ: 'th' }
const numberWords = ['zero', '', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

/** Words that say nothing about what is looked for. */
const stopWords = new Set(
  `a about again all also am an and any are as at be been being but by can could d did do does doing done for from get had has have he
  her here hers him his how i if in into is it its just know let like ll m made make me mine more most much my need no not of off on
  once one or our ours out over own please re remember remind s said say she should so some such t tell than that the their theirs them
  then there these they thing things this those to told too up us ve very was we were what when where which while who whom whose why
  will with would you your yours user person`.split(/\s+/),
)

/** Lower case, accents off. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæøœđłıþ]/g, (letter) => unfoldable[letter] ?? letter)
}

/** The text's words in order, folded and stemmed: what a store indexes. */
export function indexTerms(text: string): string[] {
  const words = fold(text)
    .replaceAll(/['’]s\b/g, '')
    .replaceAll(/['’]/g, '')
    .match(/[\p{L}\p{N}]+/gu)
  return (words ?? []).map(term)
}

/** The distinct terms a question looks for; its empty words only where it has no others. */
export function queryTerms(text: string): string[] {
  const all = [...new Set(indexTerms(text))]
  const telling = all.filter((one) => !stopTerms.has(one))
  return telling.length > 0 ? telling : all
}

/** Share of the query's terms among `terms`, each weighed by its rarity: 0…1. */
export function coverage(query: ReadonlyMap<string, number>, terms: ReadonlySet<string>): number {
  let found = 0
  let all = 0
  for (const [one, weight] of query) {
    all += weight
    if (terms.has(one)) found += weight
  }
  return all === 0 ? 0 : found / all
}

/** How telling a term is that `holders` of `total` texts have. */
export function rarity(holders: number, total: number): number {
  return Math.log(1 + (Math.max(total, holders) + 1) / (holders + 0.5))
}

function term(word: string): string {
  const digit = numberWords.indexOf(word)
  if (digit >= 0) return String(digit)
  return /^[a-z]{3,}$/.test(word) ? stemmer(word) : word
}

const stopTerms = new Set([...stopWords].map(term))
