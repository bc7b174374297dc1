/** Decides what a new memory does to what is known: confirm it, replace it, stand beside it, or be refused. Pure. */
import type { MemoryRow } from '../store/memory/port.ts'
import { Operation } from './change.ts'
import { contentHash } from './identity.ts'

/** What is known that bears on a new memory; read in one go before it is decided on. */
export type Known = {
  /** Of the same scope, current or not, with the same words. */
  readonly sameWords: readonly MemoryRow[]
  /** Current, of the same slot. */
  readonly sameSlot: MemoryRow | undefined
  /** The user asked to forget this. */
  readonly forgotten: boolean
}
export type Outcome = 'learned' | 'confirmed' | 'replaced' | 'history' | 'known' | 'refused'
export type Decision = {
  readonly outcome: Outcome
  /** The memory that now holds it; undefined where it was refused. */
  readonly id: string | undefined
  readonly operation: Operation
}

/** More than this is no longer a number anyone reads. */
const mostMentions = 1000

/** @param explicit the user asked for it to be remembered, which lifts an earlier wish to forget it */
export function decide(fresh: MemoryRow, known: Known, explicit: boolean, now: number): Decision {
  const operation = new Operation(now)
  if (known.forgotten && !explicit) return { outcome: 'refused', id: undefined, operation }
  if (known.forgotten)
    operation.also({ op: 'delete', table: 'tombstones', where: { userId: fresh.userId, hash: [...hashesOf(fresh)] } })
  const turnIds = listOf(fresh.turnIds)
  const current = known.sameWords.find((row) => row.validTo === null && row.forgottenAt === null)
  if (current) {
    const before = listOf(current.turnIds)
    if (turnIds.length > 0 && sameSession(current, fresh) && turnIds.every((id) => before.includes(id)) && !explicit)
      return { outcome: 'known', id: current.id, operation }
    operation.put({ action: 'confirmed', before: current, after: confirmed(current, fresh) })
    return { outcome: 'confirmed', id: current.id, operation }
  }
  const heardBefore = known.sameWords.some(
    (row) => row.forgottenAt === null && sameSession(row, fresh) && turnIds.some((id) => listOf(row.turnIds).includes(id)),
  )
  if (heardBefore && !explicit) return { outcome: 'known', id: undefined, operation }

  const holder = known.sameSlot
  if (!holder) {
    operation.put({ action: 'learned', before: null, after: fresh })
    return { outcome: 'learned', id: fresh.id, operation }
  }
  if (fresh.validFrom < holder.validFrom) {
    // Told later, but of an earlier time: it was so until what is known now began.
    const past = { ...fresh, validTo: holder.validFrom, replacedBy: holder.id }
    operation.put({ action: 'learned', before: null, after: past })
    return { outcome: 'history', id: fresh.id, operation }
  }
  operation.put({ action: 'replaced', before: holder, after: { ...holder, validTo: fresh.validFrom, replacedBy: fresh.id } })
  operation.put({ action: 'learned', before: null, after: fresh })
  return { outcome: 'replaced', id: fresh.id, operation }
}

/** The hashes by which a forgotten memory is known again: its own words, and the words it was heard in. */
export function hashesOf(row: Pick<MemoryRow, 'contentHash' | 'quote'>): ReadonlySet<string> {
  const quoted = row.quote.split(/\s+/).length >= 3 ? [`quote:${contentHash(row.quote)}`] : []
  return new Set([row.contentHash, ...quoted])
}

function confirmed(row: MemoryRow, fresh: MemoryRow): MemoryRow {
  return {
    ...row,
    mentions: Math.min(row.mentions + 1, mostMentions),
    // Said twice is surer, but never certain.
    confidence: Math.min(0.99, Math.max(row.confidence, fresh.confidence) + 0.03),
    importance: Math.max(row.importance, fresh.importance),
    at: Math.max(row.at, fresh.at),
    expiresAt: fresh.expiresAt ?? row.expiresAt,
    turnIds: [...new Set([...listOf(row.turnIds), ...listOf(fresh.turnIds)])].slice(-20),
    // The newest source is the one that can still be looked up.
    source: fresh.source,
    quote: fresh.quote || row.quote,
  }
}

function sameSession(a: MemoryRow, b: MemoryRow): boolean {
  return sessionOf(a) === sessionOf(b)
}

function sessionOf(row: MemoryRow): unknown {
  return typeof row.source === 'object' && row.source !== null && 'session_id' in row.source ? row.source.session_id : undefined
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
