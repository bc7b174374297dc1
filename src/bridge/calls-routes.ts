/** The calls that are on, for who runs Duet: how each stands, and ending one. */
import { Hono } from 'hono'
import type * as z from 'zod'
import type { AppEnv } from '../access/http.ts'
import { DuetError } from '../protocol/errors.ts'
import type { Call } from './call.ts'
import type { callsSchema, endedSchema } from './calls-api.ts'
import type { RecentErrors } from './recent-errors.ts'

export type CallsRoutesOptions = {
  readonly calls: ReadonlyMap<string, Call>
  readonly errors: RecentErrors
  readonly draining: () => boolean
}

export function callsRoutes({ calls, errors, draining }: CallsRoutesOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/', (c) => {
    const list = [...calls.values()].filter((call) => !call.over).map(callAnswer)
    return c.json({
      draining: draining(),
      calls: list.toSorted((a, b) => a.since - b.since),
      errors: errors.list.map(({ at, code, sessionId }) => ({ at, code, session_id: sessionId })),
    } satisfies z.infer<typeof callsSchema>)
  })
  app.post('/:id/end', async (c) => {
    const id = c.req.param('id')
    const call = calls.get(id)
    if (!call || call.over)
      throw new DuetError('session.not_found', `There is no call in session "${id.slice(0, 100)}".`, { field: 'session_id' })
    await call.close('the operator ended it', new DuetError('session.ended', 'The one who runs this Duet ended the call.'))
    return c.json({ session_id: id, ended: true } satisfies z.infer<typeof endedSchema>)
  })
  return app
}

function callAnswer(call: Call) {
  const { session, recording, client, legs, engineState } = call
  const { sessionId, userId, persona, createdAt } = session
  return {
    session_id: sessionId,
    user_id: userId,
    persona,
    since: createdAt,
    length_ms: call.lengthMs,
    state: engineState?.state ?? 'connecting',
    place: engineState?.place ?? null,
    away: client.away,
    server: legs.current?.serverId ?? null,
    epoch: legs.current?.epoch ?? null,
    delay_ms: legs.current ? Math.round(legs.current.lag.delayMs) : null,
    recording,
  }
}
