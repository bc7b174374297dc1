/** What is remembered of the person at the page, over the bridge: looking, correcting, forgetting, taking along and erasing. */
import { request, send } from './api.ts'

export type MemoryKind = 'semantic' | 'procedural' | 'episodic'
export interface Fact {
  readonly id: string
  readonly kind: MemoryKind
  readonly content: string
  /** From 0 to 1. */
  readonly confidence: number
  /** The only persona that knows it; '': all do. */
  readonly persona: string
  /** Epoch milliseconds, as the other times are. */
  readonly saidAt: number
  /** Since when it is no longer so; null: it still is. */
  readonly validTo: number | null
  readonly expiresAt: number | null
  /** The words it was heard in; '' where there are none. */
  readonly quote: string
  readonly turnIds: readonly string[]
  readonly sessionId: string | null
  readonly source: string
  /** Where its person corrected what was there before; null: it is no correction. */
  readonly via: string | null
  readonly document: string | null
}
export interface FactPage {
  readonly facts: readonly Fact[]
  /** What `before` takes for the page before this one; null: there is none. */
  readonly older: string | null
}
export interface Found {
  readonly fact: Fact
  /** About the question at all, and not only the nearest of what there is. */
  readonly likely: boolean
}
export interface Change {
  /** What `undo` takes; changes made together have the same. */
  readonly operation: string
  readonly action: string
  readonly at: number
  readonly undone: boolean
  readonly before: string | null
  readonly after: string | null
}

const FACTS_AT_ONCE = 200
const FOUND_AT_ONCE = 30
/** Between two questions whether copies are gone. */
const ERASING_PAUSE_MS = 1000
/** Time for everything to go along or away. */
const WHOLE_DEADLINE_MS = 300_000

/** What is remembered, newest first. @param before `older` of the page after it; null: from the newest on */
export async function fetchFacts(before: string | null): Promise<FactPage> {
  const query = `limit=${FACTS_AT_ONCE}${before === null ? '' : `&before=${encodeURIComponent(before)}`}`
  const { items, older } = await request<{ items: readonly FactAnswer[]; older: string | null }>(`/memory/items?${query}`)
  return { facts: items.map(factOf), older }
}

/** What was learned in a conversation, newest first, what is no longer so, too. */
export async function fetchLearned(sessionId: string): Promise<readonly Fact[]> {
  return fetchItems(`items?session_id=${encodeURIComponent(sessionId)}`)
}

/** What stood in the place of a fact before it, oldest first. */
export async function fetchEarlier(id: string): Promise<readonly Fact[]> {
  const chain = await fetchItems(`history?id=${encodeURIComponent(id)}`)
  return chain.slice(
    0,
    chain.findIndex((fact) => fact.id === id),
  )
}

async function fetchItems(path: string): Promise<readonly Fact[]> {
  return (await request<{ items: readonly FactAnswer[] }>(`/memory/${path}`)).items.map(factOf)
}

/** What answers the question best, best first. */
export async function recall(query: string): Promise<readonly Found[]> {
  const { items } = await post<{ items: readonly (FactAnswer & { readonly likely: boolean })[] }>('recall', {
    query,
    limit: FOUND_AT_ONCE,
    min_confidence: 0,
  })
  return items.map((item) => ({ fact: factOf(item), likely: item.likely }))
}

/** What changed, newest first. @param before epoch milliseconds; null: from the newest on */
export async function fetchChanges(limit: number, before: number | null): Promise<readonly Change[]> {
  const query = before === null ? `limit=${limit}` : `limit=${limit}&before=${before}`
  return (await request<{ changes: readonly Change[] }>(`/memory/timeline?${query}`)).changes
}

/** Puts the person's own words in the place of a fact. Resolves to the new fact's id, and to what `undo` takes. */
export async function correct(id: string, content: string): Promise<{ readonly id: string; readonly operation: string }> {
  const answer = await post<{ id: string | null; operation: string }>('correct', { id, content, via: 'page' })
  return { id: answer.id ?? id, operation: answer.operation }
}

/** Resolves to what `undo` takes. */
export async function forget(id: string): Promise<string> {
  return (await post<{ operation: string }>('forget', { ids: [id] })).operation
}

/** Takes a change back. Rejects with `memory.undone` where it was taken back or changed again since. */
export async function undo(operation: string): Promise<void> {
  await post('undo', { operation })
}

/** Everything that is remembered, a JSON value a line. */
export async function takeAlong(): Promise<Blob> {
  return (await send('/memory/export', { signal: AbortSignal.timeout(WHOLE_DEADLINE_MS) })).blob()
}

/** Erases what is remembered, and every conversation. Resolves when nothing of it is left anywhere. */
export async function eraseEverything(): Promise<void> {
  const signal = AbortSignal.timeout(WHOLE_DEADLINE_MS)
  let answer = await post<Erasure>('erase', {}, { signal })
  while (answer.status === 'erasing') {
    await new Promise((resolve) => setTimeout(resolve, ERASING_PAUSE_MS))
    answer = await request<Erasure>('/memory/erase', { signal })
  }
}

interface Erasure {
  readonly status: 'erased' | 'erasing'
}

interface FactAnswer
  extends Pick<Fact, 'id' | 'kind' | 'content' | 'confidence' | 'persona' | 'quote' | 'source' | 'via' | 'document'> {
  readonly said_at: number
  readonly valid_to: number | null
  readonly expires_at: number | null
  readonly turn_ids: readonly string[]
  readonly session_id: string | null
}

function factOf(item: FactAnswer): Fact {
  const { id, kind, content, confidence, persona, quote, source, via, document } = item
  const times = { saidAt: item.said_at, validTo: item.valid_to, expiresAt: item.expires_at }
  const heard = { turnIds: item.turn_ids, sessionId: item.session_id }
  return { id, kind, content, confidence, persona, quote, source, via, document, ...times, ...heard }
}

function post<T>(what: string, body: object, init: RequestInit = {}): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  return request<T>(`/memory/${what}`, { ...init, method: 'POST', headers, body: JSON.stringify(body) })
}
