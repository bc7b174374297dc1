import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DuetError } from '../../protocol/errors.ts'
import { type LeaseStore, MemoryLeaseStore, type SlotChange } from './lease-store.ts'
import { poolLimits } from './pool-of-servers.ts'
import type { SlotRecord } from './slot-record.ts'
import { LiteralEngine } from './test-engine.ts'
import { Asker, testPool } from './test-pool.ts'

const engine = (name = 'personaplex', host = 'gpu1:8998', sessions = 1) => new LiteralEngine(name, host, sessions)
const states = (pool: ReturnType<typeof testPool>) =>
  pool.view().servers.flatMap((server) => server.slots.map((slot) => slot.state))
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] }),
)
afterEach(() => void vi.useRealTimers())

describe('a server that whoever runs it says takes no call', () => {
  const starting = new DuetError('engine.not_ready', 'moshi-1 is starting.')

  it('is not used, is shown as failing and why, and a newcomer is told so', async () => {
    const only = engine()
    const pool = testPool([only])
    pool.unready(only.address, starting)
    const [server] = pool.view().servers
    expect([states(pool), server?.detail]).toEqual([['failing'], 'moshi-1 is starting.'])
    const asker = new Asker(pool, 's1')
    await settle()
    expect(asker.error).toBe(starting)
    expect(only.legs).toEqual([])
  })

  it('can be tried all the same, and is used at once when it is ready', async () => {
    const [down, up] = [engine(), engine('personaplex', 'gpu2:8998')]
    const pool = testPool([down, up])
    pool.unready(down.address, starting)
    const [first, second] = [await new Asker(pool, 's1').open(), new Asker(pool, 's2')]
    expect(first.lease.serverId).toBe('personaplex@gpu2:8998')
    const trial = await pool.trial(down.address)
    expect(trial?.serverId).toBe('personaplex@gpu1:8998')
    trial?.release('the trial is over')
    await settle()
    expect(second.lease).toBeUndefined()
    pool.unready(down.address, null)
    await settle()
    expect(second.lease?.serverId).toBe('personaplex@gpu1:8998')
  })
})

describe('a server that nobody has used yet', () => {
  it('is looked at now and then, so that it is seen when it does not answer, and when it does again', async () => {
    const only = engine()
    const pool = testPool([only])
    only.up = false
    await vi.advanceTimersByTimeAsync(poolLimits.sweepMs)
    expect([states(pool), pool.view().servers[0]?.detail]).toEqual([['failing'], 'No engine answers at gpu1:8998.'])
    only.up = true
    await vi.advanceTimersByTimeAsync(2000)
    expect([states(pool), pool.view().servers[0]?.detail]).toEqual([['free'], null])
  })

  it('is not looked at while it carries a call', async () => {
    const only = engine()
    const pool = testPool([only])
    const { leg, ready } = await new Asker(pool, 's1').open()
    await ready
    only.up = false
    for (let i = 0; i < 10; i++) {
      leg.send([])
      await vi.advanceTimersByTimeAsync(poolLimits.sweepMs)
    }
    expect(states(pool)).toEqual(['busy'])
    expect(only.looks).toBe(0)
  })
})

