/** What is kept of calls, over HTTP. */
import { Hono, type MiddlewareHandler } from 'hono'
import type * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../../access/http.ts'
import { requireScope } from '../../access/principal.ts'
import type { Admission } from '../admission.ts'
import type { Sessions } from '../sessions.ts'
import { type keepingSchema, keepLessSchema, type keptLevelSchema } from './api.ts'
import type { Keeping } from './keeping.ts'

export type RecordingRoutesOptions = {
  readonly sessions: Pick<Sessions, 'find' | 'keepLess'>
  readonly admission: Pick<Admission, 'mustOwn'>
  readonly keeping: Keeping
  readonly reads: MiddlewareHandler<AppEnv>
  /** The person in the call, or who manages this Duet. */
  readonly changes: MiddlewareHandler<AppEnv>
  readonly limit: MiddlewareHandler
}

export function recordingRoutes(options: RecordingRoutesOptions): Hono<AppEnv> {
  const { sessions, admission, keeping, reads, changes, limit } = options
  const app = new Hono<AppEnv>()

  app.get('/recording', reads, (c) => {
    const { most, days, audioDays } = keeping
    return c.json({ most, days, audio_days: audioDays } satisfies z.infer<typeof keepingSchema>)
  })

  app.put('/session/:id/recording', changes, limit, async (c) => {
    const { recording } = checked(keepLessSchema, parseBody(await c.req.text()))
    const principal = c.get('principal')
    if (principal.type === 'key') requireScope(principal, 'manage')
    const session = await sessions.find(c.req.param('id'))
    admission.mustOwn(principal, session)
    const kept = await sessions.keepLess(session, recording)
    return c.json({ session_id: kept.sessionId, recording } satisfies z.infer<typeof keptLevelSchema>)
  })
  return app
}
