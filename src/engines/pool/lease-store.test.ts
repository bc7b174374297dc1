/** Every lease store against the same expectations; NATS where a server answers. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '@nats-io/transport-node'
import { describe, expect, it } from 'vitest'
import { startFakeEngine } from '../fake/fake-engine.ts'
import { moshiEngine } from '../moshi-engine.ts'
import { personaplex } from '../personaplex.ts'
import { type LeaseStore, MemoryLeaseStore, type SlotChange } from './lease-store.ts'
import { NatsLeaseStore } from './nats-lease-store.ts'
import { type SlotRecord, take, unusedSlot } from './slot-record.ts'
import { Asker, testPool } from './test-pool.ts'

const natsUrl = process.env.DUET_NATS_URL ?? 'nats://127.0.0.1:4222'
const natsAnswers = await connect({ servers: new URL(natsUrl).host, timeout: 500, reconnect: false }).then(
  (connection) => connection.close().then(() => true),
  () => false,
)

/** Stores that share their records, as two bridges have them. */
type Pair = { readonly one: LeaseStore; readonly other: LeaseStore } & AsyncDisposable

function inMemory(): Pair {
  const store = new MemoryLeaseStore()
  return { one: store, other: store, async [Symbol.asyncDispose]() {} }
}

function inNats(): Pair {
  const bucket = `test-${randomUUID()}`
  const [one, other] = [new NatsLeaseStore({ url: natsUrl, bucket }), new NatsLeaseStore({ url: natsUrl, bucket })]
  return {
    one,
    other,
    async [Symbol.asyncDispose]() {
      await Promise.all([one.close(), other.close()])
      const connection = await connect({ servers: new URL(natsUrl).host })
      await connection.request(`$JS.API.STREAM.DELETE.KV_${bucket}`)
      await connection.close()
    },
  }
}

const held = take(unusedSlot, { bridge: 'b1', sessionId: 's1' }, 1000, 500)
if (!held) throw new Error('a free slot was not given')
const doubtful: SlotRecord = { fence: 4, state: 'quarantined', why: 'It did not end.', changedAt: 7 }

describe.each([
  ['memory', inMemory, true],
  ['NATS', inNats, natsAnswers],
] as const)('a lease store in %s', (_, open, there) => {
  describe.skipIf(!there)('where it can be reached', () => {
    it('keeps what it is given, for all', async () => {
      await using at = open()
      expect(await at.one.read('slot.a.0')).toBeUndefined()
      const revision = await at.one.compareAndSet('slot.a.0', held, 0)
      expect(await at.other.read('slot.a.0')).toEqual({ record: held, revision })
      const next = await at.other.compareAndSet('slot.a.0', doubtful, revision ?? 0)
      expect(await at.one.read('slot.a.0')).toEqual({ record: doubtful, revision: next })
      expect(await at.one.read('slot.a.1')).toBeUndefined()
    })

    it('lets one of many writers win', async () => {
      await using at = open()
      const first = await Promise.all([at.one, at.other].map((store) => store.compareAndSet('slot.a.0', held, 0)))
      expect(first.filter((revision) => revision !== undefined)).toHaveLength(1)
      const revision = first.find((one) => one !== undefined) ?? 0
      const then = await Promise.all(
        Array.from({ length: 10 }, (__, index) => (index % 2 ? at.one : at.other).compareAndSet('slot.a.0', doubtful, revision)),
      )
      expect(then.filter((one) => one !== undefined)).toHaveLength(1)
    })

    it('tells changes, one’s own and others’, until that is stopped', async () => {
      await using at = open()
      const changes: SlotChange[] = []
      const stop = await at.one.watch((change) => changes.push(change))
      const revision = (await at.other.compareAndSet('slot.a.0', held, 0)) ?? 0
      await at.one.compareAndSet('slot.a.0', doubtful, revision)
      await expect
        .poll(() => changes.map(({ key, record }) => [key, record]))
        .toEqual([
          ['slot.a.0', held],
          ['slot.a.0', doubtful],
        ])
      stop()
    })

    it('keeps the callers of two bridges apart on a server that leaks personas', async () => {
      await using at = open()
      const fake = await startFakeEngine({ as: 'personaplex', quirks: { 'slow-handshake': 3 } })
      const pools = [at.one, at.other].map((store, index) =>
        testPool([moshiEngine(personaplex, fake.url)], { store, bridge: `b${index}`, limits: { retryScale: 0.01 } }),
      )
      await Promise.all(
        pools.flatMap((pool, bridge) =>
          Array.from({ length: 15 }, async (__, index) => {
            const asker = new Asker(pool, `b${bridge}-s${index}`)
            const { lease, ready, leg } = await asker.open(index % 2 ? 'NATF0' : 'VARM1', `You are P${bridge}-${index}.`)
            await ready
            await sleep(3)
            await leg.close('')
            lease.release('over')
          }),
        ),
      )
      expect(fake.calls).toHaveLength(30)
      expect(fake.calls.filter(({ asked, effective }) => asked.prompt !== effective.prompt)).toEqual([])
      await Promise.all(pools.map((pool) => pool.close()))
      await fake.close()
    })
  })
})

it('a NATS server that is not there is told by its address', async () => {
  const store = new NatsLeaseStore({ url: 'nats://user:secret@127.0.0.1:1' })
  const reading = store.read('slot.a.0')
  await expect(reading).rejects.toThrow(
    expect.objectContaining({ code: 'store.failed', message: expect.not.stringContaining('secret') }),
  )
  await store.close()
})
