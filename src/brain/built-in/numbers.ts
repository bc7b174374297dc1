/** Numbers between their spoken and written forms: "two hundred and five" to 205 and back. */

const small = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
]
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const scales: readonly (readonly [string, number])[] = [
  ['trillion', 1e12],
  ['billion', 1e9],
  ['million', 1e6],
  ['thousand', 1e3],
]

const values = new Map<string, number>([
  ...small.map((word, value): [string, number] => [word, value]),
  ...tens.flatMap((word, index): [string, number][] => (word === '' ? [] : [[word, index * 10]])),
  ['fourty', 40],
])
const scaleOf = new Map<string, number>([['hundred', 100], ['dozen', 12], ...scales])

const isDigits = (word: string): boolean => /^\d+(\.\d+)?$/.test(word)
const isNumberWord = (word: string | undefined): boolean => word !== undefined && (values.has(word) || scaleOf.has(word))

type Read = { readonly value: number; readonly next: number }

/** Reads one spoken whole number that starts at `start`; undefined where none does. */
function readWhole(words: readonly string[], start: number): Read | undefined {
  let total = 0
  let part: number | undefined
  let low = Number.POSITIVE_INFINITY
  let at = start
  for (; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const scale = scaleOf.get(word)
    const value = values.get(word) ?? (at === start && isDigits(word) ? Number(word) : undefined)
    if (scale !== undefined) {
      if (part === undefined && total > 0 && scale !== 100) break
      if (scale === 100) part = (part ?? 1) * 100
      else if (scale === 12) {
        total += (part ?? 1) * 12
        part = undefined
      } else {
        total += (part ?? 1) * scale
        part = undefined
      }
      low = scale
      continue
    }
    if (value !== undefined) {
      if (part === undefined) {
        part = value
        low = value >= 20 && value < 100 ? 10 : value >= 100 ? Number.POSITIVE_INFINITY : 1
        if (isDigits(word)) low = 0
        continue
      }
      const units = value < 10 && value > 0
      if (low === 10 && units) {
        part += value
        low = 1
        continue
      }
      if (low === 100 && value < 100) {
        part += value
        low = value >= 20 ? 10 : 1
        continue
      }
      // "nineteen eighty four", "twenty twenty six": a year said in two halves.
      if ((low === 1 || low === 10) && part >= 11 && part <= 20 && value >= 10) {
        part = part * 100 + value
        low = value >= 20 ? 10 : 1
        continue
      }
      break
    }
    if (word === 'and' && (low === 100 || low >= 1000) && low !== Number.POSITIVE_INFINITY && values.has(words[at + 1] ?? ''))
      continue
    break
  }
  if (at === start) return undefined
  return { value: total + (part ?? 0), next: at }
}

/** Every spoken number in a plain lower-case text as digits: "two and a half miles" to "2.5 miles". */
export function digitsFor(plain: string): string {
  const words = plain
    .replace(/(\p{L})-(\p{L})/gu, '$1 $2')
    .split(/\s+/)
    .filter((word) => word !== '')
  const out: string[] = []
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? ''
    const scaled = (word === 'a' || word === 'an') && scaleOf.has(words[at + 1] ?? '')
    const from = scaled ? at + 1 : at
    const first = words[from] ?? ''
    const read =
      isNumberWord(first) || (isDigits(first) && scaleOf.has(words[from + 1] ?? '')) ? readWhole(words, from) : undefined
    let value = read?.value ?? (isDigits(word) ? Number(word) : undefined)
    let next = read?.next ?? at + 1
    if (value === undefined) {
      out.push(word)
      at += 1
      continue
    }
    let text = isDigits(word) && read === undefined ? word : String(value)
    if (
      words[next] === 'point' &&
      (values.has(words[next + 1] ?? '') || isDigits(words[next + 1] ?? '') || words[next + 1] === 'oh')
    ) {
      let digits = ''
      next += 1
      while (next < words.length) {
        const digit =
          words[next] === 'oh' ? 0 : (values.get(words[next] ?? '') ?? (isDigits(words[next] ?? '') ? words[next] : undefined))
        if (digit === undefined) break
        digits += String(digit)
        next += 1
      }
      text = `${text}.${digits}`
      value = Number(text)
    }
    if (words[next] === 'and' && (words[next + 1] === 'a' || words[next + 1] === 'one') && words[next + 2] === 'half') {
      value += 0.5
      next += 3
      text = String(value)
    } else if (words[next] === 'and' && (words[next + 1] === 'a' || words[next + 1] === 'one') && words[next + 2] === 'quarter') {
      value += 0.25
      next += 3
      text = String(value)
    }
    const scale = scales.find(([name]) => name === words[next])
    if (scale !== undefined && !Number.isInteger(value)) {
      text = String(value * scale[1])
      next += 1
    }
    out.push(text)
    at = next
  }
  return out.join(' ')
}

function sayBelowThousand(value: number): string {
  const hundreds = Math.floor(value / 100)
  const rest = value % 100
  const low = rest < 20 ? (small[rest] ?? '') : `${tens[Math.floor(rest / 10)]}${rest % 10 === 0 ? '' : `-${small[rest % 10]}`}`
  if (hundreds === 0) return low
  return rest === 0 ? `${small[hundreds]} hundred` : `${small[hundreds]} hundred and ${low}`
}

function sayWhole(value: number): string {
  if (value < 1000) return sayBelowThousand(value)
  const parts: string[] = []
  let rest = value
  for (const [name, scale] of scales) {
    const count = Math.floor(rest / scale)
    if (count === 0) continue
    parts.push(`${sayBelowThousand(count)} ${name}`)
    rest -= count * scale
  }
  if (rest > 0) parts.push(rest < 100 ? `and ${sayBelowThousand(rest)}` : sayBelowThousand(rest))
  return parts.join(' ')
}

/** A number in the words a voice says: 1234.5 is "one thousand two hundred and thirty-four point five". Beyond 10^15 the digits stand as they are. */
export function sayNumber(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return String(value)
  const written = Number(Math.abs(value).toPrecision(15)).toString()
  if (written.includes('e')) return String(value)
  const [whole = '0', decimals] = written.split('.')
  const said = sayWhole(Number(whole))
  const sign = value < 0 ? 'minus ' : ''
  if (decimals === undefined) return sign + said
  return `${sign}${said} point ${[...decimals].map((digit) => small[Number(digit)]).join(' ')}`
}

const ordinalEnds: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
}

/** 1 is "first", 21 is "twenty-first". For whole numbers from 0 to 999. */
export function sayOrdinal(value: number): string {
  const said = sayWhole(value)
  const cut = Math.max(said.lastIndexOf('-'), said.lastIndexOf(' ')) + 1
  const last = said.slice(cut)
  const ended = ordinalEnds[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`)
  return said.slice(0, cut) + ended
}

/** A year as people say it: 1984 is "nineteen eighty-four", 2026 "twenty twenty-six", 2005 "two thousand and five". */
export function sayYear(year: number): string {
  if (year < 1100 || year > 9999 || (year >= 2000 && year < 2010)) return sayWhole(year)
  const high = Math.floor(year / 100)
  const low = year % 100
  if (low === 0) return high % 10 === 0 ? sayWhole(year) : `${sayWhole(high)} hundred`
  return `${sayWhole(high)} ${low < 10 ? `oh ${small[low]}` : sayWhole(low)}`
}

/** "one day", "three days": a count with its noun. */
export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${sayNumber(count)} ${count === 1 ? one : many}`
}
