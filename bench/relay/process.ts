/** Processes of the benchmark: pinned to a core, their first lines read, their processor time and memory looked up. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'
import { bridgeNodeFlags } from '../../src/config/node-flags.ts'

export const has = (command: string) => spawnSync('which', [command]).status === 0
export const pinned = has('taskset') && cpus().length > 1

export type Running = { readonly child: ChildProcess; line(): Promise<string>; end(): Promise<void> }

const endMs = 3000
// A program that is told to end runs what it does at its end.
process.once('SIGTERM', () => process.exit(143))

/** The relay has core 0 of its own; engine and callers share core 1. 'any': wherever there is room. */
export function run(core: 0 | 1 | 'any', command: readonly string[], env: NodeJS.ProcessEnv = process.env): Running {
  const [file = '', ...args] = pinned && core !== 'any' ? ['taskset', '-c', String(core), ...command] : command
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
  // However this program ends, nothing of it goes on.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('close', () => process.off('exit', kill))
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    async line() {
      const next = await lines.next()
      if (next.done) throw new Error(`"${command.join(' ')}" ended early`)
      return next.value
    },
    async end() {
      child.kill()
      const hard = setTimeout(() => child.kill('SIGKILL'), endMs)
      await gone
      clearTimeout(hard)
    },
  }
}

/** The bridge of bridge.ts, as `duet up` runs one. */
export function bridgeCommand(engine: string, kind: 'local' | 'moshi', tap: 'tap' | 'no-tap', ...flags: string[]): string[] {
  const [program = '', ...args] = node('bridge.ts', engine, kind, tap)
  return [program, ...bridgeNodeFlags, ...flags, ...args]
}

export function node(script: string, ...args: string[]): string[] {
  return [process.execPath, new URL(script, import.meta.url).pathname, ...args]
}

/** Processor time of all threads of a process, and of the processes below it, seconds. */
export function cpuSeconds(pid: number): { readonly own: number; readonly below: number } {
  try {
    return lookedUp(pid)
  } catch (error) {
    // It ended while it was looked at: a short-lived child of a relay.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return { own: 0, below: 0 }
    throw error
  }
}

function lookedUp(pid: number): { readonly own: number; readonly below: number } {
  const below = childrenOf(pid).map((child) => {
    const { own, below: deeper } = cpuSeconds(child)
    return own + deeper
  })
  return { own: ownSeconds(pid), below: below.reduce((sum, one) => sum + one, 0) }
}

/** Resident memory, MiB. */
export function rssMb(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}

/** Resolves when something listens there. */
export async function listens(port: number, ms = 20_000): Promise<void> {
  const deadline = performance.now() + ms
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1000) })
      return
    } catch (error) {
      if (performance.now() > deadline) throw new Error(`nothing listens at port ${port}`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

export function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
}

/** In nanoseconds of the scheduler; /proc/…/stat counts ticks of 10 ms. */
function ownSeconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e9)
    .reduce((sum, one) => sum + one, 0)
}
