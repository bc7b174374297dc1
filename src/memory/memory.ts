/** Long-term memory: learning, recalling, correcting and forgetting what is known about people, on any store. */

import { DuetError } from '../protocol/errors.ts'
import type { Embedder } from '../speech/speech.ts'
import type { MemoryRow, MemoryStore, Write } from '../store/memory/port.ts'
import type { Page } from '../store/memory/statements.ts'
import { everyone, type Row, type Where } from '../store/memory/tables.ts'
import { type ChangeRow, Operation, tombstones } from './change.ts'
import { type Consolidated, consolidate } from './consolidate.ts'
import { DigestKeeper } from './digest-keeper.ts'
import { type MemoryKind, readEntry, type Source } from './entries.ts'
import { contentHash, newId } from './identity.ts'
import { itemOf, type MemoryItem } from './item.ts'
import { decide, hashesOf, type Outcome } from './learn.ts'
import { type Recalled, Recaller, type RecallOptions } from './recall.ts'
import { type Pattern, patternsOf, type ReflectOptions } from './reflect.ts'
import { Relations } from './relations.ts'
import { ownColumns, owned, type Scope } from './scope.ts'
import { Later, Turnstile } from './serial.ts'
import { Vectors } from './vectors.ts'

export type MemoryOptions = {
  readonly store: MemoryStore
  /** Absent: keyword search only. */
  readonly embedder?: Embedder | undefined
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** A digest was rendered anew: give it to whoever keeps a copy. */
  readonly onDigest?: (digest: Row<'digests'>) => void
  /** Work in the background failed; it is tried again with the next change. */
  readonly onFailing?: (error: unknown) => void
}

/** What goes with an entry beside its own fields. */
export type LearnDetails = {
  /** What it answers, e.g. `home`: a newer memory of the same slot takes its place. */
  readonly slot?: string | undefined
  readonly turnIds?: readonly string[] | undefined
  /** The words it was heard in. */
  readonly quote?: string | undefined
  /** When it was said or happened, epoch ms. Default: now, or what the entry says. */
  readonly at?: number | undefined
  readonly validFrom?: number | undefined
  readonly expiresAt?: number | undefined
  /** The user asked for it to be remembered: lifts an earlier wish to forget it. Default: by `source.type`. */
  readonly explicit?: boolean | undefined
  readonly documentId?: string | undefined
}
export type Learned = { readonly outcome: Outcome; readonly id: string | undefined; readonly operation: string }

/** Where a correction was made: on the page, by a program, in a turn of a conversation. */
export type CorrectedHow = {
  readonly via?: string | undefined
  readonly sessionId?: string | undefined
  readonly turnId?: string | undefined
}

/** Forgotten memories can be brought back for this long, then nothing is left of them but a hash. */
export const undoWindowMs = 24 * 3_600_000
/** How often a write is decided on anew when another process changed the same thing meanwhile. */
const attempts = 4

/**
 * One memory service over one store. Learning is durable when its promise resolves; vectors and digests follow in the background.
 * Everything may reject with `store.failed`; writes with `store.conflict` when others keep changing the same memory.
 */
export class Memory {
  readonly store: MemoryStore
  readonly digests: DigestKeeper
  readonly relations: Relations
  /** Called when memories were forgotten: what was made of them elsewhere has to go, too. */
  readonly onForgotten = new Set<() => void>()
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly #inTurn = new Turnstile()
  readonly #recaller: Recaller
  readonly #vectors: Vectors
  readonly #later: Later

  constructor({ store, embedder, now = Date.now, onDigest, onFailing = () => {} }: MemoryOptions) {
    this.store = store
    this.now = now
    this.relations = new Relations(store, now)
    this.#vectors = new Vectors(store, embedder)
    this.#recaller = new Recaller({ store, vectors: this.#vectors, now })
    this.digests = new DigestKeeper({ store, now, onDigest, recall: (scope, topic) => this.#recaller.byKeyword(scope, topic) })
    this.#later = new Later(async () => {
      await this.digests.renderStale()
      await this.#vectors.fill()
    }, onFailing)
    this.#later.ask()
  }

