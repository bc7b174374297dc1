/** What is counted: words, and how many of them are wrong. */

const digits = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** Lower case, no punctuation, small numbers in letters: what an ear is judged by. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/(\d)[:.]00\b/g, '$1')
    .replace(/\b\d+\b/g, (number) => digits[Number(number)] ?? number)
    .replace(/[^\p{L}\p{N}'\s]/gu, ' ')
    .replace(/\bokay\b/g, 'ok')
    .split(/\s+/)
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .filter((word) => word !== '')
}

/** Substitutions, insertions and deletions between what was said and what was heard. */
export function wordErrors(said: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, i) => i)
  for (const [i, word] of said.entries()) {
    const next = [i + 1]
    for (const [j, other] of heard.entries())
      next.push(Math.min((row[j] ?? 0) + (word === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}

/** Share of errors over many sentences. */
export class ErrorRate {
  #errors = 0
  #words = 0

  add(said: string, heard: string): void {
    const words = wordsOf(said)
    this.#errors += wordErrors(words, wordsOf(heard))
    this.#words += words.length
  }
  get words(): number {
    return this.#words
  }
  get rate(): number {
    return this.#words === 0 ? 0 : this.#errors / this.#words
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
