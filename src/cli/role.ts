/** The life of one role's process (engine, bridge): starts it, reports to the supervisor if there is one, ends it on every kind of end. */
import { toDuetError } from '../protocol/errors.ts'
import { describeError, exitCodeOf, exitCodes } from './exit.ts'
import type { RoleMessage, SupervisorMessage } from './supervisor.ts'
import { aborted, toldToEnd } from './told-to-end.ts'

export type RunningRole = {
  /** Where it answers, as shown to people. */
  readonly address: string
  close(reason: string): Promise<void>
}

/** A role that has not ended by then is ended hard. */
const closeMs = 5000

/**
 * Runs a role until it is told to end: by its supervisor, by that one's death (the IPC channel breaks), or by a signal.
 * Under a supervisor Ctrl-C is left to that one, which ends its children in order. Returns the exit code.
 */
export async function runRole(start: () => Promise<RunningRole>, supervised: boolean): Promise<number> {
  const told = Promise.race([aborted(toldToEnd({ ignoreInterrupt: supervised })), stopMessage()])
  const starting = start()
  try {
    const first = await Promise.race([starting, told])
    if (typeof first === 'string') {
      // Told to end while still starting: nobody is being served yet.
      endHardAfter(closeMs)
      await starting.then((late) => late.close(first)).catch(() => {})
      return exitCodes.ok
    }
    tell({ type: 'ready', address: first.address })
    if (!supervised) console.error(`ready at ${first.address}`)
    const reason = await told
    endHardAfter(closeMs)
    await first.close(reason)
    return exitCodes.ok
  } catch (thrown) {
    const error = toDuetError(thrown)
    tell({ type: 'failed', code: error.code, message: error.message })
    if (!supervised) console.error(describeError(error))
    const code = exitCodeOf(error.code)
    // What had been opened before the fault must not keep the process.
    setTimeout(() => process.exit(code), closeMs).unref()
    return code
  }
}

function tell(message: RoleMessage): void {
  if (process.connected) process.send?.(message)
}

function stopMessage(): Promise<string> {
  return new Promise((resolve) => {
    // The only messages on the channel are those of supervisor.ts.
    process.on('message', (message) => resolve((message as SupervisorMessage).reason))
  })
}

/** A native model call cannot be interrupted, and exiting around one may crash; a kill of itself always works. */
function endHardAfter(ms: number): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), ms).unref()
}
