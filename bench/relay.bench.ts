/**
 * What the relay costs: processor time for each relayed message and delay added, for the bridge (tap off and on), a plain relay that looks at
 * nothing, and nginx where there is one, in one run. `node bench/relay.bench.ts [--sessions 200] [--seconds 5]`
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { sessions: { type: 'string', default: '200' }, seconds: { type: 'string', default: '5' } },
})
const sessions = Number(values.sessions)
const windowMs = Number(values.seconds) * 1000
const ticksPerSecond = 100
const dir = mkdtempSync(join(tmpdir(), 'duet-relay-bench-'))
const programs = {
  engine: new URL('./relay/echo-engine.ts', import.meta.url),
  load: new URL('./relay/load.ts', import.meta.url),
  plain: new URL('./relay/plain-relay.ts', import.meta.url),
  bridge: new URL('./relay/bridge.ts', import.meta.url),
}
const has = (command: string) => spawnSync('which', [command]).status === 0
const pinned = has('taskset') && cpus().length > 1
/** The relay has a core of its own; engine and callers share the other. */
const onCore = (core: number, command: readonly string[]) => (pinned ? ['taskset', '-c', String(core), ...command] : [...command])

type Running = { readonly child: ChildProcess; readonly lines: AsyncIterableIterator<string> }
type Measured = { readonly roundTrips: number; readonly p50Ms: number; readonly p99Ms: number; readonly lost: number }
type Row = Measured & { readonly relay: string; readonly cpuUs: number; readonly tapUs: number }

function run(core: number, command: readonly string[]): Running {
  const [file = '', ...args] = onCore(core, command)
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}
async function line(running: Running): Promise<string> {
  const next = await running.lines.next()
  if (next.done) throw new Error('a process ended early')
  return next.value
}
const node = (name: keyof typeof programs, ...args: string[]) => [process.execPath, fileURLToPath(programs[name]), ...args]

/** Processor time of a process and, apart, of those it started, seconds. */
function cpuSeconds(pid: number): { readonly own: number; readonly children: number } {
  const childPids = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return { own: ownSeconds(pid), children: childPids.reduce((sum, child) => sum + ownSeconds(child), 0) }
}
function ownSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

async function measure(relay: string, port: number, process_: ChildProcess | undefined, workers: boolean): Promise<Row> {
  const load = run(1, node('load', `ws://127.0.0.1:${port}/api/chat`, String(sessions), '2000', String(windowMs)))
  await line(load)
  const pid = process_?.pid
  const before = pid === undefined ? undefined : cpuSeconds(pid)
  const measured = JSON.parse(await line(load)) as Measured // one line of our own load.ts
  const after = pid === undefined ? undefined : cpuSeconds(pid)
  // Each round trip is two relayed messages.
  const us = (seconds: number) => (seconds * 1e6) / (measured.roundTrips * 2)
  const own = before && after ? after.own - before.own : 0
  const children = before && after ? after.children - before.children : 0
  return { relay, ...measured, cpuUs: us(workers ? own : own + children), tapUs: workers ? us(children) : 0 }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

async function nginx(enginePort: number): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const port = await freePort()
  const config = join(dir, 'nginx.conf')
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log ${dir}/error.log; events { worker_connections 8192; }
     http { access_log off; server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${enginePort}; proxy_http_version 1.1;
     proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_buffering off; proxy_read_timeout 1h; } } }`,
  )
  const { child } = run(0, ['nginx', '-p', dir, '-c', config])
  await new Promise((resolve) => setTimeout(resolve, 500))
  return { child, port }
}

const rows: Row[] = []
const engine = run(1, node('engine'))
const enginePort = Number(await line(engine))
const engineUrl = `ws://127.0.0.1:${enginePort}/api/chat`
try {
  rows.push(await measure('direct', enginePort, undefined, false))
  if (has('nginx')) {
    const { child, port } = await nginx(enginePort)
    rows.push(await measure('nginx', port, child, false))
    child.kill()
  }
  for (const [name, command] of [
    ['plain ws', node('plain', engineUrl)],
    ['bridge, tap off', node('bridge', engineUrl, 'no-tap')],
    ['bridge, tap on', node('bridge', engineUrl, 'tap')],
  ] as const) {
    const relay = run(0, command)
    const port = Number(await line(relay))
    rows.push(await measure(name, port, relay.child, true))
    relay.child.kill()
  }
} finally {
  engine.child.kill()
  rmSync(dir, { recursive: true, force: true })
}

const base = rows.find((row) => row.relay === 'nginx')
console.log(`${sessions} sessions, 25 messages/s each way, ${cpus().length} cores${pinned ? ', relay on one of its own' : ''}`)
console.table(
  rows.map(({ relay, p50Ms, p99Ms, cpuUs, tapUs, roundTrips, lost }) => ({
    relay,
    'p50 ms': p50Ms.toFixed(2),
    'p99 ms': p99Ms.toFixed(2),
    'µs per message': cpuUs.toFixed(1),
    'of nginx': base && cpuUs > 0 ? (cpuUs / base.cpuUs).toFixed(2) : '',
    'tap µs per message': tapUs > 0 ? tapUs.toFixed(1) : '',
    'round trips': roundTrips,
    lost,
  })),
)
const out = new URL('./out/', import.meta.url)
mkdirSync(out, { recursive: true })
writeFileSync(new URL('relay.json', out), JSON.stringify({ sessions, windowMs, pinned, rows }, null, 1))
