import { describe, expect, it } from 'vitest'
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
describe('greetingOfPrompt', () => {
  it('finds the sentence', () => expect(greetingOfPrompt('You are X. Begin by saying: "Hi there."')).toBe('Hi there.'))
  it('is empty where there is none', () => expect(greetingOfPrompt('You are X.')).toBe(''))
})
