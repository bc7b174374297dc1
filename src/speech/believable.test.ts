import { expect, it } from 'vitest'
import { believable } from './believable.ts'

it('believes what the model is sure of', () => {
  expect(believable({ logprob: -0.2, noSpeech: 0.02 })).toBe(true)
})
it('does not believe words the model itself finds unlikely', () => {
  expect(believable({ logprob: -1.3, noSpeech: 0 })).toBe(false)
  expect(believable({ logprob: -1.2, noSpeech: 0 })).toBe(true)
})
it('asks for surer words where the model thinks nobody spoke', () => {
  expect(believable({ logprob: -0.6, noSpeech: 0.7 })).toBe(false)
  expect(believable({ logprob: -0.4, noSpeech: 0.7 })).toBe(true)
  expect(believable({ logprob: -0.6, noSpeech: 0.5 })).toBe(true)
})
