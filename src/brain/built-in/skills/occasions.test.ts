import { describe, expect, test } from 'vitest'
import { everyday } from '../collection/occasions.ts'
import { life } from '../collection/occasions-life.ts'
import { pastimes } from '../collection/occasions-pastimes.ts'
import { ask } from '../testing.ts'

const wordings = [...life, ...pastimes, ...everyday].flatMap(([, ...replies]) => replies)

describe('every wording', () => {
  test.each(wordings)('%s', (wording) => {
    expect(wording).toMatch(/\?|tell me/i)
    // Takes up what was told: by pointing at it or naming it.
    expect(wording).toMatch(/\b(?:it|that|this|he|she|they|them)\b|\$/i)
    expect(wording.split(' ').length).toBeLessThanOrEqual(30)
  })
})

test('is not cheerful about what hurts, nor sorry for what delights', () => {
  expect(ask('i lost my job and my new house is gone').text).not.toMatch(/lovely|nice|congratulations/i)
  expect(ask('i won a prize in the raffle').text).not.toMatch(/sorry|oh no/i)
})

test('leaves grief to listening alone', () => {
  expect(ask('we were in the garden when my dog died').skill).toBe('reflect')
})
