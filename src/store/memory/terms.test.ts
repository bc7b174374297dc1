import { describe, expect, it } from 'vitest'
import { coverage, indexTerms, queryTerms, rarity } from './terms.ts'

describe('words as the search compares them', () => {
  it('meet in any case, accent and form', () => {
    expect(indexTerms("Zoë's DOGS were running")).toEqual(indexTerms('zoe dog were run'))
    expect(indexTerms('Straße Łódź Malmö')).toEqual(['strass', 'lodz', 'malmo'])
  })
  it('meet as number words and digits', () => {
    expect(queryTerms('three cats')).toEqual(queryTerms('3 cats'))
  })
  it('leave the empty words of a question out unless there are no others', () => {
    expect(queryTerms('What is the name of my sister?')).toEqual(['name', 'sister'])
    expect(queryTerms('who is it')).not.toEqual([])
  })
  it('weigh more the rarer they are', () => {
    expect(rarity(1, 1000)).toBeGreaterThan(rarity(100, 1000))
    expect(rarity(1000, 1000)).toBeGreaterThan(0)
    const query = new Map([
      ['zoe', rarity(1, 1000)],
      ['live', rarity(300, 1000)],
    ])
    expect(coverage(query, new Set(['zoe']))).toBeGreaterThan(coverage(query, new Set(['live'])))
    expect(coverage(query, new Set(['zoe', 'live', 'more']))).toBe(1)
  })
})
