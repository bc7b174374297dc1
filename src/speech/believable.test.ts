import { expect, it } from 'vitest'
import { believable } from './believable.ts'

it('believes what the model is sure of', () => {
  expect(believable({ logprob: -0.2, noSpeech: 0.02, words: [] })).toBe(true)
})
it('does not believe words the model itself finds unlikely', () => {
  expect(believable({ logprob: -1.3, noSpeech: 0, words: [] })).toBe(false)
  expect(believable({ logprob: -1.2, noSpeech: 0, words: [] })).toBe(true)
})
it('is content with less for a word or two where the model thinks that somebody spoke', () => {
  const words = [{ text: 'No.', p: 0.2 }]
  expect(believable({ logprob: -1.8, noSpeech: 0.2, words })).toBe(true)
  expect(believable({ logprob: -1.8, noSpeech: 0.5, words })).toBe(false)
  expect(believable({ logprob: -2.2, noSpeech: 0.2, words })).toBe(false)
  expect(believable({ logprob: -1.8, noSpeech: 0.2, words: [...words, ...words, ...words] })).toBe(false)
})
it('asks for surer words where the model thinks nobody spoke', () => {
  expect(believable({ logprob: -0.6, noSpeech: 0.7, words: [] })).toBe(false)
  expect(believable({ logprob: -0.4, noSpeech: 0.7, words: [] })).toBe(true)
  expect(believable({ logprob: -0.6, noSpeech: 0.5, words: [] })).toBe(true)
})
it('does not believe more words than anybody says in the voice there was', () => {
  const words = Array.from({ length: 9 }, () => ({ text: 'you', p: 1 }))
  expect(believable({ logprob: -0.2, noSpeech: 0, words }, 300)).toBe(false)
  expect(believable({ logprob: -0.2, noSpeech: 0, words }, 1000)).toBe(true)
  expect(believable({ logprob: -0.2, noSpeech: 0, words })).toBe(true)
})
