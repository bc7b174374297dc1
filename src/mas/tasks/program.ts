/** One run of a program for a task: argument list in, bounded output out; it and whatever it starts end with the run, and with this process. */
import { fork } from 'node:child_process'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuetError } from '../../protocol/errors.ts'
import { BoundedText } from './bounded-text.ts'
import type { KeeperOrder, KeeperReport } from './keeper.ts'

export type ProgramRun = {
  readonly argv: readonly string[]
  /** Made if it is not there. */
  readonly cwd: string
  /** Names of environment variables it gets beside the usual ones: nothing else of ours is told to it. */
  readonly env: readonly string[]
  /** What it reads on standard input; undefined: nothing. */
  readonly input?: string | undefined
  readonly timeoutMs: number
  /** Characters of its output that are kept. */
  readonly outputMost: number
  readonly signal: AbortSignal
  /** Its standard output as it comes. */
  readonly onText?: (text: string) => void
}
export type ProgramEnd = {
  readonly how: 'exited' | 'timeout' | 'flood' | 'aborted'
  readonly code: number | null
  /** The signal it died of. */
  readonly killedBy: string | null
  readonly output: string
  readonly errorOutput: string
}

const keeperFile = fileURLToPath(new URL('keeper.ts', import.meta.url))
/** Between being asked to end and being killed, ms. */
const graceMs = 3000
/** A program that writes so many times what is kept is ended. */
const floodTimes = 50
/** Of its errors. */
const errorMost = 4000
/** Every program may know these. */
const usualEnv = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'TERM',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'XDG_RUNTIME_DIR',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
]

/** Resolves when it and its whole group have ended. Rejects with `task.program` where it cannot be started. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const [name = '', ...rest] = run.argv
  const env = environment(run.env)
  const program = findProgram(name, env.PATH ?? '')
  mkdirSync(run.cwd, { recursive: true, mode: 0o700 })
  const keeper = fork(keeperFile, { stdio: ['pipe', 'pipe', 'pipe', 'ipc'], env, execArgv: [], serialization: 'json' })
  const output = new BoundedText(run.outputMost)
  const errors = new BoundedText(errorMost)
  let how: ProgramEnd['how'] = 'exited'
  let group: number | undefined
  let report: KeeperReport | undefined

  const order = (what: KeeperOrder) => {
    if (keeper.connected) keeper.send(what, () => {}) // one that is gone has ended everything
  }
  const end = (why: ProgramEnd['how']) => {
    if (how === 'exited') how = why
    order({ type: 'end' })
  }
  keeper.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.push(text)
    run.onText?.(text)
    if (output.characters > run.outputMost * floodTimes) end('flood')
  })
  keeper.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  keeper.on('message', (message: KeeperReport) => {
    if (message.type === 'started') group = message.pid
    else report = message
  })
  keeper.stdin?.on('error', () => {}) // it need not read to the end
  const deadline = setTimeout(() => end('timeout'), run.timeoutMs)
  const abort = () => end('aborted')
  run.signal.addEventListener('abort', abort, { once: true })
  try {
    const gone = new Promise<void>((resolve, reject) => {
      keeper.once('close', () => resolve())
      keeper.once('error', reject)
      // Something it started may hold the pipes open outside its group: that is not waited for.
      keeper.once('exit', () => setTimeout(resolve, graceMs).unref())
    })
    order({ type: 'run', argv: [program, ...rest], cwd: run.cwd, graceMs })
    keeper.stdin?.end(run.input ?? '')
    if (run.signal.aborted) abort()
    await gone
  } finally {
    clearTimeout(deadline)
    run.signal.removeEventListener('abort', abort)
    // The keeper itself was killed: the group is ended here.
    if (report === undefined && group !== undefined) killGroup(group)
  }
  if (report?.type === 'failed') throw new DuetError('task.program', `"${name}" cannot be run (${report.code}).`)
  const [code, killedBy] = report?.type === 'ended' ? [report.code, report.signal] : [null, 'SIGKILL']
  return { how, code, killedBy, output: output.text, errorOutput: errors.text }
}

function environment(names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    [...usualEnv, ...names].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}

/** Throws `task.program` with the name. */
function findProgram(name: string, path: string): string {
  const places = name.includes('/') ? [name] : path.split(delimiter).map((folder) => join(folder, name))
  const found = places.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return isAbsolute(file)
    } catch {
      return false
    }
  })
  if (found === undefined) throw new DuetError('task.program', `There is no program "${name}" that can be run.`)
  return found
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {} // it has gone
}
