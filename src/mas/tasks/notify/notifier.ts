/** Carries messages to people by every channel there is: each is on disk until it was taken, tried again with growing pauses, and given up visibly. */
import { createHash } from 'node:crypto'
import type { Log } from '../../../observe/log.ts'
import type { MemoryStore } from '../../../store/memory/port.ts'
import { questionIdOf, type Task, type TaskStore } from '../task.ts'
import { type Channel, type MessageKind, NotTaken } from './channel.ts'
import { MessageBox, type OutboxMessage } from './message-box.ts'
import { messageText } from './messages.ts'

export type NotifierOptions = {
  readonly store: MemoryStore
  readonly tasks: TaskStore
  readonly channels: readonly Channel[]
  /** Where the person goes: with what answers the present question for `question`. */
  readonly link: (task: Task, kind: MessageKind) => Promise<string>
  readonly log: Log
  /** Epoch ms. */
  readonly now: () => number
  readonly random?: () => number
  /** Pauses after each failure, ms; after the last a message is given up. */
  readonly pausesMs?: readonly number[]
}

/** Share of a pause that chance may add. */
const jitter = 0.5
const atOnce = 8
const lookMs = 1000
/** One attempt of a channel, ms; each has a shorter limit of its own. */
const sendMs = 60_000

export class Notifier {
  readonly box: MessageBox
  readonly #options: Required<NotifierOptions>
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined

  constructor(options: NotifierOptions) {
    this.#options = { random: Math.random, pausesMs: [2000, 10_000, 60_000, 600_000, 3_600_000], ...options }
    this.box = new MessageBox(options.store, options.now)
    this.#wait(0)
  }

  /** Durable when it resolves; the same message again changes nothing. */
  async put(task: Task, kind: MessageKind): Promise<void> {
    const { store, channels, now } = this.#options
    const at = now()
    // What it is about may have moved on by the time it is sent: then it is not.
    const about = aboutOf(task, kind)
    for (const { name } of channels) {
      const id = `m-${createHash('sha256')
        .update(JSON.stringify([about, kind, name]))
        .digest('hex')
        .slice(0, 24)}`
      const [known] = await store.rows('messages', { id })
      if (known) continue
      const row: OutboxMessage = {
        ...{ id, userId: task.userId, persona: task.persona, taskId: task.id, channel: name, kind, body: { about } },
        ...{ state: 'pending', attempts: 0, dueAt: at, lastError: null, createdAt: at, updatedAt: at, revision: 0 },
      }
      await store.write([{ op: 'put', table: 'messages', row }])
    }
    this.#wait(0)
  }

  /** Those given up, one or all, are tried again at once. Resolves to how many. */
  async retry(id: string | undefined): Promise<number> {
    const changed = await this.box.retry(id)
    this.#wait(0)
    return changed
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#working
    await Promise.all(this.#options.channels.map((channel) => channel.close?.()))
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer)
    if (this.#stop.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#working ??= this.#work()
        .catch((err: unknown) => this.#options.log.warn({ err }, 'messages could not be read; tried again'))
        .then(() => {
          this.#working = undefined
          this.#wait(lookMs)
        })
    }, ms)
    this.#timer.unref()
  }

  async #work(): Promise<void> {
    const { store, now } = this.#options
    while (!this.#stop.signal.aborted) {
      const due = await store.rows('messages', { state: 'pending', dueAt: { lte: now() } }, { by: 'dueAt', limit: atOnce })
      if (due.length === 0) return
      await Promise.all(due.map((message) => this.#deliver(message)))
    }
  }

  async #deliver(row: OutboxMessage): Promise<void> {
    const { store, tasks, channels, link, log } = this.#options
    const channel = channels.find(({ name }) => name === row.channel)
    const task = await tasks.find(row.taskId)
    const kind = row.kind as MessageKind // written by `put` alone
    const gone: Parameters<MemoryStore['write']>[0] = [{ op: 'delete', table: 'messages', where: { id: row.id } }]
    // The question was answered meanwhile, or the channel is no longer wanted.
    if (!task || !channel || aboutOf(task, kind) !== (row.body as { about?: unknown }).about)
      return void (await store.write(gone))
    try {
      const to = await link(task, kind)
      const message = { ...messageText(kind, task, to), id: row.id, kind, taskId: task.id, userId: task.userId, link: to }
      await channel.send(message, AbortSignal.any([this.#stop.signal, AbortSignal.timeout(sendMs)]))
      await store.write(gone)
      log.info({ channel: channel.name, task: task.id, kind }, 'a message was sent')
    } catch (thrown) {
      if (!this.#stop.signal.aborted) await this.#failed(row, thrown)
    }
  }

  async #failed(row: OutboxMessage, thrown: unknown): Promise<void> {
    const { store, pausesMs, random, now, log } = this.#options
    const pause = thrown instanceof NotTaken ? undefined : pausesMs[row.attempts]
    const lastError = (thrown instanceof Error ? reasonOf(thrown) : 'failed').slice(0, 300)
    const set = {
      ...{ attempts: row.attempts + 1, lastError, updatedAt: now() },
      ...(pause === undefined ? { state: 'dead' } : { dueAt: Math.round(now() + pause * (1 + jitter * random())) }),
    }
    await store.write([{ op: 'patch', table: 'messages', where: { id: row.id }, set }])
    const about = { channel: row.channel, task: row.taskId, reason: lastError }
    if (pause === undefined) log.error(about, 'a message was given up; "duet outbox" shows it')
    else log.warn(about, 'a message was not taken; tried again')
  }
}

/** Which question, or which end, a message tells of; '' where there is nothing to tell any more. */
function aboutOf(task: Task, kind: MessageKind): string {
  const { state, fields } = task
  switch (kind) {
    case 'question':
      return state === 'waiting_for_input' ? questionIdOf(task) : ''
    case 'confirm':
      return fields.confirm?.id ?? ''
    case 'completed':
    case 'failed':
      return state === kind ? `${task.id}:${kind}` : ''
  }
}

/** `fetch` hides the reason in its cause. */
function reasonOf(error: Error): string {
  const { cause } = error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return `${error.message} (${cause.code})`
  return error.message
}
