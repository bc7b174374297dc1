/** Greetings, thanks and farewells of many small phrases, and what only looks like one. */
import { describe, expect, test } from 'vitest'
import { ask } from '../testing.ts'
import { pleasantryIn } from './pleasantries.ts'

describe('a turn of pleasantries', () => {
  test.each([
    ['hi there nice to finally talk to you', 'greeting'],
    ['hello my dear how are we today', 'greeting'],
    ['i just wanted to say hello', 'greeting'],
    ["thank you that's exactly what i needed to know", 'thanks'],
    ["i'm going to bed now talk tomorrow", 'farewell'],
    ["sorry gotta go the baby's crying", 'farewell'],
    ["let's call it a night", 'farewell'],
    ['nice talking to you duet', 'farewell'],
  ])('%s', (said, skill) => {
    expect(ask(said).skill).toBe(skill)
  })

  test.each([
    'i have to go to the dentist tomorrow',
    'my mother always says good night to the cat',
    'i am done with my boss',
    'thank you is what my father never said',
    'see you is hard to say to an old friend',
  ])('%s: holds more than that', (said) => {
    expect(pleasantryIn(said)).toBeUndefined()
  })

  test('is read in no time, however long', () => {
    expect(pleasantryIn('so well then and now '.repeat(400))).toBeUndefined()
    expect(pleasantryIn(`${'hi there '.repeat(12)}x`)).toBeUndefined()
  })
})
