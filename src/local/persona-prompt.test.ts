import { describe, expect, it } from 'vitest'
import { legPrompt } from '../bridge/legs/leg-prompt.ts'
import { addTurn, noSummary } from '../conversation/summary.ts'
import { knownHeading } from '../personas/known-section.ts'
import { parsePersona } from '../personas/persona.ts'
import { estimateTokens } from '../personas/tokens.ts'
import { greetingOfPrompt, personaOfPrompt } from './persona-prompt.ts'

describe('personaOfPrompt', () => {
  it.each([
    ['<system> You work for Acme and your name is Ayelen Lucero. Information: none. <system>', 'Ayelen Lucero'],
    ['You are Arcus, a calm analyst.', 'Arcus'],
    ['You are a wise and friendly teacher.', 'Duet'],
    ["I'm MYCA, your guide.", 'MYCA'],
    ['You enjoy a talk. The name is Zoe.', 'Zoe'],
    ['', 'Duet'],
  ])('finds the name in %j', (prompt, name) => expect(personaOfPrompt(prompt).name).toBe(name))
  it('keeps the role without the marks', () => expect(personaOfPrompt('<system> Be kind. <system>').role).toBe('Be kind.'))
})
describe('what is remembered', () => {
  const known = [
    'Their name is Ana.',
    'Their sister visits on Friday, 27 November 2026, 15:00.',
    'Is seen by Dr. Hall at St. Mary.',
  ]
  const section = `What you know about them from earlier: ${known.join(' ')}`
  it('stands apart from the role', () => {
    expect(personaOfPrompt(`You are Myca. Be brief. ${section}`)).toEqual({
      name: 'Myca',
      role: 'You are Myca. Be brief.',
      known,
    })
  })
  it.each([
    'This call has been going on; do not greet again. They last said "I live in Oslo."',
    'They last said "I live in Oslo."',
  ])('ends where the call so far begins: %s', (behind) => {
    expect(personaOfPrompt(`You are Myca. ${section} ${behind}`)).toEqual({
      name: 'Myca',
      role: `You are Myca. ${behind}`,
      known,
    })
  })
  it('is nothing where the prompt has none', () => expect(personaOfPrompt('You are Myca.').known).toEqual([]))
  it('reads what a leg is given', () => {
    const parts = [knownHeading, ...known].map((text, i) => ({ kind: i === 0 ? 'heading' : 'fact', priority: 70 - i, text }))
    const summary = addTurn(noSummary, { turnId: 't', side: 'user', text: 'I like tea. Do you?' })
    const persona = parsePersona('id: ana\nname: Ana\nvoice: NATF2\nrole: You are Ana.\nstyle: Be brief.\n', 'a.yaml')
    const leg = {
      character: { type: 'persona', persona },
      known: parts,
      news: [],
      digest: undefined,
      greet: true,
      short: false,
    } as const
    const { text } = legPrompt({ ...leg, summary, limitTokens: 200, count: estimateTokens })
    expect(personaOfPrompt(text).known).toEqual(known)
    expect(personaOfPrompt(text).role).toContain('They wait for your answer to "Do you?"')
  })
})
describe('greetingOfPrompt', () => {
  it('finds the sentence', () => expect(greetingOfPrompt('You are X. Begin by saying: "Hi there."')).toBe('Hi there.'))
  it('is empty where there is none', () => expect(greetingOfPrompt('You are X.')).toBe(''))
})
