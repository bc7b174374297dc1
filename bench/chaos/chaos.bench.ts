/**
 * Seeded random faults under calls that go on: processes killed and frozen, connections cut and stalled, a full disk, slow stores, a clock that
 * jumps. Afterwards it is checked that nothing was lost, doubled, leaked or mixed up, and that everybody was told.
 *
 *     npm run chaos -- [--seed 1] [--minutes 5] [--callers 20] [--quick]
 *
 * `--quick`: each fault once, under six callers. Prints what was done and what held, writes bench/out/chaos.json, fails where something did not hold.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seeded } from '../../src/audio/seeded.ts'
import { Caller } from './caller.ts'
import { type Fault, faults } from './faults.ts'
import { everyoneTold, noWrongPersona, outboxEmpty, type Span, slotsFree, toldOnce, turnsKept } from './invariants.ts'
import { World } from './world.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '5' },
    callers: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const count = Number(values.callers ?? (values.quick ? 6 : 20))
const random = seeded(seed)
const personas = ['duet', 'arcus', 'myca'] as const
/** Between the beginnings of two faults, ms. */
const [leastGapMs, mostGapMs] = values.quick ? [1500, 3000] : [3000, 12_000]
const settleMs = 60_000
const hearsMs = 1500

type Injected = { readonly name: string; readonly fromMs: number; toMs: number; failed?: string }

const world = await World.start(count + 4)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void world.end().then(() => process.exit(1)))
const callers = Array.from(
  { length: count },
  (_, index) => new Caller(index, personas[index % personas.length] ?? 'duet', world.http, world.ws),
)
const injected: Injected[] = []
const spans: Span[] = []
const startedMs = performance.now()
for (const caller of callers) caller.start()
const hearing = (within: number) => callers.filter(({ heardMs }) => heardMs > performance.now() - within).length
await waitUntil(() => hearing(hearsMs) === count, settleMs)
console.error(`${hearing(hearsMs)} of ${count} callers are in a call`)

const running: Promise<void>[] = []
for (const fault of plan()) {
  running.push(inject(fault))
  await sleep(leastGapMs + random() * (mostGapMs - leastGapMs))
}
await Promise.all(running)
await waitUntil(() => hearing(hearsMs) === count, settleMs)
const deaf = count - hearing(hearsMs)
tell(`${count - deaf} of ${count} hear an engine; they hang up`)
const heardBrokenSpans = spans.map(({ fromMs, toMs }) => ({ fromMs, toMs }))
await Promise.all(callers.map((caller) => caller.hangUp()))

tell('all have hung up')
const results: Record<string, readonly string[]> = {
  'every caller hears an engine again': deaf > 0 ? [`${deaf} of ${count} do not`] : [],
  'no acknowledged turn is lost, none doubled': await turnsKept(callers),
  'no slot is leaked': await slotsFree(world.http),
  'no wrong persona': noWrongPersona(world.engines),
  'every caller was told why': everyoneTold(callers, heardBrokenSpans),
  'the outbox is empty': await outboxEmpty(world.http),
}
tell('asked of what runs; all ends')
const output = () => world.duet.output()
const left = await world.end()
results['no process is left'] = left.map((pid) => `process ${pid} goes on`)
results['the orchestrator has each turn once'] = await toldOnce(world.dataDir, callers)
world.unmount()
report()
process.exit(Object.values(results).some((broken) => broken.length > 0) ? 1 : 0)

/** Quick: each once. Otherwise by chance, until the time is over. */
function* plan(): Generator<Fault> {
  const possible = faults.filter((fault) => fault.possible?.(world) ?? true)
  for (const fault of faults) if (!possible.includes(fault)) console.error(`left out on this machine: ${fault.name}`)
  if (values.quick) {
    yield* possible
      .map((fault) => ({ fault, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ fault }) => fault)
    return
  }
  const endMs = startedMs + Number(values.minutes) * 60_000
  while (performance.now() < endMs) {
    const fault = possible[Math.floor(random() * possible.length)]
    if (fault) yield fault
  }
}

async function inject(fault: Fault): Promise<void> {
  const one: Injected = { name: fault.name, fromMs: performance.now(), toMs: Number.POSITIVE_INFINITY }
  injected.push(one)
  tell(fault.name)
  // What its own randomness is like must not depend on how long others take.
  await fault.run(world, seeded(seed * 1000 + injected.length)).catch((error: unknown) => {
    one.failed = error instanceof Error ? error.message : String(error)
  })
  one.toMs = performance.now()
  if (fault.breaksCallers) spans.push(one)
}

function tell(what: string): void {
  console.error(`${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${what}`)
}

function report(): void {
  const said = callers.flatMap((caller) => [...caller.said.values()])
  const events = callers.flatMap((caller) => caller.events)
  const moves = events.filter((event) => event.type === 'engine' && event.state === 'ready' && event.gapMs !== undefined).length
  const figures = {
    seed,
    callers: count,
    seconds: Math.round((performance.now() - startedMs) / 1000),
    faults: Object.fromEntries([...Map.groupBy(injected, ({ name }) => name)].map(([name, ones]) => [name, ones.length])),
    notInjected: injected.filter(({ failed }) => failed !== undefined).map(({ name, failed }) => `${name}: ${failed}`),
    said: said.length,
    acknowledged: said.filter(({ acknowledged }) => acknowledged).length,
    connectionsBroken: callers.reduce((sum, { breaks }) => sum + breaks.length, 0),
    resumed: events.filter((event) => event.type === 'resume' && event.awayMs !== null).length,
    movedToAnotherEngine: moves,
    callsEnded: callers.flatMap(({ endings }) => endings).map(({ code, reason }) => `${code} ${reason}`),
    refused: callers.flatMap(({ refusals }) => refusals).map(({ code }) => code),
    primings: world.engines.reduce((sum, { primings }) => sum + primings.length, 0),
  }
  console.log('| fault | times |\n|---|---|')
  for (const [name, times] of Object.entries(figures.faults)) console.log(`| ${name} | ${times} |`)
  for (const line of figures.notInjected) console.log(`not done: ${line}`)
  console.log(
    `\n${count} callers, ${figures.seconds} s: ${figures.said} turns said, ${figures.acknowledged} acknowledged; ` +
      `${figures.connectionsBroken} connections broke, ${figures.resumed} calls were taken up again, ${moves} moved to another engine, ` +
      `${figures.callsEnded.length} ended with a reason, ${figures.refused.length} were refused\n`,
  )
  for (const [name, broken] of Object.entries(results)) {
    console.log(`${broken.length === 0 ? '✓' : '✗'} ${name}`)
    for (const line of broken.slice(0, 10)) console.log(`    ${line}`)
    if (broken.length > 10) console.log(`    and ${broken.length - 10} more`)
  }
  const out = new URL('../out/', import.meta.url)
  mkdirSync(out, { recursive: true })
  writeFileSync(new URL('chaos.json', out), `${JSON.stringify({ ...figures, results }, null, 1)}\n`)
  if (Object.values(results).some((broken) => broken.length > 0)) writeFileSync(new URL('chaos.log', out), output())
}

async function waitUntil(condition: () => boolean, ms: number): Promise<void> {
  const deadline = performance.now() + ms
  while (!condition() && performance.now() < deadline) await sleep(200)
}
