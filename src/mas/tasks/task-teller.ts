/** Brings what tasks ask and what came of them to their person: in a call where there is one, else by a message; nothing is forgotten over a restart. */
import { randomUUID } from 'node:crypto'
import type { Log } from '../../observe/log.ts'
import { toDuetError } from '../../protocol/errors.ts'
import { type CallReach, callEventPrefix } from './call-reach.ts'
import type { Notifier } from './notify/notifier.ts'
import { questionIdOf, type Task, type TaskStore } from './task.ts'
import { confirmAloud, doneAloud, failedAloud, questionAloud } from './task-words.ts'
import type { TaskNews } from './tasks.ts'

export type TaskTellerOptions = {
  readonly store: TaskStore
  readonly reach: CallReach
  readonly notifier: Notifier
  readonly onQuestion: boolean
  readonly onComplete: boolean
  /** How long a link answers, ms. */
  readonly linkMs: number
  readonly log: Log
  /** Epoch ms. */
  readonly now: () => number
  /** How long the agent may take to say a question, and the person to answer it, ms. */
  readonly patience?: { readonly sayMs: number; readonly answerMs: number }
}

const lookMs = 1000
const mostUntold = 200

export class TaskTeller {
  readonly #options: Required<TaskTellerOptions>
  readonly #works = new Set<Promise<void>>()
  readonly #timer: NodeJS.Timeout

  constructor(options: TaskTellerOptions) {
    this.#options = { patience: { sayMs: 45_000, answerMs: 120_000 }, ...options }
    this.#timer = setInterval(() => this.#do(() => this.#look()), lookMs).unref()
  }

  /** What the last process did not get told. */
  async begin(): Promise<void> {
    const { store } = this.#options
    for (const task of await store.list({ state: ['waiting_for_input'] }, mostUntold))
      if (!task.fields.link) this.hear(task, 'waits')
    for (const task of await store.list({ state: ['completed', 'failed'] }, mostUntold))
      if (!task.fields.told) this.hear(task, task.state === 'completed' ? 'completed' : 'failed')
  }

  hear(task: Task, news: TaskNews): void {
    if (news === 'waits') this.#do(() => this.#question(task))
    else if (news === 'asks') this.#do(() => this.#confirm(task))
    else if (news === 'completed' || news === 'failed') this.#do(() => this.#outcome(task))
  }

  /** A call was opened to answer this task's question: it is asked there, and nowhere else. */
  async opened(taskId: string, sessionId: string): Promise<Task> {
    const at = this.#options.now()
    return this.#options.store.change(taskId, (task) => {
      if (task.state !== 'waiting_for_input') return undefined
      const asked = {
        sessionId,
        id: questionIdOf(task),
        at,
        saying: questionAloud(task),
        saidAt: null,
        candidate: null,
        opened: true,
      }
      return { fields: { asked } }
    })
  }

  /** A call is over: what was asked there and not answered is asked by message. */
  callEnded(sessionId: string): void {
    this.#do(async () => {
      for (const task of await this.#asked()) if (task.fields.asked?.sessionId === sessionId) await this.#askByMessage(task)
    })
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#works)
  }

  async #question(task: Task): Promise<void> {
    const { reach, store, now } = this.#options
    const id = questionIdOf(task)
    const say = questionAloud(task)
    const sessionId = await reach.tell(task.userId, task.sessionId, {
      ...{ id: `${callEventPrefix}${id}`, taskId: task.id, say },
      message: `A task has a question: ${task.fields.question}`,
    })
    if (sessionId === undefined) return this.#askByMessage(task)
    const asked = { sessionId, id, at: now(), saying: say, saidAt: null, candidate: null, opened: false }
    await store.change(task.id, (current) =>
      current.state === 'waiting_for_input' && questionIdOf(current) === id && !current.fields.asked?.opened
        ? { fields: { asked } }
        : undefined,
    )
  }

  async #confirm(task: Task): Promise<void> {
    const { reach, store, notifier, onQuestion, now } = this.#options
    const { confirm } = task.fields
    if (!confirm) return
    const say = confirmAloud(task)
    const sessionId = await reach.tell(task.userId, task.sessionId, {
      ...{ id: `${callEventPrefix}${confirm.id}`, taskId: task.id, say },
      message: `A task wants to ${confirm.what}. It is refused in two minutes unless you agree.`,
    })
    if (sessionId === undefined) {
      if (onQuestion) await notifier.put(task, 'confirm')
      return
    }
    const asked = { sessionId, id: confirm.id, at: now(), saying: say, saidAt: null, candidate: null, opened: false }
    await store.change(task.id, ({ fields }) => (fields.confirm?.id === confirm.id ? { fields: { asked } } : undefined))
  }

  async #outcome(task: Task): Promise<void> {
    const { reach, store, notifier, onComplete } = this.#options
    const done = task.state === 'completed'
    const say = done ? doneAloud(task) : failedAloud(task)
    const message = done ? `A task is done: ${task.text}` : `A task has failed: ${task.text}. ${task.fields.error ?? ''}`
    const sessionId = await reach.tell(task.userId, task.sessionId, {
      ...{ id: `${callEventPrefix}${task.id}:${task.state}`, taskId: task.id, say },
      message: message.slice(0, 1000),
    })
    if (sessionId === undefined && onComplete) await notifier.put(task, done ? 'completed' : 'failed')
    await store.change(task.id, () => ({ fields: { told: true } }))
  }

  /** From now on it is the link that answers. */
  async #askByMessage(task: Task): Promise<void> {
    const { store, notifier, onQuestion, linkMs, now } = this.#options
    const id = questionIdOf(task)
    const waits = await store.change(task.id, (current) => {
      if (current.state !== 'waiting_for_input' || questionIdOf(current) !== id) return undefined
      const link = current.fields.link ?? { id: randomUUID(), expiresAt: now() + linkMs, usedAt: null }
      return { fields: { asked: null, link } }
    })
    if (onQuestion && waits.state === 'waiting_for_input') await notifier.put(waits, 'question')
  }

  /** What was asked in a call and found no answer there in good time. */
  async #look(): Promise<void> {
    const { patience, now } = this.#options
    for (const task of await this.#asked()) {
      const { asked } = task.fields
      if (!asked || task.state !== 'waiting_for_input') continue
      const late = asked.saidAt === null ? now() - asked.at > patience.sayMs : now() - asked.saidAt > patience.answerMs
      if (late) await this.#askByMessage(task)
    }
  }

  async #asked(): Promise<readonly Task[]> {
    const open = await this.#options.store.list({ state: ['waiting_for_input', 'running'] })
    return open.filter((task) => task.fields.asked !== null)
  }

  #do(work: () => Promise<void>): void {
    const doing = work()
      .catch((thrown: unknown) => {
        const { code } = toDuetError(thrown)
        // It was erased meanwhile.
        if (code !== 'task.not_found') this.#options.log.warn({ err: thrown }, 'a person could not be told of a task')
      })
      .finally(() => this.#works.delete(doing))
    this.#works.add(doing)
  }
}
