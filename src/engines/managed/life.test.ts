import { describe, expect, it } from 'vitest'
import { DuetError } from '../../protocol/errors.ts'
import {
  type LifeEffect,
  type LifeEvent,
  type LifePolicy,
  type LifeState,
  lifePolicy,
  live,
  newLife,
  type ProofOutcome,
} from './life.ts'

const policy: LifePolicy = { ...lifePolicy, hangMs: 60_000, proveMs: 60_000, maxFailures: 3 }
const crash = new DuetError('engine.crashed', 'moshi-1: it ended with exit code 1.')
const noToken = new DuetError('engine.token_missing', 'moshi-1: no token.')

/** Feeds events one after the other, each with its time in seconds; gives the state and the last event's effects. */
function run(events: readonly (readonly [number, DistributiveOmit<LifeEvent, 'atMs'>])[], changed: Partial<LifePolicy> = {}) {
  let state: LifeState = newLife
  let effects: readonly LifeEffect[] = []
  for (const [at, event] of events)
    [state, effects] = live(state, { ...event, atMs: at * 1000 }, { ...policy, ...changed }, 'moshi-1')
  return { state, effects, types: effects.map((effect) => effect.type) }
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

const start = { type: 'start' } as const
const woke = { type: 'woke' } as const
const proved = (outcome: ProofOutcome) => ({ type: 'proved', outcome }) as const
const exited = (fault = crash) => ({ type: 'exited', fault }) as const
const up = [
  [0, start],
  [10, proved('ready')],
] as const

describe('the life of a model server', () => {
  it('is ready, too, when somebody who waited for it has its slot before it could be tried', () => {
    expect(
      run([
        [0, start],
        [5, proved('unknown')],
        [10, proved('busy')],
      ]).state.phase,
    ).toBe('ready')
  })
  it('is ready only when it has taken a call, not when it runs', () => {
    expect(run([[0, start]]).types).toEqual(['spawn', 'phase', 'wake'])
    expect(
      run([
        [0, start],
        [1, woke],
      ]).types,
    ).toEqual(['prove'])
    expect(
      run([
        [0, start],
        [1, woke],
        [2, proved('failed')],
      ]).state.phase,
    ).toBe('starting')
    expect(
      run([
        [0, start],
        [1, woke],
        [2, proved('unknown')],
      ]).types,
    ).toEqual(['wake'])
    expect(run(up).state.phase).toBe('ready')
  })

  it('waits for a slow start as long as it prints something, and says that it waits', () => {
    const fetching = Array.from({ length: 30 }, (_, i) => [i * 500, { type: 'output' }] as const)
    const { state, effects } = run([[0, start], ...fetching, [14_501, woke]], { startMs: 20_000_000 })
    expect(state.phase).toBe('starting')
    expect(effects).toContainEqual({ type: 'tell', line: expect.stringContaining('still starting') })
    expect(effects.at(-1)?.type).toBe('prove')
  })

  it('a start that has gone quiet is killed, and counts as a failure with that reason', () => {
    const { state, types } = run([
      [0, start],
      [601, woke],
    ])
    expect(types).toContain('kill')
    expect(
      run([
        [0, start],
        [601, woke],
        [601, exited()],
      ]).state,
    ).toMatchObject({
      phase: 'waiting',
      fault: { code: 'engine.not_ready' },
    })
    expect(state.phase).toBe('starting')
  })

  it('is started again after one, two, four seconds, and never waits longer than a minute', () => {
    const waits: number[] = []
    let state: LifeState = newLife
    for (let i = 0; i < 9; i++) {
      ;[state] = live(state, { type: i === 0 ? 'start' : 'woke', atMs: i * 200_000 }, { ...policy, maxFailures: 100 })
      const [next, effects] = live(
        state,
        { type: 'exited', fault: crash, atMs: i * 200_000 + 1 },
        { ...policy, maxFailures: 100 },
      )
      state = next
      for (const effect of effects) if (effect.type === 'wake') waits.push(effect.afterMs / 1000)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  })

  it('is given up at the third failure within five minutes', () => {
    const crashes = (third: number) =>
      run([
        ...up,
        [20, exited()],
        [21, woke],
        [30, proved('ready')],
        [40, exited()],
        [42, woke],
        [50, proved('ready')],
        [third, exited()],
      ])
    expect(crashes(319).state.phase).toBe('ended')
    expect(crashes(319).effects).toContainEqual({ type: 'tell', line: expect.stringContaining('given up after 3 failures') })
    expect(crashes(321).state.phase).toBe('waiting')
  })

  it('is given up at the third start in a row that never got ready, however slow each was', () => {
    const vain = [
      [0, start],
      [250, exited()],
      [251, woke],
      [600, exited()],
      [602, woke],
    ] as const
    expect(run([...vain, [1000, exited()]]).state.phase).toBe('ended')
    expect(run([...vain, [700, proved('ready')], [1000, exited()]]).state.phase).toBe('waiting')
  })

  it('is not started again where that would only repeat the failure', () => {
    expect(
      run([
        [0, start],
        [3, exited(noToken)],
      ]).state,
    ).toMatchObject({ phase: 'ended', fault: noToken })
  })

  it('after five good minutes it is started again at once, like the first time', () => {
    const { effects } = run([...up, [20, exited()], [21, woke], [30, proved('ready')], [400, exited()]])
    expect(effects).toContainEqual({ type: 'wake', afterMs: 1000 })
  })

  it('a ready one is asked for a sign of life, and proves itself once in a while', () => {
    expect(run([...up, [20, woke]]).types).toEqual(['check'])
    expect(run([...up, [70, woke]]).types).toEqual(['prove'])
    expect(run([...up, [70, woke], [72, proved('busy')]]).state).toMatchObject({ phase: 'ready', provenMs: 72_000 })
  })

  it('one that answers nothing for a minute is hung and killed; a single answer clears it', () => {
    const silent = [...up, [30, { type: 'answered', ok: false }], [69, { type: 'answered', ok: false }]] as const
    expect(run(silent).types).toEqual(['wake'])
    expect(run([...silent, [71, { type: 'answered', ok: false }]]).types).toContain('kill')
    expect(run([...silent, [70, { type: 'answered', ok: true }], [90, { type: 'answered', ok: false }]]).types).toEqual(['wake'])
    expect(run([...silent, [71, { type: 'answered', ok: false }], [71, exited()]]).state.fault?.code).toBe('engine.hung')
  })

  it('one that answers but makes no sound is killed at the second failed proof', () => {
    expect(run([...up, [70, proved('failed')]]).types).toEqual(['wake'])
    expect(run([...up, [70, proved('failed')], [80, proved('failed')]]).types).toContain('kill')
    expect(run([...up, [70, proved('failed')], [80, proved('busy')], [90, proved('failed')]]).types).toEqual(['wake'])
  })

  it('one that does not let go of its last call for a minute is killed', () => {
    const doubted = [...up, [70, proved('doubted')], [129, proved('doubted')]] as const
    expect(run(doubted).types).toEqual(['wake'])
    expect(run([...doubted, [131, proved('doubted')]]).types).toContain('kill')
    expect(run([...doubted, [130, proved('ready')], [191, proved('doubted')]]).types).toEqual(['wake'])
  })

  it('ends when asked to in every phase, and is not started again', () => {
    const stop = { type: 'stop' } as const
    expect(run([...up, [20, stop]]).types).toEqual(['phase', 'terminate'])
    expect(run([...up, [20, stop], [21, exited()]]).state.phase).toBe('ended')
    expect(
      run([
        [0, start],
        [1, stop],
      ]).types,
    ).toContain('terminate')
    expect(
      run([
        [0, start],
        [1, exited()],
        [1.5, stop],
      ]).state.phase,
    ).toBe('ended')
    expect(
      run([
        [0, start],
        [1, exited()],
        [1.5, stop],
        [2, woke],
      ]).types,
    ).toEqual([])
  })
})
