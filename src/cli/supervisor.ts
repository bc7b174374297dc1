/** Keeps child processes of this program running: waits till each is ready, restarts the ones that crash, ends all in order. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { ProofOutcome } from '../engines/managed/life.ts'
import type { ServerReport } from '../engines/managed/server-report.ts'
import { DuetError, type ErrorCode, errorCatalogue } from '../protocol/errors.ts'

/** What a child says over its IPC channel. */
export type RoleMessage =
  | { readonly type: 'ready'; readonly address: string }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string }
  /** The answer to `prove`. */
  | { readonly type: 'proved'; readonly id: number; readonly outcome: ProofOutcome }
/** What a child is told over its IPC channel; it ends by itself when the channel breaks. */
export type SupervisorMessage =
  | { readonly type: 'stop'; readonly reason: string }
  /** Have the engine at this address take a call and make sound, if no caller has its slot. */
  | { readonly type: 'prove'; readonly id: number; readonly address: string }
  /** What the model servers that are started here do now; each time all of them. */
  | { readonly type: 'servers'; readonly servers: readonly ServerReport[] }

export type ChildSpec = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What it may take longer than others to end, ms: its callers finish first. */
  readonly drainMs?: number
}

export type RestartPolicy = {
  /** Wait before the first, second, … restart within `windowMs`; one crash more than there are delays and the supervisor gives up. */
  readonly delaysMs: readonly number[]
  readonly windowMs: number
  /** How long a child may take to say that it is ready. */
  readonly readyMs: number
  /** How long a child may take to end when told to, before it is killed. */
  readonly stopMs: number
}
export const defaultRestartPolicy: RestartPolicy = {
  delaysMs: [200, 1000, 2000, 5000, 10_000],
  windowMs: 120_000,
  readyMs: 120_000,
  stopMs: 6000,
}

export type SupervisorOptions = {
  readonly children: readonly ChildSpec[]
  readonly policy?: RestartPolicy
  /** One line of a child's output. */
  readonly onOutput?: (child: string, line: string) => void
  /** One line for a person: a crash, a restart. */
  readonly onNotice: (line: string) => void
  /** A child is ready, for the first time or again. */
  readonly onReady?: (child: string) => void
}

type Child = {
  readonly spec: ChildSpec
  process: ChildProcess | undefined
  ready: boolean
  /** When it crashed, by the wall clock, ms; only those within the window. */
  crashes: number[]
  restart: NodeJS.Timeout | undefined
  /** The last lines of output, to show with a crash. */
  lastLines: string[]
  deadline: NodeJS.Timeout | undefined
}

const keptLines = 12

