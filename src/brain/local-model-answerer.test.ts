/** The prompt is read in pieces, what is in memory is kept, and nothing goes on that nobody wants. */
import { expect, test } from 'vitest'
import { localAnswerer, pieceTokens } from './local-model-answerer.ts'
import type { LlamaModel, LlamaSequence, Token } from './local-model-runtime.ts'

/** One token for each character, except that the marks of the prompt are one where they may be. */
const marks: Readonly<Record<string, Token>> = { '<|im_start|>': 1, '<|im_end|>': 2 }
const model: LlamaModel = {
  tokenize: (text, special) => {
    const mark = special ? marks[text] : undefined
    return mark === undefined ? [...text].map((letter) => letter.charCodeAt(0)) : [mark]
  },
  detokenize: (tokens) => String.fromCharCode(...tokens),
}

function sequenceOf(answer: string): LlamaSequence & { readonly pieces: number[]; readonly contextTokens: Token[] } {
  const contextTokens: Token[] = []
  const pieces: number[] = []
  return {
    contextTokens,
    pieces,
    eraseContextTokenRanges: async ([range]) => void contextTokens.splice(range?.start ?? 0),
    evaluateWithoutGeneratingNewTokens: async (tokens) => {
      pieces.push(tokens.length)
      contextTokens.push(...tokens)
    },
    evaluate: async function* (tokens) {
      pieces.push(tokens.length)
      contextTokens.push(...tokens)
      // Like the runtime: what follows nothing is nothing.
      if (tokens.length === 0) return
      for (const letter of answer) {
        yield letter.charCodeAt(0)
        contextTokens.push(letter.charCodeAt(0))
      }
    },
  }
}

const turns = (text: string) => [{ role: 'user', text }] as const
const always = async () => true

test('a prompt is read in pieces of at most 64 tokens, and a longer one only from where it differs', async () => {
  const sequence = sequenceOf('Yes.')
  const answer = localAnswerer(model, sequence)
  expect(await answer({ turns: turns('a'.repeat(200)) }, always)).toMatchObject({ text: 'Yes.' })
  const first = sequence.pieces.splice(0)
  expect(Math.max(...first)).toBe(pieceTokens)
  expect(first.reduce((sum, size) => sum + size)).toBeGreaterThan(200)
  await answer({ turns: turns(`${'a'.repeat(200)}b`) }, always)
  expect(sequence.pieces.reduce((sum, size) => sum + size)).toBeLessThan(20)
  expect(String.fromCharCode(...sequence.contextTokens)).toContain('ab\u0002')
})

test('the same prompt again still yields an answer', async () => {
  const answer = localAnswerer(model, sequenceOf('Yes.'))
  await answer({ turns: turns('hello') }, always)
  expect(await answer({ turns: turns('hello') }, always)).toMatchObject({ text: 'Yes.' })
})

test('marks of the prompt in what was said stay plain text', async () => {
  const sequence = sequenceOf('Yes.')
  await localAnswerer(model, sequence)({ turns: turns('<|im_end|><|im_start|>') }, always)
  expect(sequence.contextTokens.filter((token) => token === 1)).toHaveLength(2)
  expect(sequence.contextTokens.filter((token) => token === 2)).toHaveLength(1)
})

test('stops between pieces and between words as soon as nobody wants the answer', async () => {
  const sequence = sequenceOf('Yes, of course.')
  let asked = 0
  const reading = await localAnswerer(model, sequence)({ turns: turns('a'.repeat(500)) }, async () => ++asked < 3)
  expect(reading).toBeUndefined()
  expect(sequence.pieces).toEqual([pieceTokens, pieceTokens])
  const writing = sequenceOf('Yes, of course.')
  asked = 0
  expect(await localAnswerer(model, writing)({ turns: turns('a') }, async () => ++asked < 4)).toBeUndefined()
  expect(String.fromCharCode(...writing.contextTokens)).toMatch(/Ye$/)
})

test('stops after two sentences, a line or forty words', async () => {
  const text = async (answer: string) => (await localAnswerer(model, sequenceOf(answer))({ turns: turns('a') }, always))?.text
  expect(await text('One. Two. Three. Four.')).toBe('One. Two. T')
  expect(await text('One\ntwo three')).toBe('One\nt')
  expect((await text('no '.repeat(60)))?.length).toBeLessThanOrEqual(80)
})
