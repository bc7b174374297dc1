/** What a telling is about. */
import { expect, test } from 'vitest'
import { openDictionary } from './dictionary.ts'
import { respellings } from './respell.ts'
import { knownShare, topicOf } from './topic.ts'

const dictionary = openDictionary()

test.each([
  ['i had a terrible day at work because my boss yelled at me', 'your boss'],
  ['my sister is visiting from hamburg next week', 'your sister'],
  ['yesterday i bought a new bicycle', 'the new bicycle'],
  ['i have been learning the guitar', 'the guitar'],
  ['i like cooking', 'cooking'],
])('%s', (plain, phrase) => {
  expect(topicOf(plain, dictionary)?.phrase).toBe(phrase)
})

test('a place keeps its preposition, and noise gives no topic', () => {
  expect(topicOf('we were in the mountains', dictionary)).toMatchObject({ place: 'in', phrase: 'the mountains' })
  expect(topicOf('blorp wizzle the frobnik', dictionary)).toBeUndefined()
  expect(topicOf('it was a good day', dictionary)).toBeUndefined()
})

test('tells English from other tongues', () => {
  expect(knownShare('i would like a coffee please'.split(' '), dictionary)).toBe(1)
  expect(knownShare('ich möchte gerne einen kaffee'.split(' '), dictionary)).toBeLessThan(0.6)
})

test('reads again what sounds or looks like a word it knows', () => {
  expect(respellings('how many daze until easter', dictionary)).toContain('how many days until easter')
  expect(respellings('what is the capital of portugul', dictionary)).toContain('what is the capital of portugal')
  expect(respellings('my sister came', dictionary)).toEqual([])
})
