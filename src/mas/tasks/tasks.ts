/** Tasks from being asked for to their end: queued, run, suspended by a question, gone on with after the answer; each step on disk before it is told. */
import { randomUUID } from 'node:crypto'
import type { Log } from '../../observe/log.ts'
import { DuetError, toDuetError } from '../../protocol/errors.ts'
import type { TaskState } from '../../protocol/task-api.ts'
import type { RunCommand } from './command-runner.ts'
import { type Command, shownCall, writtenCall } from './commands.ts'
import type { Executor, Outcome } from './executor.ts'
import { type NewTask, openStates, type Task, type TaskStore } from './task.ts'

export type TasksOptions = {
  readonly store: TaskStore
  /** Undefined: only allowed commands can be run. */
  readonly executor: Executor | undefined
  readonly commands: readonly Command[]
  readonly run: RunCommand
  readonly atOnce: number
  /** Of one run, ms. */
  readonly timeoutMs: number
  readonly log: Log
  /** Epoch ms. */
  readonly now: () => number
  /** How long agreement to something risky is waited for, ms. */
  readonly confirmMs?: number
}

/** `waits`: it has a question. `asks`: it wants agreement. `told`: only what is known of it changed. */
export type TaskNews = 'started' | 'waits' | 'asks' | 'agreed' | 'refused' | 'answered' | 'completed' | 'failed'
export type TaskListener = (task: Task, news: TaskNews) => void

/** Ended tasks are kept so long, ms. */
const keptMs = 30 * 24 * 3_600_000

type Running = {
  readonly stop: AbortController
  confirm: { readonly id: string; readonly settle: (yes: boolean) => void } | undefined
}

export class Tasks {
  readonly #options: Required<TasksOptions>
  readonly #running = new Map<string, Running>()
  readonly #listeners = new Set<TaskListener>()
  readonly #works = new Set<Promise<void>>()
  /** Ids that wait for a place, first come first. */
  #queue: string[] = []
  #closed = false

  constructor(options: TasksOptions) {
    this.#options = { confirmMs: 120_000, ...options }
  }

  get executor(): Executor | undefined {
    return this.#options.executor
  }
  get commands(): readonly Command[] {
    return this.#options.commands
  }
  /** Whether there is anything at all that could be done. */
  get able(): boolean {
    return this.executor !== undefined || this.commands.length > 0
  }

  listen(listener: TaskListener): void {
    this.#listeners.add(listener)
  }

