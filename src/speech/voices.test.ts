import { describe, expect, it } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import { kokoroVoices } from './kokoro-mouth.ts'
import { resolveVoice, smallVoices, voiceNames } from './voices.ts'

const personaPlex = ['NATF', 'NATM', 'VARF', 'VARM'].flatMap((kind) =>
  Array.from({ length: kind.startsWith('NAT') ? 4 : 5 }, (_, i) => `${kind}${i}`),
)

describe('resolving a voice', () => {
  it('knows all 18 names of PersonaPlex, with and without .pt, by gender', () => {
    expect(personaPlex).toHaveLength(18)
    for (const name of personaPlex)
      for (const asked of [name, `${name}.pt`]) {
        const { used, standIn } = resolveVoice(asked)
        expect([asked, used.gender, standIn]).toEqual([asked, name[3] === 'F' ? 'female' : 'male', true])
      }
  })
  it("knows Moshi's two", () => {
    expect(resolveVoice('moshiko').used.gender).toBe('male')
    expect(resolveVoice('moshika').used.gender).toBe('female')
  })
  it('takes its own voices as they are', () => {
    expect(resolveVoice('joe')).toMatchObject({ used: { id: 'joe' }, standIn: false })
  })
  it('gives every name a voice of its own where there are enough', () => {
    const used = personaPlex.map((name) => resolveVoice(name, kokoroVoices).used)
    expect(new Set(used).size).toBe(18)
    for (const [i, voice] of used.entries()) expect(voice.gender).toBe(personaPlex[i]?.[3] === 'F' ? 'female' : 'male')
  })
  it('takes any voice rather than none', () => {
    expect(resolveVoice('NATF0', [smallVoices[0]]).used.id).toBe('joe')
  })
  it.each(['NATF9', 'natf0', '', 'toString', 'NATF0.wav'])('refuses %j and lists the names', (name) => {
    expect(() => resolveVoice(name)).toThrow(DuetError)
    expect(() => resolveVoice(name)).toThrow(/NATF0, .*moshiko, joe, slt/)
  })
  it('lists only names it takes', () => {
    for (const name of voiceNames()) expect(resolveVoice(name).asked).toBe(name)
  })
})

it('Kokoro has 28 voices, sorted as their styles are stored', () => {
  const ids = kokoroVoices.map((voice) => voice.id)
  expect(ids).toHaveLength(28)
  expect(ids).toEqual([...ids].sort())
})
