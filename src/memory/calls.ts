/** Calls as memory sees them: turns come in one by one, facts are found in the background, and a call that ended leaves one summary. */
import type { StructuredModel } from '../brain/structured.ts'
import type { Write } from '../store/memory/port.ts'
import type { Row } from '../store/memory/tables.ts'
import { everyone } from '../store/memory/tables.ts'
import { queryTerms } from '../store/memory/terms.ts'
import { summarise } from './call-summary.ts'
import { clausesOf } from './extract/clauses.ts'
import { extract } from './extract/extract.ts'
import type { Finding, HeardTurn } from './extract/finding.ts'
import { extractByModel } from './extract/model-extractor.ts'
import { spokenToMemory } from './extract/spoken.ts'
import { itemOf, type MemoryItem } from './item.ts'
import type { Memory } from './memory.ts'
import { type Scope, scopeOfRow } from './scope.ts'
import { Later } from './serial.ts'

export type CallTurn = {
  readonly sessionId: string
  readonly conversationId: string
  readonly userId: string
  readonly persona: string
  readonly turnId: string
  readonly side: 'user' | 'agent'
  readonly text: string
  /** Epoch milliseconds. */
  readonly saidAt: number
  /** What the conversation core knows beside: modality, had_interruption, had_backchannels, audio … */
  readonly fields?: { readonly [name: string]: unknown }
}
export type CallEnd = { readonly endedAt: number; readonly fields?: { readonly [name: string]: unknown } }
export type CallsOptions = {
  readonly memory: Memory
  /** IANA name. */
  readonly timeZone: string
  /** A capable language model, where one is configured; the rules always run. */
  readonly model?: StructuredModel | undefined
  /** Whether what this user says may be learned; consent is asked elsewhere. Default: yes. */
  readonly mayLearn?: (userId: string) => boolean
  readonly onFailing?: (error: unknown) => void
  /**
   * A turn of the user was read and what it tells is learned; again after a crash. Its note goes when this resolves, so it must not wait
   * for anybody.
   */
  readonly onRead?: (turn: Row<'turns'>, call: Row<'calls'>) => Promise<void>
}

/** A call is read again from this many turns before what is new, so that short answers find their question. */
const contextTurns = 40
const modelDeadlineMs = 60_000
const atOnce = 20
/** A call nobody ended, after a crash, counts as over. */
const abandonedMs = 24 * 3_600_000

/**
 * Recording a turn is durable when its promise resolves, and costs one small write. Facts are looked for when turns have settled; what a
 * crash leaves unread is read at the next start, and reading twice learns nothing twice.
 */
export class Calls {
  readonly #options: CallsOptions
  readonly #later: Later
  readonly #forgotten: () => void

