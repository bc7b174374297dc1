/** The pool of the settings. */
import { randomUUID } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import type { Log } from '../../observe/log.ts'
import type { Engine } from '../engine.ts'
import type { EnginePool } from '../pool.ts'
import { type LeaseStore, MemoryLeaseStore } from './lease-store.ts'
import { type PoolLimits, PoolOfServers } from './pool-of-servers.ts'

export type OpenPoolOptions = {
  readonly config: Pick<Config, 'DUET_QUEUE_LIMIT' | 'DUET_ROLLOVER_SPARES'>
  /** Best first. */
  readonly engines: readonly [Engine, ...Engine[]]
  readonly log: Log
  /** Monotonic, ms. */
  readonly now: () => number
  /** Shared by several bridges; this process's own if not given. */
  readonly store?: LeaseStore | undefined
  readonly limits?: Partial<PoolLimits> | undefined
}

/** Throws `config.invalid`. */
export function openPool({ config, engines, log, now, store, limits }: OpenPoolOptions): EnginePool {
  return new PoolOfServers({
    engines,
    store: store ?? new MemoryLeaseStore(),
    bridge: randomUUID(),
    queueLimit: config.DUET_QUEUE_LIMIT,
    spares: config.DUET_ROLLOVER_SPARES,
    log,
    now,
    ...(limits ? { limits } : {}),
  })
}
