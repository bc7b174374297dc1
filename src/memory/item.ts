/** A memory as it is shown: the store's row with its JSON checked, and the same in the seed's column names. */
import * as z from 'zod'
import type { MemoryRow } from '../store/memory/port.ts'
import { type Importance, importances, isKind, type MemoryKind, type Source, sourceSchema } from './entries.ts'

export type MemoryItem = Omit<MemoryRow, 'kind' | 'fields' | 'importance' | 'source' | 'turnIds'> & {
  readonly kind: MemoryKind
  readonly fields: { readonly [name: string]: unknown }
  readonly importance: Importance
  readonly source: Source
  /** Turns it was heard in; see `source.session_id`. */
  readonly turnIds: readonly string[]
}

const turnIdsSchema = z.array(z.string()).catch([])
const fieldsSchema = z.record(z.string(), z.unknown()).catch({})

export function itemOf(row: MemoryRow): MemoryItem {
  return {
    ...row,
    kind: isKind(row.kind) ? row.kind : 'semantic',
    fields: fieldsSchema.parse(row.fields),
    importance: importances[row.importance] ?? 'normal',
    source: sourceSchema.catch({ type: 'system' }).parse(row.source),
    turnIds: turnIdsSchema.parse(row.turnIds),
  }
}

/** With the seed's names; `summary` is there for every kind, since the seed's own code reads it of each. */
export function seedRow(item: MemoryItem): { readonly [name: string]: unknown } {
  const own =
    item.kind === 'episodic'
      ? { event_type: item.type, event_timestamp: iso(item.at) }
      : item.kind === 'semantic'
        ? { category: item.type, statement: item.content }
        : { procedure_type: item.type }
  return {
    ...item.fields,
    ...own,
    id: item.id,
    summary: item.content,
    confidence: item.confidence,
    importance: item.importance,
    source: { ...item.source, turn_ids: item.turnIds, quote: item.quote },
    valid_from: iso(item.validFrom),
    valid_to: item.validTo === null ? null : iso(item.validTo),
    expires_at: item.expiresAt === null ? null : iso(item.expiresAt),
    created_at: iso(item.createdAt),
    updated_at: iso(item.updatedAt),
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
