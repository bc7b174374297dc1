/** What was told in a call, and what was taken back. */
import { expect, test } from 'vitest'
import type { Said } from '../brain.ts'
import { bareCorrectionIn, correctedText, correctionIn, repaired } from './corrections.ts'
import { nameGiven, tellingsIn } from './memory.ts'

const user = (text: string): Said => ({ side: 'user', text })
const agent = (text: string): Said => ({ side: 'agent', text })
const ordinary = (word: string) => ['tired', 'teacher', 'fine'].includes(word)

test.each([
  ['my name is peter', 'Peter'],
  ["I'm Sarah.", 'Sarah'],
  ["i'm sarah by the way", 'Sarah'],
  ['hi i am tom', 'Tom'],
  ['call me Jack, please', 'Jack'],
  ["I'm tired", undefined],
  ["i'm a teacher", undefined],
  ["I'm Going home", undefined],
  ['call me back later', undefined],
])('"%s" names %s', (text, name) => {
  expect(tellingsIn([user(text)], ordinary).name).toBe(name)
})

test('keeps clauses apart, joins "he" to whom it means, and an answer to its question', () => {
  const told = tellingsIn(
    [
      user('I live in Leipzig and my brother lives in Oslo. He is a pilot. What time is it?'),
      agent("What's your dog's name?"),
      user('Bella'),
    ],
    ordinary,
  )
  expect(told.statements.map(({ text }) => text)).toEqual([
    'I live in Leipzig',
    'my brother lives in Oslo',
    'He is a pilot',
    'Bella',
  ])
  expect(told.statements[2]?.about).toContain('brother')
  expect(told.statements[3]?.about).toContain('dog')
})

test.each([
  ['My meeting is on Tuesday.', 'No, I said Thursday.', 'My meeting is on Thursday'],
  ['My meeting is on Tuesday.', 'Sorry, Wednesday.', 'My meeting is on Wednesday'],
  ['My cat is called Maya.', "It's Mia, not Maya.", 'My cat is called Mia'],
  ['i have two kids', 'no three', 'i have three kids'],
  ['my brother lives in oslo', 'no sorry in bergen', 'my brother lives in bergen'],
])('"%s" put right by "%s"', (first, second, text) => {
  expect(tellingsIn([user(first), agent('I see.'), user(second)], ordinary).statements.map((one) => one.text)).toEqual([text])
})

test('a slip within a turn is taken back', () => {
  expect(repaired('it was on Tuesday, no, Wednesday')).toBe('it was on Wednesday')
  expect(repaired('the capital of spain no wait portugal')).toBe('the capital of portugal')
  expect(repaired('I have no idea')).toBeUndefined()
})

test('a refusal is no correction', () => {
  for (const text of ['no thanks', 'no problem', "no, that's all", 'not so great', 'no way', "no i don't"]) {
    expect(correctionIn(text)).toBeUndefined()
    expect(bareCorrectionIn(text)).toBeUndefined()
  }
  expect(correctionIn('not austria australia')).toEqual({ wrong: 'austria', right: 'australia' })
  expect(correctedText('capital of austria', { wrong: 'spain', right: 'italy' })).toBeUndefined()
})

test('a bare word names its speaker only where the name was asked for', () => {
  expect(nameGiven("What's your name?", "it's tom")).toBe('Tom')
  expect(nameGiven("What's your favorite color?", 'blue')).toBeUndefined()
  expect(nameGiven("What's your name?", 'no')).toBeUndefined()
})
