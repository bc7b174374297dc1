import { expect, it } from 'vitest'
import { contentHash, newId } from './identity.ts'

it('makes ids that sort in the order they were made, within a millisecond, too', () => {
  const ids = [...Array.from({ length: 70_000 }, () => newId(1_760_000_000_000)), newId(1_760_000_000_001)]
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids.slice(-2)) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

it('takes the same words in another case and form for the same', () => {
  expect(contentHash('Likes strong Coffee.')).toBe(contentHash('likes strong coffees'))
  expect(contentHash('Likes tea.')).not.toBe(contentHash('Does not like tea.'))
})
