import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shippedPersonas } from './library.ts'
import { assemblePrompt, fitPrompt, parsePersona, promptBudgetTokens } from './persona.ts'
import { estimateTokens } from './tokens.ts'
import { voiceName } from './voices.ts'

const good = 'id: ana\nname: Ana\nvoice: NATF2.pt\nrole: You are Ana.\nstyle: Be brief.\n'

describe('a persona file', () => {
  it('is read, with the voice in its plain form', () => {
    expect(parsePersona(good, 'ana.yaml')).toMatchObject({ id: 'ana', voice: 'NATF2', language: 'en' })
  })

  it.each([
    ['voice: NATF2.pt', 'voice: NATF9', 'voice', /"NATF9" is not one of NATF0/],
    ['id: ana', 'id: Ana B', 'id', /lower-case/],
    ['name: Ana\n', '', 'name', /./],
    ['style: Be brief.', 'styl: Be brief.', 'style', /./],
    ['role: You are Ana.', `role: ${'You are very kind. '.repeat(45)}`, 'role', /tokens of 200/],
    ['role: You are Ana.', 'role: "', 'file', /./],
  ])('with %s → %s is refused by file and field', (from, to, field, message) => {
    expect(() => parsePersona(good.replace(from, to), '/x/ana.yaml')).toThrow(
      expect.objectContaining({ code: 'persona.invalid', field, message: expect.stringMatching(message) }),
    )
  })

  it('with an id that is taken is refused', () => {
    using tmp = mkdtempDisposableSync(join(tmpdir(), 'duet-personas-'))
    const dir = tmp.path
    writeFileSync(join(dir, 'a.yaml'), good)
    writeFileSync(join(dir, 'b.yaml'), good)
    expect(() => shippedPersonas(dir)).toThrow(expect.objectContaining({ code: 'persona.invalid', field: 'id' }))
  })
})

describe('the personas that ship', () => {
  const personas = shippedPersonas()
  it('are duet, arcus and myca', () => {
    expect([...personas.keys()].sort()).toEqual(['arcus', 'duet', 'myca'])
  })
  it('stay within the prompt budget and greet', () => {
    for (const persona of personas.values()) {
      const prompt = assemblePrompt(persona, true)
      expect(estimateTokens(prompt)).toBeLessThanOrEqual(promptBudgetTokens)
      expect(prompt).toContain(persona.greeting)
      expect(assemblePrompt(persona, false)).not.toContain(persona.greeting)
    }
  })
})

it('tokens are never estimated below one per word, sign or foreign byte', () => {
  expect(estimateTokens('You are kind, Zoë.')).toBeGreaterThanOrEqual(7)
  expect(estimateTokens('日本')).toBe(6)
  expect(estimateTokens('')).toBe(0)
})

it('voices are known with and without .pt, and no other name is', () => {
  expect(voiceName('VARM4.pt')).toBe('VARM4')
  expect(voiceName('../x')).toBeUndefined()
})

it('a prompt of one text is cut at a sentence to the budget, and refused where that is impossible', () => {
  const long = `You are Ana. ${'You like chess very much. '.repeat(60)}`.trim()
  const fitted = fitPrompt(long, estimateTokens)
  expect(estimateTokens(fitted)).toBeLessThanOrEqual(promptBudgetTokens)
  expect(long.startsWith(fitted) && fitted.endsWith('much.')).toBe(true)
  expect(fitPrompt('You are Ana.', estimateTokens)).toBe('You are Ana.')
  expect(() => fitPrompt('no end '.repeat(200), estimateTokens)).toThrow(
    expect.objectContaining({ code: 'request.invalid', field: 'text_prompt' }),
  )
})
