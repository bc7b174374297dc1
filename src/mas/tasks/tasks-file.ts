/** `tasks.yaml`: who carries out tasks, and the commands that may be run for one; checked as a whole before anything is. */
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import * as z from 'zod'
import { DuetError } from '../../protocol/errors.ts'
import { type AgentProgram, agentPresets, agentSchema } from './agents.ts'
import { type Command, commandSchema } from './commands.ts'

const presets = ['claude', 'openclaw', 'moltbot'] as const
const fileSchema = z.strictObject({
  agent: z
    .union([
      z.strictObject({ preset: z.enum(presets), confirm: z.boolean().optional(), cwd: z.string().optional() }),
      agentSchema,
    ])
    .optional(),
  commands: z.array(commandSchema).max(200).default([]),
})

export type TasksFile = {
  readonly agent: (AgentProgram & { readonly name: string }) | undefined
  readonly commands: readonly Command[]
}

/** No file: no agent, no commands. Throws `config.invalid` with every fault on a line of its own. */
export function readTasksFile(path: string): TasksFile {
  if (!existsSync(path)) return { agent: undefined, commands: [] }
  const invalid = (what: string, cause?: unknown) =>
    new DuetError('config.invalid', `${path} (DUET_TASKS): ${what}`, {
      field: 'DUET_TASKS',
      ...(cause === undefined ? {} : { cause }),
    })
  let written: unknown
  try {
    written = parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw invalid(`is no YAML${cause instanceof Error ? ` (${cause.message.split('\n')[0]})` : ''}.`, cause)
  }
  const read = fileSchema.safeParse(written ?? {})
  if (!read.success) throw invalid(read.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('\n'))
  const { agent, commands } = read.data
  const names = commands.map((one) => one.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw invalid(`commands: "${twice}" stands there twice`)
  if (agent === undefined) return { agent, commands }
  if (!('preset' in agent)) return { agent: { ...agent, name: agent.argv[0] ?? '' }, commands }
  const { preset, confirm = false, cwd } = agent
  return { agent: { ...agentPresets[preset], confirm, ...(cwd !== undefined && { cwd }), name: preset }, commands }
}
