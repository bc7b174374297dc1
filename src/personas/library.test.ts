import { existsSync, mkdirSync, mkdtempDisposableSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PersonaLibrary } from './library.ts'
import { assemblePrompt, checkPersona, parsePersona, promptBudgetTokens } from './persona.ts'
import { preferredVoice } from './preferred-voice.ts'
import { estimateTokens } from './tokens.ts'

const kai = parsePersona('id: kai\nname: Kai\nvoice: NATM2\nrole: You are Kai.\nstyle: Be brief.\n', 'kai.yaml')

describe('the personas of a data folder', () => {
  it('are written, found again, and removed', () => {
    using tmp = mkdtempDisposableSync(join(tmpdir(), 'duet-library-'))
    const dir = join(tmp.path, 'personas')
    const library = new PersonaLibrary({ dir })
    expect(existsSync(dir)).toBe(false)
    library.put({ ...kai, engines: ['personaplex', 'local'], memory: 'shared', parts: [{ text: 'You like tea.', priority: 10 }] })
    expect(readdirSync(dir)).toEqual(['kai.yaml'])
    const again = new PersonaLibrary({ dir })
    expect(again.personas.get('kai')).toEqual(library.personas.get('kai'))
    expect(again.origin('kai')).toBe('own')
    again.remove('kai')
    expect(again.personas.has('kai')).toBe(false)
    expect(readdirSync(dir)).toEqual([])
  })

  it('stand above those that ship, which are back when they go', () => {
    using tmp = mkdtempDisposableSync(join(tmpdir(), 'duet-library-'))
    const library = new PersonaLibrary({ dir: tmp.path })
    const shipped = library.personas.get('duet')
    library.put({ ...kai, id: 'duet' })
    expect(library.origin('duet')).toBe('changed')
    expect(library.personas.get('duet')?.name).toBe('Kai')
    library.remove('duet')
    expect(library.personas.get('duet')).toEqual(shipped)
    expect(() => library.remove('duet')).toThrow(expect.objectContaining({ code: 'persona.not_found' }))
  })

  it('are refused by file and field at the start', () => {
    using tmp = mkdtempDisposableSync(join(tmpdir(), 'duet-library-'))
    writeFileSync(join(tmp.path, 'bad.yaml'), 'id: bad\n')
    expect(() => new PersonaLibrary({ dir: tmp.path })).toThrow(/bad\.yaml: name/)
  })

  it('leave nothing behind where they cannot be written', () => {
    using tmp = mkdtempDisposableSync(join(tmpdir(), 'duet-library-'))
    const dir = join(tmp.path, 'personas')
    const library = new PersonaLibrary({ dir })
    mkdirSync(join(dir, 'kai.yaml'), { recursive: true })
    expect(() => library.put(kai)).toThrow(expect.objectContaining({ code: 'store.failed' }))
    expect(readdirSync(dir)).toEqual(['kai.yaml'])
    expect(library.personas.has('kai')).toBe(false)
  })

  it('take the role of myca from the file of the first bridge, as much as there is room for', () => {
    using tmp = mkdtempDisposableSync(join(tmpdir(), 'duet-library-'))
    const mycaFile = join(tmp.path, 'myca.txt')
    writeFileSync(mycaFile, `You are MYCA of the old house. ${'You speak with care about every machine. '.repeat(200)}`)
    const myca = new PersonaLibrary({ dir: join(tmp.path, 'none'), mycaFile }).personas.get('myca')
    expect(myca?.role).toMatch(/^You are MYCA of the old house\. You speak/)
    expect(myca && estimateTokens(assemblePrompt(myca, true))).toBeLessThanOrEqual(promptBudgetTokens)
  })
})

it('every fault of a persona is told by its field', () => {
  const { faults } = checkPersona({ ...kai, voice: 'NATF9', name: '', engines: ['No!'], colour: 'red' })
  expect(Object.keys(faults).sort()).toEqual(['colour', 'engines.0', 'name', 'voice'])
  expect(checkPersona({ ...kai, role: 'You are kind. '.repeat(70) }).faults.role).toMatch(/tokens of 200/)
  expect(checkPersona(kai)).toEqual({ persona: kai, faults: {} })
})

it.each([
  ['Prefers the voice NATF2.', 'NATF2'],
  ['Asks: speak with a female voice.', 'NATF0'],
  ['Likes your male voice.', 'NATM2'],
  ['Does not like a female voice.', undefined],
  ['Sings with a female voice coach.', undefined],
  ['Lives in Oslo.', undefined],
])('%s → the voice %s', (text, voice) => {
  expect(preferredVoice([{ text: 'What you know about them from earlier:' }, { text }], 'NATM2')).toBe(voice)
})
