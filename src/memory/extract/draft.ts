/** A fact before it has a source: what a rule makes of a clause. */
import { queryTerms } from '../../store/memory/terms.ts'
import type { Importance, MemoryKind } from '../entries.ts'

export type Draft = {
  readonly content: string
  readonly category: string
  readonly slot?: string
  readonly kind?: MemoryKind
  readonly importance?: Importance
  readonly confidence?: number
  readonly at?: number | undefined
  readonly expiresAt?: number | undefined
  /** Someone it introduces: an entity of its own. */
  readonly person?: { readonly relation: string; readonly name: string }
}
export type Ending = { readonly ended: string; readonly about: string }

/** What a slot is about, in a few stems: the same for "my dentist appointment" and "the dentist's appointment". */
export function topicKey(text: string, most = 3): string {
  return queryTerms(text.replace(/\b(?:and|but|because|so|with|when|where|who|on|at|in|since|for)\b.*$/i, ''))
    .slice(0, most)
    .join('-')
}
