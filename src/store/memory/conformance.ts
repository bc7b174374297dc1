/** What every memory store must do: one suite, run against SQLite and Postgres. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Candidate, type MemoryRow, type MemoryStore, vectorLength } from './port.ts'
import { everyone, type Row, tableNames } from './tables.ts'
import { queryTerms } from './terms.ts'

export type StoreHarness = {
  /** An empty store. */
  readonly open: () => Promise<MemoryStore>
  /** The same store after a restart. */
  readonly reopen: () => Promise<MemoryStore>
}

const at = 1_760_000_000_000
const current = { validTo: null, forgottenAt: null }

/** A memory with everything a test does not care about filled in. */
export function aMemory(id: string, content: string, more: Partial<MemoryRow> = {}): MemoryRow {
  return {
    id,
    userId: 'ana',
    persona: everyone,
    kind: 'semantic',
    type: 'fact',
    content,
    slot: '',
    fields: {},
    importance: 1,
    confidence: 0.8,
    source: { type: 'user_explicit' },
    turnIds: ['u1'],
    quote: content,
    mentions: 1,
    at,
    validFrom: at,
    validTo: null,
    expiresAt: null,
    replacedBy: null,
    forgottenAt: null,
    documentId: null,
    contentHash: `hash of ${content}`,
    createdAt: at,
    updatedAt: at,
    revision: 1,
    ...more,
  }
}

/** A unit vector that leans towards one axis and a little towards the next. */
export function leaning(axis: number, lean = 0): Float32Array {
  const vector = new Float32Array(vectorLength)
  vector[axis] = Math.sqrt(1 - lean * lean)
  vector[axis + 1] = lean
  return vector
}

