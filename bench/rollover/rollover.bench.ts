/**
 * How long a caller hears nothing of an engine when a call moves to another leg: by plan with and without a spare slot, and when an
 * engine dies or hangs. Fakes of PersonaPlex that prime as slowly as the real one, over real sockets, in real time.
 *
 *     node bench/rollover/rollover.bench.ts [--callers 6] [--seconds 70] [--out rollover.json]
 */
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { TestClient } from '../../src/bridge/test-client.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { type FakeEngine, startFakeEngine } from '../../src/engines/fake/fake-engine.ts'
import { moshiEngine } from '../../src/engines/moshi-engine.ts'
import { personaplex } from '../../src/engines/personaplex.ts'
import { rolloverPolicy } from '../../src/engines/rollover-policy.ts'

const { values } = parseArgs({
  options: {
    callers: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '70' },
    out: { type: 'string' },
  },
})
const callers = Number(values.callers)
const seconds = Number(values.seconds)
/** One step of the model: 40 ms, as PersonaPlex takes on a card that is twice as fast as needed. */
const stepMs = 40
/** A fifth of a minute instead of four: the policy's shares are moved so that priming fits. */
const contextSeconds = 20
const policy = { ...rolloverPolicy, tokenMs: 0, promptSteps: 0, primeAt: 0.2, moveAt: 0.5, hurryAt: 0.8 }
const quiet = Array.from({ length: 4 }, () => Uint8Array.of(0xf8, 0xff, 0xfe))
const facts = ['My name is Ada Brandt and I live in Leipzig.', 'I am allergic to nuts.', 'What could I cook on Friday?']

type Row = {
  readonly name: string
  readonly moves: number
  readonly medianMs: number
  readonly worstMs: number
  readonly holeMs: number
}

class Caller {
  readonly client: TestClient
  /** The longest wait for sound beyond what the sound before it lasts, ms; the tone counts as sound. */
  worstHoleMs = 0
  #stop = false

  constructor(url: string) {
    this.client = new TestClient(url)
    let playedOutMs = Number.POSITIVE_INFINITY
    let heard = 0
    this.client.socket.on('message', () => {
      const fresh = this.client.packets.slice(heard)
      heard = this.client.packets.length
      if (fresh.length === 0) return
      const now = performance.now()
      this.worstHoleMs = Math.max(this.worstHoleMs, now - playedOutMs)
      const lasts = fresh.reduce((sum, packet) => sum + packet.durationSamples48 / 48, 0)
      playedOutMs = Math.min(Math.max(now, playedOutMs === Number.POSITIVE_INFINITY ? now : playedOutMs), now + 240) + lasts
    })
  }

  async talk(): Promise<void> {
    await this.client.ready()
    this.client.headers()
    for (const text of facts) this.client.send({ text })
    const startedMs = performance.now()
    for (let frame = 1; !this.#stop; frame++) {
      this.client.audio(quiet)
      await sleep(Math.max(0, startedMs + frame * 80 - performance.now()))
    }
  }

  get gaps(): number[] {
    return this.client.events.flatMap((event) => (event.type === 'engine' && event.gapMs !== undefined ? [event.gapMs] : []))
  }

  stop(): void {
    this.#stop = true
    this.client.socket.terminate()
  }
}

async function run(name: string, slots: number, context: number | null, trouble?: (fake: FakeEngine) => void): Promise<Row> {
  const fakes = await Promise.all(
    Array.from({ length: slots }, (_, seed) => startFakeEngine({ as: 'personaplex', seed, quirks: { step: stepMs } })),
  )
  const kind = { ...personaplex, capabilities: { ...personaplex.capabilities, contextSeconds: context } }
  const [first, ...rest] = fakes.map((fake) => moshiEngine(kind, fake.url))
  if (!first) throw new Error('there is no engine')
  const engines: readonly [Engine, ...Engine[]] = [first, ...rest]
  const at = await TestBridge.start({ bridge: { engines, policies: { rollover: policy } } })
  const talking = await Promise.all(
    Array.from({ length: callers }, async () => {
      const caller = new Caller(`${at.ws}/ws/${await at.newSession()}`)
      void caller.talk()
      return caller
    }),
  )
  await Promise.all(talking.map((caller) => caller.client.ready()))
  if (trouble) {
    await sleep(6000)
    // Only those that carry a call, so that each caller meets it once.
    for (const fake of fakes.filter((one) => one.busy > 0)) {
      trouble(fake)
      await sleep(2500)
    }
    await sleep(15_000)
  } else await sleep(seconds * 1000)
  const gaps = talking.flatMap((caller) => caller.gaps).sort((a, b) => a - b)
  const holes = talking.map((caller) => caller.worstHoleMs)
  for (const caller of talking) caller.stop()
  await at[Symbol.asyncDispose]()
  await Promise.all(fakes.map((fake) => fake.close()))
  const medianMs = gaps[Math.floor(gaps.length / 2)] ?? Number.NaN
  return { name, moves: gaps.length, medianMs, worstMs: gaps.at(-1) ?? Number.NaN, holeMs: Math.round(Math.max(...holes)) }
}

const rows = [
  await run('by plan, a slot is spare', 2 * callers, contextSeconds),
  await run('by plan, no slot is spare', callers, contextSeconds),
  await run('the engine dies, another is free', 2 * callers, null, (fake) => fake.die()),
  await run('the engine hangs, another is free', 2 * callers, null, (fake) => fake.hang()),
]

console.log('| move | moves | gap, median | gap, worst | longest hole in the stream |')
console.log('|---|---|---|---|---|')
for (const { name, moves, medianMs, worstMs, holeMs } of rows) {
  console.log(`| ${name} | ${moves} | ${medianMs} ms | ${worstMs} ms | ${holeMs} ms |`)
}
if (values.out) {
  writeFileSync(values.out, `${JSON.stringify({ callers, stepMs, contextSeconds, node: process.version, rows }, null, 2)}\n`)
}
process.exit(0)
