/** Numbers between their spoken and written forms. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digitsFor, sayCount, sayNumber, sayOrdinal, sayYear } from './numbers.ts'

test.each([
  ['two hundred and five', '205'],
  ['twenty-six', '26'],
  ['a hundred', '100'],
  ['nine hundred ninety nine plus one', '999 plus 1'],
  ['two million three hundred thousand', '2300000'],
  ['three point one four', '3.14'],
  ['three point oh five', '3.05'],
  ['one and a half hours', '1.5 hours'],
  ['nineteen eighty four', '1984'],
  ['twenty twenty six', '2026'],
  ['two dozen eggs', '24 eggs'],
  ['five thirty', '5 30'],
  ['one two three', '1 2 3'],
  ['1.5 million', '1500000'],
  ['salt and pepper for two', 'salt and pepper for 2'],
])('%s is read as %s', (spoken, digits) => {
  expect(digitsFor(spoken)).toBe(digits)
})

test.each([
  [0, 'zero'],
  [21, 'twenty-one'],
  [105, 'one hundred and five'],
  [1002, 'one thousand and two'],
  [1_234_567, 'one million two hundred and thirty-four thousand five hundred and sixty-seven'],
  [-3.14, 'minus three point one four'],
  [0.1 + 0.2, 'zero point three'],
])('%d is said %s', (value, said) => {
  expect(sayNumber(value)).toBe(said)
})

test('what is said is read back as the same number', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (value) => digitsFor(sayNumber(value)) === String(value)))
})

test('ordinals, years and counts are said as people say them', () => {
  expect([1, 2, 3, 12, 20, 21, 73].map(sayOrdinal)).toEqual([
    'first',
    'second',
    'third',
    'twelfth',
    'twentieth',
    'twenty-first',
    'seventy-third',
  ])
  expect([1984, 1905, 1900, 2000, 2005, 2026].map(sayYear)).toEqual([
    'nineteen eighty-four',
    'nineteen oh five',
    'nineteen hundred',
    'two thousand',
    'two thousand and five',
    'twenty twenty-six',
  ])
  expect([sayCount(1, 'day'), sayCount(2, 'day'), sayCount(1, 'foot', 'feet')]).toEqual(['one day', 'two days', 'one foot'])
})
