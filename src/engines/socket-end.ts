/** What an error of an engine's socket means: what to call it, and whether the engine may still hold the call. */
import { DuetError } from '../protocol/errors.ts'

/** @param ready whether the call was being carried */
export function brokenSocket(error: Error, ready: boolean, host: string): DuetError {
  if (error instanceof DuetError) return error
  const why = 'code' in error ? String(error.code) : error.message
  return ready
    ? new DuetError('engine.lost', `The connection to the engine broke (${why}).`, { cause: error })
    : new DuetError('engine.unreachable', `No engine answers at ${host} (${why}).`, { cause: error })
}

/** Whether the engine may still hold the call after this error: what the other end did itself has a code of its own. */
export function leavesPeerUnknown(error: Error, reached: boolean): boolean {
  if (error instanceof DuetError) return false
  const code = 'code' in error ? String(error.code) : undefined
  if (!reached) return code === undefined // a deadline or an end of ours; the system's errors mean that nobody was reached
  return code !== 'ECONNRESET' && code !== 'EPIPE' && !code?.startsWith('WS_ERR_')
}