  constructor(options: CallsOptions) {
    this.#options = options
    this.#later = new Later(() => this.#catchUp(), options.onFailing ?? (() => {}))
    this.#forgotten = () => this.#later.ask()
    options.memory.onForgotten.add(this.#forgotten)
    this.#later.ask()
  }

  /** The same turn again replaces it. */
  async record(turn: CallTurn): Promise<void> {
    const { sessionId, conversationId, userId, persona, turnId, side, text, saidAt, fields = {} } = turn
    const { store } = this.#options.memory
    const [known] = await store.rows('calls', { sessionId })
    const call: Row<'calls'> = {
      sessionId,
      conversationId,
      userId,
      persona,
      startedAt: saidAt,
      endedAt: null,
      summarised: 0,
      fields: {},
    }
    await store.write([
      ...(known ? [] : [{ op: 'put' as const, table: 'calls' as const, row: call }]),
      { op: 'put', table: 'turns', row: { sessionId, turnId, userId, persona, side, text, saidAt, fields } },
      ...(side === 'user' ? [unread({ sessionId, turnId, userId, persona }, this.#options.memory.now())] : []),
    ])
    if (side === 'user') this.#later.ask()
  }

  /** Turns were recorded by somebody else. Returns at once. */
  look(): void {
    this.#later.ask()
  }

  /** The call is over: the rest of its facts are found and its summary written. */
  async end(sessionId: string, { endedAt, fields = {} }: CallEnd): Promise<void> {
    await this.#options.memory.store.write([
      { op: 'patch', table: 'calls', where: { sessionId }, set: { endedAt, fields, summarised: 0 } },
    ])
    this.#later.ask()
  }

  /** Resolves when all that was recorded has been read. */
  async settle(): Promise<void> {
    this.#later.ask()
    await this.#later.idle()
    await this.#options.memory.settle()
  }

  async close(): Promise<void> {
    this.#options.memory.onForgotten.delete(this.#forgotten)
    await this.#later.close()
  }

  async #catchUp(): Promise<void> {
    const { store } = this.#options.memory
    let after: readonly string[] | undefined
    for (;;) {
      const calls = await store.rows('calls', { summarised: 0 }, { limit: atOnce, ...(after && { after }) })
      for (const call of calls) {
        await this.#read(call)
        if (call.endedAt !== null || call.startedAt < this.#options.memory.now() - abandonedMs) await this.#summarise(call)
      }
      const last = calls.at(-1)
      if (!last || calls.length < atOnce) return
      after = [last.sessionId]
    }
  }

  async #read(call: Row<'calls'>): Promise<void> {
    const { store } = this.#options.memory
    const { sessionId } = call
    const work = await store.rows('work', { sessionId })
    if (work.length === 0) return
    const rows = await store.rows('turns', { sessionId }, { by: 'saidAt' })
    const turns = rows.map(heard)
    const isNew = new Set(work.map((one) => one.turnId))
    const fresh = turns.findIndex((turn) => isNew.has(turn.turnId))
    const part = turns.slice(Math.max(0, fresh - contextTurns))
    if (this.#options.mayLearn?.(call.userId) !== false)
      for (const finding of await this.#findings(call, part)) if (isNew.has(finding.turnId)) await this.#apply(call, finding)
    for (const turn of rows) if (isNew.has(turn.turnId)) await this.#options.onRead?.(turn, call)
    // A turn that was corrected meanwhile has a newer note, which stays.
    await store.write(
      work.map(({ turnId, createdAt }): Write => ({ op: 'delete', table: 'work', where: { sessionId, turnId, createdAt } })),
    )
  }

  async #findings(call: Row<'calls'>, turns: readonly HeardTurn[]): Promise<Finding[]> {
    const { timeZone, model, onFailing } = this.#options
    const people = await this.#people(call.userId)
    const byRules = extract(turns, { timeZone, people })
    if (!model) return byRules
    try {
      const known = (await this.#options.memory.list(scopeOfRow(call), {}, { limit: 60 })).map(({ content, slot }) => ({
        content,
        slot,
      }))
      const signal = AbortSignal.timeout(modelDeadlineMs)
      const told = (await this.#options.memory.digests.read(scopeOfRow(call))).text
      const byModel = await extractByModel(turns, { model, known, told, timeZone, signal })
      // The rules' commands count in any case; of facts from the same words theirs are surer.
      const quoted = new Set(byRules.map((one) => one.quote))
      return [...byRules, ...byModel.filter((one) => !quoted.has(one.quote))]
    } catch (error) {
      onFailing?.(error)
      return byRules
    }
  }

  async #apply(call: Row<'calls'>, finding: Finding): Promise<void> {
    const { memory } = this.#options
    const scope = scopeOfRow(call)
    if (finding.type === 'forget') return this.#forget(call, finding)
    if (finding.type === 'ended') {
      const held = await this.#held(scope, finding.slot, finding.about)
      if (held.length > 0)
        await memory.end(
          scope,
          held.map((one) => one.id),
        )
      return
    }
    const source = {
      type: finding.explicit ? ('user_explicit' as const) : ('extraction' as const),
      session_id: call.sessionId,
      interaction_id: call.conversationId,
    }
    const { content, category, importance, confidence, slot, turnId, quote, expiresAt } = finding
    const [turn] = await memory.store.rows('turns', { sessionId: call.sessionId, turnId })
    const saidAt = turn?.saidAt ?? call.startedAt
    const entries = {
      semantic: { category, statement: content },
      episodic: { event_type: category, summary: content },
      procedural: { procedure_type: category, name: content },
    }
    const learned = await memory.learn(
      scope,
      finding.kind,
      { ...entries[finding.kind], importance, confidence, source },
      {
        slot,
        turnIds: [turnId],
        quote,
        at: finding.at ?? saidAt,
        validFrom: saidAt,
        expiresAt,
        explicit: finding.explicit === true,
      },
    )
    if (finding.person && learned.outcome !== 'refused')
      await memory.relations.relate(scope, {
        relationship: finding.person.relation,
        target: finding.person.name,
        turnIds: [turnId],
      })
  }

