/** Takes a deleted conversation out of the memory: its summary goes, and facts learned in it stand without its words and turns. */
import type { Write } from '../store/memory/port.ts'
import { itemOf } from './item.ts'
import type { Memory } from './memory.ts'
import { scopeOfRow } from './scope.ts'

/** Idempotent; nothing happens for an unknown session. Throws `store.failed`. */
export async function forgetConversation(memory: Memory, sessionId: string): Promise<void> {
  const { store } = memory
  const [call] = await store.rows('calls', { sessionId })
  if (!call) return
  const since = await store.rows('memories', { userId: call.userId, updatedAt: { gte: call.startedAt } })
  const learned = since.map(itemOf).filter((item) => item.source.session_id === sessionId)
  const summaries = learned.filter((item) => item.type === 'conversation')
  const facts = learned.filter((item) => item.type !== 'conversation')
  const wordless = facts.map(({ id, source }): Write => {
    const { type, document_ref } = source
    const set = { quote: '', turnIds: [], source: { type, document_ref, note: 'the conversation was deleted' } }
    return { op: 'patch', table: 'memories', where: { id }, set }
  })
  await store.write([
    // The record of changes has the words, too.
    { op: 'delete', table: 'changes', where: { memoryId: learned.map((item) => item.id) } },
    { op: 'delete', table: 'memories', where: { id: summaries.map((item) => item.id) } },
    ...wordless,
    ...(await memory.digests.stale(scopeOfRow(call))),
  ])
  await store.scrub()
  await memory.settle()
}
