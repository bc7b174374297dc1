/** PersonaPlex primes whoever is next with the prompt of whoever connected last. Hundreds of interleaved callers must not meet that. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { seeded } from '../../audio/seeded.ts'
import type { Engine, EngineLeg, LegEvents, LegRequest } from '../engine.ts'
import { type FakeEngine, startFakeEngine } from '../fake/fake-engine.ts'
import { moshiEngine } from '../moshi-engine.ts'
import { personaplex } from '../personaplex.ts'
import { Asker, testPool } from './test-pool.ts'

type Opener = (request: LegRequest, events: LegEvents) => EngineLeg
/** What one caller does, decided before it comes. */
type Plan = {
  readonly request: LegRequest
  readonly comesMs: number
  readonly staysMs: number
  /** `queued`: while it waits. `connecting`, `priming`: as soon as the leg is so far. `stays`: after `staysMs` of a ready call. */
  readonly leaves: 'stays' | 'queued' | 'connecting' | 'priming'
}

const servers = 3
const callers = 120
/** The server fails to load the last one, and gives the voice before it to whoever asks again. */
const badVoice = 'NATM3'
const voices = ['NATF0', 'NATF2', 'VARM1', badVoice] as const

function plansOf(seed: number): Plan[] {
  const random = seeded(seed)
  const within = (ms: number) => Math.floor(random() * ms)
  const ways = ['stays', 'stays', 'stays', 'queued', 'connecting', 'priming'] as const
  return Array.from({ length: callers }, (_, index) => ({
    request: { prompt: `You are P${index}.`, voice: voices[within(voices.length)] ?? badVoice, greet: false },
    comesMs: within(600),
    staysMs: within(25),
    leaves: ways[within(ways.length)] ?? 'stays',
  }))
}

/** Calls that were primed with what another caller had asked for, of those that were primed at all. */
function mixedUp(fakes: readonly FakeEngine[]) {
  const primed = fakes.flatMap((fake) => fake.calls).filter((call) => call.speaker !== undefined)
  const wrong = primed.filter(
    ({ asked, effective }) => effective.prompt !== asked.prompt || `${effective.voice}.pt` !== asked.voice,
  )
  return { primed: primed.length, wrong: wrong.map(({ asked, effective }) => ({ asked, effective })) }
}

/** One caller's call by its plan; resolves when it is over. */
async function call(plan: Plan, open: Opener): Promise<void> {
  const over = Promise.withResolvers<void>()
  const leave = () => void leg.close('').then(() => over.resolve())
  const leg = open(plan.request, {
    warming: () => plan.leaves === 'priming' && setImmediate(leave),
    ready: () => void sleep(plan.staysMs).then(leave),
    audio() {},
    text() {},
    metadata() {},
    closed: () => over.resolve(),
  })
  if (plan.leaves === 'connecting') leave()
  await over.promise
}

async function fakeServers(seed: number) {
  const fakes = await Promise.all(
    Array.from({ length: servers }, (_, index) =>
      startFakeEngine({
        as: 'personaplex',
        seed: seed + index,
        quirks: { 'slow-handshake': 8, 'slow-release': 4, 'voice-load-fails': badVoice },
      }),
    ),
  )
  const engines = fakes.map((fake) => moshiEngine(personaplex, fake.url))
  const [first, ...rest] = engines
  if (!first) throw new Error('there are none')
  return {
    fakes,
    engines: [first, ...rest] as const,
    [Symbol.asyncDispose]: async () => void (await Promise.all(fakes.map((fake) => fake.close()))),
  }
}

describe('hundreds of callers over three PersonaPlex servers that leak', () => {
  it.each([1, 2, 3, 4])('never meet another one’s persona or voice (schedule %i)', async (seed) => {
    await using at = await fakeServers(seed)
    const pool = testPool(at.engines, { queueLimit: callers, limits: { retryScale: 0.01 } })
    const outcomes = await Promise.all(
      plansOf(seed).map(async (plan, index) => {
        await sleep(plan.comesMs)
        const asker = new Asker(pool, `s${index}`)
        if (plan.leaves === 'queued') asker.leaving.abort(new Error('left'))
        const lease = await asker.leased.catch(() => undefined)
        if (!lease) return 'left'
        await call(plan, (request, events) => lease.open(request, events))
        lease.release('over')
        return 'called'
      }),
    )
    await expect
      .poll(() => pool.view().servers.flatMap(({ slots }) => slots.map(({ state }) => state)), { timeout: 5000 })
      .toEqual(['free', 'free', 'free'])
    await pool.close()
    const { primed, wrong } = mixedUp(at.fakes)
    expect(wrong).toEqual([])
    expect(primed).toBeGreaterThan(callers / 4)
    expect(outcomes.filter((one) => one === 'called').length).toBeGreaterThan(callers / 2)
  })

  it('would do so without leases: the check can fail', async () => {
    await using at = await fakeServers(1)
    const [engine] = at.engines
    const open =
      (one: Engine): Opener =>
      (request, events) =>
        one.open(request, events)
    await Promise.all(
      plansOf(1)
        .filter((plan) => plan.leaves === 'stays')
        .slice(0, 20)
        .map(async (plan) => {
          await sleep(plan.comesMs / 10)
          await call(plan, open(engine))
        }),
    )
    expect(mixedUp(at.fakes).wrong.length).toBeGreaterThan(0)
  })
})
