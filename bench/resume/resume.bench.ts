/**
 * How long a caller hears nothing because the network was cut: from its return to the first sound of the agent, and in all. The client
 * behind `duet call` over a proxy that cuts; fakes of PersonaPlex that prime as slowly as the real one; real sockets, in real time.
 *
 *     node bench/resume/resume.bench.ts [--callers 6] [--cuts 2,10,40] [--out resume.json]
 */
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { call } from '../../src/cli/call-client.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { startFakeEngine } from '../../src/engines/fake/fake-engine.ts'
import { moshiEngine } from '../../src/engines/moshi-engine.ts'
import { personaplex } from '../../src/engines/personaplex.ts'
import { serverEventSchema } from '../../src/protocol/session.ts'
import { type Cut, CuttingProxy } from './cutting-proxy.ts'

const { values } = parseArgs({
  options: { callers: { type: 'string', default: '6' }, cuts: { type: 'string', default: '2,10,40' }, out: { type: 'string' } },
})
const callers = Number(values.callers)
const cuts = values.cuts.split(',').map(Number)
/** One step of the model: 40 ms, as PersonaPlex takes on a card that is twice as fast as needed. */
const stepMs = 40
/** Talk before a cut, and the longest wait for sound after it, ms. */
const talkMs = 4000
const patienceMs = 30_000

type Kind = { readonly name: string; readonly cut: Cut; readonly revive: boolean }
const kinds: readonly Kind[] = [
  { name: 'the way breaks with a word (a router restarts)', cut: 'closed', revive: false },
  { name: 'nothing comes through, then the same way again (a dead spot)', cut: 'silent', revive: true },
  { name: 'nothing comes through, then another way (Wi-Fi to mobile)', cut: 'silent', revive: false },
]

type Row = {
  readonly kind: string
  readonly cutS: number
  readonly callers: number
  readonly back: number
  readonly reconnected: number
  readonly engineKept: number
  readonly fromReturnMs: { readonly median: number; readonly worst: number }
  readonly inAllMs: { readonly median: number; readonly worst: number }
}

class Caller {
  /** When sound was heard last, and first after the network came back. */
  lastMs = 0
  firstMs: number | undefined
  mendedMs: number | undefined
  reconnected = false
  newEngine = false
  readonly over: Promise<unknown>
  readonly #hangUp = new AbortController()

  constructor(url: string) {
    let at = 0
    this.over = call({
      url,
      source: { read: (count) => Float32Array.from({ length: count }, () => 0.2 * Math.sin(at++ / 12)) },
      keep: false,
      signal: this.#hangUp.signal,
      onAudio: () => this.#heard(),
      onEvent: (event) => {
        if (event.type === 'back') this.reconnected = true
        const told = event.type === 'event' ? serverEventSchema.safeParse(event.event).data : undefined
        if (told?.type === 'resume' && !told.engineKept) this.newEngine = true
      },
    })
  }

  begin(): void {
    this.mendedMs = undefined
    this.firstMs = undefined
    this.reconnected = false
    this.newEngine = false
  }

  hangUp(): Promise<unknown> {
    this.#hangUp.abort()
    return this.over
  }

  #heard(): void {
    const now = performance.now()
    if (this.mendedMs === undefined || this.firstMs !== undefined) this.lastMs = now
    else this.firstMs = now
  }
}

async function run(kind: Kind): Promise<Row[]> {
  const fakes = await Promise.all(
    Array.from({ length: callers }, (_, seed) => startFakeEngine({ as: 'personaplex', seed, quirks: { step: stepMs } })),
  )
  const unending = { ...personaplex, capabilities: { ...personaplex.capabilities, contextSeconds: null } }
  const [first, ...rest] = fakes.map((fake) => moshiEngine(unending, fake.url))
  if (!first) throw new Error('there is no engine')
  const engines: readonly [Engine, ...Engine[]] = [first, ...rest]
  const at = await TestBridge.start({ bridge: { engines } })
  const network = await CuttingProxy.to(Number(new URL(at.http).port))
  const all = Array.from({ length: callers }, () => new Caller(`ws://127.0.0.1:${network.port}`))
  while (all.some((caller) => caller.lastMs === 0)) await sleep(100)
  const rows: Row[] = []
  for (const cutS of cuts) {
    await sleep(talkMs)
    for (const caller of all) caller.begin()
    network.cut(kind.cut)
    await sleep(cutS * 1000)
    network.mend(kind.revive)
    const mendedMs = performance.now()
    const heardMs = all.map((caller) => caller.lastMs)
    for (const caller of all) caller.mendedMs = mendedMs
    while (all.some((caller) => caller.firstMs === undefined) && performance.now() - mendedMs < patienceMs) await sleep(50)
    rows.push(rowOf(kind.name, cutS, all, mendedMs, heardMs))
  }
  await Promise.all(all.map((caller) => caller.hangUp()))
  await network[Symbol.asyncDispose]()
  await at[Symbol.asyncDispose]()
  await Promise.all(fakes.map((fake) => fake.close()))
  return rows
}

/** @param heardMs when each caller heard sound last before the network was back */
function rowOf(kind: string, cutS: number, all: readonly Caller[], mendedMs: number, heardMs: readonly number[]): Row {
  const back = all.flatMap(({ firstMs }, i) => (firstMs === undefined ? [] : [{ firstMs, lastMs: heardMs[i] ?? Number.NaN }]))
  return {
    kind,
    cutS,
    callers: all.length,
    back: back.length,
    reconnected: all.filter((caller) => caller.reconnected).length,
    engineKept: all.filter((caller) => !caller.newEngine).length,
    fromReturnMs: spread(back.map(({ firstMs }) => firstMs - mendedMs)),
    inAllMs: spread(back.map(({ firstMs, lastMs }) => firstMs - lastMs)),
  }
}

function spread(times: readonly number[]): { readonly median: number; readonly worst: number } {
  const sorted = times.toSorted((a, b) => a - b)
  return {
    median: Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
    worst: Math.round(sorted.at(-1) ?? Number.NaN),
  }
}

const rows: Row[] = []
for (const kind of kinds) rows.push(...(await run(kind)))

console.log(
  '| network | cut | back | reconnected | engine kept | from its return to sound, median, worst | in all, median, worst |',
)
console.log('|---|---|---|---|---|---|---|')
for (const { kind, cutS, callers: count, back, reconnected, engineKept, fromReturnMs, inAllMs } of rows) {
  const times = [fromReturnMs, inAllMs].map(({ median, worst }) => `${seconds(median)}, ${seconds(worst)} s`)
  console.log(`| ${kind} | ${cutS} s | ${back} of ${count} | ${reconnected} | ${engineKept} | ${times.join(' | ')} |`)
}
if (values.out) writeFileSync(values.out, `${JSON.stringify({ callers, stepMs, node: process.version, rows }, null, 2)}\n`)
process.exit(0)

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2)
}