describe('a slot', () => {
  it('is one caller’s until the engine has confirmed the close', async () => {
    const only = engine()
    only.slowToClose = true
    const pool = testPool([only])
    const first = await new Asker(pool, 's1').open()
    const second = new Asker(pool, 's2')
    await settle()
    expect([states(pool), second.place]).toEqual([['busy'], 1])
    first.lease.release('over')
    await settle()
    expect([states(pool), second.lease]).toEqual([['closing'], undefined])
    only.legs[0]?.confirm()
    await settle()
    expect(second.lease?.fence).toBe(first.lease.fence + 1)
  })

  it('comes back once, however often and by whomever the end is told', async () => {
    const only = engine()
    const pool = testPool([only])
    const first = await new Asker(pool, 's1').open()
    await first.ready
    only.legs[0]?.fail('engine.lost')
    first.lease.release('lost')
    void first.leg.close('again')
    const [second, third] = [new Asker(pool, 's2'), new Asker(pool, 's3')]
    await settle()
    expect([second.lease !== undefined, third.lease, third.place]).toEqual([true, undefined, 1])
    first.lease.release('once more', true)
    await settle()
    expect([states(pool), third.lease]).toEqual([['warming'], undefined])
  })

  it('is taken back where no leg is opened in time, and where nothing is sent on one for long: its call is gone', async () => {
    const only = engine()
    const pool = testPool([only])
    await new Asker(pool, 'forgets').leased
    await vi.advanceTimersByTimeAsync(poolLimits.openMs + poolLimits.sweepMs)
    expect(states(pool)).toEqual(['free'])
    const { leg, closed } = await new Asker(pool, 'dies').open()
    for (let i = 0; i < 30; i++) {
      leg.send([])
      await vi.advanceTimersByTimeAsync(poolLimits.sweepMs)
    }
    expect(states(pool)).toEqual(['busy'])
    await vi.advanceTimersByTimeAsync(poolLimits.idleMs + 2 * poolLimits.sweepMs)
    expect(states(pool)).toEqual(['free'])
    expect(await closed).toMatchObject({ code: 'engine.lost' })
  })

  it('tells its old holder nothing more once it is given back', async () => {
    const only = engine()
    const pool = testPool([only])
    const heard: string[] = []
    const lease = await new Asker(pool, 's1').leased
    const nothing = () => {}
    const events = { warming: nothing, ready: nothing, audio: nothing, metadata: nothing, closed: nothing }
    lease.open({ prompt: 'x', voice: 'NATF0', greet: false }, { ...events, text: (piece) => heard.push(piece) })
    await settle()
    only.legs[0]?.events.text('now')
    lease.release('over')
    only.legs[0]?.events.text('late')
    expect(heard).toEqual(['now'])
  })

  it('opens one leg', async () => {
    const pool = testPool([engine()])
    const asker = new Asker(pool, 's1')
    await asker.open()
    await expect(asker.open()).rejects.toThrow(expect.objectContaining({ code: 'internal' }))
  })
})

describe('a slot in doubt', () => {
  it('is given to nobody before a call with another voice has shown that it is free', async () => {
    const only = engine()
    const pool = testPool([only])
    only.onOpen = (leg) =>
      queueMicrotask(() => (leg.request.voice === 'NATM3' ? leg.fail('engine.voice_failed') : leg.getReady()))
    const first = await new Asker(pool, 's1').open('NATM3')
    expect(await first.closed).toMatchObject({ code: 'engine.voice_failed' })
    const second = new Asker(pool, 's2')
    await settle()
    expect([states(pool), second.lease]).toEqual([['quarantined'], undefined])
    await vi.advanceTimersByTimeAsync(1000)
    expect(second.lease).toBeDefined()
    expect(only.legs.map((leg) => leg.request.voice)).toEqual(['NATM3', expect.not.stringMatching('NATM3')])
    expect(only.most).toBe(1)
  })

  it('stays so while trials fail, tried less and less often, and says why', async () => {
    const only = engine()
    const pool = testPool([only])
    const { lease, ready } = await new Asker(pool, 's1').open()
    await ready
    only.onOpen = (leg) => queueMicrotask(() => leg.fail('engine.handshake_timeout'))
    lease.release('the engine hangs', true)
    await vi.advanceTimersByTimeAsync(60_000)
    const tries = only.legs.length
    expect(tries).toBeLessThan(9)
    const [server] = pool.view().servers
    expect(server).toMatchObject({ slots: [{ state: 'quarantined' }], detail: expect.stringContaining('handshake_timeout') })
    only.onOpen = (leg) => queueMicrotask(() => leg.getReady())
    await vi.advanceTimersByTimeAsync(31_000)
    expect(states(pool)).toEqual(['free'])
  })
})

