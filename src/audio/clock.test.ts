import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { legToSession, MediaClock, type MediaSpan } from './clock.ts'
import { seeded } from './test-sound.ts'

const PACKET = 960

type Arriving = { readonly wallMs: number; readonly samples?: number; readonly newLeg?: boolean }

/** Sends every arrival and a tick every 20 ms of wall to the clock, in order, and gathers what it says. */
function run(clock: MediaClock, arrivals: readonly Arriving[], untilMs: number, check: (wallMs: number) => void = () => {}) {
  const totals = { counted: 0, late: 0, excess: 0, silence: 0 }
  const spans: MediaSpan[] = []
  const gaps: MediaSpan[] = []
  let next = 0
  for (let tickMs = 0; tickMs <= untilMs; tickMs += 20) {
    for (let arrival = arrivals[next]; arrival !== undefined && arrival.wallMs <= tickMs; arrival = arrivals[++next]) {
      if (arrival.newLeg === true) clock.forgetDebt()
      const samples = arrival.samples ?? PACKET
      const result = clock.received(samples, arrival.wallMs)
      totals[result.type] += samples
      if (result.type === 'counted') {
        spans.push(result.span)
        if (result.gap !== undefined) gaps.push(result.gap)
      }
      check(arrival.wallMs)
    }
    const silence = clock.tick(tickMs)
    if (silence !== undefined) {
      spans.push(silence)
      totals.silence += silence.endSamples - silence.startSamples
    }
    check(tickMs)
  }
  return { ...totals, spans, gaps }
}

/** A client's packets: sent every 20 ms of its own clock, held up by the network, which keeps their order. */
function client(options: {
  fromMs?: number
  untilMs: number
  driftPpm?: number
  jitterMs?: number
  /** Packets sent in here arrive together at its end, or never. */
  stalls?: readonly { readonly fromMs: number; readonly untilMs: number; readonly lost: boolean }[]
  random?: () => number
}): Arriving[] {
  const { fromMs = 0, untilMs, driftPpm = 0, jitterMs = 0, stalls = [], random = () => 0 } = options
  const arrivals: Arriving[] = []
  let last = 0
  for (let sentMs = fromMs; sentMs < untilMs; sentMs += 20 / (1 + driftPpm * 1e-6)) {
    const stall = stalls.find((one) => sentMs >= one.fromMs && sentMs < one.untilMs)
    if (stall?.lost === true) continue
    last = Math.max(last, stall?.untilMs ?? 0, sentMs + random() * jitterMs)
    arrivals.push({ wallMs: last })
  }
  return arrivals
}

const inOrder = (spans: readonly MediaSpan[]): boolean =>
  spans.every((span, i) => span.startSamples === (spans[i - 1]?.endSamples ?? 0))

