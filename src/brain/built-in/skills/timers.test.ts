/** Timers: how long, until when, what for. */
import { describe, expect, test } from 'vitest'
import { ask } from '../testing.ts'
import { timesUp } from './timer-label.ts'
import { durationIn } from './timer-times.ts'

test.each([
  ['ten minutes', 600],
  ['an hour and a half', 5400],
  ['two minutes thirty seconds', 150],
  ['half an hour', 1800],
  ['three quarters of an hour', 2700],
  ['a couple of minutes', 120],
  ['2 minutes 30', 150],
])('%s', (said, seconds) => {
  expect(durationIn(said)).toBe(seconds)
})

test.each([
  ['set a timer for ten minutes', 600, ''],
  ['can you remind me to take my pills in one hour', 3600, 'take my pills'],
  ['in ten minutes remind me to call dad', 600, 'call dad'],
  ['set a 5 minute pasta timer', 300, 'pasta'],
  ['remind me at four to drink water', 2040, 'drink water'],
  ['wake me up at seven thirty', 14_640, ''],
] as const)('%s', (said, seconds, label) => {
  expect(ask(said).outputs.find((output) => output.type === 'timer')).toEqual({ type: 'timer', seconds, label })
})

test('asks for what is missing and takes the bare answer', () => {
  expect(ask('set a timer').text).toMatch(/how long\?/)
  expect(ask(['set a timer', 'Sure, for how long?', 'uh twenty']).outputs[0]).toMatchObject({ type: 'timer', seconds: 1200 })
})

const running = ['set a timer for ten minutes', 'Okay, ten minutes, starting now.']

test.each(['cancel the timer', 'cancel that', "i don't need the timer anymore", 'never mind the timer'])(
  'takes the timer back on "%s"',
  (said) => {
    const { outputs, text } = ask([...running, said])
    expect(outputs[0]).toEqual({ type: 'timer-cancel', which: 'last' })
    expect(text).toMatch(/cancelled the timer for ten minutes/)
  },
)

test('takes all timers back', () => {
  const timers = [
    { label: '', secondsLeft: 60 },
    { label: 'tea', secondsLeft: 120 },
  ]
  expect(ask('cancel all timers', { timers }).outputs[0]).toEqual({ type: 'timer-cancel', which: 'all' })
})

test('takes nothing back where nothing runs', () => {
  for (const { outputs, text } of [
    ask('cancel the timer'),
    ask([...running, 'cancel the timer'], { timers: [] }),
    ask([...running, 'cancel it', "Okay, I've cancelled the timer for ten minutes.", 'stop the timer']),
  ]) {
    expect(outputs.some((output) => output.type === 'timer-cancel')).toBe(false)
    expect(text).toMatch(/no timer/)
  }
})

test('puts a new length in the place of the old one', () => {
  expect(ask([...running, 'make it twenty'], { timers: [{ label: 'tea', secondsLeft: 500 }] }).outputs.slice(0, 2)).toEqual([
    { type: 'timer-cancel', which: 'last' },
    { type: 'timer', seconds: 1200, label: 'tea' },
  ])
  expect(ask([...running, 'add five minutes'], { timers: [{ label: '', secondsLeft: 120 }] }).outputs[1]).toEqual({
    type: 'timer',
    seconds: 420,
    label: '',
  })
})

test('takes back the timer that was set from misheard words', () => {
  const { outputs } = ask(['set a timer for 15 minutes', 'Okay, fifty minutes, starting now.', 'no fifteen'])
  expect(outputs.filter(({ type }) => type !== 'text')).toEqual([
    { type: 'timer-cancel', which: 'last' },
    { type: 'timer', seconds: 900, label: '' },
  ])
})

test('says what is left where the engine knows it, and that it does not know where it does not', () => {
  expect(ask([...running, 'how much time is left'], { timers: [{ label: '', secondsLeft: 125 }] }).text).toMatch(
    /two minutes and five seconds left/,
  )
  expect(ask([...running, 'how much time is left']).text).toMatch(/ten minutes.*can't see/)
  expect(ask('is there a timer running', { timers: [] }).text).toMatch(/no timer/)
  expect(ask('remind me next week to pay the rent').text).toMatch(/can't look that far/)
})

test.each(['the fire alarm kept me awake', 'that reminds me of my mother', 'what is a timer'])('"%s" sets none', (said) => {
  expect(ask(said).outputs.some((output) => output.type === 'timer')).toBe(false)
})

test('says what it was for when it is over', () => {
  expect([timesUp(''), timesUp('pasta'), timesUp('check my oven'), timesUp('I am late')]).toEqual([
    "Time's up! Your timer has just ended.",
    "Time's up! This was your reminder about the pasta.",
    "Time's up! You wanted to check your oven.",
    "Time's up! You asked me to remind you that you're late.",
  ])
})

describe('a timer that is not asked for by that name', () => {
  test.each([
    ['give me a nudge in 45 minutes', [2700]],
    ["don't let me forget the laundry in forty minutes", [2400]],
    ['set two timers, five minutes and ten minutes', [300, 600]],
    ['set timers for 3 and 5 minutes', [180, 300]],
    ['remind me to take the bread out at ten to four', [1440]],
    ['let me know at five past four', [2340]],
  ])('%s', (said, seconds) => {
    expect(ask(said).outputs.flatMap((output) => (output.type === 'timer' ? [output.seconds] : []))).toEqual(seconds)
  })

  test('is offered for what cooks, and set on a yes', () => {
    expect(ask('the eggs need six minutes').text).toBe('Shall I set a timer for six minutes?')
    const yes = ask(['the eggs need six minutes', 'Shall I set a timer for six minutes?', 'yes please'])
    expect(yes.outputs[0]).toEqual({ type: 'timer', seconds: 360, label: '' })
  })

  test('takes a number said again as the right one', () => {
    const { outputs } = ask(['set a timer for fifty minutes', 'Okay, fifteen minutes, starting now.', 'fifty, five zero'])
    expect(outputs.map(({ type }) => type)).toEqual(['timer-cancel', 'text', 'timer', 'text'])
  })
})
