import { describe, expect, it } from 'vitest'
import { asksForFloor, isBackchannel, isDangling, wantsAnswer } from './words.ts'

describe('isDangling', () => {
  it.each(['and then I', 'I would like to', 'the', 'um', 'we went to the...', 'because', '', 'my', 'I think that my'])(
    '%j is unfinished',
    (text) => expect(isDangling(text)).toBe(true),
  )
  it.each([
    'I like tea.',
    'yes',
    'at seven',
    'What is the time?',
    'nineteen 84',
    'Thank you',
    'I think so',
    'can you do that',
    'who are you',
  ])('%j may be finished', (text) => expect(isDangling(text)).toBe(false))
})
describe('isBackchannel', () => {
  it.each(['Yeah.', 'Mm-hmm.', 'Yeah, right.', 'uh-huh', 'I see', 'Oh wow', 'Okay, okay', 'Hmm', 'got it'])(
    '%j listens along',
    (text) => expect(isBackchannel(text)).toBe(true),
  )
  it.each(['wait', 'no', 'Yeah but', 'stop', 'I', 'what', '', 'okay so can you tell me', 'go'])('%j does not', (text) =>
    expect(isBackchannel(text)).toBe(false),
  )
})
describe('asksForFloor', () => {
  it.each([
    'Wait, wait',
    'no',
    'Hold on a second',
    'Stop.',
    'sorry but',
    'what?',
    'hey',
    'Okay, okay, stop.',
    'Right, but',
    'I already',
    'The stop.',
  ])('%j asks', (text) => expect(asksForFloor(text)).toBe(true))
  it.each(['yeah', 'mm-hmm', 'oh no', 'no way', 'God it.', 'will have', 'Well, well', 'Your', 'okay', 'Yes, so...'])(
    '%j does not',
    (text) => expect(asksForFloor(text)).toBe(false),
  )
})
describe('wantsAnswer', () => {
  it.each(['What is the time', 'when did he leave', 'how far is it', 'um could you help me', 'Really?', 'so tell me a story'])(
    '%j does',
    (text) => expect(wantsAnswer(text)).toBe(true),
  )
  it.each(['I like tea', 'we went home', 'When he left, he forgot one.', 'So when we looked up they were gone.'])(
    '%j does not',
    (text) => expect(wantsAnswer(text)).toBe(false),
  )
})
