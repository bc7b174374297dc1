/** What a very small model may say, and what is never said. */
import { expect, test } from 'vitest'
import type { Said } from './brain.ts'
import { type Judged, judge, wholeSentences } from './local-model-guard.ts'

function judged(answer: string, heard: string, before: readonly Said[] = []): Judged {
  return judge(answer, { personaName: 'Duet', history: [...before, { side: 'user', text: heard }] })
}

test.each([
  ["That's wonderful! What kind of piano do you have?", "I'm thinking about learning the piano."],
  ["I'm sorry to hear that. What happened?", 'Work has been really stressful lately.'],
  ['Oh, how nice! How is Martha doing?', 'I went to see Martha on Sunday.'],
  ["I'd love to hear about the garden.", 'We planted a garden.'],
])('says %s', (answer, heard) => {
  expect(judged(answer, heard)).toEqual({ type: 'sound', text: answer })
})

test.each([
  ['empty', 'I think that', 'We planted a garden.'],
  ['empty', 'Sure.', 'We planted a garden.'],
  ['unspeakable', 'How *nice* that is!', 'We planted a garden.'],
  ['human', "I'm a real person, you know.", 'Are you there with me now?'],
  ['human', 'How nice! I am not a robot.', 'We planted a garden.'],
  ['human', 'How nice! My garden is full, too.', 'We planted a garden.'],
  ['human', 'How nice! I love the garden.', 'We planted a garden.'],
  ['human', 'What is it like for you, as a person?', 'We planted a garden.'],
  ['ungrounded', 'How nice! How is Martha?', 'We planted a garden.'],
  ['ungrounded', 'How nice! What are the 3 plants?', 'We planted a garden.'],
  ['ungrounded', 'What would you do with seven plants?', 'We planted a garden.'],
  ['ungrounded', 'How nice! How is your husband doing?', 'We planted a garden.'],
  ['ungrounded', 'That is good for tomatoes.', 'We planted a garden.'],
  ['ungrounded', 'Plants should get water.', 'We planted a garden with plants that get water.'],
  ['tone', "I'm sorry to hear that. What happened?", 'My sister comes to visit us.'],
  ['tone', "That's wonderful! What is it like?", 'I had a fight with my friend.'],
])('drops as %s: %s', (why, answer, heard) => {
  expect(judged(answer, heard)).toEqual({ type: 'dropped', why })
})

test('drops what was said before, says itself twice, or echoes the caller', () => {
  const before: readonly Said[] = [
    { side: 'user', text: 'I like my garden.' },
    { side: 'agent', text: 'How nice! What kind of garden is it?' },
  ]
  const repeats = { type: 'dropped', why: 'repeats' }
  expect(judged('Oh, what kind of garden is it?', 'It is a big one.', before)).toEqual(repeats)
  expect(judged('What is it like? What is it like now?', 'We planted a garden.')).toEqual(repeats)
  expect(judged('How nice, how nice, how nice that is!', 'We planted a garden.')).toEqual(repeats)
  expect(judged('So it was a very big garden?', 'Well, it was a very big old green garden with a wall.')).toEqual(repeats)
})

test('cuts after two whole sentences, at forty words, and at the end of the first line', () => {
  expect(wholeSentences('How nice! What is it like? And what more')).toBe('How nice! What is it like?')
  expect(wholeSentences('How nice that is! What is')).toBe('How nice that is!')
  expect(wholeSentences('How nice!\nuser: What is it?')).toBe('How nice!')
  expect(wholeSentences(`How nice! ${'so '.repeat(40)}good.`)).toBe('How nice!')
})
