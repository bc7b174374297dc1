/** The engines over HTTP, for who runs Duet: each server with its slots and its process, and taking one out of use. */
import { Hono } from 'hono'
import type * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../access/http.ts'
import type { ServerReport } from '../engines/managed/server-report.ts'
import type { EnginePool } from '../engines/pool.ts'
import { drainSchema, type enginesSchema } from './api.ts'
import type { LegView } from './legs/leased-leg.ts'

export type EngineRoutesOptions = {
  readonly pool: Pick<EnginePool, 'view' | 'drain'>
  /** The leg that a session has on a server, if it is on it now. */
  readonly legOn: (sessionId: string, serverId: string) => LegView | undefined
  /** What the servers do that are started beside the bridge. */
  readonly managed: () => readonly ServerReport[]
}

export function engineRoutes({ pool, legOn, managed }: EngineRoutesOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const answer = (): z.infer<typeof enginesSchema> => {
    const { servers, queued, queueLimit } = pool.view()
    const reports = managed()
    return {
      servers: servers.map(({ serverId, engine, address, draining, slots, detail }) => ({
        id: serverId,
        engine,
        address,
        draining,
        slots: slots.map(({ state, sessionId, forMs }) => {
          const leg = sessionId === null ? undefined : legOn(sessionId, serverId)
          return { state, session_id: sessionId, for_ms: forMs, leg: leg ? legAnswer(leg) : null }
        }),
        detail,
        process: processAnswer(reports.find((one) => one.address === address)),
      })),
      queued,
      queue_limit: queueLimit,
    }
  }
  app.get('/', (c) => c.json(answer()))
  app.post('/:id/drain', async (c) => {
    const { on } = checked(drainSchema, parseBody(await c.req.text()))
    pool.drain(c.req.param('id'), on)
    return c.json(answer())
  })
  return app
}

function legAnswer({ epoch, seconds, lag }: LegView) {
  const { realTimeFactor, delayMs, jitterMs, missedTicks, verdict } = lag
  const keepsUp = { real_time_factor: realTimeFactor, delay_ms: delayMs, jitter_ms: jitterMs, missed_ticks: missedTicks }
  return { epoch, seconds, ...keepsUp, verdict }
}

function processAnswer(report: ServerReport | undefined) {
  if (!report) return null
  const { name, state, since, detail, action } = report
  return { name, state, for_ms: Math.max(0, Date.now() - since), detail, action }
}
