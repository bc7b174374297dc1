/** Answers a question from memory: candidates of both searches, ranked, the unsure and the outdated left out. */
import type { Candidate, MemoryStore } from '../store/memory/port.ts'
import type { Where } from '../store/memory/tables.ts'
import { queryTerms } from '../store/memory/terms.ts'
import type { MemoryKind } from './entries.ts'
import { itemOf, type MemoryItem } from './item.ts'
import { rank } from './ranking.ts'
import { type Scope, visible } from './scope.ts'
import type { Vectors } from './vectors.ts'

export type RecallOptions = {
  readonly kinds?: readonly MemoryKind[] | undefined
  /** Default 10, at most 100. */
  readonly limit?: number | undefined
  /** Default 0.5. */
  readonly minConfidence?: number | undefined
  /** Only what was said or happened within so many days. */
  readonly daysBack?: number | undefined
  /** Also what is no longer so. */
  readonly past?: boolean | undefined
  /** How long the question's vector may take, ms; without it the words alone decide. Default 150. */
  readonly vectorDeadlineMs?: number | undefined
  /** Leave documents out, or ask only them. */
  readonly documents?: 'only' | 'none' | undefined
}
export type Recalled = {
  readonly memory: MemoryItem
  readonly score: number
  /** Whether it is likely about the question at all, not only the nearest of what there is. */
  readonly likely: boolean
}

type Options = { readonly store: MemoryStore; readonly vectors: Vectors; readonly now: () => number }

/** Candidates of each search; enough that the right one is among them, few enough to be quick. */
const perArm = 50
const dayMs = 86_400_000

export class Recaller {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  async recall(scope: Scope, query: string, options: RecallOptions = {}): Promise<readonly Recalled[]> {
    const { store, vectors, now } = this.#options
    const vector = await vectors.ofQuery(query, options.vectorDeadlineMs ?? 150)
    const at = now()
    const terms = queryTerms(query)
    const found = await store.search({ ...visible(scope), where: filter(options, at), terms, vector, limit: perArm })
    const limit = Math.min(100, options.limit ?? 10)
    return rank(query, found, at)
      .slice(0, limit)
      .map(({ candidate, score }) => ({ memory: itemOf(candidate.memory), score, likely: likely(candidate) }))
  }

  /** The few current memories with the words of a topic; no model, for a prompt that cannot wait. */
  async byKeyword(scope: Scope, topic: string): Promise<readonly MemoryItem[]> {
    const at = this.#options.now()
    const where = filter({ documents: 'none' }, at)
    const found = await this.#options.store.search({ ...visible(scope), where, terms: queryTerms(topic), limit: 20 })
    return rank(
      topic,
      found.filter((one) => one.keyword > 0),
      at,
    )
      .slice(0, 4)
      .map(({ candidate }) => itemOf(candidate.memory))
  }
}

/** Below both, even the nearest memory is rarely an answer. */
function likely({ cosine, keyword }: Candidate): boolean {
  return (cosine ?? 0) >= 0.35 || keyword >= 0.5
}

function filter(options: RecallOptions, now: number): Where<'memories'> {
  return {
    forgottenAt: null,
    confidence: { gte: options.minConfidence ?? 0.5 },
    ...(options.kinds && { kind: options.kinds }),
    ...(options.daysBack !== undefined && { at: { gte: now - options.daysBack * dayMs } }),
    ...(!options.past && { validTo: null, expiresAt: { gt: now, orNull: true as const } }),
    ...(options.documents === 'only' && { documentId: { not: null } }),
    ...(options.documents === 'none' && { documentId: null }),
  }
}
