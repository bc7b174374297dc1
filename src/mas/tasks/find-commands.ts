/** Which allowed commands somebody's words ask for: as a command line, by a phrase of the command, or as a language model understands it. */
import * as z from 'zod'
import type { StructuredModel } from '../../brain/structured.ts'
import { DuetError } from '../../protocol/errors.ts'
import { type Command, type CommandCall, commandCall, shownCall, spokenCall, writtenCall } from './commands.ts'

/** One that was meant, or one that was meant and may not be run. */
export type Found =
  | { readonly type: 'allowed'; readonly call: CommandCall }
  | { readonly type: 'blocked'; readonly line: string; readonly reason: string }

export type FindOptions = {
  readonly commands: readonly Command[]
  /** Undefined: only what is written or said as the commands have it is understood. */
  readonly model: StructuredModel | undefined
  readonly timeoutMs?: number
}

const answerSchema = z.object({
  commands: z
    .array(z.object({ name: z.string(), parameters: z.record(z.string(), z.union([z.string(), z.number()])).default({}) }))
    .max(20),
})

/** In the order they were asked for, each once. Rejects with `task.slow` where the model takes too long. */
export async function findCommands(lines: readonly string[], options: FindOptions): Promise<readonly Found[]> {
  const { commands, model, timeoutMs = 10_000 } = options
  const direct = lines.flatMap((line): Found[] => {
    try {
      const call = writtenCall(line, commands) ?? spokenCall(line, commands)
      return call ? [{ type: 'allowed', call }] : []
    } catch (thrown) {
      if (!(thrown instanceof DuetError)) throw thrown
      return [{ type: 'blocked', line: line.slice(0, 500), reason: thrown.message }]
    }
  })
  if (direct.length > 0 || !model || commands.length === 0 || lines.every((line) => line.trim() === '')) return unique(direct)
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = answerSchema.parse(
      await model({ instructions: instructionsFor(commands), input: lines.join('\n'), schema: answerSchema, signal }),
    )
    return unique(answer.commands.map((one) => checkedCall(one, commands)))
  } catch (cause) {
    if (signal.aborted) throw new DuetError('task.slow', 'It took too long to find out which commands are meant.', { cause })
    return [] // a model that keeps to no form has found nothing
  }
}

/** What a model names is checked like everything else. */
function checkedCall(one: z.output<typeof answerSchema>['commands'][number], commands: readonly Command[]): Found {
  const command = commands.find(({ name }) => name === one.name)
  if (!command) return { type: 'blocked', line: one.name.slice(0, 100), reason: 'There is no such command.' }
  try {
    return { type: 'allowed', call: commandCall(command, one.parameters) }
  } catch (thrown) {
    if (!(thrown instanceof DuetError)) throw thrown
    return { type: 'blocked', line: command.name, reason: thrown.message }
  }
}

function unique(found: readonly Found[]): readonly Found[] {
  const seen = new Set<string>()
  return found.filter((one) => {
    const key = one.type === 'allowed' ? shownCall(one.call) : one.line
    return seen.has(key) ? false : seen.add(key)
  })
}

function instructionsFor(commands: readonly Command[]): string {
  const list = commands.map(({ name, about, parameters }) => {
    const each = Object.entries(parameters).map(([at, parameter]) => {
      const kind = parameter.type === 'choice' ? `one of ${parameter.values.join(', ')}` : parameter.type
      return `${at} (${kind}${parameter.about ? `, ${parameter.about}` : ''})`
    })
    return `- ${name}: ${about}${each.length > 0 ? `; parameters: ${each.join('; ')}` : ''}`
  })
  return `List which of these commands the person asks to have run, in order, with their parameters as said. None if none fits; never invent one.\n${list.join('\n')}`
}
