/** The HTTP routes of the bridge; both ports serve them. */
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod'
import { securityHeaders } from '../access/headers.ts'
import { checkOrigin, type OriginRules } from '../access/origins.ts'
import type { RateLimiter } from '../access/rate.ts'
import type { Log } from '../observe/log.ts'
import type { Persona } from '../personas/persona.ts'
import { voiceNames } from '../personas/voices.ts'
import { DuetError, toDuetError } from '../protocol/errors.ts'
import type { EngineView } from '../protocol/session.ts'
import type { Journal, SessionSummary, TurnRecord } from '../store/journal.ts'
import {
  createSessionSchema,
  type deletedSchema,
  type eventsSchema,
  type healthSchema,
  historyQuerySchema,
  type historySchema,
  type personasSchema,
  sessionsQuerySchema,
  type sessionsSchema,
} from './api.ts'
import { openApi } from './openapi.ts'
import type { Sessions } from './sessions.ts'

export type AppOptions = {
  readonly sessions: Sessions
  readonly journal: Journal
  readonly personas: ReadonlyMap<string, Persona>
  readonly rules: OriginRules
  readonly limiter: RateLimiter
  readonly now: () => number
  readonly log: Log
  readonly version: string
  readonly health: () => Promise<z.infer<typeof healthSchema>>
  readonly engine: () => Promise<EngineView>
}

const maxBodyBytes = 64 * 1024

export function createApp(options: AppOptions): Hono {
  const { sessions, journal, personas, rules, limiter, log } = options
  const app = new Hono()

  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value)
    const { remote } = getConnInfo(c)
    // Node's own address of this end: Hono's connection info has only the other one.
    const localAddress = (c.env as { incoming?: { socket?: { localAddress?: string } } }).incoming?.socket?.localAddress
    const cross = checkOrigin({ host: c.req.header('host'), origin: c.req.header('origin'), localAddress }, rules)
    if (!limiter.take(remote.address ?? '', options.now()))
      throw new DuetError('rate.limited', 'Too many requests came from your address.')
    c.header('vary', 'Origin')
    if (cross !== undefined) {
      c.header('access-control-allow-origin', cross)
      if (c.req.method === 'OPTIONS') {
        c.header('access-control-allow-methods', 'GET, POST, DELETE')
        c.header('access-control-allow-headers', 'content-type')
        c.header('access-control-max-age', '600')
        return c.body(null, 204)
      }
    }
    await next()
    return undefined
  })

  app.get('/health', async (c) => c.json(await options.health()))
  app.get('/engine', async (c) => c.json(await options.engine()))
  app.get('/openapi.json', (c) => c.json(openApi(options.version)))
  app.get('/personas', (c) => {
    const list = [...personas.values()].map(({ id, name, voice, language }) => ({ id, name, voice, language }))
    return c.json({ personas: list, voices: [...voiceNames] } satisfies z.infer<typeof personasSchema>)
  })

  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw new DuetError('request.too_large', `A body may have ${maxBodyBytes} bytes.`)
    },
  })
  app.post('/session', limit, async (c) => {
    const wanted = checked(createSessionSchema, parseBody(await c.req.text()))
    const session = await sessions.create(wanted)
    return c.json({ session_id: session.sessionId, conversation_id: session.conversationId })
  })

  app.get('/sessions', async (c) => {
    const page = await journal.sessions(checked(sessionsQuerySchema, c.req.query()))
    const list = page.sessions.map((summary) => sessionAnswer(summary, sessions.calls.has(summary.sessionId)))
    return c.json({ sessions: list, older: page.older } satisfies z.infer<typeof sessionsSchema>)
  })

  app.get('/session/:id/history', async (c) => {
    const query = checked(historyQuerySchema, c.req.query())
    const session = await sessions.find(c.req.param('id'))
    const page = await journal.history(session.sessionId, query)
    return c.json({
      session_id: session.sessionId,
      conversation_id: session.conversationId,
      persona: session.persona,
      history: page.turns.map((record) => turnAnswer(record, session.persona)),
      older: page.older,
    } satisfies z.infer<typeof historySchema>)
  })

  app.get('/session/:id/events', async (c) => {
    const session = await sessions.find(c.req.param('id'))
    const events = await journal.events(session.sessionId)
    // Written by the recorder from events of the protocol.
    const list = events.map((event) => JSON.parse(event.body) as { type: string })
    return c.json({ session_id: session.sessionId, events: list } satisfies z.infer<typeof eventsSchema>)
  })

  app.delete('/session/:id', async (c) => {
    const session = await sessions.find(c.req.param('id'))
    const call = sessions.calls.get(session.sessionId)
    await call?.close('the session was deleted', new DuetError('session.ended', 'The session was deleted.'))
    await journal.deleteSession(session.sessionId)
    return c.json({ session_id: session.sessionId, deleted: true } satisfies z.infer<typeof deletedSchema>)
  })

  app.notFound((c) => {
    throw new DuetError('request.not_found', `There is nothing at ${c.req.method} ${c.req.path.slice(0, 100)}.`)
  })
  app.onError((thrown, c) => {
    const error = toDuetError(thrown)
    if (error.code === 'internal') log.error({ err: error.cause, path: c.req.routePath }, 'a request failed')
    return c.json(errorBody(error), error.status as ContentfulStatusCode) // every status of the catalogue has a body
  })
  return app
}

/** An error as every edge of HTTP answers it. */
export function errorBody(error: DuetError) {
  return {
    error: {
      code: error.code,
      message: error.message,
      action: error.action,
      ...(error.field === undefined ? {} : { field: error.field }),
    },
  }
}

/** The value as the schema has it. Throws `request.invalid` naming the field. */
function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || 'body'
  throw new DuetError('request.invalid', `${field}: ${issue?.message ?? 'is not as described in /openapi.json'}`, { field })
}

function parseBody(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new DuetError('request.invalid', 'The body is no JSON.', { field: 'body' })
  }
}

function turnAnswer({ turn, saidAt, engine }: TurnRecord, persona: string) {
  const speaker = turn.side === 'user' ? 'user' : persona
  return { speaker, text: turn.text, timestamp: new Date(saidAt).toISOString(), engine, turn }
}

function sessionAnswer(summary: SessionSummary, live: boolean) {
  return {
    session_id: summary.sessionId,
    conversation_id: summary.conversationId,
    persona: summary.persona,
    voice: summary.voice,
    user_id: summary.userId,
    created_at: summary.createdAt,
    ended_at: summary.endedAt,
    end_reason: summary.endReason,
    live,
    turns: summary.turns,
    length_ms: summary.lengthMs,
    opening: summary.opening,
  }
}