describe('the queue', () => {
  it('has a bound; who was in it before comes back in', async () => {
    const pool = testPool([engine()], { queueLimit: 2 })
    await new Asker(pool, 's1').leased
    const [second] = [new Asker(pool, 's2'), new Asker(pool, 's3')]
    const refused = new Asker(pool, 's4')
    await settle()
    expect(refused.error).toMatchObject({ code: 'engine.queue_full', retryAfterMs: expect.any(Number) })
    expect(pool.refusal('s5')).toMatchObject({ code: 'engine.queue_full' })
    second?.leaving.abort(new Error('its network broke'))
    await settle()
    const fourth = new Asker(pool, 's4')
    const back = new Asker(pool, 's2')
    await settle()
    expect([back.place, fourth.place]).toEqual([1, 3])
  })

  it('with no room at all gives free slots still', async () => {
    const pool = testPool([engine()], { queueLimit: 0 })
    await new Asker(pool, 's1').leased
    const second = new Asker(pool, 's2')
    await settle()
    expect(second.error).toMatchObject({ code: 'engine.queue_full' })
  })

  it('is passed by a running call and by a higher priority', async () => {
    const pool = testPool([engine()])
    const { lease } = await new Asker(pool, 's1').open()
    const plain = new Asker(pool, 'plain')
    const favoured = new Asker(pool, 'favoured', { priority: 1 })
    const moving = new Asker(pool, 'moving', { purpose: 'rollover' })
    await settle()
    expect([moving.place, favoured.place, plain.place]).toEqual([1, 2, 3])
    lease.release('over')
    await settle()
    expect(moving.lease).toBeDefined()
  })

  it('gives a slot that comes free while its taker leaves to the next', async () => {
    const pool = testPool([engine()])
    const { lease } = await new Asker(pool, 's1').open()
    const [second, third] = [new Asker(pool, 's2'), new Asker(pool, 's3')]
    lease.release('over')
    second.leaving.abort(new Error('left'))
    await settle()
    expect([second.lease, third.lease !== undefined]).toEqual([undefined, true])
  })

  it('estimates the wait by the lengths of calls', async () => {
    const only = engine()
    const pool = testPool([only])
    const { lease, ready } = await new Asker(pool, 's1').open()
    await ready
    const [second, third] = [new Asker(pool, 's2'), new Asker(pool, 's3')]
    await vi.advanceTimersByTimeAsync(10_000)
    lease.release('over')
    await settle()
    expect([second.waits, third.waits]).toEqual([[null], [null, 10_000]])
  })
})

describe('slots kept for rollovers', () => {
  it('are given to no new call, and to a rollover at once', async () => {
    const pool = testPool([engine('personaplex', 'gpu1'), engine('personaplex', 'gpu2')], { spares: 1 })
    const first = await new Asker(pool, 's1').open()
    const second = new Asker(pool, 's2')
    await settle()
    expect(second.place).toBe(1)
    const wish = { sessionId: 's1', priority: 0, engines: [], avoid: [] } as const
    expect(await pool.tryAcquire({ ...wish, purpose: 'call' })).toBeUndefined()
    const fresh = await pool.tryAcquire({ ...wish, purpose: 'rollover' })
    expect(fresh?.serverId).not.toBe(first.lease.serverId)
    first.lease.release('moved')
    await settle()
    expect(second.lease).toBeUndefined()
    fresh?.release('over')
    await settle()
    expect(second.lease).toBeDefined()
  })
})

const dead = (one: LiteralEngine) => {
  one.up = false
  one.onOpen = (leg) => queueMicrotask(() => leg.fail('engine.unreachable'))
  return one
}

describe('servers that do not work', () => {
  it('are passed over for the next free one, and used again once they answer', async () => {
    const [bad, good] = [dead(engine('personaplex', 'gpu1')), engine('personaplex', 'gpu2')]
    const pool = testPool([bad, good])
    await (await new Asker(pool, 's1').open()).closed
    await settle()
    expect(states(pool)).toEqual(['failing', 'free'])
    expect(pool.view().servers[0]?.detail).toContain('unreachable')
    const second = await new Asker(pool, 's2').leased
    expect(second.serverId).toBe('personaplex@gpu2')
    bad.up = true
    bad.onOpen = (leg) => queueMicrotask(() => leg.getReady())
    await vi.advanceTimersByTimeAsync(1000)
    expect((await new Asker(pool, 's3').leased).serverId).toBe('personaplex@gpu1')
  })

  it('refuse a newcomer at once where there is no other, but only after another look', async () => {
    const only = dead(engine())
    const pool = testPool([only])
    await (await new Asker(pool, 's1').open()).closed
    await settle()
    const refused = new Asker(pool, 's2')
    await settle()
    expect([refused.error, refused.places]).toEqual([expect.objectContaining({ code: 'engine.unreachable' }), []])
    only.up = true
    only.onOpen = (leg) => queueMicrotask(() => leg.getReady())
    await vi.advanceTimersByTimeAsync(1)
    const taken = new Asker(pool, 's3')
    await settle()
    expect(taken.lease).toBeDefined()
  })

  it('keep those who wait already for a while, in their places, and let them in when they are back', async () => {
    const only = engine()
    const pool = testPool([only])
    const first = await new Asker(pool, 's1').open()
    await first.ready
    const waiting = Array.from({ length: 20 }, (_, index) => new Asker(pool, `w${index}`))
    await settle()
    dead(only)
    only.legs[0]?.fail('engine.lost') // the process was killed
    const next = await waiting[0]?.open()
    await next?.closed
    const again = new Asker(pool, 'w0', { avoid: [next?.lease.serverId ?? ''] })
    await vi.advanceTimersByTimeAsync(8000)
    expect([again.error, ...waiting.slice(1).map((one) => one.error)]).toEqual(Array(20).fill(undefined))
    only.up = true
    only.onOpen = (leg) => queueMicrotask(() => leg.getReady())
    await vi.advanceTimersByTimeAsync(8000)
    expect([again.lease !== undefined, waiting[1]?.place]).toEqual([true, 1])
  })

  it('are given up by those who wait when they stay away', async () => {
    const only = engine()
    const pool = testPool([only])
    const first = await new Asker(pool, 's1').open()
    await first.ready
    const [second, third] = [new Asker(pool, 's2'), new Asker(pool, 's3')]
    dead(only)
    only.legs[0]?.fail('engine.lost')
    await (await second.open()).closed
    await vi.advanceTimersByTimeAsync(poolLimits.patienceMs + 2 * poolLimits.sweepMs)
    expect(third.error).toMatchObject({ code: 'engine.unreachable' })
    expect(pool.view().queued).toBe(0)
  })

  it('that are one and the same are refused by name', () => {
    expect(() => testPool([engine('personaplex', 'localhost:8998'), engine('moshi', '127.0.0.1:8998')])).toThrow(
      expect.objectContaining({ code: 'config.invalid', field: 'DUET_ENGINES' }),
    )
  })
})

