/** How keyword and vector evidence become one order: meaning leads, and names, numbers and exact terms decide. Pure. */
import type { Candidate } from '../store/memory/port.ts'
import { fold, indexTerms, queryTerms } from '../store/memory/terms.ts'

export type Ranked<C extends Candidate = Candidate> = { readonly candidate: C; readonly score: number }

/** Found on one half of the written questions and reported on the other: see docs/memory.md. */
export const weights = {
  /** Of the share of the question's words found, each by its rarity. */
  keyword: 0.2,
  /** Of the share of its names and numbers found. */
  exact: 0.1,
  /** Where there is no vector: what a full share of the words is worth. */
  keywordAlone: 0.8,
  /** Between a fact of today and one a year or longer ago; never enough to lift what is not about the question. */
  recency: 0.01,
  importance: 0.01,
  mentions: 0.01,
} as const
export type Weights = { readonly [W in keyof typeof weights]: number }

const dayMs = 86_400_000

/** Best first. @param now epoch milliseconds */
export function rank<C extends Candidate>(
  query: string,
  candidates: readonly C[],
  now: number,
  by: Weights = weights,
): Ranked<C>[] {
  const exact = exactTerms(query)
  const ranked = candidates.map((candidate) => ({ candidate, score: scoreOf(candidate, exact, now, by) }))
  // The id decides between equals, so that the same question gets the same answer.
  return ranked.sort((a, b) => b.score - a.score || (a.candidate.memory.id < b.candidate.memory.id ? -1 : 1))
}

/** Names (capital letters within a sentence) and numbers of a question, as terms. */
export function exactTerms(query: string): ReadonlySet<string> {
  const found = new Set<string>()
  for (const [word, index] of wordsOf(query)) {
    const capital = /^\p{Lu}/u.test(word) && index > 0 && !/^(?:I|I'm|I'd|I'll|I've)$/.test(word)
    if (capital || /\p{N}/u.test(word)) for (const term of queryTerms(word)) found.add(term)
  }
  return found
}

function scoreOf({ memory, keyword, cosine }: Candidate, exact: ReadonlySet<string>, now: number, by: Weights): number {
  const text = cosine === null ? keyword * by.keywordAlone : cosine + keyword * by.keyword
  const ageDays = Math.max(0, now - memory.at) / dayMs
  const small =
    by.recency * Math.max(0, 1 - ageDays / 365) +
    by.importance * (memory.importance - 1) +
    by.mentions * Math.min(1, Math.log2(memory.mentions) / 4)
  return text + by.exact * shareOf(exact, memory.content) + small
}

function shareOf(exact: ReadonlySet<string>, content: string): number {
  if (exact.size === 0) return 0
  const terms = new Set(indexTerms(content))
  let found = 0
  for (const one of exact) if (terms.has(one)) found++
  return found / exact.size
}

/** Words with their place in their sentence. */
function wordsOf(text: string): [string, number][] {
  return text
    .split(/(?<=[.!?])\s+/)
    .flatMap((sentence) =>
      (sentence.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []).map((word, i): [string, number] => [word.replaceAll('’', "'"), i]),
    )
}

/** What a fact of a person's own begins with; any other first word may be a name. */
const firstVerb =
  /^(?:is|has|was|does|likes?|loves?|enjoys?|hates?|dislikes?|prefers?|cannot|lives?|works?|plays?|wants?|drinks?|eats?|takes?|speaks?|owns?|keeps?|their|asks:?|collects?|goes|runs?|needs?|bakes?|reads?|stays?|used)$/i

/** Whether two texts name the same numbers and names, and agree in what they deny: what near-duplicates must have in common. */
export function sameNamesAndNumbers(a: string, b: string): boolean {
  const named = (text: string) => [...exactTerms(text)].sort().join(' ')
  const denies = (text: string) => /\b(?:not|no longer|never|cannot|n't)\b/.test(fold(text))
  const first = (text: string) => /^[\p{L}\p{N}]+/u.exec(text)?.[0] ?? ''
  const begin = first(a) === first(b) || (firstVerb.test(first(a)) && firstVerb.test(first(b)))
  return begin && named(a) === named(b) && denies(a) === denies(b)
}
