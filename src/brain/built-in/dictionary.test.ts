/** WordNet read from its files. */
import { expect, test } from 'vitest'
import { openDictionary } from './dictionary.ts'

const dictionary = openDictionary()

test('finds words as they stand, in the plural, inflected and as phrases', () => {
  expect(dictionary.find('giraffe', 'noun')?.lemma).toBe('giraffe')
  expect(dictionary.find('ladies', 'noun')?.lemma).toBe('lady')
  expect(dictionary.find('running', 'verb')?.lemma).toBe('run')
  expect(dictionary.find('black hole', 'noun')?.lemma).toBe('black_hole')
  expect(dictionary.find('0', 'noun')?.lemma).toBe('0')
  expect(dictionary.find('zzz', 'verb')).toBeUndefined()
  expect(dictionary.find('a_', 'noun')).toBeUndefined()
})

test('reads a sense with its gloss and knows what there is one of', () => {
  const lion = dictionary.find('lion', 'noun')
  expect(lion && dictionary.sense(lion, 0)).toMatchObject({
    file: 5,
    instance: false,
    gloss: expect.stringContaining('feline of Africa and India'),
  })
  const curie = dictionary.find('marie curie', 'noun')
  expect(curie && dictionary.sense(curie, 0)).toMatchObject({ file: 18, instance: true })
})

test('knows opposites, neighbours and what is no word', () => {
  expect(dictionary.antonymOf('hot')).toBe('cold')
  expect(dictionary.closeTo('happy', 3)).toHaveLength(3)
  expect(dictionary.knows('blorp')).toBe(false)
})

test('closing twice is closing once, and then it says nothing', () => {
  const other = openDictionary()
  other.close()
  other.close()
  const lion = other.find('lion', 'noun')
  expect(lion && other.sense(lion, 0)).toBeUndefined()
})
