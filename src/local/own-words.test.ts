import { describe, expect, it } from 'vitest'
import { areOwnWords } from './own-words.ts'

const said = 'Sure. This one is called "The Fox Borrowed the Moon". A young fox'.split(' ')

describe('own words', () => {
  it.each(['This one is called the big', 'borrowed the moon', 'the fox, the fox, the fox', 'one is cold the fox'])(
    '%j are the agent’s',
    (heard) => expect(areOwnWords(heard, said)).toBe(true),
  )
  it.each(['Moon', 'Wait, which fox', 'the moon is what', 'stop it', '', 'Can you tell me another one'])(
    '%j are the caller’s',
    (heard) => expect(areOwnWords(heard, said)).toBe(false),
  )
  it('may be misheard, and numbers written as such', () => {
    expect(areOwnWords('for 90 leaves', ['For', 'ninety', 'years', 'its', 'lives'])).toBe(true)
    expect(areOwnWords('for 90 leaves', ['For', 'many', 'years', 'it', 'stood'])).toBe(false)
  })
  it('are nobody’s while nothing was said', () => expect(areOwnWords('is it true', [])).toBe(false))
})
