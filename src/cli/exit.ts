/** How a command ends: the exit codes, and an error as the two lines a person reads. */
import { type DuetError, type ErrorCode, errorCatalogue } from '../protocol/errors.ts'

/** Documented in `duet --help` and docs/call.md; scripts rely on them. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  endedEarly: 4,
  interrupted: 130,
} as const

const usage: readonly ErrorCode[] = [
  'config.invalid',
  'port.busy',
  'call.input',
  'request.invalid',
  'persona.not_found',
  'persona.invalid',
  'voice.unknown',
  'engine.unknown',
  'model.unknown',
]
const unreachable: readonly ErrorCode[] = [
  'engine.unreachable',
  'engine.handshake_timeout',
  'engine.busy',
  'engine.queue_full',
  'session.limit',
  'rate.limited',
  'server.stopping',
]

/** The exit code a catalogue code stands for. */
export function exitCodeOf(code: ErrorCode): number {
  if (usage.includes(code)) return exitCodes.usage
  return unreachable.includes(code) ? exitCodes.unreachable : exitCodes.failed
}

/** An error for the terminal: what was wrong, then what to do. `internal` shows its cause, which is all there is to go by. */
export function describeError(error: DuetError): string {
  const cause = error.code === 'internal' && error.cause instanceof Error ? `\n${error.cause.stack ?? error.cause.message}` : ''
  return `duet: ${error.message}\n      ${errorCatalogue[error.code].action}${cause}`
}
