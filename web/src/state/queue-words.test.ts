import { expect, it } from 'vitest'
import { queueWords } from './queue-words.ts'

it.each([
  [1, null, 'You are next in line.'],
  [1, 20_000, 'You are next in line; about a minute at most.'],
  [3, 200_000, 'You are number 3 in line; about 4 minutes.'],
  [90, 7_100_000, 'You are number 90 in line; about 2 hours.'],
])('place %i, wait %s', (place, estimatedWaitMs, words) => {
  expect(queueWords({ place, estimatedWaitMs })).toBe(words)
})
