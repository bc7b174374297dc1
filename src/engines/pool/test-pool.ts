/** A pool over literal engines for tests, and people who ask it for slots. */
import { createLog } from '../../observe/log.ts'
import type { Engine } from '../engine.ts'
import type { Lease, LeaseRequest } from '../pool.ts'
import { MemoryLeaseStore } from './lease-store.ts'
import { PoolOfServers, type PoolOptions } from './pool-of-servers.ts'

export const silentLog = createLog({ level: 'silent', name: 'pool' })

export function testPool(engines: readonly [Engine, ...Engine[]], options: Partial<PoolOptions> = {}): PoolOfServers {
  return new PoolOfServers({
    engines,
    store: new MemoryLeaseStore(),
    bridge: 'b1',
    queueLimit: 100,
    spares: 0,
    log: silentLog,
    now: () => performance.now(),
    ...options,
  })
}

/** Somebody who asks for a slot. */
export class Asker {
  readonly places: number[] = []
  readonly waits: (number | null)[] = []
  readonly leaving = new AbortController()
  readonly leased: Promise<Lease>
  lease: Lease | undefined
  error: unknown

  constructor(pool: PoolOfServers, sessionId: string, request: Partial<LeaseRequest> = {}) {
    this.leased = pool.acquire({
      sessionId,
      priority: 0,
      purpose: 'call',
      engines: [],
      avoid: [],
      onQueue: (place, wait) => {
        this.places.push(place)
        this.waits.push(wait)
      },
      signal: this.leaving.signal,
      ...request,
    })
    this.leased.then(
      (lease) => {
        this.lease = lease
      },
      (error: unknown) => {
        this.error = error
      },
    )
  }

  get place(): number | undefined {
    return this.places.at(-1)
  }

  /** Opens its leg and tells nobody what becomes of it. */
  async open(voice = 'NATF2', prompt = 'You are kind.') {
    const lease = await this.leased
    const ready = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<unknown>()
    const leg = lease.open(
      { prompt, voice, greet: false },
      {
        warming() {},
        ready: () => ready.resolve(),
        audio() {},
        text() {},
        metadata() {},
        closed: (error) => closed.resolve(error),
      },
    )
    return { lease, leg, ready: ready.promise, closed: closed.promise }
  }
}
