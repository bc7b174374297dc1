/**
 * Takes a deleted conversation out of the memory: its summary goes, and facts heard in it go, too, or stand without its words and turns.
 */
import type { MemoryRow, Write } from '../store/memory/port.ts'
import { itemOf } from './item.ts'
import type { Memory } from './memory.ts'
import { scopeOfRow } from './scope.ts'

/** `erase`: facts heard nowhere else go with it, and what they took the place of holds again; `keep`: they stand without its words. */
export type FactsOfConversation = 'keep' | 'erase'

/** Idempotent; nothing happens for an unknown session. Throws `store.failed`. */
export async function forgetConversation(memory: Memory, sessionId: string, facts: FactsOfConversation): Promise<void> {
  const { store } = memory
  const [call] = await store.rows('calls', { sessionId })
  if (!call) return
  const since = await store.rows('memories', { userId: call.userId, updatedAt: { gte: call.startedAt } })
  const learned = since.map(itemOf).filter((item) => item.source.session_id === sessionId)
  const summaries = learned.filter((item) => item.type === 'conversation')
  const heard = learned.filter((item) => item.type !== 'conversation').map((item) => item.id)
  const gone = facts === 'erase' ? await heardOnlyIn(memory, sessionId, heard) : new Set<string>()
  const stay = learned.filter((item) => item.type !== 'conversation' && !gone.has(item.id))
  const wordless = stay.map(({ id, source }): Write => {
    const { type, document_ref } = source
    const set = { quote: '', turnIds: [], source: { type, document_ref, note: 'the conversation was deleted' } }
    return { op: 'patch', table: 'memories', where: { id }, set }
  })
  await store.write([
    // The record of changes has the words, too.
    { op: 'delete', table: 'changes', where: { memoryId: learned.map((item) => item.id) } },
    { op: 'delete', table: 'memories', where: { id: [...summaries.map((item) => item.id), ...gone] } },
    { op: 'delete', table: 'tombstones', where: { userId: call.userId, memoryId: [...gone] } },
    {
      op: 'patch',
      table: 'memories',
      where: { userId: call.userId, replacedBy: [...gone] },
      set: { replacedBy: null, validTo: null },
    },
    ...wordless,
    ...(await memory.digests.stale(scopeOfRow(call))),
  ])
  await store.scrub()
  await memory.settle()
}

/** Of these memories those that no other conversation told, and nobody corrected, by the record of their changes. */
async function heardOnlyIn({ store }: Memory, sessionId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const only = new Set(ids)
  for (const { memoryId, before, after } of ids.length > 0 ? await store.rows('changes', { memoryId: ids }) : [])
    for (const row of [before, after] as (MemoryRow | null)[]) // whole rows, as `Operation.put` writes them
      if (row && itemOf(row).source.session_id !== sessionId) only.delete(memoryId)
  return only
}
