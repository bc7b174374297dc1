import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NeedInput, placeholders } from './need-input.ts'

const written = 'Working…\n<<<NEED_INPUT>>>\nWhich database?\n<<<CONTEXT>>>\nThere are two: blue and green.\n<<<END_INPUT>>>\nbye'
const asked = { question: 'Which database?', context: 'There are two: blue and green.' }

function read(text: string, cuts: readonly number[] = []) {
  const reader = new NeedInput()
  const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
  for (let i = 1; i < edges.length; i++) {
    const found = reader.push(text.slice(edges[i - 1], edges[i]))
    if (found) return found
  }
  return reader.end()
}

describe('a question in the output of a task', () => {
  it('is found, with its context', () => {
    expect(read(written)).toEqual(asked)
  })

  it('is found however the output is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(written.length), { maxLength: 12 }), (cuts) => {
        expect(read(written, cuts)).toEqual(asked)
      }),
    )
    expect(
      read(
        written,
        [...written].map((_, i) => i),
      ),
    ).toEqual(asked)
  })

  it.each([
    ['no context', '<<<NEED_INPUT>>>Go on?<<<END_INPUT>>>', { question: 'Go on?', context: '' }],
    [
      'blanks and colours',
      '\u001b[1m<<< NEED_INPUT >>>\u001b[0m  Go \u001b[31mon?\u001b[0m <<<end_input>>>',
      { question: 'Go on?', context: '' },
    ],
    ['no end mark', 'so:\n<<<NEED_INPUT>>> Go on?\n<<<CONTEXT>>> It is late.', { question: 'Go on?', context: 'It is late.' }],
    [
      'a question within a question',
      '<<<NEED_INPUT>>> Which <<<CONTEXT>>> hm, <<<NEED_INPUT>>> Blue? <<<CONTEXT>>> Or not. <<<END_INPUT>>>',
      { question: 'Blue?', context: 'Or not.' },
    ],
    [
      'an empty one before it',
      '<<<NEED_INPUT>>> <<<CONTEXT>>> x <<<END_INPUT>>> <<<NEED_INPUT>>>Really?<<<END_INPUT>>>',
      { question: 'Really?', context: '' },
    ],
    [
      'context twice',
      '<<<NEED_INPUT>>>Q?<<<CONTEXT>>>one<<<CONTEXT>>>two<<<END_INPUT>>>',
      { question: 'Q?', context: 'one two' },
    ],
  ])('with %s', (_, text, found) => {
    expect(read(text)).toEqual(found)
  })

  it.each([
    [
      'the instructions, echoed',
      `<<<NEED_INPUT>>> ${placeholders.question} <<<CONTEXT>>> ${placeholders.context} <<<END_INPUT>>>`,
    ],
    ['an end without a beginning', 'all is well <<<END_INPUT>>>'],
    ['a beginning that is only talked about', `<<<NEED_INPUT>>> ${'and so on '.repeat(200)}`],
    ['signs alike', '<<NEED_INPUT>> Go on? <<END_INPUT>>'],
  ])('is not %s', (_, text) => {
    expect(read(text)).toBeUndefined()
  })

  it('does not keep an endless output in memory, and still finds what comes after it', () => {
    const reader = new NeedInput()
    expect(reader.push(`<<<NEED_INPUT>>>${'x'.repeat(40_000)}`)).toBeUndefined()
    expect(reader.push(written)).toEqual(asked)
  })
})
