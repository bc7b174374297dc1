/** What a caller puts right is taken up, and a doubt is checked rather than conceded. */
import { expect, test } from 'vitest'
import { putRight } from './put-right.ts'
import { ask } from './testing.ts'

test.each([
  ['no it is a boat not a goat', { right: 'boat', wrong: 'goat' }],
  ['i did not say bread i said breath', { right: 'breath', wrong: 'bread' }],
  ['sorry my name is Nadia not Nadine', { right: 'Nadia', wrong: 'Nadine' }],
  ['actually he is my cousin not my uncle', { right: 'my cousin', wrong: 'uncle' }],
])('%s', (opened, expected) => {
  expect(putRight(opened)).toEqual(expected)
})

test.each(['it is good but not great', 'i am not sure', 'no not at all', 'it was not that bad'])(
  '%s puts nothing right',
  (opened) => {
    expect(putRight(opened)).toBeUndefined()
  },
)

test.each([
  [["what's three times sixty", 'Three times sixteen is forty-eight.', 'no i said sixty not sixteen'], /one hundred and eighty/],
  [["what's the capital of niger", 'The capital of Nigeria is Abuja.', 'I meant Niger, not Nigeria'], /Niamey/],
  [
    ['what language do they speak in chile', 'Santiago is the capital of Chile.', 'Not the capital. I asked about the language.'],
    /Spanish/,
  ],
  [['what day is it', "It's Saturday.", "that's wrong, it's Monday"], /check again.*Saturday/],
  [['i work in mainz', 'Metz, nice.', 'nope, in Mainz not Metz'], /Mainz(?!.*Metz)/],
] as const)('%j', (lines, gist) => {
  expect(ask(lines).text).toMatch(gist)
})
