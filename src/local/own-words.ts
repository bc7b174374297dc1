/** Whether what the ear made of an overlap is what the agent itself has just said: what is left of an echo still has its words. */
import { splitWords } from './words.ts'

/** One word alone says nothing: a caller may well say it, too. */
const FEWEST_WORDS = 2
/** Share of the words heard that must be the agent's, in their order. */
const SHARE = 0.7

/** @param said the agent's latest words, in order */
export function areOwnWords(heard: string, said: readonly string[]): boolean {
  const words = withoutRepeats(splitWords(heard))
  const own = said.flatMap(splitWords)
  return words.length >= FEWEST_WORDS && commonInOrder(words, own) >= SHARE * words.length
}

/** The ear repeats itself on short sounds: each word once, where it first came. */
const withoutRepeats = (words: readonly string[]): string[] => words.filter((word, at) => words.indexOf(word) === at)

/** Length of the longest common subsequence. */
function commonInOrder(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const word of a) {
    const next = [0]
    for (const [j, other] of b.entries()) next.push(word === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    row = next
  }
  return row[b.length] ?? 0
}
