/** What is kept of calls, over HTTP: how much, hearing it, taking it along, and keeping less. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../../access/http.ts'
import { principalName, requireScope } from '../../access/principal.ts'
import type { Log } from '../../observe/log.ts'
import type { Journal, SessionRecord } from '../../store/journal.ts'
import type { Admission } from '../admission.ts'
import type { Sessions } from '../sessions.ts'
import { audioQuerySchema, type keepingSchema, keepLessSchema, type keptLevelSchema, type keptSessionSchema } from './api.ts'
import { exportedFiles, zipped } from './export.ts'
import type { Keeping } from './keeping.ts'
import type { RecordingLibrary } from './library.ts'
import type { MadeSound } from './made.ts'

export type RecordingRoutesOptions = {
  readonly sessions: Pick<Sessions, 'find' | 'keepLess' | 'persona'>
  readonly admission: Pick<Admission, 'mustOwn' | 'mayHear'>
  readonly journal: Pick<Journal, 'history' | 'events'>
  readonly recordings: RecordingLibrary
  readonly made: MadeSound
  readonly keeping: Keeping
  readonly log: Log
  readonly reads: MiddlewareHandler<AppEnv>
  /** The person in the call, or who reads or manages this Duet. */
  readonly hears: MiddlewareHandler<AppEnv>
  readonly changes: MiddlewareHandler<AppEnv>
  readonly limit: MiddlewareHandler
}

export function recordingRoutes(options: RecordingRoutesOptions): Hono<AppEnv> {
  const { sessions, admission, journal, recordings, made, keeping, log, reads, hears, changes, limit } = options
  const app = new Hono<AppEnv>()

  /** A session the caller may listen to; whoever is not its person leaves a line in the log. */
  async function heard(c: Context<AppEnv>, what: string): Promise<SessionRecord> {
    const principal = c.get('principal')
    const session = await sessions.find(c.req.param('id') ?? '')
    admission.mayHear(principal, session)
    if (principal.type !== 'token')
      log.info({ audit: true, by: principalName(principal), session: session.sessionId, what }, 'looked into a conversation')
    return session
  }

  app.get('/recording', reads, (c) => {
    const { most, days, audioDays } = keeping
    return c.json({ most, days, audio_days: audioDays } satisfies z.infer<typeof keepingSchema>)
  })

  app.get('/session/:id/recording', hears, async (c) => {
    const session = await sessions.find(c.req.param('id'))
    admission.mayHear(c.get('principal'), session)
    const { sessionId, recording = 'transcript' } = session
    const segments = await recordings.segments(sessionId)
    return c.json({
      session_id: sessionId,
      recording,
      sound_ms: Math.round(await recordings.endMs(sessionId)),
      sound_bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
    } satisfies z.infer<typeof keptSessionSchema>)
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

  app.get('/session/:id/audio', hears, async (c) => {
    const { side } = checked(audioQuerySchema, c.req.query())
    const { sessionId } = await heard(c, 'sound')
    const { path, bytes } = await made.file(sessionId, `${side}.opus`)
    c.header('content-type', 'audio/ogg')
    c.header('content-length', String(bytes))
    c.header('cache-control', 'no-store')
    return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream) // the same streams, typed twice
  })

  app.get('/session/:id/levels', hears, async (c) => {
    const { sessionId } = await heard(c, 'levels')
    const { path } = await made.file(sessionId, 'levels.json')
    c.header('content-type', 'application/json')
    c.header('cache-control', 'no-store')
    return c.body(await readFile(path, 'utf8'))
  })

  app.get('/session/:id/export', hears, async (c) => {
    const session = await heard(c, 'export')
    const files = await exportedFiles(session, nameOf(sessions, session.persona), { journal, made })
    c.header('content-type', 'application/zip')
    c.header('content-disposition', `attachment; filename="duet-${session.sessionId}.zip"`)
    c.header('cache-control', 'no-store')
    return c.body(Readable.toWeb(Readable.from(zipped(files))) as ReadableStream) // the same streams, typed twice
  })
  return app
}

/** Of a persona that may be gone by now. */
function nameOf(sessions: Pick<Sessions, 'persona'>, id: string): string {
  try {
    return sessions.persona(id).name
  } catch {
    return id
  }
}
