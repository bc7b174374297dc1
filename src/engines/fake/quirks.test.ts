import { expect, it } from 'vitest'
import { describeQuirks, parseQuirks, quirkTable } from './quirks.ts'

it('quirks are read as written: flags, times in seconds or milliseconds, numbers and names', () => {
  expect(parseQuirks('slow-handshake=90s, silent-lock,persona-leak=off,lag-grows=1.15,step=35ms,voice-load-fails=NATF1')).toEqual(
    {
      'slow-handshake': 90_000,
      'silent-lock': true,
      'persona-leak': false,
      'lag-grows': 1.15,
      step: 35,
      'voice-load-fails': 'NATF1',
    },
  )
  expect(parseQuirks('context-240s')).toEqual({ context: 240_000 })
  expect(parseQuirks('')).toEqual({})
})

it.each([
  ['sings', /"sings" is no quirk; there are: slow-handshake/],
  ['dies-at', /dies-at needs a value: dies-at=<time>/],
  ['dies-at=soon', /"soon" is none/],
  ['lag-grows=2s', /"2s" is none/],
  ['garbage=maybe', /on or off/],
])('%s is refused', (written, message) => {
  expect(() => parseQuirks(written)).toThrow(
    expect.objectContaining({ code: 'request.invalid', message: expect.stringMatching(message) }),
  )
})

it('every quirk has its line in the help', () => {
  expect(describeQuirks().split('\n')).toHaveLength(Object.keys(quirkTable).length)
})
