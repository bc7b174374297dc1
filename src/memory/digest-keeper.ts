/** Keeps one rendered digest for each user and persona: read by key, rendered anew in the background when facts change. */
import * as z from 'zod'
import type { MemoryStore, Write } from '../store/memory/port.ts'
import { everyone, type Row, type Where } from '../store/memory/tables.ts'
import { type DigestPart, digestBudgetTokens, digestParts, type PackedDigest, packDigest, withTopic } from './digest.ts'
import { itemOf, type MemoryItem } from './item.ts'
import { ownColumns, type Scope } from './scope.ts'

export type DigestOptions = {
  readonly budgetTokens?: number | undefined
  /** What the call will be about: facts with its words come first. */
  readonly topic?: string | undefined
}
type Options = {
  readonly store: MemoryStore
  readonly now: () => number
  readonly onDigest?: ((digest: Row<'digests'>) => void) | undefined
  readonly recall: (scope: Scope, topic: string) => Promise<readonly MemoryItem[]>
}

const partsSchema = z.array(
  z.object({ text: z.string(), priority: z.number(), kind: z.string(), memoryId: z.string().optional() }),
)
/** In `stale`: changed since (1), or being rendered (2), which a crash may leave behind. */
const rendering = 2
const blank = { text: '', tokens: 0, parts: [], version: 0, renderedAt: 0, validUntil: null }
/** Newest memories looked at; slots and what matters are looked at however old they are. */
const looked = { newest: 400, slots: 400, important: 200 } as const

export class DigestKeeper {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /**
   * The steps that mark the digests a change bears on; they go into the same transaction as the change. A scope without a digest gets
   * one, so that what is learned before the first call is known in it.
   */
  async stale(scope: Scope): Promise<readonly Write[]> {
    const { userId, persona } = ownColumns(scope)
    const where: Where<'digests'> = persona === everyone ? { userId } : { userId, persona }
    const mark: Write = { op: 'patch', table: 'digests', where, set: { stale: 1 } }
    if (userId === everyone || (await this.#options.store.count('digests', { userId, persona })) > 0) return [mark]
    return [mark, { op: 'put', table: 'digests', row: { userId, persona, ...blank, stale: 1 }, expect: 'absent' }]
  }

  /** One row by key, packed for the budget; rendered now only where there is none, or where one of its facts has run out meanwhile. */
  async read(scope: Scope, options: DigestOptions = {}): Promise<PackedDigest> {
    const { userId, persona } = ownColumns(scope)
    const [found] = await this.#options.store.rows('digests', { userId, persona })
    const usable = found && !found.stale && (found.validUntil ?? Number.POSITIVE_INFINITY) > this.#options.now()
    const digest = usable ? found : await this.render(scope)
    if (options.topic === undefined && options.budgetTokens === undefined)
      return { text: digest.text, tokens: digest.tokens, memoryIds: idsOf(digest) }
    const parts = partsOf(digest)
    const onTopic = options.topic === undefined ? parts : withTopic(parts, await this.#options.recall(scope, options.topic))
    return packDigest(onTopic, options.budgetTokens ?? digestBudgetTokens)
  }

  /** All sentences of a digest, however many tokens; see `read`. */
  async parts(scope: Scope, { topic }: Pick<DigestOptions, 'topic'> = {}): Promise<readonly DigestPart[]> {
    await this.read(scope)
    const { userId, persona } = ownColumns(scope)
    const [digest] = await this.#options.store.rows('digests', { userId, persona })
    const parts = digest ? partsOf(digest) : []
    return topic === undefined ? parts : withTopic(parts, await this.#options.recall(scope, topic))
  }

  /** Renders what changed since, or ran out, a few at a time. */
  async renderStale(): Promise<void> {
    for (const where of [{ stale: { not: 0 } }, { validUntil: { lte: this.#options.now() } }] satisfies Where<'digests'>[])
      for (;;) {
        const rows = await this.#options.store.rows('digests', where, { limit: 50 })
        for (const { userId, persona } of rows) await this.render({ userId, ...(persona !== everyone && { persona }) })
        if (rows.length < 50) break
      }
  }

  async render(scope: Scope): Promise<Row<'digests'>> {
    const { store, now, onDigest } = this.#options
    const { userId, persona } = ownColumns(scope)
    for (;;) {
      const at = now()
      const [before] = await store.rows('digests', { userId, persona })
      const begun = { ...(before ?? { userId, persona, ...blank }), stale: rendering }
      await store.write([{ op: 'put', table: 'digests', row: begun }])
      const digest = {
        ...begun,
        ...this.#made(await this.#memories(userId, persona, at), at),
        version: begun.version + 1,
        stale: 0,
      }
      // A change meanwhile has marked it again: then what was read is out of date already.
      const [written] = await store.write([
        { op: 'patch', table: 'digests', where: { userId, persona, stale: rendering }, set: digest },
      ])
      if (written === 0) continue
      if (before?.text !== digest.text) onDigest?.(digest)
      return digest
    }
  }

  #made(
    memories: readonly MemoryItem[],
    now: number,
  ): Pick<Row<'digests'>, 'text' | 'tokens' | 'parts' | 'renderedAt' | 'validUntil'> {
    const parts = digestParts(memories, now)
    const { text, tokens } = packDigest(parts, digestBudgetTokens)
    const told = new Set(parts.map((part) => part.memoryId))
    const runOut = memories.flatMap((item) => (told.has(item.id) && item.expiresAt !== null ? [item.expiresAt] : []))
    return { text, tokens, parts, renderedAt: now, validUntil: runOut.length > 0 ? Math.min(...runOut) : null }
  }

  async #memories(userId: string, persona: string, now: number): Promise<MemoryItem[]> {
    const { store } = this.#options
    const mine: Where<'memories'> = {
      userId,
      persona: [...new Set([persona, everyone])],
      validTo: null,
      forgottenAt: null,
      documentId: null,
      confidence: { gte: 0.5 },
      expiresAt: { gt: now, orNull: true },
    }
    const lists = await Promise.all([
      store.rows('memories', mine, { by: 'at', newestFirst: true, limit: looked.newest }),
      store.rows('memories', { ...mine, slot: { not: '' } }, { by: 'at', newestFirst: true, limit: looked.slots }),
      store.rows('memories', { ...mine, importance: { gte: 2 } }, { by: 'at', newestFirst: true, limit: looked.important }),
    ])
    return [...new Map(lists.flat().map((row) => [row.id, itemOf(row)])).values()]
  }
}

export function partsOf(digest: Pick<Row<'digests'>, 'parts'>): readonly DigestPart[] {
  return partsSchema
    .catch([])
    .parse(digest.parts)
    .map(({ memoryId, ...part }) => (memoryId === undefined ? part : { ...part, memoryId }))
}

/** Of the packed text, those whose sentence is in it. */
function idsOf(digest: Row<'digests'>): readonly string[] {
  return partsOf(digest).flatMap((part) =>
    part.memoryId !== undefined && digest.text.includes(part.text) ? [part.memoryId] : [],
  )
}
