/** What a persona is told about the person it talks with: whole sentences with a weight each, in a fixed order. Pure. */
import { knownHeading as heading } from '../personas/known-section.ts'
import { type PromptPart, packPrompt } from '../personas/prompt-parts.ts'
import type { MemoryItem } from './item.ts'

export type DigestPart = PromptPart & {
  /** Undefined for a heading. */
  readonly memoryId?: string
}

/** For a digest beside a persona in a model's 200 tokens. */
export const digestBudgetTokens = 110
/** Parts kept for engines with more room. */
const mostParts = 60

/**
 * Weights within a prompt: a persona's own parts reach from 100 down, its call's summary from 96; see `summaryPriority`. Of what is
 * remembered, who they are comes first, then how they want things, what is coming up, the rest, and the last calls.
 */
const priority = { heading: 80, identity: 79, preference: 72, upcoming: 68, fact: 50, call: 48 } as const
const identitySlots = ['name', 'called', 'pronouns', 'language', 'timezone', 'home', 'job', 'employer', 'birthday', 'partner']
const shownCalls = 3
const dayMs = 86_400_000

/** The parts in the order they are to stand. The same memories and the same hour give the same parts. */
export function digestParts(memories: readonly MemoryItem[], now: number): DigestPart[] {
  const usable = memories.filter(tellable)
  const parts: DigestPart[] = []
  const add = (list: readonly MemoryItem[], kind: string, base: number, spread: number): void => {
    list.forEach((item, i) => {
      parts.push({ kind, memoryId: item.id, priority: base - (spread * i) / Math.max(1, list.length), text: sentence(item) })
    })
  }
  const is = {
    call: (item: MemoryItem) => item.kind === 'episodic' && item.type === 'conversation',
    identity: (item: MemoryItem) => identitySlots.includes(item.slot),
    preference: (item: MemoryItem) => item.kind === 'procedural',
    upcoming: (item: MemoryItem) => item.kind === 'episodic' && item.expiresAt !== null,
  }
  const rest = usable.filter((item) => !is.call(item) && !is.identity(item) && !is.preference(item) && !is.upcoming(item))
  const ofFacts = rest.toSorted((a, b) => worth(b, now) - worth(a, now) || byId(a, b))
  add(usable.filter(is.identity).toSorted(bySlot), 'identity', priority.identity, 5)
  add(
    usable.filter(is.preference).toSorted((a, b) => worth(b, now) - worth(a, now) || byId(a, b)),
    'preference',
    priority.preference,
    3,
  )
  add(
    usable.filter(is.upcoming).toSorted((a, b) => a.at - b.at || byId(a, b)),
    'upcoming',
    priority.upcoming,
    3,
  )
  add(ofFacts, 'fact', priority.fact, 10)
  const calls = usable.filter(is.call).toSorted((a, b) => b.at - a.at || byId(a, b))
  add(calls.slice(0, shownCalls), 'call', priority.call, 5)
  if (parts.length === 0) return []
  const kept = new Set(parts.toSorted((a, b) => b.priority - a.priority).slice(0, mostParts))
  return [{ kind: 'heading', priority: priority.heading, text: heading }, ...parts.filter((part) => kept.has(part))]
}

/** Facts on a topic in front of all others of the digest. @param found best first */
export function withTopic(parts: readonly DigestPart[], found: readonly MemoryItem[]): DigestPart[] {
  const onTopic = found.filter(tellable).map(
    (item, i): DigestPart => ({
      kind: 'topic',
      memoryId: item.id,
      priority: priority.identity + 0.5 - i / 100,
      text: sentence(item),
    }),
  )
  const named = new Set(onTopic.map((part) => part.memoryId))
  const [first, ...others] = parts.length > 0 ? parts : [{ kind: 'heading', priority: priority.heading, text: heading }]
  return onTopic.length === 0 || !first ? [...parts] : [first, ...onTopic, ...others.filter((part) => !named.has(part.memoryId))]
}

export type PackedDigest = { readonly text: string; readonly tokens: number; readonly memoryIds: readonly string[] }

/** As many whole parts as fit; a heading alone is nothing. */
export function packDigest(parts: readonly DigestPart[], budgetTokens: number): PackedDigest {
  const { prompt, tokens, dropped } = packPrompt(parts, budgetTokens)
  const kept = parts.filter((part) => !dropped.includes(part) && part.memoryId !== undefined)
  if (kept.length === 0) return { text: '', tokens: 0, memoryIds: [] }
  return { text: prompt, tokens, memoryIds: kept.flatMap((part) => part.memoryId ?? []) }
}

/** What an instruction hides in, and what belongs to documents, is not for the persona's part of a prompt. */
function tellable(item: MemoryItem): boolean {
  return (
    item.documentId === null &&
    item.fields.suspicious !== true &&
    item.type !== 'document' &&
    item.type !== 'conversation_summary'
  )
}

function worth(item: MemoryItem, now: number): number {
  const rank = { low: 0.6, normal: 1, high: 1.6, critical: 2.5 }[item.importance]
  const ageDays = Math.max(0, now - item.at) / dayMs
  // Half as much after about a year, never nothing.
  const fresh = Math.max(0.4, 1 - ageDays / 600)
  return rank * item.confidence * fresh * (1 + Math.log2(item.mentions) / 5)
}

/** One sentence that cannot be taken for the prompt's own words or for markup. */
function sentence(item: MemoryItem): string {
  const even = item.content
    .replaceAll(/[<>{}[\]`"“”«»]/g, "'")
    .replaceAll(/\s+/g, ' ')
    .trim()
  return /[.!?]$/.test(even) ? even : `${even}.`
}

function bySlot(a: MemoryItem, b: MemoryItem): number {
  return identitySlots.indexOf(a.slot) - identitySlots.indexOf(b.slot)
}

function byId(a: MemoryItem, b: MemoryItem): number {
  return a.id < b.id ? -1 : 1
}
