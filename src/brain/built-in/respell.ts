/** A second reading of what made no sense: words that sound or look like those the skills know. */
import type { Dictionary } from './dictionary.ts'
import { placeWords } from './places.ts'

/** Words of the language that a recogniser writes for others that sound alike. */
const soundAlikes: Readonly<Record<string, string>> = {
  thyme: 'time',
  daze: 'days',
  weak: 'week',
  weaks: 'weeks',
  our: 'hour',
  ours: 'hours',
  minuet: 'minute',
  minuets: 'minutes',
  feat: 'feet',
  metre: 'meter',
  meat: 'meet',
  wether: 'weather',
  capitol: 'capital',
  too: 'two',
  won: 'one',
  for: 'four',
  fore: 'four',
  ate: 'eight',
  tree: 'three',
  sicks: 'six',
  fife: 'five',
  nein: 'nine',
  knot: 'not',
  bye: 'by',
  buy: 'by',
  dose: 'does',
  wear: 'where',
  wen: 'when',
  witch: 'which',
  wood: 'would',
  no: 'know',
  knew: 'new',
  knight: 'night',
  mourning: 'morning',
  son: 'sun',
  seller: 'celsius',
  leaders: 'liters',
  leader: 'liter',
  mild: 'mile',
  smiles: 'miles',
  bounces: 'ounces',
  grahams: 'grams',
  pounce: 'pounds',
  wat: 'what',
  wot: 'what',
  watt: 'what',
  was: 'what is',
  data: 'date',
  dated: 'date',
  did: 'date',
  they: 'day',
  tell: 'till',
  present: 'percent',
  dimes: 'times',
  mines: 'minus',
  blush: 'plus',
  place: 'plus',
  isit: 'is it',
  off: 'of',
  and: 'in',
  hole: 'whole',
  dew: 'do',
  sea: 'see',
  eye: 'i',
  tale: 'tell',
  yard: 'yards',
  sent: 'percent',
  some: 'sum',
  route: 'root',
  roots: 'root',
  time: 'times',
  divide: 'divided',
  plush: 'plus',
  minor: 'minus',
  hungry: 'hungary',
  grease: 'greece',
  chilly: 'chile',
  whales: 'wales',
  sweeten: 'sweden',
  chris: 'christmas',
  eastern: 'easter',
  timber: 'timer',
  tamer: 'timer',
  thai: 'tie',
  jock: 'joke',
  joker: 'joke',
  storey: 'story',
}

const vocabulary = [
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million plus minus times multiplied divided percent squared'.split(
    ' ',
  ),
  ...'kilometers kilometer centimeters centimeter millimeters meters meter inches feet miles kilograms grams pounds ounces liters gallons fahrenheit celsius degrees seconds minutes hours weeks months years'.split(
    ' ',
  ),
  ...'monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december christmas easter halloween thanksgiving tomorrow yesterday today birthday weekend'.split(
    ' ',
  ),
  ...'capital language currency continent country population border timer minutes reminder remind story joke riddle poem definition define temperature convert spell opposite photosynthesis'.split(
    ' ',
  ),
]

/** Levenshtein distance, given up above `limit`. */
function distance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)))
    }
    row = next
    if (Math.min(...row) > limit) return limit + 1
  }
  return row[other.length] ?? limit + 1
}

/** Other ways to read a plain text, likeliest first; none where every word is as likely as it stands. */
export function respellings(plain: string, dictionary: Dictionary): readonly string[] {
  const words = plain.split(' ')
  if (words.length > 24) return []
  const spelled = words.map((word) =>
    word.length < 5 || /[^a-z]/.test(word) || dictionary.knows(word) ? word : (nearest(word) ?? word),
  )
  const alone = spelled.flatMap((word, at) => {
    const other = soundAlikes[word]
    return other === undefined ? [] : [spelled.with(at, other).join(' ')]
  })
  const all = spelled.map((word) => soundAlikes[word] ?? word).join(' ')
  return [...new Set([spelled.join(' '), ...alone.slice(0, 4), all])].filter((text) => text !== plain)
}

function nearest(word: string): string | undefined {
  const limit = word.length >= 8 ? 2 : 1
  let best: string | undefined
  let least = limit + 1
  for (const candidate of [...vocabulary, ...placeWords]) {
    if (candidate[0] !== word[0]) continue
    const steps = distance(word, candidate, limit)
    if (steps < least) {
      least = steps
      best = candidate
    }
  }
  return best
}
