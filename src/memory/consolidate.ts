/** Housekeeping, in the background and bounded: what has run out is closed, what was forgotten is gone, what is nearly the same is one. */
import type { MemoryRow, MemoryStore, Write } from '../store/memory/port.ts'
import { Operation } from './change.ts'
import { contentHash } from './identity.ts'
import { sameNamesAndNumbers } from './ranking.ts'

export type Consolidated = { readonly expired: number; readonly purged: number; readonly merged: number }

/** Rows of one kind of work in one run. */
const atOnce = 200
/** Vectors nearer than this say the same; names and numbers must agree besides. */
const nearlySame = 0.93

export async function consolidate(store: MemoryStore, now: number, purgeBefore: number): Promise<Consolidated> {
  return {
    expired: await expire(store, now),
    purged: await purge(store, purgeBefore),
    merged: await merge(store, now),
  }
}

async function expire(store: MemoryStore, now: number): Promise<number> {
  const rows = await store.rows('memories', { validTo: null, forgottenAt: null, expiresAt: { lte: now } }, { limit: atOnce })
  for (const row of rows) {
    const operation = new Operation(now)
    operation.put({ action: 'expired', before: row, after: { ...row, validTo: row.expiresAt } })
    await store.write([...operation.steps, stale(row)])
  }
  return rows.length
}

/** With every trace in the timeline; the tombstones stay, and hold no words. */
async function purge(store: MemoryStore, before: number): Promise<number> {
  const rows = await store.rows('memories', { forgottenAt: { lte: before } }, { limit: atOnce })
  if (rows.length === 0) return 0
  const id = rows.map((row) => row.id)
  await store.write([
    { op: 'delete', table: 'changes', where: { memoryId: id } },
    { op: 'delete', table: 'memories', where: { id } },
  ])
  await store.scrub()
  return rows.length
}

/** Of two current memories of one scope, kind and slot that say nearly the same, the one said oftener or earlier stays. */
async function merge(store: MemoryStore, now: number): Promise<number> {
  const fresh = await store.rows(
    'memories',
    { validTo: null, forgottenAt: null, documentId: null, kind: ['semantic', 'procedural'], mentions: 1 },
    { by: 'createdAt', newestFirst: true, limit: atOnce },
  )
  const vectors = new Map((await store.vectors(fresh.map((row) => row.id))).map((one) => [one.memoryId, one]))
  const gone = new Set<string>()
  for (const row of fresh) {
    const own = vectors.get(row.id)
    if (!own || gone.has(row.id)) continue
    const near = await store.search({
      userIds: [row.userId],
      personas: [row.persona],
      where: { validTo: null, forgottenAt: null, documentId: null, kind: row.kind },
      terms: [],
      vector: { model: own.model, values: own.vector },
      limit: 4,
    })
    const twin = near.find(
      ({ memory, cosine }) =>
        memory.id !== row.id &&
        !gone.has(memory.id) &&
        (cosine ?? 0) >= nearlySame &&
        (memory.slot === row.slot || row.slot === '') &&
        memory.createdAt <= row.createdAt &&
        sameNamesAndNumbers(memory.content, row.content),
    )?.memory
    if (!twin) continue
    await store.write(mergeSteps(row, twin, now))
    gone.add(row.id)
  }
  return gone.size
}

function mergeSteps(row: MemoryRow, twin: MemoryRow, now: number): readonly Write[] {
  const operation = new Operation(now)
  operation.put({ action: 'replaced', before: row, after: { ...row, validTo: now, replacedBy: twin.id } })
  operation.put({
    action: 'confirmed',
    before: twin,
    after: {
      ...twin,
      mentions: twin.mentions + row.mentions,
      at: Math.max(twin.at, row.at),
      contentHash: contentHash(twin.content),
    },
  })
  return [...operation.steps, stale(row)]
}

function stale({ userId }: MemoryRow): Write {
  return { op: 'patch', table: 'digests', where: { userId }, set: { stale: 1 } }
}
