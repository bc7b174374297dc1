/** Whose memory it is: a user's, with one persona or all, or knowledge shared by everyone. */
import { everyone } from '../store/memory/tables.ts'

export type Scope = {
  /** Absent: shared knowledge. */
  readonly userId?: string | undefined
  /** Absent: with every persona. */
  readonly persona?: string | undefined
}

/** The columns a new memory of this scope gets. */
export function ownColumns(scope: Scope): { readonly userId: string; readonly persona: string } {
  return { userId: scope.userId ?? everyone, persona: scope.persona ?? everyone }
}

/** The scope of a call or memory that has these columns. */
export function scopeOfRow({ userId, persona }: { readonly userId: string; readonly persona: string }): Scope {
  return { userId, ...(persona !== everyone && { persona }) }
}

/** What someone of this scope may see: their own, what is shared, and with a persona also what is for every persona. */
export function visible(scope: Scope): { readonly userIds: readonly string[]; readonly personas: readonly string[] } {
  const both = (own: string | undefined) => [...new Set([own ?? everyone, everyone])]
  return { userIds: both(scope.userId), personas: both(scope.persona) }
}

/** What belongs to the scope itself, shared knowledge left out: for lists, corrections and forgetting. */
export function owned(scope: Scope): { readonly userId: string; readonly persona?: readonly string[] } {
  const { userId } = ownColumns(scope)
  return scope.persona === undefined ? { userId } : { userId, persona: [scope.persona, everyone] }
}
