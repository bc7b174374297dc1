import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seeded } from '../../audio/seeded.ts'
import { vectorLength } from './port.ts'
import { toBytes, VectorBlocks } from './vectors.ts'

const random = seeded(3)

/** Of unit length. */
function aVector(): Float32Array {
  const values = Float32Array.from({ length: vectorLength }, () => random() - 0.5)
  const length = Math.hypot(...values)
  return values.map((value) => value / length)
}

const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0)

it('finds what a comparison one by one finds, after any puts, replacements and removals', () => {
  const step = fc.record({ user: fc.constantFrom('ana', 'bo'), id: fc.nat(150), put: fc.boolean() })
  const vectors = Array.from({ length: 400 }, aVector)
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 600 }), (steps) => {
      const blocks = new VectorBlocks(() => [])
      const kept = new Map([
        ['ana', new Map<number, Float32Array>()],
        ['bo', new Map<number, Float32Array>()],
      ])
      const question = aVector()
      blocks.nearest(['ana', 'bo'], question, 1) // reads both in
      for (const [i, { user, id, put }] of steps.entries()) {
        const vector = vectors[2 * id + (i % 2)] ?? question // no two ids ever have the same
        if (put) kept.get(user)?.set(id, vector)
        else kept.get(user)?.delete(id)
        if (put) blocks.put(user, id, vector)
        else blocks.remove(user, id)
      }
      for (const [user, own] of kept) {
        const expected = [...own]
          .map(([id, vector]) => ({ id, cosine: dot(vector, question) }))
          .sort((x, y) => y.cosine - x.cosine)
          .slice(0, 20)
        const found = blocks.nearest([user], question, 20)
        expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
        for (const [i, { id, cosine }] of found.entries()) {
          expect(cosine).toBeCloseTo(expected[i]?.cosine ?? Number.NaN, 5)
          expect(blocks.cosine(user, id, question)).toBe(cosine)
        }
        const among = new Set([...own.keys()].filter((id) => id % 3 === 0))
        expect(blocks.nearest([user], question, 200, among).length).toBe(among.size)
      }
    }),
    { numRuns: 15 },
  )
})

it('keeps within its room by letting go whom nobody asked about for longest, and reads them anew', () => {
  const rows = new Map(['a', 'b', 'c'].map((user) => [user, Array.from({ length: 100 }, (_, id) => [id, aVector()] as const)]))
  const read: string[] = []
  const blocks = new VectorBlocks(
    (user) => {
      read.push(user)
      return (rows.get(user) ?? []).map(([id, vector]) => [id, toBytes(vector)] as const)
    },
    { maxBytes: 2 * 128 * vectorLength * 4 },
  )
  const question = aVector()
  const best = (user: string) => blocks.nearest([user], question, 1)[0]?.id
  const expected = (user: string) =>
    [...(rows.get(user) ?? [])].sort(([, x], [, y]) => dot(y, question) - dot(x, question))[0]?.[0]
  for (const user of ['a', 'b', 'a', 'c', 'a', 'b']) expect(best(user)).toBe(expected(user))
  expect(read).toEqual(['a', 'b', 'c', 'b'])
  blocks.drop()
  expect(best('a')).toBe(expected('a'))
  expect(read).toEqual(['a', 'b', 'c', 'b', 'a'])
})

it('compares a question with memories of several users at once', () => {
  const blocks = new VectorBlocks(() => [])
  const question = aVector()
  blocks.nearest(['ana', ''], question, 1)
  blocks.put('ana', 1, question)
  blocks.put(
    '',
    2,
    question.map((value) => -value),
  )
  expect(blocks.nearest(['ana', ''], question, 5).map(({ id }) => id)).toEqual([1, 2])
  expect(blocks.cosine('ana', 2, question)).toBeUndefined()
})
