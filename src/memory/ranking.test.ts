import { describe, expect, it } from 'vitest'
import { aMemory } from '../store/memory/conformance.ts'
import type { Candidate } from '../store/memory/port.ts'
import { exactTerms, rank, sameNamesAndNumbers } from './ranking.ts'

const now = 1_760_000_000_000
const candidate = (id: string, content: string, keyword: number, cosine: number | null): Candidate => ({
  memory: aMemory(id, content),
  keyword,
  cosine,
})
const order = (query: string, ...candidates: readonly Candidate[]) =>
  rank(query, candidates, now).map((one) => one.candidate.memory.id)

describe('the order of memories', () => {
  it('follows meaning where words are only shared', () => {
    const near = candidate('near', 'Has a lagotto.', 0, 0.6)
    const wordy = candidate('wordy', 'What kind of dog food is cheap.', 0.5, 0.3)
    expect(order('what kind of dog do I have', wordy, near)).toEqual(['near', 'wordy'])
  })
  it('lets a name decide between facts that mean the same', () => {
    const otto = candidate('otto', 'Otto is left-handed.', 0.8, 0.5)
    const ivar = candidate('ivar', 'Ivar is left-handed.', 0.3, 0.52)
    expect(order('Is our Otto left-handed?', ivar, otto)).toEqual(['otto', 'ivar'])
  })
  it('goes by words alone where there are no vectors', () => {
    expect(order('sea', candidate('a', 'Hates hills.', 0, null), candidate('b', 'Loves the sea.', 1, null))).toEqual(['b', 'a'])
  })
  it('is the same however the candidates come', () => {
    const same = ['c', 'a', 'b'].map((id) => candidate(id, 'The same.', 0.5, 0.5))
    expect(order('x', ...same)).toEqual(order('x', ...same.toReversed()))
  })
})

it('takes names within a sentence and numbers for exact, not its first word', () => {
  expect([...exactTerms('Where does Tove park number 27?')]).toEqual(['tove', '27'])
  expect([...exactTerms('When do I eat?')]).toEqual([])
})

it('never holds two facts for one that differ in a name, a number or a not', () => {
  expect(sameNamesAndNumbers('Likes tea.', 'Is fond of tea.')).toBe(true)
  expect(sameNamesAndNumbers('Saga is 6.', 'Saga is 7.')).toBe(false)
  expect(sameNamesAndNumbers('Lives with Otto.', 'Lives with Ivar.')).toBe(false)
  expect(sameNamesAndNumbers('Drinks wine.', 'Does not drink wine.')).toBe(false)
})
