/**
 * A process between the orchestrator and a program it runs: it ends that program, with everything the program has started, when it is told
 * to, when the program itself ends, and when the orchestrator is gone, whatever it died of. The program has the orchestrator's pipes.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

export type KeeperOrder =
  | { readonly type: 'run'; readonly argv: readonly string[]; readonly cwd: string; readonly graceMs: number }
  | { readonly type: 'end' }
export type KeeperReport =
  | { readonly type: 'started'; readonly pid: number }
  | { readonly type: 'failed'; readonly code: string }
  | { readonly type: 'ended'; readonly code: number | null; readonly signal: string | null }

/** Has the kernel end the program where even this process is killed. */
const setpriv = '/usr/bin/setpriv'

let child: ChildProcess | undefined
let graceMs = 3000
let ending = false

process.on('message', (order: KeeperOrder) => {
  if (order.type === 'run') run(order)
  else end()
})
process.on('disconnect', end)
// A Ctrl-C in the terminal reaches everything in it; the program must not be left behind by that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)

function run({ argv, cwd, graceMs: grace }: Extract<KeeperOrder, { type: 'run' }>): void {
  graceMs = grace
  const { NODE_CHANNEL_FD: _fd, NODE_CHANNEL_SERIALIZATION_MODE: _mode, ...env } = process.env
  const whole = process.platform === 'linux' && existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--', ...argv] : argv
  const [program = '', ...rest] = whole
  child = spawn(program, rest, { cwd, env, stdio: 'inherit', detached: true })
  child.on('error', (error: NodeJS.ErrnoException) => {
    if (child?.pid === undefined) report({ type: 'failed', code: error.code ?? 'unknown' }, 1)
  })
  child.on('exit', (code, signal) => {
    signalAll('SIGKILL') // what it has started and left behind
    report({ type: 'ended', code, signal }, 0)
  })
  if (child.pid !== undefined) process.send?.({ type: 'started', pid: child.pid } satisfies KeeperReport)
}

/** Asks it to end, and kills it after the grace time. */
function end(): void {
  if (ending) return
  ending = true
  if (!child || child.exitCode !== null || child.signalCode !== null) process.exit(0)
  signalAll('SIGTERM')
  setTimeout(() => signalAll('SIGKILL'), graceMs)
}

function signalAll(signal: NodeJS.Signals): void {
  try {
    if (child?.pid !== undefined) process.kill(-child.pid, signal)
  } catch {} // the last of the group has gone
}

/** The last word: then this process is no longer needed. */
function report(what: KeeperReport, exitCode: number): void {
  if (process.connected) process.send?.(what, () => process.exit(exitCode))
  else process.exit(exitCode)
}
