/** One run of a model server's process: its output by lines, its end and what it was, and ending it without leaving anything behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { ServerEnd } from './failure.ts'
import { OutputLines } from './output-lines.ts'

export type ServerCommand = {
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>
}

export type ServerProcessEvents = {
  readonly onLine: (line: string) => void
  /** Once, after the last line. */
  readonly onEnd: (end: ServerEnd) => void
}

/** Lines kept to tell a failure from: a traceback through a model is long. */
const keptLines = 400
const progressMs = 10_000

export class ServerProcess {
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #ended = Promise.withResolvers<void>()
  #startError: string | undefined
  #over = false

  constructor({ command, args, env }: ServerCommand, events: ServerProcessEvents) {
    // A group of its own: a Ctrl-C in the terminal must not reach it before its callers are gone, and what it starts ends with it.
    this.#child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    this.#child.stdin?.on('error', () => {})
    const outputs = [this.#child.stdout, this.#child.stderr].map((stream) => {
      const lines = new OutputLines({
        onLine: (line) => {
          this.#lines.push(line)
          if (this.#lines.length > keptLines) this.#lines.shift()
          events.onLine(line)
        },
        progressMs,
        now: () => performance.now(),
      })
      stream?.setEncoding('utf8').on('data', (text: string) => lines.push(text))
      return lines
    })
    const over = (exitCode: number | null, signal: string | null) => {
      if (this.#over) return
      this.#over = true
      this.#signal('SIGKILL') // whatever it has started
      for (const lines of outputs) lines.end()
      events.onEnd({ lines: this.#lines, exitCode, signal, startError: this.#startError })
      this.#ended.resolve()
    }
    this.#child.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#child.pid !== undefined) return // a signal that came too late
      this.#startError = error.code ?? error.message
      over(null, null)
    })
    this.#child.on('exit', (exitCode, signal) => {
      // A grandchild may hold the pipes open: what is in them is read, its end is not waited for.
      this.#signal('SIGKILL')
      const late = setTimeout(() => over(exitCode, signal), 1000)
      this.#child.once('close', () => {
        clearTimeout(late)
        over(exitCode, signal)
      })
    })
  }

  get pid(): number | undefined {
    return this.#over ? undefined : this.#child.pid
  }

  /** Asks it to end, and kills it after `killMs`: the real servers are deaf at once and take minutes to go. */
  async terminate(killMs: number): Promise<void> {
    this.#signal('SIGTERM')
    const deadline = setTimeout(() => this.kill(), killMs)
    await this.#ended.promise
    clearTimeout(deadline)
  }

  kill(): void {
    this.#signal('SIGKILL')
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(-pid, signal)
    } catch {} // it has gone
  }
}