  async #forget(call: Row<'calls'>, { turnIds, about }: Extract<Finding, { type: 'forget' }>): Promise<void> {
    const { memory } = this.#options
    const scope = scopeOfRow(call)
    const heardIn = (item: MemoryItem) =>
      item.source.session_id === call.sessionId && item.turnIds.some((id) => turnIds.includes(id))
    const meant =
      turnIds.length > 0
        ? (await memory.list(scope, { createdAt: { gte: call.startedAt } }, { limit: 500 })).filter(heardIn)
        : await this.#held(scope, '', about)
    if (meant.length > 0)
      await memory.forget(
        scope,
        meant.map((item) => item.id),
      )
  }

  /** Current memories of the slot that have a word of `about`, or without a slot the one that has most of its words. */
  async #held(scope: Scope, slot: string, about: string): Promise<readonly MemoryItem[]> {
    const { memory } = this.#options
    const terms = queryTerms(about)
    if (slot !== '') {
      const found = await memory.list(scope, { slot })
      return found.filter((item) => terms.length === 0 || queryTerms(item.content).some((term) => terms.includes(term)))
    }
    if (terms.length === 0) return []
    const found = await memory.recall(scope, about, { limit: 5, vectorDeadlineMs: 500 })
    const own = found.filter((one) => one.memory.userId !== everyone)
    return own
      .filter(({ memory: item }) => {
        const held = new Set(queryTerms(item.content))
        return terms.filter((term) => held.has(term)).length >= Math.ceil(terms.length / 2)
      })
      .slice(0, 1)
      .map((one) => one.memory)
  }

  async #people(userId: string): Promise<ReadonlyMap<string, string>> {
    const related = await this.#options.memory.relations.people({ userId })
    return new Map(related.map(({ name, relationship }) => [name, relationship]))
  }

  /** One summary a call; written anew, without a trace of the old one, when something of the call is forgotten. */
  async #summarise(call: Row<'calls'>): Promise<void> {
    const { memory, timeZone } = this.#options
    const { store } = memory
    const slot = `call:${call.sessionId}`
    const forgotten = await this.#forgottenTurns(call)
    const all = await store.rows('turns', { sessionId: call.sessionId }, { by: 'saidAt' })
    const turns = all.filter((turn) => !forgotten.includes(turn.turnId) && !asksToForget(turn))
    const earlier = await store.rows('memories', { userId: call.userId, slot })
    const id = earlier.map((row) => row.id)
    await store.write([
      { op: 'delete', table: 'changes', where: { memoryId: id } },
      { op: 'delete', table: 'memories', where: { id } },
      { op: 'delete', table: 'tombstones', where: { memoryId: id } },
    ])
    const spoke = turns.some((turn) => turn.side === 'user' && turn.text.trim() !== '')
    // A summary the user has forgotten stays forgotten.
    const unwanted = earlier.some((row) => row.forgottenAt !== null)
    if (spoke && !unwanted && this.#options.mayLearn?.(call.userId) !== false) {
      const learned = (await memory.list(scopeOfRow(call), { createdAt: { gte: call.startedAt } }, { limit: 200 })).filter(
        (item) => item.source.session_id === call.sessionId && item.type !== 'conversation',
      )
      await memory.learn(scopeOfRow(call), 'episodic', summarise({ call, turns, learned, timeZone }), {
        slot,
        at: call.startedAt,
        turnIds: turns.slice(-50).map((turn) => turn.turnId),
        explicit: false,
      })
    }
    const fields = { ...fieldsOf(call), forgotten_turns: forgotten }
    await store.write([{ op: 'patch', table: 'calls', where: { sessionId: call.sessionId }, set: { summarised: 1, fields } }])
  }

  /** Turns whose facts the user asked to forget; noted with the call, since the facts themselves are purged later. */
  async #forgottenTurns(call: Row<'calls'>): Promise<readonly string[]> {
    const noted = fieldsOf(call).forgotten_turns
    const rows = await this.#options.memory.store.rows('memories', { userId: call.userId, forgottenAt: { not: null } })
    const fresh = rows
      .map(itemOf)
      .filter((item) => item.source.session_id === call.sessionId && item.type !== 'conversation')
      .flatMap((item) => item.turnIds)
    return [...new Set([...(Array.isArray(noted) ? noted.map(String) : []), ...fresh])]
  }
}

function fieldsOf(call: Row<'calls'>): { readonly [name: string]: unknown } {
  return typeof call.fields === 'object' && call.fields !== null ? { ...call.fields } : {}
}

/** The note that a turn is still to be read; goes into the same transaction as the turn. */
export function unread(turn: Pick<Row<'work'>, 'sessionId' | 'turnId' | 'userId' | 'persona'>, now: number): Write {
  return { op: 'put', table: 'work', row: { ...turn, attempts: 0, createdAt: now } }
}

/** Such words name what is not to be known any more. */
function asksToForget({ side, text }: Row<'turns'>): boolean {
  return side === 'user' && clausesOf(text).some((clause) => spokenToMemory(clause.text)?.type === 'forget')
}

function heard(turn: Row<'turns'>): HeardTurn {
  const { turnId, side, text, saidAt } = turn
  return { turnId, side: side === 'user' ? 'user' : 'agent', text, saidAt }
}