export class Supervisor {
  /** Resolves when everything has ended, with the error that ended it or `undefined` when it was asked to. */
  readonly ended: Promise<DuetError | undefined>
  readonly #options: SupervisorOptions
  readonly #policy: RestartPolicy
  readonly #children: Child[]
  readonly #addresses = new Map<string, string>()
  readonly #proofs = new Map<number, (outcome: ProofOutcome) => void>()
  #asked = 0
  #closing: Promise<void> | undefined
  #resolveEnded: (error: DuetError | undefined) => void = () => {}
  #resolveReady: (addresses: ReadonlyMap<string, string>) => void = () => {}
  #rejectReady: (error: DuetError) => void = () => {}

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#policy = options.policy ?? defaultRestartPolicy
    this.#children = options.children.map((spec) => ({
      spec,
      process: undefined,
      ready: false,
      crashes: [],
      restart: undefined,
      lastLines: [],
      deadline: undefined,
    }))
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
  }

  /** Starts all children and resolves with each one's address when all are ready. Rejects with the error that made it give up. */
  start(): Promise<ReadonlyMap<string, string>> {
    return new Promise((resolve, reject) => {
      this.#resolveReady = resolve
      this.#rejectReady = reject
      for (const child of this.#children) this.#launch(child)
    })
  }

  /** Ends the children in reverse order of their start, each with a deadline. Safe to call again. */
  close(reason: string, error?: DuetError): Promise<void> {
    this.#closing ??= this.#closeAll(reason, error)
    return this.#closing
  }

  /** Has a child prove an engine; `unknown` where the child is not ready, ends meanwhile or takes longer than `ms`. Never rejects. */
  prove(name: string, address: string, ms: number): Promise<ProofOutcome> {
    const child = this.#children.find((one) => one.spec.name === name)
    const running = child?.process
    if (!child?.ready || !running?.connected) return Promise.resolve('unknown')
    const id = ++this.#asked
    return new Promise((resolve) => {
      const answer = (outcome: ProofOutcome) => {
        clearTimeout(deadline)
        running.off('exit', gone)
        this.#proofs.delete(id)
        resolve(outcome)
      }
      const gone = () => answer('unknown')
      const deadline = setTimeout(gone, ms)
      running.once('exit', gone)
      this.#proofs.set(id, answer)
      const message: SupervisorMessage = { type: 'prove', id, address }
      running.send(message, (error) => {
        if (error) answer('unknown')
      })
    })
  }

  /** Tells a child that is ready; one that is not is told nothing. */
  tell(name: string, message: SupervisorMessage): void {
    const child = this.#children.find((one) => one.spec.name === name)
    if (child?.ready && child.process?.connected) child.process.send(message, () => {})
  }

  /** Kills whatever still runs, at once. */
  kill(): void {
    for (const child of this.#children) child.process?.kill('SIGKILL')
  }

  /** Process ids by name, of those that run. */
  dump(): Readonly<Record<string, number | undefined>> {
    return Object.fromEntries(this.#children.map((child) => [child.spec.name, child.process?.pid]))
  }

  #launch(child: Child): void {
    const { spec } = child
    child.ready = false
    child.lastLines = []
    const running = spawn(spec.command, spec.args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...spec.env },
    })
    child.process = running
    for (const stream of [running.stdout, running.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#output(child, line))
    child.deadline = setTimeout(() => {
      this.#note(child, `not ready after ${this.#policy.readyMs / 1000} s`)
      running.kill('SIGKILL')
    }, this.#policy.readyMs)
    // The only messages on the channel are those of role.ts.
    running.on('message', (message) => this.#hear(child, message as RoleMessage))
    running.on('error', (error) => this.#note(child, error.message))
    running.on('close', (code, signal) => this.#gone(child, signal ?? `exit code ${code}`))
  }

  #output(child: Child, line: string): void {
    child.lastLines = [...child.lastLines.slice(1 - keptLines), line]
    this.#options.onOutput?.(child.spec.name, line)
  }

  #note(child: Child, line: string): void {
    this.#options.onNotice(`${child.spec.name}: ${line}`)
  }

  #hear(child: Child, message: RoleMessage): void {
    if (message.type === 'failed') {
      // A fault that a restart would only repeat; the child ends by itself.
      if (!errorCatalogue[message.code].retryable) void this.close('failed', new DuetError(message.code, message.message))
      else this.#note(child, message.message)
      return
    }
    if (message.type === 'proved') {
      this.#proofs.get(message.id)?.(message.outcome)
      return
    }
    clearTimeout(child.deadline)
    child.ready = true
    this.#addresses.set(child.spec.name, message.address)
    if (child.crashes.length > 0) this.#note(child, 'is back')
    this.#options.onReady?.(child.spec.name)
    if (this.#children.every((one) => one.ready)) this.#resolveReady(this.#addresses)
  }

  #gone(child: Child, how: string): void {
    clearTimeout(child.deadline)
    child.process = undefined
    child.ready = false
    if (this.#closing) return
    const now = Date.now()
    child.crashes = [...child.crashes.filter((at) => now - at < this.#policy.windowMs), now]
    const delayMs = this.#policy.delaysMs[child.crashes.length - 1]
    const last = child.lastLines.length > 0 ? `\n${child.lastLines.map((line) => `    ${line}`).join('\n')}` : ''
    if (delayMs === undefined) {
      const message = `The ${child.spec.name} ended ${child.crashes.length} times within ${this.#policy.windowMs / 1000} s (last: ${how}).${last}`
      void this.close('gave up', new DuetError('internal', message))
      return
    }
    this.#note(child, `ended unexpectedly (${how}); starting it again in ${delayMs / 1000} s${last}`)
    child.restart = setTimeout(() => this.#launch(child), delayMs)
  }

  async #closeAll(reason: string, error: DuetError | undefined): Promise<void> {
    if (error) this.#rejectReady(error)
    else this.#rejectReady(new DuetError('server.stopping', 'Stopped before everything was ready.'))
    for (const child of [...this.#children].reverse()) {
      clearTimeout(child.restart)
      clearTimeout(child.deadline)
      if (child.process) await stop(child.process, reason, this.#policy.stopMs + (child.spec.drainMs ?? 0))
    }
    this.#resolveEnded(error)
  }
}

async function stop(child: ChildProcess, reason: string, stopMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('close', resolve))
  const message: SupervisorMessage = { type: 'stop', reason }
  if (child.connected) child.send(message, () => {})
  const deadline = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await gone
  clearTimeout(deadline)
}
