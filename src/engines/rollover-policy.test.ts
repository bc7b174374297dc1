import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initialRollover, type RolloverEffect, type RolloverEvent, type RolloverState, rollover } from './rollover-policy.ts'

const contextMs = 240_000
type Tick = Extract<RolloverEvent, { type: 'tick' }>
const tick = (atMs: number, more: Partial<Tick> = {}): Tick => ({
  type: 'tick',
  atMs,
  silentMs: 0,
  lastSpoke: 'agent',
  successorTalks: false,
  ...more,
})
const leg: RolloverEvent = { type: 'leg', atMs: 0, contextMs, promptTokens: 0 }
const quiet = { silentMs: 500 }

/** The effects of each event, as words. */
function play(events: readonly RolloverEvent[], from: RolloverState = initialRollover()) {
  let state = from
  const told: string[][] = []
  for (const event of events) {
    const [next, effects] = rollover(state, event)
    state = next
    told.push(effects.map((effect: RolloverEffect) => ('reason' in effect ? `${effect.type} ${effect.reason}` : effect.type)))
  }
  return { state, told, last: told.at(-1) }
}
const opened = (atMs: number): RolloverEvent => ({ type: 'opened', atMs })
const primed = (atMs: number): RolloverEvent => ({ type: 'primed', atMs })
const primedBy = (atMs: number) => [leg, tick(178_000), opened(178_000), primed(atMs)]

describe('rollover with a free slot', () => {
  it('prepares, primes, and moves in a silence of both sides at about 200 s of 240', () => {
    const { told } = play([
      leg,
      tick(143_000),
      tick(144_000),
      tick(177_000, quiet),
      tick(178_000),
      opened(178_000),
      primed(184_000),
      tick(190_000, quiet),
      tick(193_000, { silentMs: 200 }),
      tick(194_000, quiet),
    ])
    expect(told).toEqual([[], [], ['prepare'], [], ['prime'], [], [], [], [], ['move context']])
  })

  it('counts what the prompt took of the context', () => {
    const withPrompt: RolloverEvent = { type: 'leg', atMs: 0, contextMs, promptTokens: 148 }
    expect(play([withPrompt, tick(161_000)]).last).toEqual(['prepare'])
    expect(play([withPrompt, tick(162_000)]).last).toEqual(['prepare', 'prime'])
  })

  it('waits for the answer to what the user just said, and for the fresh leg to stop talking to itself', () => {
    expect(play([...primedBy(184_000), tick(195_000, { ...quiet, lastSpoke: 'user' })]).last).toEqual([])
    expect(play([...primedBy(184_000), tick(195_000, { silentMs: 3500, lastSpoke: 'user' })]).last).toEqual(['move context'])
    expect(play([...primedBy(184_000), tick(195_000, { ...quiet, successorTalks: true })]).last).toEqual([])
  })

  it('takes any bearable silence when time runs short, and none at the latest safe moment', () => {
    const pressed = [...primedBy(184_000), { type: 'said' } as const, tick(200_000, { ...quiet, lastSpoke: 'user' })]
    expect(play(pressed).last).not.toContain('move context')
    const hurried = [...primedBy(217_000), { type: 'said' } as const]
    expect(play([...hurried, tick(217_000, { ...quiet, lastSpoke: 'user' })]).last).toEqual([])
    expect(play([...hurried, tick(217_000, quiet)]).last).toEqual(['move context'])
    expect(play([...hurried, tick(217_000, { silentMs: 1500, lastSpoke: 'user' })]).last).toEqual(['move context'])
    expect(play([...hurried, tick(227_000)]).last).toEqual([])
    expect(play([...hurried, tick(228_000)]).last).toEqual(['move context'])
  })

  it('primes anew when the fresh leg does not know what was said since, as long as there is time', () => {
    const stale = [...primedBy(183_000), { type: 'said' } as const]
    expect(play([...stale, tick(194_000, quiet)]).last).toEqual([])
    const { told, state } = play([...stale, tick(195_000)])
    expect(told.at(-1)).toEqual(['refresh'])
    expect(play([opened(195_000), primed(200_000), tick(201_000, quiet)], state).last).toEqual(['move context'])
    // A leg that takes long to prime is not risked.
    expect(play([...primedBy(200_000), { type: 'said' }, tick(212_000)]).last).toEqual([])
  })

  it('primes a quick leg anew in the very silence in which the session moves', () => {
    const quick = [leg, tick(178_000), opened(178_000), primed(178_100), { type: 'said' } as const]
    expect(play([...quick, tick(191_000, quiet)]).last).toEqual([])
    expect(play([...quick, tick(193_000)]).last).toEqual([])
    const { last, state } = play([...quick, tick(193_000, quiet)])
    expect(last).toEqual(['refresh'])
    expect(play([opened(193_000), primed(193_100), tick(193_120, quiet)], state).last).toEqual(['move context'])
  })

  it('never moves a leg whose persona does not slide out', () => {
    const endless: RolloverEvent = { type: 'leg', atMs: 0, contextMs: null, promptTokens: 100 }
    expect(play([endless, tick(10_000_000, { silentMs: 10_000 })]).told.flat()).toEqual([])
  })
})

