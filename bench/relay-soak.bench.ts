/**
 * Whether the bridge's memory stays what it is: calls at their usual pace for minutes, its heap after a collection and all it has resident looked
 * at throughout. `node bench/relay-soak.bench.ts [--sessions 200] [--minutes 10]`; fails where a session takes more than 150 KB of either, or the heap grows.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bridgeCommand, node, type Running, rssMb, run } from './relay/process.ts'
import { growthPerMinute } from './relay/summary.ts'

const { values } = parseArgs({
  options: { sessions: { type: 'string', default: '200' }, minutes: { type: 'string', default: '10' } },
})
const sessions = Number(values.sessions)
const totalMs = Number(values.minutes) * 60_000
const everyMs = Math.min(20_000, totalMs / 6)
const mostSessionKb = 150
/** KB a minute and session; a call that leaked one packet a second would show ten times that. */
const mostGrowthKb = 0.5

type Sample = { readonly atMs: number; readonly heapKb: number; readonly rssMb: number }

async function sample(bridge: Running, startedMs: number): Promise<Sample> {
  const { pid } = bridge.child
  if (pid === undefined) throw new Error('the bridge has no process')
  process.kill(pid, 'SIGUSR2')
  const { heapUsed, external, arrayBuffers } = JSON.parse(await bridge.line()) as NodeJS.MemoryUsage // as bridge.ts prints it
  return { atMs: performance.now() - startedMs, heapKb: (heapUsed + Math.max(external, arrayBuffers)) / 1024, rssMb: rssMb(pid) }
}

const engine = run(1, node('echo-engine.ts'))
const engineUrl = `ws://127.0.0.1:${await engine.line()}/api/chat`
const bridge = run(0, bridgeCommand(engineUrl, 'local', 'no-tap', '--expose-gc'))
const url = `ws://127.0.0.1:${await bridge.line()}/api/chat`
const startedMs = performance.now()
const samples: Sample[] = []
try {
  const empty = await sample(bridge, startedMs)
  const load = run(1, node('load.ts', url, String(sessions), String(totalMs), '2000'))
  for (let at = everyMs; at <= totalMs; at += everyMs) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedMs + at - performance.now())))
    const one = await sample(bridge, startedMs)
    samples.push(one)
    console.error(
      `${(one.atMs / 60_000).toFixed(1)} min: heap ${Math.round(one.heapKb / 1024)} MiB, resident ${Math.round(one.rssMb)} MiB`,
    )
  }
  await load.end()
  // The first third: code is compiled, tables and buffers reach their size.
  const settled = samples.slice(Math.floor(samples.length / 3))
  const last = settled.at(-1) ?? empty
  const sessionKb = (last.heapKb - empty.heapKb) / sessions
  const sessionRssKb = ((last.rssMb - empty.rssMb) * 1024) / sessions
  const growthKb = growthPerMinute(settled.map(({ atMs, heapKb }) => ({ atMs, value: heapKb }))) / sessions
  const resident = samples.map((one) => one.rssMb)
  console.log(
    `${sessions} sessions for ${values.minutes} min: ${sessionKb.toFixed(0)} KB of heap and buffers a session, growing by ${growthKb.toFixed(2)} KB a minute; resident ${sessionRssKb.toFixed(0)} KB, between ${Math.min(...resident).toFixed(0)} and ${Math.max(...resident).toFixed(0)} MiB in all`,
  )
  const out = new URL('./out/', import.meta.url)
  mkdirSync(out, { recursive: true })
  writeFileSync(
    new URL('relay-soak.json', out),
    JSON.stringify({ sessions, totalMs, empty, samples, sessionKb, growthKb, sessionRssKb }, null, 1),
  )
  if (Math.max(sessionKb, sessionRssKb) > mostSessionKb || growthKb > mostGrowthKb) process.exitCode = 1
} finally {
  await bridge.end()
  await engine.end()
}
