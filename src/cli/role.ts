/** The life of one role's process (engine, bridge): starts it, reports to the supervisor if there is one, ends it on every kind of end. */
import type { ProofOutcome } from '../engines/managed/life.ts'
import type { ServerReport } from '../engines/managed/server-report.ts'
import { toDuetError } from '../protocol/errors.ts'
import { describeError, exitCodeOf, exitCodes } from './exit.ts'
import type { RoleMessage, SupervisorMessage } from './supervisor.ts'
import { aborted, terminated, toldToEnd } from './told-to-end.ts'

export type RunningRole = {
  /** Where it answers, as shown to people. */
  readonly address: string
  /** Has the engine at an address take a call and make sound, unless a caller has its slot. Never rejects. */
  prove?(address: string): Promise<ProofOutcome>
  /** What the supervisor's model servers do now. */
  servers?(reports: readonly ServerReport[]): void
  /** What is done before it is closed by a signal to terminate: lets its callers finish, for `ms` at most. */
  readonly drain?: { readonly ms: number; run(): Promise<void> }
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
    hearSupervisor(first)
    tell({ type: 'ready', address: first.address })
    if (!supervised) console.error(`ready at ${first.address}`)
    const reason = await told
    const { drain } = first
    const drainMs = drain && reason === terminated ? drain.ms : 0
    endHardAfter(drainMs + closeMs)
    if (drain && drainMs > 0) await drain.run()
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
    onMessage((message) => {
      if (message.type === 'stop') resolve(message.reason)
    })
  })
}

function hearSupervisor(role: RunningRole): void {
  onMessage((message) => {
    if (message.type === 'servers') role.servers?.(message.servers)
    if (message.type !== 'prove') return
    const { id, address } = message
    const proof = role.prove?.(address) ?? Promise.resolve('unknown' as const)
    void proof.then((outcome) => tell({ type: 'proved', id, outcome }))
  })
}

function onMessage(hear: (message: SupervisorMessage) => void): void {
  // The only messages on the channel are those of supervisor.ts.
  process.on('message', (message) => hear(message as SupervisorMessage))
}

/** A native model call cannot be interrupted, and exiting around one may crash; a kill of itself always works. */
function endHardAfter(ms: number): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), ms).unref()
}