describe('rollover without a free slot', () => {
  const refusedAt = (atMs: number): RolloverEvent[] => [tick(atMs), { type: 'refused', atMs }]

  it('looks again from time to time, and goes without an engine only in a long silence', () => {
    const { told } = play([
      leg,
      ...refusedAt(178_000),
      tick(179_000),
      ...refusedAt(180_000),
      tick(181_000, { silentMs: 2000 }),
      ...refusedAt(192_000),
      tick(193_000, { silentMs: 1000 }),
      tick(193_900, { silentMs: 1600 }),
    ])
    expect(told).toEqual([[], ['prepare', 'prime'], [], [], ['prime'], [], [], ['prime'], [], [], ['reopen context']])
  })

  it('takes a short silence when time runs short, and none at the latest safe moment', () => {
    expect(play([leg, ...refusedAt(217_000), tick(218_000, quiet)]).last).toEqual(['reopen context'])
    expect(play([leg, ...refusedAt(227_500), tick(228_000)]).last).toEqual(['reopen context'])
  })

  it('moves as soon as the leg it waits for is ready', () => {
    const { state } = play([leg, ...refusedAt(217_000), tick(218_000, quiet)])
    const { last } = play([opened(218_100), { type: 'said' }, primed(224_000)], state)
    expect(last).toEqual(['move context'])
  })

  it('gives a leg up that is not ready when the persona is gone', () => {
    expect(play([leg, tick(178_000), opened(178_000), tick(239_000)]).last).toEqual([])
    expect(play([leg, tick(178_000), opened(178_000), tick(240_000)]).last).toEqual(['reopen context'])
  })
})

describe('trouble', () => {
  const lost: RolloverEvent = { type: 'lost', reason: 'lost' }

  it('opens another leg when the engine is lost, and uses one that is primed or on its way', () => {
    expect(play([leg, lost]).last).toEqual(['reopen lost'])
    expect(play([...primedBy(180_000), lost]).last).toEqual(['move lost'])
    const { state, last } = play([leg, tick(178_000), opened(178_000), lost])
    expect(last).toEqual([])
    expect(play([primed(180_000)], state).last).toEqual(['move lost'])
    expect(play([{ type: 'successorLost', atMs: 180_000 }], state).last).toEqual(['reopen lost'])
  })

  it('waits for the answer of the pool when the engine is lost while it is asked', () => {
    const { state, last } = play([leg, tick(178_000), { type: 'lost', reason: 'hang' }])
    expect(last).toEqual([])
    expect(play([{ type: 'refused', atMs: 168_100 }], state).last).toEqual(['reopen hang'])
  })

  it('opens the first leg as any other', () => {
    expect(play([opened(0), primed(10)]).last).toEqual(['move start'])
  })

  it('stays with a leg that has caught up before a fresh one was on its way', () => {
    const lagging: RolloverEvent = { type: 'lagging', unbearable: false }
    expect(play([leg, lagging, { type: 'caughtUp' }, tick(1000), tick(2000, quiet)]).told.flat()).toEqual([])
    const late = play([leg, lagging, tick(1000), opened(1000), { type: 'caughtUp' }, primed(1100), tick(2000, quiet)])
    expect(late.last).toEqual(['move lag'])
  })

  it('moves a lagging leg in any silence, an unbearable one at once, and no more than once a minute', () => {
    const lagging: RolloverEvent = { type: 'lagging', unbearable: false }
    const { told, state } = play([leg, lagging, tick(1000), opened(1000), primed(1100), tick(1200), tick(2000, quiet)])
    expect(told.slice(-2)).toEqual([[], ['move lag']])
    const again = play([{ ...leg, atMs: 2000 }, lagging, tick(30_000, quiet), tick(62_000, quiet)], state)
    expect(again.told.slice(-2)).toEqual([[], ['prepare', 'prime']])
    const unbearable: RolloverEvent = { type: 'lagging', unbearable: true }
    expect(play([leg, unbearable, tick(1000), { type: 'refused', atMs: 1000 }, tick(1100)]).last).toEqual(['reopen lag'])
  })
})

describe('any course of a call', () => {
  it('moves before the persona is gone, whatever the silences, wherever a slot is free', () => {
    const silence = fc.record({ silentMs: fc.integer({ min: 0, max: 6000 }), lastSpoke: fc.constantFrom('user', 'agent', null) })
    const course = fc.record({
      ticks: fc.array(silence, { minLength: 250, maxLength: 250 }),
      primeMs: fc.integer({ min: 0, max: 15_000 }),
    })
    fc.assert(
      fc.property(course, ({ ticks, primeMs }) => {
        let [state] = rollover(initialRollover(), leg)
        let readyAtMs = Number.POSITIVE_INFINITY
        for (const [second, more] of ticks.entries()) {
          const atMs = second * 1000
          if (atMs >= readyAtMs) {
            ;[state] = rollover(state, primed(readyAtMs))
            readyAtMs = Number.POSITIVE_INFINITY
          }
          const [next, effects] = rollover(state, tick(atMs, more))
          state = next
          if (effects.some((one) => one.type === 'move' || one.type === 'reopen')) return atMs <= 0.95 * contextMs + 1000
          if (effects.some((one) => one.type === 'prime' || one.type === 'refresh')) {
            ;[state] = rollover(state, opened(atMs))
            readyAtMs = atMs + primeMs
          }
          if (effects.length === 0 && atMs % 7000 === 0) [state] = rollover(state, { type: 'said' })
        }
        return false
      }),
    )
  })
})
