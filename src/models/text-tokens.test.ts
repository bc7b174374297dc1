import { expect, it } from 'vitest'
import { textTokens } from './text-tokens.ts'

it('turns byte letters into bytes and leaves the control tokens out', () => {
  const vocab = { '!': 0, Ġthe: 1, 'Ã©': 2, Ċ: 3, '<|end|>': 4 }
  const tokens = textTokens({ model: { vocab }, added_tokens: [{ id: 4 }] })
  expect(tokens.map((token) => token.toString('utf8'))).toEqual(['!', ' the', 'é', '\n'])
})
it('refuses a vocabulary with a hole', () => {
  expect(() => textTokens({ model: { vocab: { a: 0, b: 2 } }, added_tokens: [] })).toThrow('no token 1')
})
