/** A model server kept running: the reducer's effects carried out on a real process, its output told, its calls proved. */
import http from 'node:http'
import type { DuetError } from '../../protocol/errors.ts'
import { classifyEnd, type ServerFacts } from './failure.ts'
import {
  type LifeEffect,
  type LifeEvent,
  type LifePolicy,
  type LifeState,
  live,
  newLife,
  type Phase,
  type ProofOutcome,
} from './life.ts'
import { type ServerCommand, ServerProcess } from './server-process.ts'
import { fetchProgress, type ServerReport, serverReport } from './server-report.ts'

export type ManagedServerOptions = {
  readonly facts: ServerFacts
  /** "ws://127.0.0.1:9100" */
  readonly address: string
  readonly command: ServerCommand
  readonly policy: LifePolicy
  /** How long it may take to end when asked to, before it is killed, ms. */
  readonly killMs: number
  /** Has it take a call and make sound, by the one who owns its slots. Never rejects. */
  readonly prove: (address: string) => Promise<ProofOutcome>
  readonly onLine: (name: string, line: string) => void
  readonly onNotice: (line: string) => void
  readonly onPhase: (server: ManagedServer) => void
  /** What `report` says is different. */
  readonly onReport: () => void
}

/** A plain request waits for the model's step at most. */
const answerMs = 10_000

export class ManagedServer {
  readonly name: string
  readonly address: string
  /** Resolves when it has ended for good, with why it was given up, or `undefined` where it was asked to end. */
  readonly ended: Promise<DuetError | undefined>
  readonly #options: ManagedServerOptions
  #state: LifeState = newLife
  #process: ServerProcess | undefined
  #timer: NodeJS.Timeout | undefined
  #stopping = false
  /** What its output told last of its weights. */
  #fetched: string | undefined
  #since = Date.now()
  #resolveEnded: (fault: DuetError | undefined) => void = () => {}

  constructor(options: ManagedServerOptions) {
    this.#options = options
    this.name = options.facts.name
    this.address = options.address
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
  }

  get phase(): Phase {
    return this.#state.phase
  }
  get report(): ServerReport {
    const told = { name: this.name, address: this.address, since: this.#since }
    return serverReport(this.#state, told, { fetched: this.#fetched, asked: this.#stopping })
  }
  get pid(): number | undefined {
    return this.#process?.pid
  }

  start(): void {
    this.#feed({ type: 'start', atMs: performance.now() })
  }

  /** Ends it; its callers should have gone before. Safe to call again. */
  async close(): Promise<void> {
    this.#stopping = true
    this.#feed({ type: 'stop', atMs: performance.now() })
    await this.ended
  }

  /** At once, whatever it does. */
  kill(): void {
    this.#process?.kill()
  }

  #feed(event: LifeEvent): void {
    const [state, effects] = live(this.#state, event, this.#options.policy, this.name)
    this.#state = state
    for (const effect of effects) this.#carryOut(effect)
    if (state.phase !== 'ended') return
    clearTimeout(this.#timer)
    this.#resolveEnded(this.#stopping ? undefined : (state.fault ?? undefined))
  }

  #carryOut(effect: LifeEffect): void {
    switch (effect.type) {
      case 'spawn':
        this.#spawn()
        break
      case 'wake':
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => this.#feed({ type: 'woke', atMs: performance.now() }), effect.afterMs)
        break
      case 'check':
        this.#ofThisRun(this.#answers(), (ok) => this.#feed({ type: 'answered', ok, atMs: performance.now() }))
        break
      case 'prove':
        this.#ofThisRun(this.#prove(), (outcome) => this.#feed({ type: 'proved', outcome, atMs: performance.now() }))
        break
      case 'terminate':
        clearTimeout(this.#timer)
        void this.#process?.terminate(this.#options.killMs)
        break
      case 'kill':
        this.#process?.kill()
        break
      case 'phase':
        this.#since = Date.now()
        this.#fetched = undefined
        this.#options.onPhase(this)
        this.#options.onReport()
        break
      case 'tell':
        this.#options.onNotice(`${this.name}: ${withoutName(effect.line, this.name)}`)
        break
    }
  }

  /** What was asked of a process says nothing of the next one. */
  #ofThisRun<T>(asked: Promise<T>, then: (answer: T) => void): void {
    const run = this.#process
    void asked.then((answer) => {
      if (run === this.#process) then(answer)
    })
  }

  #spawn(): void {
    const { command, facts, onLine } = this.#options
    this.#process = new ServerProcess(command, {
      onLine: (line) => {
        this.#feed({ type: 'output', atMs: performance.now() })
        this.#progress(line)
        onLine(this.name, line)
      },
      onEnd: (end) => {
        this.#process = undefined
        this.#feed({ type: 'exited', fault: classifyEnd(end, facts), atMs: performance.now() })
      },
    })
  }

  #progress(line: string): void {
    const fetched = this.phase === 'starting' ? fetchProgress(line) : undefined
    if (fetched === this.#fetched) return
    this.#fetched = fetched
    this.#options.onReport()
  }

  /** Nothing is asked of a port that does not answer: the slot's owner would only find it dead. */
  async #prove(): Promise<ProofOutcome> {
    if (!(await this.#answers())) return 'failed'
    return this.#options.prove(this.address)
  }

  /** Whether a plain request gets any answer: it takes no slot, and shows that the server's loop turns. */
  #answers(): Promise<boolean> {
    const url = new URL('/api/chat', this.address.replace(/^ws/, 'http'))
    return new Promise((resolve) => {
      const request = http.get(url, { agent: false, signal: AbortSignal.timeout(answerMs) }, (response) => {
        response.resume()
        response.on('close', () => resolve(true))
      })
      request.on('error', () => resolve(false))
    })
  }
}

function withoutName(line: string, name: string): string {
  return line.startsWith(`${name}: `) ? line.slice(name.length + 2) : line
}
