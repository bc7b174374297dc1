import { describe, expect, it } from 'vitest'
import { ErrorRate, percentile, wordErrors, wordsOf } from './words.ts'

describe('word errors', () => {
  it.each([
    ['a b c', 'a b c', 0],
    ['a b c', 'a c', 1],
    ['a b c', 'a x b c', 1],
    ['a b c', 'a x c', 1],
    ['', 'a b', 2],
    ['a b', '', 2],
  ])('between "%s" and "%s" are %i', (said, heard, errors) => {
    expect(wordErrors(wordsOf(said), wordsOf(heard))).toBe(errors)
  })
  it('do not count spelling that is no hearing', () => {
    expect(wordsOf('Okay, at 7:00 it’s "fine".')).toEqual(wordsOf('ok at seven it’s fine'))
  })
  it('are a share of the words said, over all', () => {
    const rate = new ErrorRate()
    rate.add('one two', 'one')
    rate.add('three four', 'three four')
    expect([rate.rate, rate.words]).toEqual([0.25, 4])
  })
  it('have percentiles', () => {
    expect(percentile([3, 1, 2], 0.5)).toBe(2)
    expect(percentile([], 0.5)).toBeNaN()
  })
})
