/** People and things by name and how they stand to each other: the seed's `relate` and its reading side. */
import type { MemoryStore } from '../store/memory/port.ts'
import type { Row, Where } from '../store/memory/tables.ts'
import { fold } from '../store/memory/terms.ts'
import { newId } from './identity.ts'
import { ownColumns, owned, type Scope } from './scope.ts'

export type Relation = {
  /** Default: the user. */
  readonly source?: string | undefined
  readonly sourceType?: string | undefined
  readonly relationship: string
  readonly target: string
  readonly targetType?: string | undefined
  readonly properties?: { readonly [name: string]: unknown } | undefined
  readonly confidence?: number | undefined
  readonly turnIds?: readonly string[] | undefined
}
export type Related = { readonly name: string; readonly type: string; readonly relationship: string; readonly since: number }

/** The entity that stands for the user of a scope. */
const self = 'user'

export class Relations {
  readonly #store: MemoryStore
  readonly #now: () => number

  constructor(store: MemoryStore, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** Notes that a source stands in a relation to a target; saying it again changes nothing. Resolves to the relation's id. */
  async relate(scope: Scope, relation: Relation): Promise<string> {
    const source = await this.#entity(scope, relation.sourceType ?? 'person', relation.source ?? self)
    const target = await this.#entity(scope, relation.targetType ?? 'person', relation.target)
    const { relationship } = relation
    const [known] = await this.#store.rows('relations', { sourceId: source, targetId: target, relationship, validTo: null })
    if (known) return known.id
    const now = this.#now()
    const row: Row<'relations'> = {
      ...ownColumns(scope),
      id: newId(now),
      sourceId: source,
      relationship,
      targetId: target,
      fields: relation.properties ?? {},
      confidence: relation.confidence ?? 0.8,
      turnIds: relation.turnIds ?? [],
      validFrom: now,
      validTo: null,
      createdAt: now,
      updatedAt: now,
      revision: 1,
    }
    await this.#store.write([{ op: 'put', table: 'relations', row }])
    return row.id
  }

  /** Everything a name stands in relation to, both ways. */
  async of(scope: Scope, name: string): Promise<readonly Related[]> {
    const entities = await this.#store.rows('entities', { ...owned(scope), nameKey: fold(name) })
    const ids = entities.map((one) => one.id)
    const to = await this.#store.rows('relations', { sourceId: ids, validTo: null })
    const from = await this.#store.rows('relations', { targetId: ids, validTo: null })
    const others = await this.#store.rows('entities', {
      id: [...to.map((one) => one.targetId), ...from.map((one) => one.sourceId)],
    })
    const byId = new Map(others.map((one) => [one.id, one]))
    const seen = (id: string, { relationship, validFrom }: Row<'relations'>): readonly Related[] => {
      const entity = byId.get(id)
      return entity ? [{ name: entity.name, type: entity.type, relationship, since: validFrom }] : []
    }
    return [...to.flatMap((one) => seen(one.targetId, one)), ...from.flatMap((one) => seen(one.sourceId, one))]
  }

  /** Those the user has named, with what they are to them. */
  people(scope: Scope): Promise<readonly Related[]> {
    return this.of(scope, self)
  }

  async #entity(scope: Scope, type: string, name: string): Promise<string> {
    const where: Where<'entities'> = { ...ownColumns(scope), type, nameKey: fold(name) }
    const [known] = await this.#store.rows('entities', where)
    if (known) return known.id
    const now = this.#now()
    const row: Row<'entities'> = {
      ...ownColumns(scope),
      id: newId(now),
      type,
      name,
      nameKey: fold(name),
      aliases: [],
      fields: {},
      createdAt: now,
      updatedAt: now,
      revision: 1,
    }
    try {
      await this.#store.write([{ op: 'put', table: 'entities', row, expect: 'absent' }])
      return row.id
    } catch (error) {
      // Named at the same time elsewhere.
      const [other] = await this.#store.rows('entities', where)
      if (other) return other.id
      throw error
    }
  }
}