  /** What was running when the last process ended is over; what waited for its turn gets it. */
  async begin(): Promise<void> {
    for (const { id } of await this.#options.store.list({ state: ['running'] }))
      await this.#end(id, 'failed', 'Duet was stopped while it ran.')
    const waiting = await this.#options.store.list({ state: ['pending'] })
    for (const { id } of waiting.toReversed()) this.#enqueue(id)
  }

  /** Durable when it resolves; the same id again changes nothing. Throws `task.none` where nobody can do it. */
  async start(wanted: NewTask): Promise<Task> {
    if (wanted.commands.length === 0 && !this.executor)
      throw new DuetError('task.none', 'Nobody carries out tasks here, and no allowed command is meant.', { field: 'transcript' })
    const { task, news } = await this.#options.store.add(wanted)
    if (news) {
      this.#options.log.info({ task: task.id, commands: wanted.commands.length }, 'a task was taken on')
      this.#enqueue(task.id)
    }
    return task
  }

  /** The answer its question waited for; it goes on. Throws `task.not_found`, `task.state`. */
  async answer(id: string, answer: string): Promise<Task> {
    const task = await this.#options.store.change(id, (now) => {
      const { question, answers } = now.fields
      if (now.state !== 'waiting_for_input' || question === null) throw wrongState(now, 'it waits for no answer')
      const noAsk = { question: null, context: null, asked: null, link: null }
      return { state: 'pending', fields: { ...noAsk, answers: [...answers, { question, answer }] } }
    })
    this.#options.log.info({ task: id }, 'a task has its answer')
    this.#tell(task, 'answered')
    this.#enqueue(id)
    return task
  }

  /** Agreement, or not, to what it wants to do. Throws `task.state` where it is asked no more. */
  async confirm(id: string, confirmId: string, yes: boolean): Promise<Task> {
    const running = this.#running.get(id)
    if (running?.confirm?.id !== confirmId)
      throw wrongState(await this.#options.store.get(id), 'it asks for nothing now, or for something else')
    running.confirm.settle(yes)
    return this.#options.store.get(id)
  }

  /** Ends it with everything it started. Throws `task.not_found`, `task.state` where it has ended. */
  async cancel(id: string): Promise<Task> {
    const task = await this.#end(id, 'failed', 'It was cancelled.')
    if (!task) throw wrongState(await this.#options.store.get(id), 'it has ended')
    this.#queue = this.#queue.filter((one) => one !== id)
    this.#running.get(id)?.stop.abort()
    return task
  }

  async prune(): Promise<void> {
    await this.#options.store.prune(this.#options.now() - keptMs)
  }

  /** Ends every program that runs; resolves when all have ended. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { stop } of this.#running.values()) stop.abort()
    await Promise.all(this.#works)
  }

  #enqueue(id: string): void {
    this.#queue.push(id)
    this.#next()
  }

  #next(): void {
    while (!this.#closed && this.#running.size < this.#options.atOnce) {
      // One that was answered while its last run is being closed waits for that.
      const at = this.#queue.findIndex((one) => !this.#running.has(one))
      const [id] = at < 0 ? [] : this.#queue.splice(at, 1)
      if (id === undefined) return
      const running: Running = { stop: new AbortController(), confirm: undefined }
      this.#running.set(id, running)
      const work = this.#work(id, running)
        .catch((err: unknown) => this.#options.log.error({ err, task: id }, 'a task could not be carried on'))
        .finally(() => {
          this.#running.delete(id)
          this.#works.delete(work)
          this.#next()
        })
      this.#works.add(work)
    }
  }

  async #work(id: string, running: Running): Promise<void> {
    const { store, log } = this.#options
    const task = await store.change(id, (now) => (now.state === 'pending' ? { state: 'running' } : undefined))
    if (task.state !== 'running') return
    this.#tell(task, 'started')
    let outcome: Outcome
    try {
      outcome = await this.#carryOut(task, running)
    } catch (thrown) {
      const error = toDuetError(thrown)
      if (error.code === 'internal') log.error({ err: error.cause, task: id }, 'a task failed inside Duet')
      outcome = { type: 'failed', reason: error.message, output: '' }
    }
    // What a stopping Duet has cut off is found running at the next start.
    if (this.#closed) return
    if (outcome.type === 'question') {
      const { question, context, resume } = outcome
      const waits = await store.change(id, (now) =>
        now.state === 'running'
          ? { state: 'waiting_for_input', fields: { question, context, resume, asked: null, link: null } }
          : undefined,
      )
      if (waits.state === 'waiting_for_input') this.#tell(waits, 'waits')
      log.info({ task: id }, 'a task has a question')
    } else if (outcome.type === 'done') await this.#end(id, 'completed', null, outcome.output)
    else await this.#end(id, 'failed', outcome.reason, outcome.output)
  }

  async #carryOut(task: Task, running: Running): Promise<Outcome> {
    const { executor, timeoutMs } = this.#options
    const { commands, answers, resume } = task.fields
    if (commands.length > 0) return this.#runCommands(task, running)
    if (!executor) return { type: 'failed', reason: 'Nobody carries out tasks here any more.', output: '' }
    if (
      executor.confirm &&
      answers.length === 0 &&
      !(await this.#ask(task.id, running, `begin the task "${task.text.slice(0, 200)}"`))
    )
      return { type: 'failed', reason: 'It was not agreed to.', output: '' }
    return executor.run({
      ...{ taskId: task.id, instruction: task.text, answers, resume, timeoutMs, signal: running.stop.signal },
      agreed: (call) => this.#ask(task.id, running, `run "${shownCall(call)}"`),
    })
  }

  /** One after the other; what has run is not run again. */
  async #runCommands(task: Task, running: Running): Promise<Outcome> {
    const { commands, run } = this.#options
    const outputs = task.fields.results.map(({ output }) => output)
    for (const line of task.fields.commands.slice(task.fields.ran)) {
      const call = writtenCall(line, commands)
      if (!call) return { type: 'failed', reason: `"${line}" is no longer allowed.`, output: '' }
      if (call.command.risky && !(await this.#ask(task.id, running, `run "${line}"`)))
        return { type: 'failed', reason: `"${line}" was not agreed to.`, output: outputs.join('\n\n') }
      const end = await run(call, running.stop.signal)
      if (!end.done) return { type: 'failed', reason: end.reason, output: end.output }
      outputs.push(end.output)
      await this.#options.store.change(task.id, ({ fields }) => ({ fields: { ran: fields.ran + 1 } }))
    }
    return { type: 'done', output: outputs.join('\n\n') }
  }

  /** Resolves to whether somebody agrees in time; a task that is ended was not agreed to. */
  async #ask(taskId: string, running: Running, what: string): Promise<boolean> {
    const { store, confirmMs, now } = this.#options
    const id = randomUUID()
    const answer = Promise.withResolvers<boolean>()
    running.confirm = { id, settle: answer.resolve }
    const late = setTimeout(() => answer.resolve(false), confirmMs)
    const stop = () => answer.resolve(false)
    running.stop.signal.addEventListener('abort', stop, { once: true })
    const asks = await store.change(taskId, () => ({ fields: { confirm: { id, what, until: now() + confirmMs }, asked: null } }))
    this.#tell(asks, 'asks')
    const yes = running.stop.signal.aborted ? false : await answer.promise
    clearTimeout(late)
    running.stop.signal.removeEventListener('abort', stop)
    running.confirm = undefined
    const answered = await store.change(taskId, () => ({ fields: { confirm: null, asked: null } }))
    this.#options.log.info({ task: taskId, agreed: yes, audit: true }, 'something risky was asked about')
    this.#tell(answered, yes ? 'agreed' : 'refused')
    return yes
  }

  /** Undefined: it had ended before. */
  async #end(id: string, state: 'completed' | 'failed', error: string | null, output = ''): Promise<Task | undefined> {
    const isOpen = (now: TaskState) => openStates.some((one) => one === now)
    let ended = false
    const task = await this.#options.store.change(id, (now) => {
      ended = isOpen(now.state)
      if (!ended) return undefined
      const results = output === '' && state === 'failed' ? now.fields.results : [...now.fields.results, { output }]
      const over = { question: null, context: null, confirm: null, asked: null, link: null, resume: null, told: false }
      return { state, fields: { ...over, results, error } }
    })
    if (!ended) return undefined
    this.#options.log.info({ task: id, state }, 'a task has ended')
    this.#tell(task, state)
    return task
  }

  #tell(task: Task, news: TaskNews): void {
    for (const listener of this.#listeners) listener(task, news)
  }
}

function wrongState({ id, state }: Task, why: string): DuetError {
  return new DuetError('task.state', `Task ${id} is ${state.replaceAll('_', ' ')}: ${why}.`, { field: 'id' })
}
