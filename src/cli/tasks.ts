/** `duet tasks`: what is being done in the background: list, show, start, answer, agree to, cancel. */
import { DuetError } from '../protocol/errors.ts'
import { type TaskView, tasksSchema, taskViewSchema } from '../protocol/task-api.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'
import { type MemoryOwner, memoryOwner } from './memory-owner.ts'

export type TasksFlags = ConfigFlags & { readonly all?: true; readonly json?: true; readonly user?: string }

/** Throws `mas.unreachable` where no orchestrator runs: it alone knows what is being done. */
async function orchestrator(flags: ConfigFlags): Promise<MemoryOwner> {
  const owner = await memoryOwner(readConfig(flags).config)
  if (!owner) throw new DuetError('mas.unreachable', 'No orchestrator of this configuration runs here.')
  return owner
}

export async function listTasks(flags: TasksFlags): Promise<number> {
  const query = new URLSearchParams({
    limit: '200',
    ...(flags.all ? {} : { open: '1' }),
    ...(flags.user && { user_id: flags.user }),
  })
  const { tasks } = await (await orchestrator(flags)).beside(`/tasks?${query}`, tasksSchema)
  if (flags.json) console.log(JSON.stringify(tasks))
  else if (tasks.length === 0) console.log(flags.all ? 'no tasks' : 'nothing is being done')
  else for (const task of tasks) console.log(`${task.id}  ${stateOf(task)}  ${task.user_id}  ${oneLine(task.text, 60)}`)
  return exitCodes.ok
}

export async function showTask(id: string, flags: TasksFlags): Promise<number> {
  return show(await (await orchestrator(flags)).beside(pathOf(id), taskViewSchema), flags)
}

/** @param given what the person says or wants; nothing for `cancel` */
export async function changeTask(
  action: 'answer' | 'agree' | 'refuse' | 'cancel',
  id: string,
  given: string | undefined,
  flags: TasksFlags,
): Promise<number> {
  const owner = await orchestrator(flags)
  if (action === 'answer' || action === 'cancel')
    return show(
      await owner.beside(`${pathOf(id)}/${action}`, taskViewSchema, action === 'answer' ? { answer: given } : {}),
      flags,
    )
  const { confirm } = await owner.beside(pathOf(id), taskViewSchema)
  if (!confirm) throw new DuetError('task.state', `Task ${id} asks for nothing now.`, { field: 'id' })
  const body = { confirm_id: confirm.id, yes: action === 'agree' }
  return show(await owner.beside(`${pathOf(id)}/confirm`, taskViewSchema, body), flags)
}

export async function startTask(text: string, flags: TasksFlags): Promise<number> {
  const body = { text, ...(flags.user && { user_id: flags.user }) }
  return show(await (await orchestrator(flags)).beside('/tasks', taskViewSchema, body), flags)
}

function show(task: TaskView, { json }: TasksFlags): number {
  if (json) {
    console.log(JSON.stringify(task))
    return exitCodes.ok
  }
  const { id, user_id, text, commands, results, question, context, confirm, error } = task
  console.log(`${id}  ${stateOf(task)}  for ${user_id}\n${text}`)
  for (const line of commands) console.log(`  runs: ${line}`)
  if (question !== null) console.log(`\nasks: ${question}${context ? `\n${context}` : ''}\n  npx duet tasks answer ${id} "…"`)
  if (confirm) console.log(`\nwants to ${confirm.what}\n  npx duet tasks agree ${id}, or refuse ${id}`)
  for (const { output } of results) console.log(`\n${output}`)
  if (error !== null) console.log(`\n${error}`)
  return exitCodes.ok
}

function stateOf({ state, confirm }: TaskView): string {
  return confirm ? 'wants agreement' : state.replaceAll('_', ' ')
}

function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}

function pathOf(id: string): string {
  return `/tasks/${encodeURIComponent(id)}`
}