/** A store that one bridge cannot write to while `away`. */
class FarStore implements LeaseStore {
  away = false
  readonly #store: LeaseStore

  constructor(store: LeaseStore) {
    this.#store = store
  }
  async compareAndSet(key: string, record: SlotRecord, revision: number) {
    if (this.away) throw new Error('no way there')
    return this.#store.compareAndSet(key, record, revision)
  }
  read = (key: string) => this.#store.read(key)
  watch = (changed: (change: SlotChange) => void) => this.#store.watch(changed)
  close = () => this.#store.close()
}

describe('bridges that share a store', () => {
  const two = () => {
    const store = new MemoryLeaseStore()
    const far = new FarStore(store)
    const only = engine()
    return { only, far, one: testPool([only], { store: far, bridge: 'b1' }), other: testPool([only], { store, bridge: 'b2' }) }
  }

  it('never hold a slot both, and hear when the other gives it back', async () => {
    const { one, other } = two()
    const [first, second] = [new Asker(one, 's1'), new Asker(other, 's2')]
    await settle()
    expect([first.lease, second.lease].filter(Boolean)).toHaveLength(1)
    const [winner, loser] = first.lease ? [first, second] : [second, first]
    expect(loser.place).toBe(1)
    winner.lease?.release('over')
    await settle()
    expect(loser.lease?.fence).toBe((winner.lease?.fence ?? 0) + 1)
  })

  it('take over the slot of one that is gone only after a trial call; who had it is told to end', async () => {
    const { only, far, one, other } = two()
    const { closed, ready } = await new Asker(one, 's1').open()
    await ready
    const second = new Asker(other, 's2')
    far.away = true
    await vi.advanceTimersByTimeAsync(poolLimits.ttlMs + 2 * poolLimits.sweepMs)
    expect(await closed).toMatchObject({ code: 'engine.lost' })
    expect(second.lease?.fence).toBeGreaterThan(2)
    expect(only.legs.map((leg) => leg.request.prompt)).toEqual(['You are kind.', 'Be quiet.'])
  })

  it('give up a leg that is being primed when the store has not heard of them for so long', async () => {
    const { only, far, one } = two()
    only.onOpen = (leg) => leg.events.warming()
    const { closed } = await new Asker(one, 's1').open()
    far.away = true
    await vi.advanceTimersByTimeAsync(poolLimits.ttlMs + 2 * poolLimits.sweepMs)
    expect(await closed).toMatchObject({ code: 'engine.lost' })
  })

  it('refuse nobody for ever where the store does not answer', async () => {
    const { far, one } = two()
    far.away = true
    const asker = new Asker(one, 's1')
    await settle()
    expect(asker.error).toMatchObject({ code: 'store.failed' })
    far.away = false
    expect(await new Asker(one, 's2').leased).toBeDefined()
  })
})
