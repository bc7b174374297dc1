import { describe, expect, it } from 'vitest'
import { hotWords } from './hot-words.ts'

describe('words to expect', () => {
  it('are the given ones first, then names in the middle of sentences', () => {
    expect(hotWords(['Myca'], 'You are Myca. The user’s sister is called Ana and lives in Porto.')).toEqual([
      'Myca',
      'Ana',
      'Porto',
    ])
  })
  it('are not the words that only begin a sentence', () => {
    expect(hotWords([], 'Speak calmly. Warmth matters. Keep it short. I think so, and I mean it.')).toEqual([])
  })
  it('are those at the head of a sentence that occur again', () => {
    expect(hotWords([], 'Ana visits on Friday. She likes tea. Ana’s dog is old.')).toEqual(['Ana', 'Friday'])
  })
  it('are at most forty', () => {
    expect(
      hotWords(
        Array.from({ length: 99 }, (_, i) => `name${i}`),
        '',
      ),
    ).toHaveLength(40)
  })
})