export function describeMemoryStore(name: string, harness: StoreHarness): void {
  describe(`${name} as a memory store`, () => {
    let store: MemoryStore
    beforeEach(async () => {
      store = await harness.open()
    })
    afterEach(() => store.close())

    const put = (...rows: readonly MemoryRow[]) => store.write(rows.map((row) => ({ op: 'put', table: 'memories', row })))
    const ids = (found: readonly Candidate[], by: 'keyword' | 'cosine' = 'keyword') =>
      [...found].sort((a, b) => (b[by] ?? -1) - (a[by] ?? -1)).map((one) => one.memory.id)
    const look = (text: string, more: object = {}) =>
      store.search({
        userIds: ['ana', everyone],
        personas: [everyone],
        where: current,
        terms: queryTerms(text),
        limit: 10,
        ...more,
      })

    it('gives rows back exactly, over a restart', async () => {
      const row = aMemory('m1', `She said "it's fine" — Zoë; DROP TABLE x --\n?1 $1`, {
        fields: { participants: ['Ana', 'Zoë'], nested: { empty: [], none: null, yes: true, pi: 3.5 } },
        expiresAt: at + 5,
        slot: 'name',
        confidence: 0.123456789,
      })
      const digest: Row<'digests'> = {
        userId: 'ana',
        persona: 'duet',
        text: 'Ana.',
        tokens: 2,
        parts: [{ text: 'Ana.' }],
        version: 3,
        renderedAt: at,
        validUntil: null,
        stale: 0,
      }
      await store.write([
        { op: 'put', table: 'memories', row },
        { op: 'put', table: 'digests', row: digest },
      ])
      await store.close()
      store = await harness.reopen()
      expect(await store.rows('memories', { id: 'm1' })).toEqual([row])
      expect(await store.rows('digests', { userId: 'ana', persona: 'duet' })).toEqual([digest])
    })

    it('has every declared table with every declared column', async () => {
      for (const table of tableNames) expect(await store.rows(table, {})).toEqual([])
    })

    it('writes all steps or none', async () => {
      await put(aMemory('m1', 'one'))
      const steps = store.write([
        { op: 'put', table: 'memories', row: aMemory('m2', 'two') },
        { op: 'put', table: 'memories', row: aMemory('m1', 'again'), expect: 'absent' },
      ])
      await expect(steps).rejects.toMatchObject({ code: 'store.conflict' })
      expect((await store.rows('memories', {})).map((row) => row.content)).toEqual(['one'])
      expect(await look('two')).toEqual([])
    })

    it('refuses a row changed since it was read', async () => {
      await put(aMemory('m1', 'one', { revision: 4 }))
      const change = (content: string) =>
        store.write([{ op: 'put', table: 'memories', row: aMemory('m1', content, { revision: 5 }), expect: 4 }])
      await change('first')
      await expect(change('second')).rejects.toMatchObject({ code: 'store.conflict' })
      expect((await store.rows('memories', {}))[0]?.content).toBe('first')
    })

    it('keeps one current memory in a slot of a scope', async () => {
      await put(aMemory('m1', 'Lives in Rome', { slot: 'home' }))
      await expect(put(aMemory('m2', 'Lives in Oslo', { slot: 'home' }))).rejects.toMatchObject({ code: 'store.conflict' })
      await put(aMemory('m3', 'Lives in Bern', { slot: 'home', userId: 'ben' }))
      await put(aMemory('m4', 'Lived in Graz', { slot: 'home', validTo: at }))
      await store.write([
        { op: 'patch', table: 'memories', where: { id: 'm1' }, set: { validTo: at } },
        { op: 'put', table: 'memories', row: aMemory('m2', 'Lives in Oslo', { slot: 'home' }) },
      ])
      expect(await store.count('memories', { slot: 'home', validTo: null, userId: 'ana' })).toBe(1)
    })

    it('filters by value, null, list and comparison', async () => {
      await put(
        aMemory('m1', 'a', { confidence: 0.2, at: 10 }),
        aMemory('m2', 'b', { confidence: 0.6, at: 20, expiresAt: 50 }),
        aMemory('m3', 'c', { confidence: 0.9, at: 30, expiresAt: 99, kind: 'episodic' }),
      )
      const found = async (where: Parameters<typeof store.rows<'memories'>>[1]) =>
        (await store.rows('memories', where)).map((row) => row.id).join(' ')
      expect(await found({ kind: 'episodic' })).toBe('m3')
      expect(await found({ kind: { not: 'episodic' } })).toBe('m1 m2')
      expect(await found({ expiresAt: null })).toBe('m1')
      expect(await found({ expiresAt: { not: null } })).toBe('m2 m3')
      expect(await found({ expiresAt: { gt: 50, orNull: true } })).toBe('m1 m3')
      expect(await found({ id: ['m1', 'm3', 'x'] })).toBe('m1 m3')
      expect(await found({ id: [] })).toBe('')
      expect(await found({ confidence: { gte: 0.6 }, at: { lt: 30 } })).toBe('m2')
    })

    it('pages by key without gap or repeat, and newest first', async () => {
      await put(...[5, 3, 1, 4, 2].map((n) => aMemory(`m${n}`, `fact ${n}`, { at: n })))
      const seen: string[] = []
      let after: readonly string[] | undefined
      for (;;) {
        const page = await store.rows('memories', {}, { limit: 2, ...(after && { after }) })
        seen.push(...page.map((row) => row.id))
        const last = page.at(-1)
        if (!last) break
        after = [last.id]
      }
      expect(seen).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
      const newest = await store.rows('memories', {}, { by: 'at', newestFirst: true, limit: 2 })
      expect(newest.map((row) => row.id)).toEqual(['m5', 'm4'])
    })

    it('says how many rows each step touched', async () => {
      await put(aMemory('m1', 'a'), aMemory('m2', 'b'))
      const touched = await store.write([
        { op: 'patch', table: 'memories', where: { userId: 'ana' }, set: { mentions: 2 } },
        { op: 'delete', table: 'memories', where: { id: 'm1' } },
        { op: 'delete', table: 'memories', where: { id: 'nobody' } },
      ])
      expect(touched).toEqual([2, 1, 0])
      expect(await store.count('memories', { mentions: 2 })).toBe(1)
    })

    it('finds words in any form and any accent, the rarer first', async () => {
      await put(
        aMemory('m1', 'Her sister Zoë lives in Malmö.'),
        aMemory('m2', 'She lives with two dogs.'),
        aMemory('m3', 'She lives near the sea.'),
      )
      expect(ids(await look('who is living in malmo'))[0]).toBe('m1')
      expect(ids(await look('ZOE'))).toEqual(['m1'])
      expect(ids(await look('2 dog'))).toEqual(['m2'])
      const [best] = (await look('Zoë')).map((one) => one.keyword)
      expect(best).toBe(1)
    })

    it('takes operators and odd signs in a question as words', async () => {
      await put(aMemory('m1', 'Near the harbour and the NOT-bar'))
      for (const text of ['near NOT AND OR (', '"harbour', "har*bour' --", 'a:b harbour', '%_', '']) await look(text)
      expect(ids(await look('NEAR harbour AND'))).toEqual(['m1'])
    })

    it('looks only where it may', async () => {
      await put(
        aMemory('m1', 'likes jazz'),
        aMemory('m2', 'likes jazz', { userId: 'ben' }),
        aMemory('m3', 'likes jazz', { userId: everyone }),
        aMemory('m4', 'likes jazz', { persona: 'arcus' }),
        aMemory('m5', 'likes jazz', { forgottenAt: at }),
        aMemory('m6', 'likes jazz', { validTo: at }),
      )
      await store.write(
        ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'].map((id) => ({ op: 'embed', id, model: 'test', vector: leaning(1) })),
      )
      const vector = { model: 'test', values: leaning(1) }
      expect(ids(await look('jazz')).sort()).toEqual(['m1', 'm3'])
      expect(ids(await look('', { vector })).sort()).toEqual(['m1', 'm3'])
      expect(ids(await look('jazz', { personas: [everyone, 'arcus'], vector })).sort()).toEqual(['m1', 'm3', 'm4'])
      expect(ids(await look('jazz', { where: { forgottenAt: null }, vector })).sort()).toEqual(['m1', 'm3', 'm6'])
    })

    it('finds the nearest vectors of the same model, whatever else is filtered', async () => {
      const rows = Array.from({ length: 260 }, (_, n) => aMemory(`m${String(n).padStart(3, '0')}`, `thing ${n}`, { at: n }))
      await put(...rows)
      await store.write(rows.map((row, n) => ({ op: 'embed', id: row.id, model: 'test', vector: leaning(7, n / 1000) })))
      await put(aMemory('other', 'other model'), aMemory('none', 'no vector'))
      await store.write([{ op: 'embed', id: 'other', model: 'another', vector: leaning(7) }])
      const vector = { model: 'test', values: leaning(7) }
      expect(ids(await look('', { vector, limit: 3 }), 'cosine')).toEqual(['m000', 'm001', 'm002'])
      const late = await look('', { vector, limit: 2, where: { ...current, at: { gte: 255 } } })
      expect(
        ids(
          late.filter((one) => one.cosine !== null),
          'cosine',
        ).slice(0, 2),
      ).toEqual(['m255', 'm256'])
      const [both] = await look('vector', { vector })
      expect(both?.memory.id).toBeDefined()
      expect((await look('no vector', { vector })).find((one) => one.memory.id === 'none')?.cosine).toBeNull()
    })

    it('keeps search in step with what changes', async () => {
      const vector = { model: 'test', values: leaning(3) }
      const near = async () =>
        ids(
          (await look('', { vector })).filter((one) => one.cosine !== null),
          'cosine',
        )
      await put(aMemory('m1', 'likes tea'), aMemory('m2', 'likes milk'))
      await store.write([
        { op: 'embed', id: 'm1', model: 'test', vector: leaning(3) },
        { op: 'embed', id: 'm2', model: 'test', vector: leaning(3, 0.1) },
      ])
      expect(await near()).toEqual(['m1', 'm2'])
      await store.write([{ op: 'patch', table: 'memories', where: { id: 'm1' }, set: { validTo: at } }])
      expect(await near()).toEqual(['m2'])
      await store.write([{ op: 'patch', table: 'memories', where: { id: 'm1' }, set: { validTo: null } }])
      expect(await near()).toEqual(['m1', 'm2'])
      await put(aMemory('m1', 'likes coffee'))
      expect(ids(await look('tea'))).toEqual([])
      expect(ids(await look('coffee'))).toEqual(['m1'])
      expect(await near()).toEqual(['m2'])
      await store.write([{ op: 'delete', table: 'memories', where: { id: ['m1', 'm2'] } }])
      expect(await look('coffee milk', { vector })).toEqual([])
    })

    it('names what has no vector yet, and gives vectors back', async () => {
      await put(aMemory('m1', 'one'), aMemory('m2', 'two'), aMemory('m3', 'gone', { validTo: at }))
      await store.write([{ op: 'embed', id: 'm1', model: 'old', vector: leaning(5, 0.25) }])
      expect((await store.unembedded('old', 9)).map((row) => row.id)).toEqual(['m2'])
      expect((await store.unembedded('new', 9)).map((row) => row.id)).toEqual(['m1', 'm2'])
      expect(await store.unembedded('new', 1)).toHaveLength(1)
      expect(await store.vectors(['m1', 'm2'])).toEqual([{ memoryId: 'm1', model: 'old', vector: leaning(5, 0.25) }])
    })

    it('lets nothing said in one write be lost by another at the same time', async () => {
      const writes = Array.from({ length: 40 }, (_, n) => put(aMemory(`m${n}`, `fact ${n}`)))
      await Promise.all(writes)
      expect(await store.count('memories', {})).toBe(40)
    })
  })
}
