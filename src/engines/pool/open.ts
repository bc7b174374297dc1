/** The pool of the settings. */
import { randomUUID } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import type { Log } from '../../observe/log.ts'
import type { Engine } from '../engine.ts'
import type { EnginePool } from '../pool.ts'
import { MemoryLeaseStore } from './lease-store.ts'
import { NatsLeaseStore } from './nats-lease-store.ts'
import { type PoolLimits, PoolOfServers } from './pool-of-servers.ts'

export type OpenPoolOptions = {
  readonly config: Pick<Config, 'DUET_NATS_URL' | 'DUET_QUEUE_LIMIT' | 'DUET_ROLLOVER_SPARES'>
  /** Best first. */
  readonly engines: readonly [Engine, ...Engine[]]
  readonly log: Log
  /** Monotonic, ms. */
  readonly now: () => number
  readonly limits?: Partial<PoolLimits> | undefined
}

/** Throws `config.invalid`. */
export function openPool({ config, engines, log, now, limits }: OpenPoolOptions): EnginePool {
  return new PoolOfServers({
    engines,
    store: config.DUET_NATS_URL ? new NatsLeaseStore({ url: config.DUET_NATS_URL }) : new MemoryLeaseStore(),
    bridge: randomUUID(),
    queueLimit: config.DUET_QUEUE_LIMIT,
    spares: config.DUET_ROLLOVER_SPARES,
    log,
    now,
    ...(limits ? { limits } : {}),
  })
}
