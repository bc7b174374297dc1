import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sentencePieceCounter } from './sentencepiece.ts'
import { estimateTokens } from './tokens.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../test/fixtures/tokenizer/${name}`, import.meta.url))

describe('tokens by a SentencePiece file', () => {
  const count = sentencePieceCounter(fixture('unigram.model'))

  // Counted by Google's own library (sentencepiece 0.2, Python) with the same file.
  it.each([
    ['You are Ana.', 8],
    ['You are a wise and friendly teacher. Answer questions or provide advice in a clear and engaging way.', 62],
    ['  two   blanks ', 7],
    ['Zoë likes 日本 & 12.5 €!', 26],
    ['', 0],
    ['<system> You enjoy having a good conversation. <system>', 31],
    ["don't — “stop” it", 19],
  ])('%j are %i', (text, tokens) => {
    expect(count(text)).toBe(tokens)
  })

  it('differ from the estimate', () => {
    expect(count('You are Ana.')).not.toBe(estimateTokens('You are Ana.'))
  })

  it.each([
    ['missing.model', /ENOENT/],
    ['../question.wav', /cannot be used/],
  ])('of %s are refused', (name, message) => {
    expect(() => sentencePieceCounter(fixture(name))).toThrow(
      expect.objectContaining({
        code: 'config.invalid',
        field: 'DUET_PROMPT_TOKENIZER',
        message: expect.stringMatching(message),
      }),
    )
  })
})
