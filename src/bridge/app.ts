/** The HTTP routes of the bridge; both ports serve them. */
import type { IncomingMessage } from 'node:http'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod'
import type { Access } from '../access/access.ts'
import { securityHeaders } from '../access/headers.ts'
import { type AppEnv, checked, errorBody, parseBody } from '../access/http.ts'
import { allows, boundUser, type Principal, principalName, requireScope, type Scope, scopes } from '../access/principal.ts'
import type { ServerReport } from '../engines/managed/server-report.ts'
import type { EnginePool } from '../engines/pool.ts'
import type { Log } from '../observe/log.ts'
import { type Metrics, metricsType } from '../observe/metrics.ts'
import type { PersonaLibrary } from '../personas/library.ts'
import type { CountTokens } from '../personas/tokens.ts'
import { voiceNames } from '../personas/voices.ts'
import { DuetError, toDuetError } from '../protocol/errors.ts'
import type { EngineView } from '../protocol/session.ts'
import type { Journal, SessionRecord, SessionSummary, TurnRecord } from '../store/journal.ts'
import type { Admission } from './admission.ts'
import {
  type accessSchema,
  type createdSessionSchema,
  createSessionSchema,
  type deletedSchema,
  type eventsSchema,
  type healthSchema,
  historyQuerySchema,
  type historySchema,
  type keptSchema,
  type personasSchema,
  redeemSchema,
  sessionsQuerySchema,
  type sessionsSchema,
  type startupSchema,
  tokenRequestSchema,
  type tokenSchema,
} from './api.ts'
import { callsRoutes } from './calls-routes.ts'
import type { DeepHealth } from './deep-health.ts'
import { digestRoutes } from './digest-routes.ts'
import { engineRoutes } from './engine-routes.ts'
import type { FirstWords } from './first-words.ts'
import type { Known } from './known.ts'
import type { MasClientOptions } from './mas-client.ts'
import { memoryProxy } from './memory-proxy.ts'
import { openApi } from './openapi.ts'
import { outboxRoutes } from './outbox-routes.ts'
import { personaRoutes } from './persona-routes.ts'
import { promptRoutes } from './prompt-routes.ts'
import type { RecentErrors } from './recent-errors.ts'
import type { Keeping } from './recording/keeping.ts'
import type { RecordingLibrary } from './recording/library.ts'
import type { MadeSound } from './recording/made.ts'
import { recordingRoutes } from './recording/routes.ts'
import type { Sessions } from './sessions.ts'
import { openAnswerLink, tasksProxy } from './tasks-proxy.ts'

export type AppOptions = {
  readonly sessions: Sessions
  readonly known: Known
  readonly firstWords: FirstWords
  readonly journal: Journal
  readonly library: PersonaLibrary
  readonly countTokens: CountTokens
  /** Of a Moshi server. */
  readonly moshiVoice: string
  readonly access: Access
  readonly admission: Admission
  readonly log: Log
  readonly version: string
  readonly health: () => Promise<z.infer<typeof healthSchema>>
  readonly engine: () => Promise<EngineView>
  readonly pool: EnginePool
  /** What the model servers do that are started beside the bridge. */
  readonly managed: () => readonly ServerReport[]
  /** The orchestrator; undefined: there is none. */
  readonly mas: MasClientOptions | undefined
  readonly metrics: Metrics
  readonly keeping: Keeping
  readonly recordings: RecordingLibrary
  readonly made: MadeSound
  readonly deepHealth: () => Promise<DeepHealth>
  /** That callers were told. */
  readonly errors: RecentErrors
  /** No new call is let in. */
  readonly draining: () => boolean
  /** Tries to deliver at once what waits in the outbox. */
  readonly nudge: () => void
}

const maxBodyBytes = 64 * 1024

