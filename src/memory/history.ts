/** Looking at memories: page by page, and one together with what it replaced and what replaced it. */
import type { Where } from '../store/memory/tables.ts'
import { itemOf, type MemoryItem } from './item.ts'
import type { Memory } from './memory.ts'
import { owned, type Scope } from './scope.ts'

/** Links followed to either side. */
const mostLinks = 50
/** Memories looked at for those of one conversation. */
const mostOfCall = 2000

/**
 * What was known of the same thing before, oldest first, the memory itself, and what took its place since. What was forgotten is left out.
 * @throws DuetError `memory.not_found`
 */
export async function historyOf(memory: Memory, scope: Scope, id: string): Promise<readonly MemoryItem[]> {
  const chain = [await memory.get(scope, id)]
  const find = async (where: Where<'memories'>) => {
    const rows = await memory.store.rows('memories', { ...where, ...owned(scope), forgottenAt: null })
    return rows.map(itemOf).find((one) => chain.every((known) => known.id !== one.id))
  }
  for (let links = 0; links < mostLinks; links++) {
    const before = chain[0] && (await find({ replacedBy: chain[0].id }))
    if (!before) break
    chain.unshift(before)
  }
  for (let links = 0; links < mostLinks; links++) {
    const next = chain.at(-1)?.replacedBy
    const after = next && (await find({ id: next }))
    if (!after) break
    chain.push(after)
  }
  return chain
}

export type ItemsPage = { readonly items: readonly MemoryItem[]; readonly older: string | null }

/** Newest first. @param page.before `older` of the page after it */
export async function itemsPage(
  memory: Memory,
  scope: Scope,
  where: Where<'memories'>,
  { limit, before }: { readonly limit: number; readonly before?: string | undefined },
): Promise<ItemsPage> {
  const found: MemoryItem[] = []
  const take = async (part: Where<'memories'>) => {
    const left = limit + 1 - found.length
    if (left > 0) found.push(...(await memory.list(scope, { ...where, ...part }, { limit: left })))
  }
  if (before === undefined) await take({})
  else {
    const [at = '', id = ''] = before.split('.', 2)
    // Many may be of one moment: the pieces of a document are.
    await take({ at: Number(at), id: { lt: id } })
    await take({ at: { lt: Number(at) } })
  }
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, older: found.length > limit && last ? `${last.at}.${last.id}` : null }
}

/** What was learned in a conversation and is not forgotten, newest first. */
export async function learnedIn(memory: Memory, scope: Scope, sessionId: string): Promise<readonly MemoryItem[]> {
  const [call] = await memory.store.rows('calls', { sessionId })
  // Of what came otherwise nothing is known but when.
  const since = { updatedAt: { gte: call?.startedAt ?? 0 }, ...owned(scope), forgottenAt: null, documentId: null }
  const rows = await memory.store.rows('memories', since, { by: 'at', newestFirst: true, limit: mostOfCall })
  return rows.map(itemOf).filter((item) => item.source.session_id === sessionId)
}
