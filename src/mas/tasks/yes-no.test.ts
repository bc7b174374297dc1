import { describe, expect, it } from 'vitest'
import { agrees, agreesAloud, putsOff } from './yes-no.ts'

describe('whether words agree', () => {
  it.each([
    'yes',
    'Yes, do it.',
    'yep',
    'go ahead',
    'Confirm',
    'OK',
    'Yes please!',
    'do it now',
    'Execute',
    'proceed',
    'Go.',
    'Yes, that’s right.',
    'Yeah, go ahead please',
    'sure, do it',
  ])('they do: %s', (text) => expect(agrees(text)).toBe('yes'))
  it.each(['no', 'No, don’t.', 'nope', 'stop', 'Cancel that', 'never mind', 'No, that is wrong', 'please don’t', 'no thank you'])(
    'they refuse: %s',
    (text) => expect(agrees(text)).toBe('no'),
  )
  it.each([
    'Yes, but not that one',
    'do it tomorrow if it rains',
    'I said yes to her yesterday',
    'blue',
    'yes and delete everything else as well',
    "don't you think we should go",
    '',
    'wait, yes',
  ])('they do neither: %s', (text) => expect(agrees(text)).toBe('neither'))

  it('a nod is not enough for something risky', () => {
    for (const text of ['okay', 'Right.', 'yeah', 'mhm']) expect(agreesAloud(text)).toBe('neither')
    expect(agreesAloud('yes')).toBe('yes')
    expect(agreesAloud('Okay, do it')).toBe('yes')
    expect(agreesAloud('no')).toBe('no')
  })

  it('not now is no answer', () => {
    for (const text of ['Not now.', 'later please', "I don't know yet", 'Sorry, ask me later']) expect(putsOff(text)).toBe(true)
    for (const text of ['The later one', 'blue', 'no']) expect(putsOff(text)).toBe(false)
  })
})
