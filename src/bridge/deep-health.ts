/** `/health/deep`: whether calls can be held now, part by part, in the words of the seed's orchestrator. */
import { statfs } from 'node:fs/promises'
import type { ServerReport } from '../engines/managed/server-report.ts'
import type { EnginePool } from '../engines/pool.ts'
import type { Journal } from '../store/journal.ts'

export type CheckStatus = 'ok' | 'starting' | 'degraded' | 'down'
export type Check = { readonly status: CheckStatus; readonly detail: string }
export type DeepHealth = {
  /** `unhealthy`: no call can be held, answered with 503; `degraded`: they can, with something missing. */
  readonly status: 'ok' | 'starting' | 'degraded' | 'unhealthy'
  readonly checks: {
    readonly orchestrator: Check
    readonly moshi: Check
    readonly store: Check
    readonly disk: Check
    readonly queue: Check
  }
  readonly uptime_seconds: number
  /** Still within the time an engine may take to start. */
  readonly grace_period: boolean
}

export type DeepHealthParts = {
  readonly sinceMs: number
  /** Whether an engine answers at its address. */
  readonly engines: () => Promise<{ readonly available: boolean }>
  readonly pool: EnginePool
  /** What the model servers do that are started beside the bridge. */
  readonly managed: readonly ServerReport[]
  readonly journal: Journal
  /** DUET_DATA_DIR */
  readonly dir: string
  readonly mas: () => Promise<{ readonly url: string | null; readonly away: string | null; readonly dead: number }>
  /** No new call is let in. */
  readonly draining: boolean
}

/** As in seed 004: a model may take so long to load. */
const graceMs = 300_000
const leastFreeBytes = 200 * 1024 * 1024

export async function deepHealth({
  sinceMs,
  engines,
  pool,
  managed,
  journal,
  dir,
  mas,
  draining,
}: DeepHealthParts): Promise<DeepHealth> {
  const grace = sinceMs < graceMs
  const [engine, orchestrator, disk] = await Promise.all([engines(), mas(), freeBytes(dir)])
  const checks = {
    moshi: engineCheck(engine.available, pool, managed, grace),
    orchestrator: masCheck(orchestrator),
    store: storeCheck(journal),
    disk: diskCheck(disk),
    queue: queueCheck(pool, draining),
  }
  return { status: overall(checks), checks, uptime_seconds: Math.round(sinceMs / 1000), grace_period: grace }
}

/** An engine that takes its calls is proven by them; else by its answer. */
function engineCheck(available: boolean, pool: EnginePool, managed: readonly ServerReport[], grace: boolean): Check {
  const slots = pool.view().servers.flatMap((server) => server.slots)
  const working = slots.filter((slot) => slot.state === 'busy' || slot.state === 'free').length
  const sound = `${working} of ${slots.length} slots usable`
  if (slots.some((slot) => slot.state === 'busy')) return { status: 'ok', detail: sound }
  if (available && working > 0) return { status: 'ok', detail: sound }
  // Weights may take longer to come than any grace.
  const coming = managed.find(({ state }) => state === 'fetching' || state === 'starting')
  if (coming) return { status: 'starting', detail: `${coming.name}: ${coming.detail ?? coming.state}` }
  const failed = managed.find(({ detail }) => detail !== null)
  if (failed) return { status: failed.state === 'given_up' ? 'down' : 'starting', detail: failed.detail ?? failed.state }
  const why = pool.view().servers.flatMap((server) => server.detail ?? [])[0] ?? 'no engine answers'
  return { status: grace ? 'starting' : 'down', detail: why }
}

function masCheck({ url, away, dead }: Awaited<ReturnType<DeepHealthParts['mas']>>): Check {
  if (url === null) return { status: 'ok', detail: 'none is wanted' }
  if (away !== null) return { status: 'degraded', detail: `does not answer (${away}); transcripts wait` }
  return dead > 0
    ? { status: 'degraded', detail: `${dead} deliveries were given up` }
    : { status: 'ok', detail: 'takes the transcripts' }
}

function storeCheck({ status }: Journal): Check {
  if (status.failing !== null) return { status: 'degraded', detail: 'cannot be written; what is said waits in memory' }
  return { status: 'ok', detail: `${status.queued} writes wait` }
}

function diskCheck(free: number | undefined): Check {
  if (free === undefined) return { status: 'degraded', detail: 'cannot be looked at' }
  const detail = `${Math.floor(free / 1024 / 1024)} MB free`
  return { status: free < leastFreeBytes ? 'degraded' : 'ok', detail }
}

function queueCheck(pool: EnginePool, draining: boolean): Check {
  if (draining) return { status: 'down', detail: 'is being stopped; no new calls' }
  const { queued, queueLimit } = pool.view()
  const detail = `${queued} of ${queueLimit} wait`
  return { status: queueLimit > 0 && queued >= queueLimit ? 'degraded' : 'ok', detail }
}

function overall(checks: DeepHealth['checks']): DeepHealth['status'] {
  const all = Object.values(checks)
  if (all.some((check) => check.status === 'down')) return 'unhealthy'
  if (all.some((check) => check.status === 'starting')) return 'starting'
  return all.some((check) => check.status === 'degraded') ? 'degraded' : 'ok'
}

async function freeBytes(dir: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(dir)
    return bavail * bsize
  } catch {
    return undefined
  }
}
