import { expect, it } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import { describeError, exitCodeOf } from './exit.ts'

it.each([
  ['config.invalid', 2],
  ['port.busy', 2],
  ['call.input', 2],
  ['engine.unreachable', 3],
  ['session.limit', 3],
  ['model.checksum', 1],
  ['internal', 1],
] as const)('%s ends with %i', (code, exit) => {
  expect(exitCodeOf(code)).toBe(exit)
})

it('an error says what was wrong and what to do, without a stack', () => {
  const text = describeError(new DuetError('port.busy', 'Port 8999 is in use.', { cause: new Error('EADDRINUSE') }))
  expect(text).toBe(
    'duet: Port 8999 is in use.\n      Stop the other program, or choose another port with the variable named in the message.',
  )
})

it('a fault of ours shows its cause, for the report', () => {
  expect(describeError(new DuetError('internal', 'Something went wrong.', { cause: new Error('deep') }))).toMatch(
    /Error: deep\n +at /,
  )
})
