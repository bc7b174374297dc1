/** What comes up again and again: the seed's `reflect`, from the memories themselves and without a model. Pure. */
import { queryTerms } from '../store/memory/terms.ts'
import type { MemoryItem } from './item.ts'

export type Pattern = {
  readonly topic: string
  /** How many memories it comes up in. */
  readonly evidence: number
  readonly memoryIds: readonly string[]
  readonly examples: readonly string[]
}
export type ReflectOptions = {
  /** Only topics with one of these words. */
  readonly focusAreas?: readonly string[] | undefined
  /** Default 2. */
  readonly minEvidence?: number | undefined
}

const most = 20

/** Topics with enough evidence, the strongest first. A topic is a word by its stem, shown as it was first written. */
export function patternsOf(items: readonly MemoryItem[], options: ReflectOptions = {}): Pattern[] {
  const byTopic = new Map<string, MemoryItem[]>()
  for (const item of items)
    for (const term of new Set(queryTerms(item.content))) byTopic.set(term, [...(byTopic.get(term) ?? []), item])
  const focus = options.focusAreas?.flatMap((area) => queryTerms(area))
  return [...byTopic]
    .filter(([term, held]) => evidence(held) >= (options.minEvidence ?? 2) && (!focus || focus.includes(term)))
    .map(([term, held]) => ({
      topic: asWritten(term, held),
      evidence: evidence(held),
      memoryIds: held.map((item) => item.id),
      examples: held.slice(0, 3).map((item) => item.content),
    }))
    .sort((a, b) => b.evidence - a.evidence || (a.topic < b.topic ? -1 : 1))
    .slice(0, most)
}

function evidence(items: readonly MemoryItem[]): number {
  return items.reduce((sum, item) => sum + item.mentions, 0)
}

function asWritten(term: string, items: readonly MemoryItem[]): string {
  const words = items.flatMap((item) => item.content.match(/[\p{L}\p{N}]+/gu) ?? [])
  return words.find((word) => queryTerms(word)[0] === term) ?? term
}
