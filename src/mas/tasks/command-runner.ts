/** Runs one allowed command within its limits. */
import { reasonOf } from './agent-executor.ts'
import type { CommandCall } from './commands.ts'
import { runProgram } from './program.ts'

export type CommandEnd =
  | { readonly done: true; readonly output: string }
  | { readonly done: false; readonly reason: string; readonly output: string }
export type RunCommand = (call: CommandCall, signal: AbortSignal) => Promise<CommandEnd>

/** @param dir where commands run that name no folder of their own */
export function commandRunner(dir: string): RunCommand {
  return async ({ command, argv }, signal) => {
    const timeoutMs = command.timeout_s * 1000
    const end = await runProgram({
      ...{ argv, cwd: command.cwd ?? dir, env: command.env, timeoutMs, signal },
      outputMost: command.output_kb * 1000,
    })
    const output = end.output.trim()
    if (end.how === 'exited' && end.code === 0) return { done: true, output }
    return { done: false, reason: reasonOf(command.name, end, timeoutMs), output }
  }
}
