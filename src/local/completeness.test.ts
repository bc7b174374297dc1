import { describe, expect, it } from 'vitest'
import { completeness } from './completeness.ts'

describe('completeness', () => {
  it.each([
    'we rented a',
    'there is a big',
    'have you seen the new',
    'it was a very old',
    'I wanted to buy',
    'she is going to visit',
    'so I told him that',
    'um',
    '',
  ])('%j calls for more', (text) => expect(completeness(text)).toBeLessThan(-1))
  it.each([
    'it is very small',
    'what should I bring',
    'I like the red one',
    'that is the film he told me about',
    'where are you from',
    'Really?',
    'see you then',
    'we finished',
  ])('%j can stand', (text) => expect(completeness(text)).toBeGreaterThanOrEqual(0))
  it('hears a question as asking for an answer', () =>
    expect(completeness('how far is it to Rome')).toBeGreaterThan(completeness('it is far to Rome')))
})
