/** The ear's text in plain forms. */
import { expect, test } from 'vitest'
import { heardFrom, plainOf, sentencesOf, trailingQuestion } from './heard.ts'

test.each([
  ["What's THE time?", 'what is the time'],
  ['I can’t, won’t and don’t', 'i can not will not and do not'],
  ['gonna wanna', 'going to want to'],
  ['um what what is uh 15% of $80?', 'what is 15 percent of 80 dollars'],
  ['1,234.5 + 3 × 2', '1234.5 plus 3 times 2'],
  ['10-5', '10 minus 5'],
  ['at 5:30 p.m.', 'at 5:30 pm'],
  ['It was, you know, in Rome... yes', 'it was you know in rome yes'],
  ['no no no', 'no no no'],
  ['five five five one', 'five five five one'],
])('%s becomes plain', (text, plain) => {
  expect(plainOf(text)).toBe(plain)
})

test.each([
  ['um could you please tell me what time it is', 'what time it is'],
  ['Hey Duet, do you know the capital of Peru please?', 'the capital of peru'],
  ['okay so I was wondering what a quark is', 'what a quark is'],
  ['what is seven times eight right now mate', 'what is seven times eight'],
])('the core of "%s"', (text, core) => {
  expect(heardFrom(text).core).toBe(core)
})

test('tells questions from tellings, and whole turns from cut ones', () => {
  expect(
    ['what is it', 'My sister is here?', 'my name is tom what time is it', 'in which country is it'].map(
      (text) => heardFrom(text).asks,
    ),
  ).toEqual([true, true, true, true])
  expect(['my sister is here', 'i know what it is', 'when i was young i swam'].map((text) => heardFrom(text).asks)).toEqual([
    false,
    false,
    false,
  ])
  expect(['and then I went to the', 'the thing with', 'so i was...'].map((text) => heardFrom(text).cut)).toEqual([
    true,
    true,
    true,
  ])
  expect(['who is he with', 'i went home'].map((text) => heardFrom(text).cut)).toEqual([false, false])
})

test('parts sentences at their marks, and the question that was run together', () => {
  expect(sentencesOf('I met Mrs. Miller. She is nice! Right?')).toEqual(['I met Mrs. Miller.', 'She is nice!', 'Right?'])
  expect(trailingQuestion(heardFrom('my name is tom what time is it'))).toBe('what time is it')
  expect(trailingQuestion(heardFrom('what time is it'))).toBeUndefined()
})
