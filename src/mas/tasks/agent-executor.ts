/** Has a program of the operator's choice carry out tasks: an agent's command line, or anything else that reads a task and writes what came of it. */
import { join } from 'node:path'
import type { AgentProgram } from './agents.ts'
import type { Executor, Outcome, Work } from './executor.ts'
import { NeedInput, type Question } from './need-input.ts'
import { runProgram } from './program.ts'
import { answerPrompt, taskPrompt } from './task-prompt.ts'

export type AgentExecutorOptions = {
  readonly program: AgentProgram & { readonly name: string }
  /** Where each task has a folder, if the program has none of its own. */
  readonly dir: string
}

/** A program that has asked may end by itself for so long, ms. */
const askedMs = 5000

export function createAgentExecutor({ program, dir }: AgentExecutorOptions): Executor {
  async function run({ taskId, instruction, answers, resume, timeoutMs, signal }: Work): Promise<Outcome> {
    const goesOn = program.resume !== undefined && resume === 'session'
    const prompt = goesOn ? answerPrompt(answers) : taskPrompt(instruction, answers)
    const template = goesOn && program.resume ? program.resume : program.argv
    const values: Record<string, string> = { prompt, session: taskId, timeout_s: String(Math.ceil(timeoutMs / 1000)) }
    // One pass: what a value has in braces stays as it is.
    const argv = template.map((part) =>
      part.replaceAll(/\{(prompt|session|timeout_s)\}/g, (_, name: string) => values[name] ?? ''),
    )
    const byInput = !template.some((part) => part.includes('{prompt}'))
    const reader = new NeedInput()
    const enough = new AbortController()
    let asked: Question | undefined
    let patience: NodeJS.Timeout | undefined
    const end = await runProgram({
      argv,
      cwd: program.cwd ?? join(dir, taskId),
      env: program.env,
      input: byInput ? prompt : undefined,
      timeoutMs,
      outputMost: program.output_kb * 1000,
      signal: AbortSignal.any([signal, enough.signal]),
      onText(text) {
        if (asked) return
        asked = reader.push(text)
        if (asked) patience = setTimeout(() => enough.abort(), askedMs)
      },
    }).finally(() => clearTimeout(patience))
    asked ??= end.how === 'exited' && end.code === 0 ? reader.end() : undefined
    if (asked && !signal.aborted) return { type: 'question', ...asked, resume: program.resume ? 'session' : null }
    const output = end.output.trim()
    if (end.how === 'exited' && end.code === 0) return { type: 'done', output }
    return { type: 'failed', reason: reasonOf(program.name, end, timeoutMs), output }
  }
  return { name: program.name, confirm: program.confirm, run }
}

/** Why a program did not do its work, for a person. */
export function reasonOf(
  name: string,
  end: { readonly how: string; readonly code: number | null; readonly killedBy: string | null; readonly errorOutput: string },
  timeoutMs: number,
): string {
  if (end.how === 'timeout') return `${name} did not end within ${Math.round(timeoutMs / 1000)} s and was stopped.`
  if (end.how === 'flood') return `${name} wrote without end and was stopped.`
  if (end.how === 'aborted') return `${name} was stopped.`
  const last = end.errorOutput.trim().split('\n').at(-1)?.slice(0, 300)
  const how = end.killedBy === null ? `ended with exit code ${end.code}` : `was ended by ${end.killedBy}`
  return `${name} ${how}${last ? `: ${last}` : '.'}`
}
