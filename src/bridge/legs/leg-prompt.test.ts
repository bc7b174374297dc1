import { describe, expect, it } from 'vitest'
import { addTurn, noSummary } from '../../conversation/summary.ts'
import { shippedPersonas } from '../../personas/library.ts'
import { assemblePrompt } from '../../personas/persona.ts'
import { estimateTokens } from '../../personas/tokens.ts'
import { type Character, type LegPromptOptions, legPrompt } from './leg-prompt.ts'

const personas = shippedPersonas()
const duet = personas.get('duet')
if (!duet) throw new Error('the persona of the tests is gone')
const character: Character = { type: 'persona', persona: duet }
const said = [
  { side: 'user', text: 'My name is Ada Brandt. I live in Leipzig with my sister Lena.' },
  { side: 'agent', text: 'Nice to meet you. I will remember that.' },
  { side: 'user', text: 'I am allergic to nuts. What could I cook on Friday?' },
] as const
const summary = said.reduce((sum, turn, i) => addTurn(sum, { turnId: `${i}`, ...turn }), noSummary)
const options: LegPromptOptions = {
  character,
  known: [],
  news: [],
  summary,
  digest: undefined,
  greet: true,
  limitTokens: 200,
  short: false,
  count: estimateTokens,
}

describe('the prompt of a leg', () => {
  it('is the persona alone, greeting and all, before anything was said', () => {
    const { text } = legPrompt({ ...options, summary: noSummary })
    expect(text).toBe(assemblePrompt(duet, true))
  })

  it('holds the persona, the names and facts, and what was just asked, within the engine’s limit', () => {
    const { text, tokens } = legPrompt(options)
    expect(tokens).toBeLessThanOrEqual(200)
    expect(text.startsWith(duet.role)).toBe(true)
    expect(text).not.toContain('Begin by saying')
    for (const kept of [
      duet.style,
      'Ada Brandt',
      'Leipzig',
      'allergic to nuts',
      'They wait for your answer to "What could I cook',
    ])
      expect(text).toContain(kept)
  })

  it('is shorter where somebody waits for it, without losing who it is or what was asked', () => {
    const long = legPrompt(options)
    const short = legPrompt({ ...options, short: true })
    expect(short.tokens).toBeLessThan(long.tokens)
    expect(short.text).toContain(duet.role)
    expect(short.text).toContain('What could I cook')
  })

  it('fits every persona of ours, however much was said', () => {
    let much = summary
    for (let i = 0; i < 200; i++)
      much = addTurn(much, { turnId: `m${i}`, side: 'user', text: `My cousin number ${i} lives in Rome.` })
    for (const persona of personas.values()) {
      const { text, tokens } = legPrompt({ ...options, character: { type: 'persona', persona }, summary: much })
      expect(tokens).toBeLessThanOrEqual(200)
      expect(text).toContain(persona.role)
      expect(text).toContain('They said "My name is Ada Brandt."')
    }
  })

  it('leaves a prompt that a client brought along whole, even one that has no room beside it', () => {
    const given: Character = { type: 'given', prompt: 'You are terse. '.repeat(60).trim() }
    expect(legPrompt({ ...options, character: given }).text).toBe(given.type === 'given' && given.prompt)
    const small = legPrompt({ ...options, character: { type: 'given', prompt: 'You are Bo.' } }).text
    expect(small.startsWith('You are Bo. This call has been going on')).toBe(true)
  })
})
