/** The memory in a person's words. */
import { describe, expect, it } from 'vitest'
import type { Change } from '../memory-api.ts'
import { changeLines, memoryTrouble, origin, sureness, turnAddress } from './memory-words.ts'

const change = (action: string, before: string | null, after: string | null, operation = action): Change => ({
  ...{ action, before, after, operation, at: 1, undone: false },
})

describe('what changed', () => {
  it('is one line for what was changed together, whichever came first', () => {
    const closed = change('corrected', 'Lives in Oslo', 'Lives in Oslo', 'o1')
    const fresh = change('learned', null, 'Lives in Bergen', 'o1')
    const words = ['Corrected by you: “Lives in Oslo” became “Lives in Bergen”']
    expect(changeLines([closed, fresh]).map((line) => line.words)).toEqual(words)
    expect(changeLines([fresh, closed]).map((line) => line.words)).toEqual(words)
  })

  it('offers to take back only what the person did', () => {
    const lines = changeLines([change('forgotten', 'A', 'A'), change('learned', null, 'B'), change('expired', 'C', 'C')])
    expect(lines.map((line) => line.own)).toEqual([true, false, false])
  })

  it('says so where the words are gone for good', () => {
    expect(changeLines([change('forgotten', null, null)])[0]?.words).toBe('Forgotten: words that are gone for good')
  })
})

describe('a fact', () => {
  it('leads to the newest turn it was heard in, whatever is in the ids', () => {
    expect(turnAddress({ sessionId: 's/1', turnIds: ['a', 't#2'] })).toBe('/history/s%2F1#turn=t%232')
    expect(turnAddress({ sessionId: 's', turnIds: [] })).toBe('/history/s')
    expect(turnAddress({ sessionId: null, turnIds: ['t'] })).toBeNull()
  })

  it('says where it comes from and how sure it is', () => {
    expect(origin({ document: 'a.pdf', source: 'integration', sessionId: null, via: null })).toBe('from the document “a.pdf”')
    expect(origin({ document: null, source: 'extraction', sessionId: 's', via: null })).toBe('heard in a conversation')
    expect(origin({ document: null, source: 'user_explicit', sessionId: null, via: 'page' })).toBe(
      'corrected by you on this page',
    )
    expect(sureness(0.95)).toBe('Quite sure (95 %)')
    expect(sureness(0.5)).toBe('Not sure (50 %)')
  })
})

describe('why the memory cannot be seen', () => {
  it('tells an orchestrator that is away from one that was never wanted', () => {
    expect(memoryTrouble({ code: 'mas.none', message: '' }).again).toBe(false)
    expect(memoryTrouble({ code: 'mas.unreachable', message: '' }).again).toBe(true)
    expect(memoryTrouble(null).what).toBe('Duet is not answering.')
  })
})
