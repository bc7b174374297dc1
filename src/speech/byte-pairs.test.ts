import { expect, it } from 'vitest'
import { bytePairTokens } from './byte-pairs.ts'

const learned = [' ', 'a', 'b', 'c', '.', 'ab', ' a', 'bc', ' ab', 'Ã', '©']
const ids = new Map(learned.map((token, id) => [token, id]))

it('pairs are merged in the order in which they were learned, not the longest from the left', () => {
  expect(bytePairTokens('abc', ids)).toEqual([5, 3]) // 'ab' was learned before 'bc'
  expect(bytePairTokens(' abc.', ids)).toEqual([8, 3, 4])
})
it('letters beyond ASCII are bytes, and bytes without a token are left out', () => {
  expect(bytePairTokens('é', ids)).toEqual([9, 10])
  expect(bytePairTokens('xa', ids)).toEqual([1])
})