describe('a session clock', () => {
  test.each([-300, 0, 300])('needs no silence and drops nothing in an hour with a client off by %i ppm', (driftPpm) => {
    const arrivals = client({ untilMs: 3_600_000, driftPpm, jitterMs: 60, random: seeded(1) })
    const result = run(new MediaClock(), arrivals, 3_600_100)
    expect(result).toMatchObject({ silence: 0, late: 0, excess: 0, counted: arrivals.length * PACKET })
    expect(inOrder(result.spans)).toBe(true)
  })

  test('holds still before the first packet and begins with it', () => {
    const clock = new MediaClock()
    expect(clock.tick(5000)).toBeUndefined()
    expect(clock.received(PACKET, 9000)).toEqual({ type: 'counted', span: { startSamples: 0, endSamples: 960 }, gap: undefined })
    expect(clock.nowMs).toBe(20)
  })

  test('runs without sound once it is started', () => {
    const clock = new MediaClock()
    clock.start(0)
    const { silence } = run(clock, [], 2000)
    expect(silence).toBe(2000 * 48)
    expect(clock.endGap()).toEqual({ startSamples: 0, endSamples: 96_000 })
    expect(clock.endGap()).toBeUndefined()
  })

  test('a pause of the network shorter than the grace is no gap: what it held up is counted', () => {
    const arrivals = client({ untilMs: 5000, stalls: [{ fromMs: 2000, untilMs: 2380, lost: false }] })
    expect(run(new MediaClock(), arrivals, 5000)).toMatchObject({ silence: 0, late: 0, counted: arrivals.length * PACKET })
  })

  test('lost sound becomes silence, marked as one gap, and what follows it is counted', () => {
    const arrivals = client({ untilMs: 5000, stalls: [{ fromMs: 2000, untilMs: 3000, lost: true }] })
    const clock = new MediaClock()
    const { silence, counted, late, gaps, spans } = run(clock, arrivals, 4980)
    expect({ counted, late }).toEqual({ counted: arrivals.length * PACKET, late: 0 })
    expect(silence).toBe(1000 * 48)
    expect(gaps).toEqual([{ startSamples: 2000 * 48, endSamples: 3000 * 48 }])
    expect(inOrder(spans)).toBe(true)
    expect(clock.nowMs).toBe(5000)
  })

  test('late sound does not take the time of its gap again', () => {
    const arrivals = client({ untilMs: 8000, stalls: [{ fromMs: 2000, untilMs: 3500, lost: false }] })
    const clock = new MediaClock()
    const { silence, late, excess, gaps } = run(clock, arrivals, 7980)
    expect(gaps).toHaveLength(1)
    expect(excess).toBe(0)
    expect(late).toBeGreaterThan(silence - 120 * 48)
    expect(late).toBeLessThanOrEqual(silence)
    expect(clock.nowMs).toBeLessThanOrEqual(8000 + 80)
    expect(clock.nowMs).toBeGreaterThanOrEqual(8000)
  })

  test('fresh sound after late sound is not taken for late', () => {
    const stalls = [{ fromMs: 2000, untilMs: 3500, lost: false }]
    const arrivals = client({ untilMs: 60_000, jitterMs: 50, random: seeded(3), stalls })
    const clock = new MediaClock()
    run(clock, arrivals.slice(0, 200), arrivals[199]?.wallMs ?? 0)
    let counted = 0
    for (const { wallMs } of arrivals.slice(200)) if (clock.received(PACKET, wallMs).type === 'counted') counted++
    expect(counted).toBe(arrivals.length - 200)
  })

  test('late sound that was counted within the slack is no longer owed', () => {
    const clock = new MediaClock()
    run(clock, client({ untilMs: 1000 }), 1480)
    const burst = Array.from({ length: 25 }, () => clock.received(PACKET, 1480).type)
    expect(burst.filter((type) => type === 'late')).toHaveLength(22)
    for (let i = 0; i < 50; i++) expect(clock.received(PACKET, 1485 + 20 * i).type).toBe('counted')
  })

  test('sound that did not come for long after its gap is taken as lost', () => {
    const clock = new MediaClock({ debtMs: 2000 })
    const lost = [{ fromMs: 1000, untilMs: 2000, lost: true }]
    run(clock, client({ untilMs: 5000, stalls: lost }), 4980)
    const early = Array.from({ length: 10 }, () => clock.received(PACKET, 4985).type)
    expect(early).toEqual(Array.from({ length: 10 }, () => 'counted'))
  })

  test('sound of a new client leg is not taken for late', () => {
    const clock = new MediaClock()
    run(clock, client({ untilMs: 1000 }), 3000)
    clock.forgetDebt()
    const burst = Array.from({ length: 10 }, () => clock.received(PACKET, 3000).type)
    expect(burst).toEqual(Array.from({ length: 10 }, () => 'counted'))
  })

  test('a tick after this process slept leaves the packets in its sockets their time', () => {
    const clock = new MediaClock()
    run(clock, client({ untilMs: 1000 }), 980)
    expect(clock.tick(1700)).toBeUndefined()
    for (let i = 0; i < 35; i++) expect(clock.received(PACKET, 1701).type).toBe('counted')
    expect(clock.tick(1720)).toBeUndefined()
  })

  test('slow ticks put in silence too', () => {
    const clock = new MediaClock()
    clock.start(0)
    let silence = 0
    for (let wallMs = 0; wallMs <= 10_000; wallMs += 500) {
      const span = clock.tick(wallMs)
      silence += span === undefined ? 0 : span.endSamples - span.startSamples
    }
    expect(silence).toBeGreaterThanOrEqual(9000 * 48)
  })

  test('after the machine slept time goes on from where it was', () => {
    const clock = new MediaClock({ maxFillMs: 2000 })
    run(clock, client({ untilMs: 1000 }), 980)
    expect(clock.tick(3_600_000)).toBeUndefined()
    clock.tick(3_600_020)
    expect(clock.nowMs).toBe(3000)
    expect(clock.received(PACKET, 3_600_040).type).toBe('counted')
    expect(clock.tick(3_600_060)).toBeUndefined()
    expect(clock.nowMs).toBe(3020)
  })

  test('a flood is refused beyond the bound, and taken again at the wall’s pace', () => {
    const clock = new MediaClock({ maxAheadMs: 1000 })
    const results = Array.from({ length: 500 }, () => clock.received(PACKET, 0).type)
    expect(results.filter((type) => type === 'counted')).toHaveLength(51)
    expect(results.at(-1)).toBe('excess')
    expect(clock.received(PACKET, 21).type).toBe('counted')
  })

  test('a wall that steps back changes nothing', () => {
    const clock = new MediaClock()
    clock.received(PACKET, 1000)
    clock.received(PACKET, 500)
    expect(clock.tick(600)).toBeUndefined()
    expect(clock.nowSamples).toBe(2 * PACKET)
    expect(clock.behindMs).toBeLessThanOrEqual(0)
  })

  test('legs count from 0 where they begin, under epochs that grow', () => {
    const clock = new MediaClock()
    const first = clock.beginLeg()
    clock.received(PACKET, 0)
    clock.received(PACKET, 20)
    const second = clock.beginLeg()
    expect([first, second]).toEqual([
      { epoch: 1, startSamples: 0 },
      { epoch: 2, startSamples: 2 * PACKET },
    ])
    expect(legToSession(second, 480)).toBe(2 * PACKET + 480)
  })
})

