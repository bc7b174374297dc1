/** A task as it is kept: what is to be done, how far it is, what it waits for, and what came of it. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { DuetError } from '../../protocol/errors.ts'
import { type TaskState, taskStates } from '../../protocol/task-api.ts'
import type { MemoryStore } from '../../store/memory/port.ts'
import type { Row } from '../../store/memory/tables.ts'

export const openStates = ['pending', 'running', 'waiting_for_input'] as const satisfies readonly TaskState[]

const words = z.string()
/** What is asked of the person in a call, and how far that is. */
const askedSchema = z.object({
  sessionId: words,
  /** Which of the task's questions. */
  id: words,
  /** Epoch ms. */
  at: z.number(),
  /** What the agent says next; it counts as said when a turn of the agent has its words. */
  saying: words,
  /** Epoch ms; null: not said yet. */
  saidAt: z.number().nullable(),
  /** The answer that is being confirmed. */
  candidate: words.nullable(),
  /** The call was opened for this: any turn of the agent counts as having asked. */
  opened: z.boolean(),
})
export type Asked = z.output<typeof askedSchema>

const fieldsSchema = z.object({
  conversationId: words,
  /** Command lines, each one of an allowed command; empty: the agent does it. */
  commands: z.array(words),
  /** How many of them have run. */
  ran: z.number(),
  results: z.array(z.object({ output: words })),
  question: words.nullable(),
  context: words.nullable(),
  answers: z.array(z.object({ question: words, answer: words })),
  error: words.nullable(),
  /** What runs only if somebody agrees in time. */
  confirm: z.object({ id: words, what: words, until: z.number() }).nullable(),
  asked: askedSchema.nullable(),
  /** The link that answers the present question. */
  link: z.object({ id: words, expiresAt: z.number(), usedAt: z.number().nullable() }).nullable(),
  /** What its executor needs to go on. */
  resume: z.unknown(),
  /** That it has ended has reached the person, or is on its way. */
  told: z.boolean(),
})
export type TaskFields = z.output<typeof fieldsSchema>
export type Task = Omit<Row<'tasks'>, 'fields' | 'state'> & { readonly state: TaskState; readonly fields: TaskFields }
export type NewTask = {
  readonly id: string
  readonly userId: string
  readonly persona: string
  readonly sessionId: string
  readonly conversationId: string
  readonly text: string
  readonly commands: readonly string[]
}

const noFields: TaskFields = {
  ...{ conversationId: '', commands: [], ran: 0, results: [], question: null, context: null, answers: [], error: null },
  ...{ confirm: null, asked: null, link: null, resume: null, told: true },
}
const retries = 5

/** The same words always give the same id, which has the form of a UUID. */
export function taskIdOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The question a task waits with now, by a name that no other of its questions has. */
export function questionIdOf(task: Pick<Task, 'id' | 'fields'>): string {
  return `${task.id}:${task.fields.answers.length}`
}

export class TaskStore {
  readonly #store: MemoryStore
  readonly #now: () => number

  /** @param now epoch ms */
  constructor(store: MemoryStore, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** Durable when it resolves. False: there is one of this id already. */
  async add({ conversationId, commands, ...task }: NewTask): Promise<{ readonly task: Task; readonly news: boolean }> {
    const known = await this.find(task.id)
    if (known) return { task: known, news: false }
    const at = this.#now()
    const row: Task = {
      ...task,
      ...{ state: 'pending', createdAt: at, updatedAt: at, revision: 0 },
      fields: { ...noFields, conversationId, commands: [...commands] },
    }
    await this.#store.write([{ op: 'put', table: 'tasks', row, expect: 'absent' }])
    return { task: row, news: true }
  }

  async find(id: string): Promise<Task | undefined> {
    const [row] = await this.#store.rows('tasks', { id })
    return row && taskOf(row)
  }

  /** Throws `task.not_found`. */
  async get(id: string): Promise<Task> {
    const task = await this.find(id)
    if (!task) throw new DuetError('task.not_found', `There is no task "${id.slice(0, 100)}".`, { field: 'id' })
    return task
  }

  /** Newest first. */
  async list(where: { readonly userId?: string; readonly state?: readonly TaskState[] }, limit = 100): Promise<readonly Task[]> {
    const rows = await this.#store.rows('tasks', where, { by: 'createdAt', newestFirst: true, limit })
    return rows.map(taskOf)
  }

  /**
   * One change after the other: `change` sees the task as it is and gives what is to be different, or undefined for nothing. Durable when
   * it resolves, with the task as it is then. Throws `task.not_found`, and what `change` throws.
   */
  async change(id: string, change: (task: Task) => TaskChange | undefined): Promise<Task> {
    for (let attempt = 1; ; attempt++) {
      const task = await this.get(id)
      const wanted = change(task)
      if (!wanted) return task
      const { fields, ...rest } = wanted
      const next: Task = {
        ...task,
        ...rest,
        fields: { ...task.fields, ...fields },
        updatedAt: this.#now(),
        revision: task.revision + 1,
      }
      try {
        await this.#store.write([{ op: 'put', table: 'tasks', row: next, expect: task.revision }])
        return next
      } catch (thrown) {
        if (!(thrown instanceof DuetError && thrown.code === 'store.conflict') || attempt === retries) throw thrown
      }
    }
  }

  /** Ended ones last touched before `at` (epoch ms) go. */
  async prune(at: number): Promise<void> {
    await this.#store.write([{ op: 'delete', table: 'tasks', where: { state: ['completed', 'failed'], updatedAt: { lt: at } } }])
  }
}

export type TaskChange = { readonly state?: TaskState; readonly fields?: Partial<TaskFields> }

function taskOf(row: Row<'tasks'>): Task {
  // Written by this file alone; what an older version did not know yet has its first value.
  const fields = fieldsSchema.parse({ ...noFields, ...(row.fields as object) })
  const state = taskStates.find((one) => one === row.state) ?? 'failed'
  return { ...row, state, fields }
}
