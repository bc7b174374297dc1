/** What the conversation core asks of words: how many, a question or a finished sentence, or only a sign of listening. */

/** Number of words; `mm-hm` is one. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}

export const endsSentence = (text: string): boolean => /[.!?…。！？]["'”’)]*\s*$/u.test(text)
export const endsQuestion = (text: string): boolean => /[?？]["'”’)]*\s*$/u.test(text)

/** Is it nothing but one or more of `continuers`? */
export function isContinuer(text: string, continuers: readonly string[]): boolean {
  let rest = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (rest === '') return false
  while (rest !== '') {
    const found = continuers.find((word) => rest === word || rest.startsWith(`${word} `))
    if (found === undefined) return false
    rest = rest.slice(found.length).trim()
  }
  return true
}