test('whatever the network does: never back, never twice, never far from the wall', () => {
  const untilMs = 60_000
  const stall = fc.record({ fromMs: fc.nat(untilMs), lengthMs: fc.integer({ min: 1, max: 8000 }), lost: fc.boolean() })
  fc.assert(
    fc.property(
      fc.array(stall, { maxLength: 6 }),
      fc.integer({ min: -300, max: 300 }),
      fc.integer({ min: 0, max: 150 }),
      fc.array(fc.record({ atMs: fc.nat(untilMs), packets: fc.integer({ min: 1, max: 200 }) }), { maxLength: 3 }),
      fc.array(fc.nat(untilMs), { maxLength: 2 }),
      fc.nat(),
      (stalls, driftPpm, jitterMs, floods, reconnects, seed) => {
        const arrivals = [
          ...client({
            untilMs,
            driftPpm,
            jitterMs,
            random: seeded(seed),
            stalls: stalls.map(({ fromMs, lengthMs, lost }) => ({ fromMs, untilMs: fromMs + lengthMs, lost })),
          }),
          ...floods.flatMap(({ atMs, packets }) => Array.from({ length: packets }, () => ({ wallMs: atMs }))),
          ...reconnects.map((wallMs) => ({ wallMs, newLeg: true })),
        ].sort((a, b) => a.wallMs - b.wallMs)
        const startMs = arrivals[0]?.wallMs ?? 0
        const clock = new MediaClock()
        const broken: string[] = []
        let last = 0
        const result = run(clock, arrivals, untilMs, (wallMs) => {
          if (clock.nowSamples < last) broken.push(`back at ${wallMs} ms`)
          last = clock.nowSamples
          const passedMs = Math.max(0, wallMs - startMs)
          if (clock.nowMs > passedMs * 1.0005 + 1000 + 2 * 20) broken.push(`ahead at ${wallMs} ms`)
        })
        expect(broken).toEqual([])
        expect(inOrder(result.spans)).toBe(true)
        expect(result.counted + result.silence).toBe(clock.nowSamples)
        expect(result.late).toBeLessThanOrEqual(result.silence)
        expect(clock.nowMs).toBeGreaterThanOrEqual((untilMs - startMs) * 0.9995 - 400 - 20)
      },
    ),
    { seed: 48_000, numRuns: 100 },
  )
})
