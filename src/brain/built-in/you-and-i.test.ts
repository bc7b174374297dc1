/** The caller's words turned round. */
import { expect, test } from 'vitest'
import { contract, turnRound } from './you-and-i.ts'

test.each([
  ['i lost my keys', 'you lost your keys'],
  ['i am tired', "you're tired"],
  ['my mother told me that i was late', 'your mother told you that you were late'],
  ['we are moving with our dog', "you're moving with your dog"],
  ['i like you', 'you like me'],
  ['you are funny', "I'm funny"],
  ['your voice is mine', 'my voice is yours'],
  ['I do not like Anna', "you don't like Anna"],
])('%s', (said, round) => {
  expect(contract(turnRound(said))).toBe(round)
})
