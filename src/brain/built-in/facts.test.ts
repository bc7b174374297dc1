import { describe, expect, it } from 'vitest'
import { tableFacts } from './fact-tables.ts'
import { factFrom, questionsIn, spoken } from './facts.ts'
import { heardFrom } from './heard.ts'
import { writtenFacts } from './skills/knowing.ts'
import { ask } from './testing.ts'

describe('stored facts', () => {
  const all = [...writtenFacts.map(factFrom), ...tableFacts()]

  it('are whole sentences of at most thirty spoken words, without digits a voice could misread', () => {
    for (const { says } of all) {
      expect(says.split(/\s+/).length, says).toBeLessThanOrEqual(30)
      expect(says, says).toMatch(/^[A-Z].*[.!]$/)
      expect(says, says).not.toMatch(/\d/)
    }
  })

  it('are refused in another form than "types: needed | may = Sentence."', () => {
    expect(() => factFrom('why sky blue = Because.')).toThrow(/types: needed/)
    expect(() => factFrom('whence: sky blue = Because.')).toThrow(/types: needed/)
  })

  it('say years as years and counts as counts', () => {
    expect(spoken('In 1945, 1,600 meters on the 4th, in the 1930s.')).toBe(
      'In nineteen forty-five, one thousand six hundred meters on the fourth, in the nineteen thirties.',
    )
  })
})

describe('a question for a fact', () => {
  it.each([
    ['how does a rainbow form', /raindrops/],
    ['can you tell me how rainbows are made', /raindrops/],
    ['why is the sea salty', /rocks/],
    ['who was it that painted the mona lisa', /Leonardo/],
    ['who is the author of hamlet', /Shakespeare/],
    ['which books did jane austen write', /Pride and Prejudice/],
    ['when was mozart born', /seventeen fifty-six/],
    ['what is the atomic number of oxygen', /eight/],
    ['what does break a leg mean', /good luck/],
    ['how long should i boil an egg', /minutes/],
    ['where do polar bears live', /Arctic/],
    ['how far away is the sun', /million kilometers/],
    ['what does asap stand for', /as soon as possible/i],
  ])('%s', (question, answer) => {
    const reply = ask(question)
    expect(reply.skill).toBe('knowledge')
    expect(reply.text).toMatch(answer)
  })

  it.each([
    'who wrote the sequel to hamlet',
    'who played hamlet in the film',
    'why is the sky blue on mars',
    'what will i get for christmas',
    "when's my flight",
    'how much sleep did i get',
    'how tall is the statue of my uncle',
    'who invented the word telephone',
    'what does it stand for',
  ])('%s: a word too many means another question', (question) => {
    expect(ask(question).skill).not.toBe('knowledge')
  })

  it('leaves a name to the caller who told of somebody by that name', () => {
    const reply = ask(['my brother is called mario', 'Nice.', 'who is mario'])
    expect(reply.text).toMatch(/brother/)
  })

  it('is read in each way it can be meant', () => {
    expect(questionsIn(heardFrom('what is the height of mount everest').core).map(({ type }) => type)).toContain('tall')
    expect(questionsIn(heardFrom('in what year did the titanic sink').core)[0]?.type).toBe('when')
    expect(questionsIn(heardFrom('what causes thunder').core).map(({ type }) => type)).toContain('why')
  })
})
