import { describe, expect, it } from 'vitest'
import { WordBias } from './word-bias.ts'

/** Bonuses after some tokens were chosen, of six tokens. */
function bonuses(bias: WordBias, chosen: readonly number[]): number[] {
  for (const token of chosen) bias.take(token)
  const scores = new Float32Array(6)
  bias.apply(scores)
  return [...scores]
}
const words = [
  [1, 2, 3],
  [1, 4],
]

describe('a bias for words', () => {
  it('helps them begin, and go on once they are under way', () => {
    const rules = { beginning: 1, going: 3 }
    expect(bonuses(new WordBias(words, rules), [])).toEqual([0, 1, 0, 0, 0, 0])
    expect(bonuses(new WordBias(words, rules), [1])).toEqual([0, 1, 3, 0, 3, 0])
    expect(bonuses(new WordBias(words, rules), [1, 2])).toEqual([0, 1, 0, 3, 0, 0])
  })
  it('is over with another token', () => {
    expect(bonuses(new WordBias(words, { beginning: 1, going: 3 }), [1, 5])).toEqual([0, 1, 0, 0, 0, 0])
  })
  it('may be for the beginning of a text only', () => {
    const rules = { beginning: 1, going: 3, atStart: true } as const
    expect(bonuses(new WordBias(words, rules), [1])).toEqual([0, 0, 3, 0, 3, 0])
    expect(bonuses(new WordBias(words, rules), [5])).toEqual([0, 0, 0, 0, 0, 0])
  })
})
