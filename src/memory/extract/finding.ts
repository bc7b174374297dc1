/** What extraction gives: facts to learn, facts that ended, and wishes to forget, each with the words it was heard in. */
import type { Importance, MemoryKind } from '../entries.ts'

/** A turn of a call as extraction reads it. */
export type HeardTurn = {
  readonly turnId: string
  readonly side: 'user' | 'agent'
  readonly text: string
  /** Epoch milliseconds. */
  readonly saidAt: number
}

type Heard = { readonly turnId: string; readonly quote: string }
export type Fact = Heard & {
  readonly type: 'fact'
  readonly kind: MemoryKind
  /** `category`, `event_type` or `procedure_type`. */
  readonly category: string
  readonly content: string
  readonly slot: string
  readonly importance: Importance
  readonly confidence: number
  /** When it happens, where it has a date; epoch ms. */
  readonly at?: number
  readonly expiresAt?: number
  /** Someone it introduces. */
  readonly person?: { readonly relation: string; readonly name: string }
  /** The user asked for it to be remembered. */
  readonly explicit?: boolean
}
export type Ended = Heard & {
  readonly type: 'ended'
  /** The slot that is to be empty; '' where only the words tell. */
  readonly slot: string
  /** Words the memory must have. */
  readonly about: string
}
export type Forget = Heard & {
  readonly type: 'forget'
  /** Turns whose facts are meant; empty where `about` tells. */
  readonly turnIds: readonly string[]
  readonly about: string
}
export type Finding = Fact | Ended | Forget

export type ExtractOptions = {
  /** IANA name; for "tomorrow" and "on Friday". */
  readonly timeZone: string
  /** Names known from earlier calls with what they are: `Ana` → `sister`. */
  readonly people?: ReadonlyMap<string, string>
}
