/**
 * Many calls with real speech for minutes, each replaced by a new one when it is over: errors, what is left behind, and the relay's delay over time as
 * a difference to the direct connection.
 *
 *     npm run bench:soak -- [--calls 200] [--minutes 10] [--quick]
 *
 * `--quick`: 20 calls for 20 s. Prints a table, writes bench/out/soak.json, and fails where a call failed or something was left behind.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openJournal } from '../../src/store/open.ts'
import { bridgeCommand, childrenOf, node, rssMb, run } from '../relay/process.ts'
import { growthPerMinute } from '../relay/summary.ts'
import type { Window } from './window.ts'

const { values } = parseArgs({
  options: {
    calls: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
})
const calls = Number(values.calls ?? (values.quick ? 20 : 200))
const totalMs = values.quick ? 20_000 : Number(values.minutes) * 60_000
const windows = 20
/** Length of a call, ms. */
const [leastMs, mostMs] = values.quick ? [2000, 6000] : [20_000, 60_000]
const settleMs = 60_000

type Resources = {
  readonly rssMb: number
  readonly descriptors: number
  readonly threads: number
  readonly processes: number
}
type Row = Window & Resources

const dir = mkdtempSync(join(tmpdir(), 'duet-soak-'))
process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
const engine = run('any', node('echo-engine.ts'))
const engineUrl = `ws://127.0.0.1:${await engine.line()}/api/chat`
const quietEnv = { ...process.env, DUET_MAS: 'off', DUET_BRIDGE_EAR: 'off' }
const bridge = run('any', [...bridgeCommand(engineUrl, 'local', 'tap'), dir], quietEnv)
const address = await bridge.line()
const bridgeUrl = `ws://127.0.0.1:${address}/api/chat`

// One call, so that everything is there that a first call brings.
await callersFor(1, 1000, 1)
await settled()
const before = resources()
const rows: Row[] = []
await callersFor(windows, totalMs / windows, calls, (window) => {
  const row = { ...window, ...resources() }
  rows.push(row)
  console.error(
    `${clock(row.atMs)}: added ${added(row, 'p50Ms')} / ${added(row, 'p99Ms')} ms, ${row.opened} opened, ${row.faults.length} faults, ${Math.round(row.rssMb)} MiB, ${row.descriptors} descriptors`,
  )
})
await settled()
const after = resources()
const status = (await (await fetch(`http://127.0.0.1:${address}/health/deep`)).json()) as unknown // shown as it is
await bridge.end()
await engine.end()
const { sessions, open } = await sessionsOnRecord()
report()

/** Resolves when the callers have ended. */
async function callersFor(
  windows: number,
  windowMs: number,
  count: number,
  onWindow: (window: Window) => void = () => {},
): Promise<void> {
  const directs = Math.max(1, Math.round(count / 20))
  const args = [bridgeUrl, engineUrl, count, directs, leastMs, mostMs, windowMs, windows, values.seed].map(String)
  const load = run('any', node('../soak/load.ts', ...args))
  const gone = new Promise((resolve) => load.child.once('close', resolve))
  for (let i = 0; i < windows; i++) onWindow(JSON.parse(await load.line()) as Window) // as load.ts prints it
  await gone
}

/** With nobody in a call. */
async function settled(): Promise<void> {
  const deadline = performance.now() + settleMs
  let live = -1
  do {
    await sleep(500)
    const health = (await (await fetch(`http://127.0.0.1:${address}/health`)).json()) as {
      readonly sessions: { readonly live: number }
    } // docs/api.md
    live = health.sessions.live
  } while (live > 0 && performance.now() < deadline)
  await sleep(1000)
}

function resources(): Resources {
  const { pid } = bridge.child
  if (pid === undefined) throw new Error('the bridge has no process')
  const family = [pid, ...childrenOf(pid)]
  return {
    rssMb: rssMb(pid),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    processes: family.length,
  }
}

/** Rows in the journal: sessions, and those that nobody has ended. */
async function sessionsOnRecord(): Promise<{ readonly sessions: number; readonly open: number }> {
  const journal = await openJournal({ dir })
  let sessions = 0
  let open = 0
  let older: number | null | undefined
  do {
    const page = await journal.sessions({ limit: 500, ...(older ? { before: older } : {}) })
    sessions += page.sessions.length
    open += page.sessions.filter(({ endedAt }) => endedAt === null).length
    older = page.older
  } while (older !== null)
  await journal.close()
  return { sessions, open }
}

function report(): void {
  const opened = sum(rows.map((row) => row.opened))
  const faults = rows.flatMap((row) => row.faults)
  // The first third: code is compiled, tables and buffers reach their size.
  const late = rows.slice(Math.floor(rows.length / 3))
  const growthMb = growthPerMinute(late.map(({ atMs, rssMb: value }) => ({ atMs, value })))
  const left = {
    descriptors: after.descriptors - before.descriptors,
    threads: after.threads - before.threads,
    processes: after.processes - before.processes,
    openSessions: open,
  }
  console.log(
    '| time | through p50 / p99 ms | direct p50 / p99 ms | added p50 ms | opening p95 ms | opened | faults | MiB | descriptors |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|')
  for (const row of rows)
    console.log(
      `| ${clock(row.atMs)} | ${ms(row.through.p50Ms)} / ${ms(row.through.p99Ms)} | ${ms(row.direct.p50Ms)} / ${ms(row.direct.p99Ms)} | ${added(row, 'p50Ms')} | ${row.openingP95Ms.toFixed(0)} | ${row.opened} | ${row.faults.length} | ${Math.round(row.rssMb)} | ${row.descriptors} |`,
    )
  console.log(
    `\n${calls} calls at once, ${opened} in all, ${faults.length} failed; ${sessions} sessions on record, ${open} of them never ended.` +
      `\nLeft behind: ${left.descriptors} descriptors, ${left.threads} threads, ${left.processes} processes; resident memory grew by ${growthMb.toFixed(2)} MiB a minute after the first third.` +
      `\nMessages left out because the callers were late: ${((100 * sum(rows.map(({ skipped }) => skipped))) / (calls * (totalMs / 40))).toFixed(1)} %.`,
  )
  const out = new URL('../out/', import.meta.url)
  mkdirSync(out, { recursive: true })
  writeFileSync(
    new URL('soak.json', out),
    `${JSON.stringify({ calls, totalMs, opened, faults, left, growthMb, sessions, before, after, status, rows }, null, 1)}\n`,
  )
  const leaks = left.descriptors > 4 || left.threads > 2 || left.processes > 0 || open > 0
  if (faults.length > 0 || leaks) process.exitCode = 1
}

function added(row: Row, quantile: 'p50Ms' | 'p99Ms'): string {
  return ms(row.through[quantile] - row.direct[quantile])
}
function ms(value: number): string {
  return value.toFixed(2)
}
function clock(atMs: number): string {
  return `${Math.floor(atMs / 60_000)}:${String(Math.round((atMs % 60_000) / 1000)).padStart(2, '0')}`
}
function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