  /**
   * Learns an entry in the shapes of `entries.ts`.
   * @throws DuetError `memory.rejected` naming the field
   */
  learn(scope: Scope, kind: MemoryKind | string, entry: unknown, details: LearnDetails = {}): Promise<Learned> {
    const entered = readEntry(kind, entry)
    const { userId, persona } = ownColumns(scope)
    const explicit = details.explicit ?? entered.source.type === 'user_explicit'
    return this.#inTurn.run(userId, () =>
      this.#settled(async (now) => {
        const at = details.at ?? entered.at ?? now
        const row: MemoryRow = {
          ...entered,
          id: newId(now),
          userId,
          persona,
          at,
          slot: details.slot ?? '',
          turnIds: details.turnIds ?? [],
          quote: (details.quote ?? '').slice(0, 1000),
          mentions: 1,
          validFrom: details.validFrom ?? at,
          validTo: null,
          expiresAt: details.expiresAt ?? null,
          replacedBy: null,
          forgottenAt: null,
          documentId: details.documentId ?? null,
          contentHash: contentHash(entered.content),
          createdAt: now,
          updatedAt: now,
          revision: 0,
        }
        const decision = decide(row, await this.#known(row), explicit, now)
        await this.#write(decision.operation.steps, scope)
        return { outcome: decision.outcome, id: decision.id, operation: decision.operation.id }
      }),
    )
  }

  learnPreference(
    scope: Scope,
    preference: string,
    value?: string,
    confidence = 0.9,
    sourceType: Source['type'] = 'user_explicit',
  ) {
    const entry = {
      procedure_type: 'preference',
      name: preference,
      preference_value: value,
      confidence,
      source: { type: sourceType },
    }
    return this.learn(scope, 'procedural', entry, { slot: value === undefined ? '' : `preference:${contentHash(preference)}` })
  }

  learnFact(scope: Scope, statement: string, domain?: string, evidence: readonly string[] = [], confidence = 0.8) {
    return this.learn(scope, 'semantic', { category: 'fact', statement, domain, evidence, confidence })
  }

  learnEvent(
    scope: Scope,
    eventType: string,
    summary: string,
    more: { readonly participants?: readonly string[]; readonly outcome?: string; readonly learnings?: readonly string[] } = {},
  ) {
    return this.learn(scope, 'episodic', { event_type: eventType, summary, ...more })
  }

  /** The memories that answer a question best, best first. */
  recall(scope: Scope, query: string, options: RecallOptions = {}): Promise<readonly Recalled[]> {
    return this.#recaller.recall(scope, query, options)
  }

  /** What came up repeatedly in the last `days`. */
  async reflect(scope: Scope, days = 30, options: ReflectOptions = {}): Promise<readonly Pattern[]> {
    const recent = await this.list(scope, { at: { gte: this.now() - days * 86_400_000 }, documentId: null }, { limit: 2000 })
    return patternsOf(recent, options)
  }

  /** @throws DuetError `memory.not_found` */
  async get(scope: Scope, id: string): Promise<MemoryItem> {
    return itemOf(await this.#find(scope, id))
  }

  /** The scope's own memories; current ones unless `where` says otherwise. */
  async list(scope: Scope, where: Where<'memories'> = {}, page: Page<'memories'> = {}): Promise<readonly MemoryItem[]> {
    const current: Where<'memories'> = { validTo: null, forgottenAt: null, expiresAt: { gt: this.now(), orNull: true } }
    const rows = await this.store.rows(
      'memories',
      { ...current, ...where, ...owned(scope) },
      { by: 'at', newestFirst: true, limit: 100, ...page },
    )
    return rows.map(itemOf)
  }

  /**
   * Closes what is known and puts the user's own words in its place; both stay linked, see `historyOf`.
   * @throws DuetError `memory.not_found`
   */
  correct(scope: Scope, id: string, content: string, { via = 'api', sessionId, turnId }: CorrectedHow = {}): Promise<Learned> {
    return this.#inTurn.run(ownColumns(scope).userId, () =>
      this.#settled(async (now) => {
        const before = await this.#find(scope, id)
        const operation = new Operation(now)
        const source = {
          type: 'user_explicit',
          corrects: before.id,
          via,
          ...(sessionId !== undefined && { session_id: sessionId }),
        }
        const fresh = {
          ...before,
          ...{
            id: newId(now),
            content,
            source,
            quote: content,
            turnIds: turnId === undefined ? [] : [turnId],
            confidence: 0.98,
            mentions: 1,
            revision: 0,
          },
        }
        operation.put({ action: 'corrected', before, after: { ...before, validTo: now, replacedBy: fresh.id } })
        operation.put({
          action: 'learned',
          before: null,
          after: { ...fresh, contentHash: contentHash(content), at: now, validFrom: now, createdAt: now },
        })
        // What was wrong must not come back from the same words.
        operation.also(...tombstones(before, [...hashesOf(before)], now))
        await this.#write(operation.steps, scope)
        return { outcome: 'replaced' as const, id: fresh.id, operation: operation.id }
      }),
    )
  }

  /** Ends what was so without anything in its place ("I don't work there any more"): kept as history. */
  end(scope: Scope, ids: readonly string[], at: number = this.now()): Promise<string> {
    return this.#change(scope, ids, 'ended', (row, now) => ({ ...row, validTo: Math.min(at, now) }))
  }

  /**
   * Takes memories out of everything at once and leaves tombstones against learning them again; after `undoWindowMs` their words are
   * gone for good. Resolves to the operation, for `undo`.
   * @throws DuetError `memory.not_found`
   */
  async forget(scope: Scope, ids: readonly string[]): Promise<string> {
    const operation = await this.#change(
      scope,
      ids,
      'forgotten',
      (row, now) => ({ ...row, forgottenAt: now }),
      (row, now) => [...tombstones(row, [...hashesOf(row)], now), ...summaryAgain(row)],
    )
    for (const listener of this.onForgotten) listener()
    return operation
  }

  /**
   * Puts everything an operation changed back as it was.
   * @throws DuetError `memory.not_found`, `memory.undone` where it was undone or changed since
   */
  undo(scope: Scope, operationId: string): Promise<string> {
    return this.#inTurn.run(ownColumns(scope).userId, () =>
      this.#settled(async (now) => {
        const changes = await this.store.rows('changes', { operation: operationId, userId: ownColumns(scope).userId })
        if (changes.length === 0) throw new DuetError('memory.not_found', `There is no change '${operationId}'.`, { field: 'id' })
        const operation = new Operation(now)
        // Backwards: what took a place gives it up before what had it comes back.
        for (const change of changes.toReversed()) {
          const [before] = await this.store.rows('memories', { id: change.memoryId })
          const after = afterOf(change)
          if (!before || change.undone || before.revision !== after?.revision)
            throw new DuetError('memory.undone', 'It was undone or changed again since.', { field: 'id' })
          operation.put({ action: 'undone', before, after: beforeOf(change) ?? { ...before, validTo: now, forgottenAt: now } })
          operation.also({ op: 'delete', table: 'tombstones', where: { userId: before.userId, memoryId: before.id } })
        }
        operation.also({ op: 'patch', table: 'changes', where: { operation: operationId }, set: { undone: 1 } })
        await this.#write(operation.steps, scope)
        return operation.id
      }),
    )
  }

  /** What changed, newest first. */
  timeline(scope: Scope, page: { readonly limit?: number; readonly before?: number } = {}): Promise<readonly ChangeRow[]> {
    const where: Where<'changes'> = { ...owned(scope), ...(page.before !== undefined && { at: { lt: page.before } }) }
    return this.store.rows('changes', where, { by: 'at', newestFirst: true, limit: page.limit ?? 50 })
  }

  /** Closes what has run out, removes what was forgotten for good, and makes one of what is nearly the same; for a timer. */
  async consolidate(): Promise<Consolidated> {
    // A digest still to be rendered would keep words that are to go.
    await this.settle()
    const now = this.now()
    const done = await consolidate(this.store, now, now - undoWindowMs)
    this.#later.ask()
    return done
  }

  /** Resolves when vectors and digests are up to date. */
  async settle(): Promise<void> {
    this.#later.ask()
    await this.#later.idle()
  }

  /** Ends the background work; the store and the embedder stay open. */
  async close(): Promise<void> {
    await this.#later.close()
  }

  #change(
    scope: Scope,
    ids: readonly string[],
    action: 'ended' | 'forgotten',
    change: (row: MemoryRow, now: number) => MemoryRow,
    also: (row: MemoryRow, now: number) => readonly Write[] = () => [],
  ): Promise<string> {
    return this.#inTurn.run(ownColumns(scope).userId, () =>
      this.#settled(async (now) => {
        const operation = new Operation(now)
        for (const id of ids) {
          const before = await this.#find(scope, id)
          operation.put({ action, before, after: change(before, now) })
          operation.also(...also(before, now))
        }
        await this.#write(operation.steps, scope)
        return operation.id
      }),
    )
  }

  async #known(row: MemoryRow): Promise<Parameters<typeof decide>[1]> {
    const persona = [...new Set([row.persona, everyone])]
    const { userId } = row
    const [sameWords, sameSlot, forgotten] = await Promise.all([
      this.store.rows('memories', { userId, persona, contentHash: row.contentHash }),
      row.slot === ''
        ? Promise.resolve([])
        : this.store.rows('memories', { userId, persona, slot: row.slot, validTo: null, forgottenAt: null }),
      this.store.rows('tombstones', { userId, hash: [...hashesOf(row)] }),
    ])
    return { sameWords, sameSlot: sameSlot[0], forgotten: forgotten.length > 0 }
  }

  async #find(scope: Scope, id: string): Promise<MemoryRow> {
    const [row] = await this.store.rows('memories', { id, ...owned(scope) })
    if (!row || row.forgottenAt !== null) throw new DuetError('memory.not_found', `There is no memory '${id}'.`, { field: 'id' })
    return row
  }

  /** Again with fresh eyes where another process was quicker. */
  async #settled<T>(work: (now: number) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(this.now())
      } catch (error) {
        if (!(error instanceof DuetError && error.code === 'store.conflict') || attempt === attempts) throw error
      }
    }
  }

  async #write(steps: readonly Write[], scope: Scope): Promise<void> {
    if (steps.length === 0) return
    await this.store.write([...steps, ...(await this.digests.stale(scope))])
    this.#later.ask()
  }
}

/** The call it was heard in is to be summed up anew, without it. */
function summaryAgain(row: MemoryRow): Write[] {
  const sessionId = itemOf(row).source.session_id
  return sessionId ? [{ op: 'patch', table: 'calls', where: { sessionId }, set: { summarised: 0 } }] : []
}

// Both were written by `Operation.put` as whole rows.
function beforeOf(change: ChangeRow): MemoryRow | null {
  return change.before as MemoryRow | null
}
function afterOf(change: ChangeRow): MemoryRow | null {
  return change.after as MemoryRow | null
}
