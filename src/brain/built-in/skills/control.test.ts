/** What steers the voice: speed, volume, repeats, going on. */
import { expect, test } from 'vitest'
import { ask } from '../testing.ts'

test.each([
  ['speak slower please', 'speed', (factor: number) => factor < 1],
  ["you're talking too fast", 'speed', (factor: number) => factor < 1],
  ['a bit faster', 'speed', (factor: number) => factor > 1],
  ["speak up i can't hear you", 'volume', (factor: number) => factor > 1],
  ['turn it down', 'volume', (factor: number) => factor < 1],
] as const)('%s', (said, type, holds) => {
  const { outputs, skill } = ask(said)
  const effect = outputs.find((output) => output.type === type)
  expect([skill, effect !== undefined && 'factor' in effect && holds(effect.factor)]).toEqual(['control', true])
})

test('back to normal takes back what was asked before', () => {
  const { outputs } = ask(['slower', 'Sure.', 'slower', 'Sure.', 'normal speed please'])
  const speed = outputs.find((output) => output.type === 'speed')
  expect(speed && 'factor' in speed ? speed.factor : 0).toBeCloseTo(1.44)
})

test('repeats what it said, of a long telling the end, and not the lead-in twice', () => {
  expect(ask(['what is it', 'Sure. It is a lighthouse.', 'can you say that again']).text).toBe('Sure. It is a lighthouse.')
  const long = Array.from({ length: 20 }, (_, at) => `This is sentence number ${at}.`).join(' ')
  const repeated = ask(['tell me', long, 'pardon?']).text
  expect(repeated).toContain('number 19.')
  expect(repeated).not.toContain('number 0.')
  expect(ask('say that again').text).toContain("haven't said anything")
})

test('goes on with what was cut off', () => {
  const history = [
    { side: 'user', text: 'tell me a story' },
    { side: 'agent', text: 'Once upon a time', rest: 'there was a fox.' },
    { side: 'user', text: 'go on' },
  ] as const
  expect(ask([], { history }).text).toBe('Where was I? there was a fox.')
  expect(ask(['what is it', 'A fox.', 'go on']).text).toMatch(/all of it|nothing more/)
})

test.each(['stop', 'okay please be quiet now', 'wait a second', 'hold on'])('%s is heeded', (said) => {
  expect(ask(said)).toMatchObject({ skill: 'control' })
})

test.each([
  'the music is too loud in here and i can not sleep',
  'my internet is slower than yours',
  'my neighbour should turn it down',
])('"%s" steers nothing', (said) => {
  expect(ask(said).outputs.every((output) => output.type === 'text')).toBe(true)
})
