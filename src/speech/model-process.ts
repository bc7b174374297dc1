/**
 * A model in a child process of its own, asked one thing at a time. A process and not a thread: a native runtime that
 * crashes, or is ended while it computes, takes its whole process with it, and that must never be the one with the calls.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { DuetError } from '../protocol/errors.ts'
import type { FromModel, ToModel } from './model-messages.ts'

export type ModelProcessOptions<Setup> = {
  /** For error messages: 'ear', 'mouth'. */
  readonly name: string
  /** The child's program; it calls `serveModel`. */
  readonly entry: URL
  readonly setup: Setup
  /** Requests that may wait; one more is refused. */
  readonly maxWaiting?: number
  readonly loadTimeoutMs?: number
  /** For one answer, waiting not included; after it the process counts as hung and is replaced. */
  readonly answerTimeoutMs?: number
  /** How often within `restartWindowMs` a process that died is started again. */
  readonly maxRestarts?: number
  readonly restartWindowMs?: number
}
const defaults = { maxWaiting: 32, loadTimeoutMs: 60_000, answerTimeoutMs: 30_000, maxRestarts: 3, restartWindowMs: 60_000 }

export type Answered<Answer> = { readonly value: Answer; readonly ms: number }

type Request<Ask, Answer> = {
  readonly id: number
  readonly ask: Ask
  resolve(answer: Answered<Answer> | undefined): void
  reject(error: DuetError): void
}
type State = 'loading' | 'ready' | 'failed' | 'closed'

/** One child process with a queue before it. */
export class ModelProcess<Setup, Ask, Answer> {
  readonly #options: ModelProcessOptions<Setup> & typeof defaults
  readonly #waiting: Request<Ask, Answer>[] = []
  #state: State = 'loading'
  #child: ChildProcess | undefined
  /** The request the child works on; it may have been answered already as aborted. */
  #running: Request<Ask, Answer> | undefined
  #deadline: NodeJS.Timeout | undefined
  #starts: number[] = []
  #lastId = 0
  #loaded = Promise.withResolvers<void>()

  private constructor(options: ModelProcessOptions<Setup>) {
    this.#options = { ...defaults, ...options }
  }

  /**
   * Starts the process and waits until its model is loaded.
   * @throws DuetError `model.failed` when it cannot be
   */
  static async open<Setup, Ask, Answer>(options: ModelProcessOptions<Setup>): Promise<ModelProcess<Setup, Ask, Answer>> {
    const opened = new ModelProcess<Setup, Ask, Answer>(options)
    opened.#start()
    await opened.#loaded.promise
    return opened
  }

  /** The child's process id, while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /**
   * Resolves to the answer, or to `undefined` at once when the signal aborts, waiting or running.
   * @throws DuetError `model.busy` when too many wait, `model.failed` when the process dies over it or is not coming back
   */
  ask(ask: Ask, signal?: AbortSignal): Promise<Answered<Answer> | undefined> {
    if (signal?.aborted) return Promise.resolve(undefined)
    const { name, maxWaiting } = this.#options
    if (this.#state === 'closed' || this.#state === 'failed')
      return Promise.reject(
        new DuetError('model.failed', `The ${name} is ${this.#state === 'closed' ? 'closed' : 'not running'}.`),
      )
    if (this.#waiting.length >= maxWaiting)
      return Promise.reject(new DuetError('model.busy', `${maxWaiting} requests wait for the ${name} already.`))
    return new Promise((resolve, reject) => {
      const request: Request<Ask, Answer> = {
        id: ++this.#lastId,
        ask,
        resolve: (answer) => {
          signal?.removeEventListener('abort', onAbort)
          resolve(answer)
        },
        reject: (error) => {
          signal?.removeEventListener('abort', onAbort)
          reject(error)
        },
      }
      const onAbort = (): void => this.#abort(request)
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(request)
      this.#next()
    })
  }

  /** Ends the process; what still waits is rejected. Nothing needs saving, so the process is simply killed. */
  async close(): Promise<void> {
    const child = this.#child
    this.#state = 'closed'
    this.#giveUp('The model was closed.')
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }

  #start(): void {
    const { entry, name, setup, loadTimeoutMs } = this.#options
    this.#starts.push(performance.now())
    this.#state = 'loading'
    // stdout and stderr of the native libraries may hold what was said, so they go nowhere.
    const child = fork(entry, [], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    this.#child = child
    let reason = `The ${name} ended unexpectedly.`
    this.#arm(loadTimeoutMs, () => {
      reason = `The ${name} did not load within ${loadTimeoutMs} ms.`
    })
    // Only our own child writes to this channel.
    child.on('message', (message) => this.#receive(message as FromModel<Answer>, (why) => (reason = why)))
    child.on('error', (error) => (reason = `The ${name} could not be started: ${error.message}`))
    child.once('exit', () => this.#died(child, reason))
    this.#post({ type: 'setup', setup })
  }

  #receive(message: FromModel<Answer>, explain: (why: string) => void): void {
    if (message.type === 'failing') {
      explain(`The ${this.#options.name} failed: ${message.message}`)
      return
    }
    clearTimeout(this.#deadline)
    if (message.type === 'ready') {
      this.#state = 'ready'
      this.#loaded.resolve()
    } else if (message.id === this.#running?.id) {
      this.#running.resolve(message.type === 'answer' ? { value: message.value, ms: message.ms } : undefined)
      this.#running = undefined
    }
    this.#next()
  }

  #next(): void {
    if (this.#state !== 'ready' || this.#running) return
    this.#running = this.#waiting.shift()
    if (!this.#running) return
    this.#arm(this.#options.answerTimeoutMs, () => undefined)
    this.#post({ type: 'ask', id: this.#running.id, ask: this.#running.ask })
  }

  #abort(request: Request<Ask, Answer>): void {
    request.resolve(undefined)
    const at = this.#waiting.indexOf(request)
    if (at >= 0) this.#waiting.splice(at, 1)
    else if (this.#running === request) this.#post({ type: 'abort', id: request.id })
  }

  #died(child: ChildProcess, reason: string): void {
    if (child !== this.#child || this.#state === 'closed') return
    const { maxRestarts, restartWindowMs } = this.#options
    const neverLoaded = this.#state === 'loading' && this.#starts.length === 1
    this.#starts = this.#starts.filter((at) => performance.now() - at < restartWindowMs)
    this.#state = neverLoaded || this.#starts.length > maxRestarts ? 'failed' : 'loading'
    this.#loaded.reject(new DuetError('model.failed', reason))
    this.#giveUp(reason)
    if (this.#state === 'loading') this.#start()
  }

  #giveUp(reason: string): void {
    clearTimeout(this.#deadline)
    const lost = [...(this.#running ? [this.#running] : []), ...this.#waiting.splice(0)]
    this.#running = undefined
    for (const request of lost) request.reject(new DuetError('model.failed', reason))
  }

  #arm(ms: number, late: () => void): void {
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => {
      late()
      this.#child?.kill('SIGKILL')
    }, ms)
  }

  #post(message: ToModel<Setup, Ask>): void {
    // A child that has just died is noticed by its exit; the error of the write says nothing more.
    this.#child?.send(message, () => undefined)
  }
}
