import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PromptPart, packPrompt, sentenceParts } from './prompt-parts.ts'

const words = (text: string): number => text.split(' ').filter((word) => word !== '').length
const part = (text: string, priority: number): PromptPart => ({ text, priority, kind: 'fact' })

describe('packing a prompt', () => {
  it('keeps all parts in their order where they fit', () => {
    expect(packPrompt([part('a b', 1), part(' c\n d ', 9), part('e', 5)], 5, words)).toEqual({
      prompt: 'a b c d e',
      tokens: 5,
      dropped: [],
    })
  })

  it('drops whole parts, the least important first, and of equals the later', () => {
    const [role, early, late] = [part('a b c', 9), part('d e', 1), part('f g', 1)]
    expect(packPrompt([early, role, late], 5, words)).toEqual({ prompt: 'd e a b c', tokens: 5, dropped: [late] })
  })

  it('gives the room of a part that does not fit to a shorter one', () => {
    const [role, long, short] = [part('a b c', 9), part('d e f', 5), part('g', 1)]
    expect(packPrompt([role, long, short], 4, words)).toEqual({ prompt: 'a b c g', tokens: 4, dropped: [long] })
  })

  it('is empty where nothing fits, and blank parts take no part in it', () => {
    expect(packPrompt([part('a b', 1), part('  ', 9)], 1, words)).toMatchObject({
      prompt: '',
      tokens: 0,
      dropped: [{ text: 'a b' }],
    })
  })

  it('never exceeds the limit and never cuts a part', () => {
    const parts = fc.array(fc.record({ text: fc.lorem(), priority: fc.integer({ min: 0, max: 3 }), kind: fc.constant('fact') }))
    fc.assert(
      fc.property(parts, fc.integer({ min: 0, max: 60 }), (given, limit) => {
        const { prompt, tokens, dropped } = packPrompt(given, limit)
        const stayed = given.filter((one) => !dropped.includes(one))
        return tokens <= limit && prompt === stayed.map((one) => one.text).join(' ')
      }),
    )
  })
})

it('a prompt that came as one text loses its last sentences first, and no half one', () => {
  const text = 'You are Ana. You said "Hello!" to Dr. Who? You like chess.'
  const parts = sentenceParts(text, { kind: 'own', priority: 1 })
  expect(packPrompt(parts, 100, words).prompt).toBe(text)
  expect(packPrompt(parts, 9, words).prompt).toBe('You are Ana. You said "Hello!" to Dr. Who?')
  expect(packPrompt(parts, 3, words).prompt).toBe('You are Ana.')
})
