/** Whether what the ear made of an overlap is what the agent itself has just said: what is left of an echo still has its words, or their sound. */
import { splitWords } from './words.ts'

/** One word alone says nothing: a caller may well say it, too. */
const FEWEST_WORDS = 2
/** Share of the words heard that must be the agent's, in their order. */
const SHARE = 0.7
const NUMBER =
  /^(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)$/

/** @param said the agent's latest words, in order */
export function areOwnWords(heard: string, said: readonly string[]): boolean {
  const words = withoutRepeats(splitWords(heard).map(sound).filter(Boolean))
  return words.length >= FEWEST_WORDS && commonInOrder(words, said.flatMap(splitWords).map(sound)) >= SHARE * words.length
}

/**
 * What stays of a word that is heard through a wall: its consonants, softer ones left out ("living" for "eleven", "know" for "knew"). A
 * number is a number, written or spelt.
 */
function sound(word: string): string {
  if (/^\d+$/.test(word) || NUMBER.test(word)) return '#'
  return word
    .replaceAll(/[^a-z]/g, '')
    .replaceAll(/[aeiouywh]/g, '')
    .replaceAll(/(.)\1/g, '$1')
}

/** The ear repeats itself on short sounds: each word once, where it first came. */
const withoutRepeats = (words: readonly string[]): string[] => words.filter((word, at) => words.indexOf(word) === at)

/** The ear often gets the beginning of a word, or a longer one around it. */
const alike = (a: string, b: string): boolean =>
  a === b || (Math.min(a.length, b.length) >= 2 && (a.startsWith(b) || b.startsWith(a)))

/** Length of the longest common subsequence. */
function commonInOrder(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const word of a) {
    const next = [0]
    for (const [j, other] of b.entries())
      next.push(alike(word, other) ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    row = next
  }
  return row[b.length] ?? 0
}
