/** The output of supervised children: into one file each, and warnings and errors to the terminal in plain words. */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { toDuetError } from '../protocol/errors.ts'

/** A file that has grown to this is set aside as `.old` (one generation), so a log never takes more than twice as much. */
const maxFileBytes = 10 * 1024 * 1024
const pinoWarn = 40
const pinoLine = z.object({ level: z.number(), msg: z.string(), err: z.object({ message: z.string() }).optional() })

export type ChildLogsOptions = {
  /** Every line to the terminal, as it is. */
  readonly verbose: boolean
  readonly say: (line: string) => void
}

export class ChildLogs {
  readonly folder: string
  readonly #options: ChildLogsOptions
  readonly #files = new Map<string, { descriptor: number; bytes: number }>()

  constructor(dataDir: string, options: ChildLogsOptions) {
    this.folder = join(dataDir, 'logs')
    this.#options = options
    try {
      mkdirSync(this.folder, { recursive: true })
    } catch (cause) {
      options.say(`duet: no log files: ${toDuetError(cause).message}`)
    }
  }

  line(child: string, line: string): void {
    this.#write(child, line)
    const shown = this.#options.verbose ? line : alarming(line)
    if (shown !== undefined) this.#options.say(`${child}: ${shown}`)
  }

  close(): void {
    for (const { descriptor } of this.#files.values()) closeSync(descriptor)
    this.#files.clear()
  }

  /** A log that cannot be written (a full disk) must not end the call: the line is lost, the terminal has the warnings. */
  #write(child: string, line: string): void {
    try {
      const file = this.#file(child)
      file.bytes += writeSync(file.descriptor, `${line}\n`)
    } catch {}
  }

  #file(child: string): { descriptor: number; bytes: number } {
    const path = join(this.folder, `${child}.log`)
    let file = this.#files.get(child)
    if (file && file.bytes >= maxFileBytes) {
      closeSync(file.descriptor)
      this.#files.delete(child)
      file = undefined
    }
    if (!file) {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) >= maxFileBytes) renameSync(path, `${path}.old`)
      const descriptor = openSync(path, 'a')
      file = { descriptor, bytes: fstatSync(descriptor).size }
      this.#files.set(child, file)
    }
    return file
  }
}

/** A warning or error of the log in one line; a line that is no log line (a crash of the runtime) as it is; `undefined` for the rest. */
function alarming(line: string): string | undefined {
  if (line.trim() === '') return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return line
  }
  const entry = pinoLine.safeParse(parsed)
  if (!entry.success) return line
  if (entry.data.level < pinoWarn) return undefined
  return entry.data.err ? `${entry.data.msg}: ${entry.data.err.message}` : entry.data.msg
}
