/** The bridge's gauges: read from what keeps the figures, whenever somebody looks. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { EnginePool } from '../engines/pool.ts'
import type { Metrics, Reading } from '../observe/metrics.ts'
import type { Journal } from '../store/journal.ts'
import type { Sessions } from './sessions.ts'
import type { Tap } from './tap.ts'

export type WatchedBridge = {
  readonly sessions: Sessions
  readonly pool: EnginePool
  readonly tap: Tap
  readonly journal: Journal
}

export function watchBridge(metrics: Metrics, { sessions, pool, tap, journal }: WatchedBridge): void {
  const one = (value: number): readonly Reading[] => [{ value }]
  metrics.watch('duet_calls_live', () => one(sessions.calls.size))
  metrics.watch('duet_queue_waiting', () => one(pool.view().queued))
  metrics.watch('duet_slots', () => slots(pool))
  metrics.watch('duet_engine_lag_seconds', () => lags(sessions))
  metrics.watch('duet_tap_backlog_bytes', () => one(tap.status.pendingBytes))
  metrics.watch('duet_tap_shed_packets_total', () => one(tap.status.shedPackets))
  metrics.watch('duet_tap_restarts_total', () => one(tap.status.restarts))
  metrics.watch('duet_ear_waiting_seconds', () => one((tap.status.ear?.waitingMs ?? 0) / 1000))
  metrics.watch('duet_ear_shed_total', () => [
    { value: tap.status.ear?.shedPartials ?? 0, labels: { kind: 'partial' } },
    { value: tap.status.ear?.lostFinals ?? 0, labels: { kind: 'final' } },
  ])
  metrics.watch('duet_journal_queued', () => one(journal.status.queued))
  metrics.watch('duet_journal_lost_total', () => one(journal.status.lost))
  const stats = () => journal.outbox.stats().catch(() => ({ pending: Number.NaN, dead: Number.NaN, oldestAt: null }))
  metrics.watch('duet_outbox_pending', async () => one((await stats()).pending))
  metrics.watch('duet_outbox_dead', async () => one((await stats()).dead))
  metrics.watch('duet_outbox_oldest_seconds', async () => {
    const { oldestAt } = await stats()
    return one(oldestAt === null ? 0 : (Date.now() - oldestAt) / 1000)
  })
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  metrics.watch('duet_event_loop_delay_seconds', () => {
    const seconds = delay.percentile(99) / 1e9
    delay.reset()
    return one(Number.isFinite(seconds) ? seconds : 0)
  })
}

function slots(pool: EnginePool): Reading[] {
  const counts = new Map<string, Reading & { value: number }>()
  for (const server of pool.view().servers)
    for (const { state } of server.slots) {
      const key = `${server.engine} ${state}`
      const labels = { engine: server.engine, state }
      counts.set(key, { labels, value: (counts.get(key)?.value ?? 0) + 1 })
    }
  return [...counts.values()]
}

/** Of each engine the leg that is furthest behind. */
function lags(sessions: Sessions): Reading[] {
  const worst = new Map<string, number>()
  for (const call of sessions.calls.values())
    for (const leg of [call.legs.current, call.legs.successor])
      if (leg?.lag) worst.set(leg.engine, Math.max(worst.get(leg.engine) ?? 0, leg.lag.delayMs / 1000))
  return worst.size === 0
    ? [{ value: 0, labels: { engine: 'none' } }]
    : [...worst].map(([engine, value]) => ({ value, labels: { engine } }))
}
