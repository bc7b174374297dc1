/**
 * What the relay costs: processor time for each message and its echo, and delay added, beside nginx, a plain relay in Node and the Python
 * bridges, in turn in one run. `npm run bench:relay -- [--sessions 50,200,500] [--rounds 3] [--seconds 4] [--only name,…] [--quick] [--busy]`
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cpuSeconds, node, pinned, type Running, rssMb, run } from './relay/process.ts'
import { type Relay, relays, type StartedRelay } from './relay/relays.ts'
import { faultOfCallers, faultOfRound, type Measured, type Measurement, type Spread, summarise } from './relay/summary.ts'

const { values } = parseArgs({
  options: {
    sessions: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    /** Take what comes on a busy machine: then processor times alone say something. */
    busy: { type: 'boolean', default: false },
  },
})
const { quick } = values
const counts = (values.sessions ?? (quick ? '100' : '50,200,500')).split(',').map(Number)
const rounds = Number(values.rounds ?? (quick ? 1 : 3))
const windowMs = Number(quick ? 2 : values.seconds) * 1000
const attempts = 5
const warmMs = quick ? 1000 : 1500
const names = values.only?.split(',') ?? (quick ? ['nginx', 'plain ws', 'bridge'] : undefined)
const chosen = names ? relays.filter((relay) => names.includes(relay.name)) : relays
const dir = mkdtempSync(join(tmpdir(), 'duet-relay-bench-'))

async function measure(
  relay: string,
  url: string,
  sessions: number,
  round: number,
  engine: Running,
  running: Running | undefined,
): Promise<Measurement> {
  const load = run(1, node('load.ts', url, String(sessions), String(warmMs), String(windowMs)))
  await load.line()
  const pid = running?.child.pid
  const cpu = () => ({
    relay: pid === undefined ? { own: 0, below: 0 } : cpuSeconds(pid),
    ends: cpuSeconds(engine.child.pid ?? 0).own + cpuSeconds(load.child.pid ?? 0).own,
  })
  const before = cpu()
  await new Promise((resolve) => setTimeout(resolve, windowMs))
  const after = cpu()
  const measured = JSON.parse(await load.line()) as Measured // one line of our own load.ts
  await load.end()
  return {
    relay,
    sessions,
    round,
    ...measured,
    relayCpu: after.relay.own - before.relay.own,
    helpersCpu: after.relay.below - before.relay.below,
    endsCpu: after.ends - before.ends,
    rssMb: pid === undefined ? 0 : rssMb(pid),
  }
}

const all: Measurement[] = []
const loads = [loadavg()[0] ?? 0]
const engine = run(1, node('echo-engine.ts'))
const engineUrl = new URL(`ws://127.0.0.1:${await engine.line()}/api/chat`)
const pause = () => new Promise((resolve) => setTimeout(resolve, 2000))

/** Measures again where the machine was too busy for the callers to keep their pace; undefined where it stays so. */
async function healthy(name: string, sessions: number, round: number, relay?: Relay): Promise<Measurement | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    let started: StartedRelay | undefined
    try {
      started = await relay?.start(engineUrl, dir)
      if (relay && !started) return undefined
      const one = await measure(name, started?.url ?? engineUrl.href, sessions, round, engine, started?.running)
      const fault = relay ? faultOfCallers(one) : faultOfRound(one)
      if (!fault || values.busy) {
        const us = (one.relayCpu * 1e6) / Math.max(1, one.answered)
        console.error(`${name}, ${sessions} sessions, round ${round}: p50 ${one.p50Ms.toFixed(2)} ms, ${us.toFixed(1)} µs`)
        return one
      }
      console.error(`${name}, ${sessions} sessions, round ${round}, try ${attempt}: ${fault}`)
    } catch (error) {
      console.error(`${name} with ${sessions} sessions failed: ${error instanceof Error ? error.message : error}`)
    } finally {
      await started?.running.end()
    }
    await pause()
  }
  return undefined
}

try {
  for (const sessions of counts) {
    for (let round = 1; round <= rounds; round++) {
      const direct = await healthy('direct', sessions, round)
      if (!direct) continue
      all.push(direct)
      for (const relay of chosen) {
        const one = await healthy(relay.name, sessions, round, relay)
        if (one) all.push(one)
      }
      loads.push(loadavg()[0] ?? 0)
    }
  }
} finally {
  await engine.end()
  rmSync(dir, { recursive: true, force: true })
}

const shown = (spread: Spread, digits: number) =>
  spread.min === spread.max
    ? spread.median.toFixed(digits)
    : `${spread.median.toFixed(digits)} (${spread.min.toFixed(digits)}–${spread.max.toFixed(digits)})`
const rows = summarise(all, { evenIfLate: values.busy })
console.log(
  `25 messages/s each way in a session, ${rounds} rounds of ${windowMs / 1000} s, ${cpus().length} cores${pinned ? ', the relay on one of its own' : ''}, load of the machine ${Math.min(...loads).toFixed(1)}–${Math.max(...loads).toFixed(1)}`,
)
console.table(
  rows.map((row) => ({
    sessions: row.sessions,
    relay: row.relay,
    'p50 ms': shown(row.p50Ms, 2),
    'added p50 ms': row.relay === 'direct' ? '' : shown(row.addedP50Ms, 2),
    'p99 ms': shown(row.p99Ms, 1),
    'µs per round trip': row.relay === 'direct' ? '' : shown(row.cpuUs, 1),
    'of nginx': row.ofNginx && row.relay !== 'direct' ? shown(row.ofNginx, 2) : '',
    'sessions/core': row.relay === 'direct' ? '' : Math.round(row.sessionsPerCore),
    'tap µs': row.helpersUs.median > 0 ? shown(row.helpersUs, 1) : '',
    MiB: Math.round(row.rssMb),
    'answered %': (row.answered * 100).toFixed(1),
  })),
)
const out = new URL('./out/', import.meta.url)
mkdirSync(out, { recursive: true })
writeFileSync(new URL('relay.json', out), JSON.stringify({ rounds, windowMs, pinned, loads, rows, measurements: all }, null, 1))
if (rows.length === 0) process.exitCode = 1