export function createApp(options: AppOptions): Hono<AppEnv> {
  const { sessions, journal, library, access, admission, log, pool } = options
  const app = new Hono<AppEnv>()

  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value)
    // Node's own request: Hono has neither this end's address nor every header.
    const { incoming } = c.env as { incoming: IncomingMessage }
    const { remoteAddress, localAddress } = incoming.socket
    const cross = admission.door({ headers: incoming.headers, remoteAddress, localAddress })
    c.header('vary', 'Origin')
    if (cross !== undefined) {
      c.header('access-control-allow-origin', cross)
      if (c.req.method === 'OPTIONS') {
        c.header('access-control-allow-methods', 'GET, POST, PUT, DELETE')
        c.header('access-control-allow-headers', 'content-type, authorization')
        c.header('access-control-max-age', '600')
        return c.body(null, 204)
      }
    }
    await next()
    return undefined
  })

  /** Lets in who has one of the scopes; each use of `manage` that may change something leaves a line in the log. */
  const needs = (...anyOf: readonly [Scope, ...Scope[]]) =>
    createMiddleware<AppEnv>(async (c, next) => {
      const principal = await admission.identify((c.env as { incoming: IncomingMessage }).incoming.headers)
      if (!anyOf.some((scope) => allows(principal, scope))) requireScope(principal, anyOf[0])
      c.set('principal', principal)
      await next()
      if (anyOf.includes('manage') && c.req.method !== 'GET' && c.req.method !== 'HEAD')
        log.info(
          { audit: true, by: principalName(principal), method: c.req.method, path: c.req.path, status: c.res.status },
          'managed',
        )
    })
  /** A session the caller may read. */
  const readable = async (principal: Principal, id: string): Promise<SessionRecord> => {
    const session = await sessions.find(id)
    admission.mayRead(principal, session)
    return session
  }

  const knownOn = (session: SessionRecord, topic: string | undefined) =>
    topic ? options.known.on(session, topic) : options.known.parts(session)

  app.get('/health', async (c) => c.json(await options.health()))
  // For a platform's start probe: the process is up and answers.
  app.get('/health/startup', (c) => c.json({ status: 'ok', bridge: 'ready' } satisfies z.infer<typeof startupSchema>))
  app.get('/health/deep', async (c) => {
    const health = await options.deepHealth()
    return c.json(health, health.status === 'unhealthy' ? 503 : 200)
  })
  app.get('/metrics', needs('metrics', 'manage'), async (c) => {
    c.header('content-type', metricsType)
    return c.body(await options.metrics.text())
  })
  app.get('/engine', needs('talk', 'read'), async (c) => c.json(await options.engine()))
  app.get('/openapi.json', (c) => c.json(openApi(options.version)))
  app.get('/personas', needs('talk', 'read'), (c) => {
    const list = [...library.personas.values()].map(({ id, name, voice, language }) => ({
      ...{ id, name, voice, language },
      origin: library.origin(id),
    }))
    return c.json({ personas: list, voices: [...voiceNames] } satisfies z.infer<typeof personasSchema>)
  })

  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw new DuetError('request.too_large', `A body may have ${maxBodyBytes} bytes.`)
    },
  })
  app.post('/session', needs('talk'), limit, async (c) => {
    if (options.draining()) throw new DuetError('server.stopping', 'Duet is being stopped and takes no new calls.')
    const wanted = checked(createSessionSchema, parseBody(await c.req.text()))
    const user = admission.userFor(c.get('principal'), { user: wanted.user_id, persona: wanted.persona })
    const session = await sessions.create({ ...wanted, user_id: user })
    if (wanted.topic) options.known.about(session, wanted.topic)
    if (wanted.task_id !== undefined) await options.firstWords.fromTask(session, wanted.task_id)
    const { sessionId, conversationId, recording = 'transcript' } = session
    // Who asks for nothing more gets the seed's answer.
    const kept = wanted.recording === undefined ? {} : { recording }
    const answer = { session_id: sessionId, conversation_id: conversationId, ...kept }
    return c.json(answer satisfies z.infer<typeof createdSessionSchema>)
  })

  app.route(
    '/',
    personaRoutes({
      library,
      sessions,
      pool,
      known: (userId, persona, topic) =>
        knownOn({ sessionId: '', conversationId: '', voice: '', createdAt: 0, userId, persona }, topic),
      count: options.countTokens,
      reads: needs('talk', 'read'),
      manages: needs('manage'),
      limit,
    }),
  )
  for (const path of ['/personaplex/*', '/moshi/*']) app.use(path, needs('talk', 'read'))
  app.route(
    '/',
    promptRoutes({
      session: readable,
      known: knownOn,
      persona: (id) => sessions.persona(id),
      voice: (persona) => sessions.voice(undefined, persona),
      moshiVoice: options.moshiVoice,
      count: options.countTokens,
    }),
  )

  app.use('/memory/digest', needs('manage'), limit)
  app.route('/memory', digestRoutes(journal))
  // One segment more: `/memory` itself is an address of the page, which everyone may load.
  app.use('/memory/:what', needs('talk', 'read', 'manage'), limit)
  app.route('/memory', memoryProxy({ mas: options.mas, eraseHere: (userId) => sessions.forgetUser(userId) }))
  app.post('/tasks/open', limit, openAnswerLink({ mas: options.mas, access }))
  app.use('/tasks/*', needs('talk', 'read', 'manage'), limit)
  app.route('/tasks', tasksProxy({ mas: options.mas }))
  app.delete('/users/:id', needs('manage'), async (c) => {
    await sessions.forgetUser(c.req.param('id'))
    return c.json({ status: 'erased' } satisfies z.infer<typeof keptSchema>)
  })
  app.use('/outbox/*', needs('manage'))
  app.route('/outbox', outboxRoutes(journal.outbox, options.nudge))

  app.route(
    '/',
    recordingRoutes({
      sessions,
      admission,
      journal,
      recordings: options.recordings,
      made: options.made,
      keeping: options.keeping,
      log,
      reads: needs('talk', 'read'),
      hears: needs('talk', 'read', 'manage'),
      changes: needs('manage', 'talk'),
      limit,
    }),
  )

  app.get('/engines', needs('read', 'manage'))
  app.post('/engines/*', needs('manage'), limit)
  const legOn = (sessionId: string, serverId: string) => sessions.calls.get(sessionId)?.legOn(serverId)
  app.route('/engines', engineRoutes({ pool, legOn, managed: options.managed }))

  app.use('/calls/*', needs('manage'))
  app.route('/calls', callsRoutes({ calls: sessions.calls, errors: options.errors, draining: options.draining }))

  app.get('/sessions', needs('read', 'talk'), async (c) => {
    const principal = c.get('principal')
    if (principal.type === 'key') requireScope(principal, 'read')
    const page = await journal.sessions({ ...checked(sessionsQuerySchema, c.req.query()), userId: boundUser(principal) })
    const list = page.sessions.map((summary) => sessionAnswer(summary, sessions.calls.has(summary.sessionId)))
    return c.json({ sessions: list, older: page.older } satisfies z.infer<typeof sessionsSchema>)
  })

  app.get('/session/:id/history', needs('read', 'talk'), async (c) => {
    const query = checked(historyQuerySchema, c.req.query())
    const session = await readable(c.get('principal'), c.req.param('id'))
    const page = await journal.history(session.sessionId, query)
    return c.json({
      session_id: session.sessionId,
      conversation_id: session.conversationId,
      persona: session.persona,
      history: page.turns.map((record) => turnAnswer(record, session.persona)),
      older: page.older,
    } satisfies z.infer<typeof historySchema>)
  })

  app.get('/session/:id/events', needs('read', 'talk'), async (c) => {
    const session = await readable(c.get('principal'), c.req.param('id'))
    const events = await journal.events(session.sessionId)
    // Written by the recorder from events of the protocol.
    const list = events.map((event) => JSON.parse(event.body) as { type: string })
    return c.json({ session_id: session.sessionId, events: list } satisfies z.infer<typeof eventsSchema>)
  })

  app.delete('/session/:id', needs('manage', 'talk'), async (c) => {
    const principal = c.get('principal')
    if (principal.type === 'key') requireScope(principal, 'manage')
    const session = await sessions.find(c.req.param('id'))
    admission.mustOwn(principal, session)
    const call = sessions.calls.get(session.sessionId)
    await call?.close('the session was deleted', new DuetError('session.ended', 'The session was deleted.'))
    const { turns, soundBytes, orchestrator } = await sessions.forget(session, 'erase')
    const gone = { turns, sound_bytes: soundBytes, memory: orchestrator ? ('queued' as const) : ('none' as const) }
    return c.json({ session_id: session.sessionId, deleted: true, ...gone } satisfies z.infer<typeof deletedSchema>)
  })

  app.get('/access', async (c) => {
    const principal = await admission.identify((c.env as { incoming: IncomingMessage }).incoming.headers).catch(() => undefined)
    return c.json({
      required: access.required,
      user: principal?.type === 'token' ? principal.user : null,
      scopes: principal === undefined ? [] : scopes.filter((scope) => allows(principal, scope)),
    } satisfies z.infer<typeof accessSchema>)
  })
  app.post('/token', needs('talk'), limit, async (c) => {
    const wanted = checked(tokenRequestSchema, parseBody(await c.req.text()))
    const { persona, calls, minutes } = wanted
    const limits = { ...(persona && { persona }), ...(calls && { calls }), ...(minutes !== undefined && { minutes }) }
    const { token, expiresAt } = await access.mint(c.get('principal'), {
      user: wanted.user_id,
      scopes: wanted.scopes,
      limits,
      lifeMs: wanted.ttl_s * 1000,
    })
    return c.json({ token, expires_at: expiresAt, user_id: wanted.user_id } satisfies z.infer<typeof tokenSchema>)
  })
  app.post('/link', limit, async (c) => {
    const { code } = checked(redeemSchema, parseBody(await c.req.text()))
    const { token, expiresAt, user } = await access.redeemLink(code)
    return c.json({ token, expires_at: expiresAt, user_id: user } satisfies z.infer<typeof tokenSchema>)
  })

  app.notFound((c) => {
    throw new DuetError('request.not_found', `There is nothing at ${c.req.method} ${c.req.path.slice(0, 100)}.`)
  })
  app.onError((thrown, c) => {
    const error = toDuetError(thrown)
    if (error.code === 'internal') log.error({ err: error.cause, path: c.req.routePath }, 'a request failed')
    if (error.status === 401) c.header('www-authenticate', 'Bearer realm="duet"')
    if (error.retryAfterMs !== undefined) c.header('retry-after', String(Math.ceil(error.retryAfterMs / 1000)))
    return c.json(errorBody(error), error.status as ContentfulStatusCode) // every status of the catalogue has a body
  })
  return app
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
    recording: summary.recording ?? 'transcript',
  }
}
