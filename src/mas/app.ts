/** The orchestrator's HTTP routes: the seed's, repaired, and those the bridge of Duet uses beside them. */
import type { IncomingMessage } from 'node:http'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { streamSSE } from 'hono/streaming'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod'
import type { Access } from '../access/access.ts'
import { credentialOf } from '../access/credentials.ts'
import { type AppEnv, checked, errorBody, parseBody } from '../access/http.ts'
import { checkOrigin, type OriginRules } from '../access/origins.ts'
import { type Scope as AccessScope, allows, requireScope } from '../access/principal.ts'
import type { FactsOfConversation } from '../memory/forget-conversation.ts'
import type { Scope } from '../memory/scope.ts'
import type { Log } from '../observe/log.ts'
import { type Metrics, metricsType } from '../observe/metrics.ts'
import { DuetError, toDuetError } from '../protocol/errors.ts'
import {
  contextSchema,
  type deliveredSchema,
  digestQuerySchema,
  type digestSchema,
  type endedSchema,
  type erasedSchema,
  eraseQuerySchema,
  feedbackSchema,
  type healthSchema,
  type loggedSchema,
  mcpQuerySchema,
  memoryLogSchema,
  type publishedSchema,
  publishSchema,
  recentQuerySchema,
  type recentSchema,
  sessionEndSchema,
  streamQuerySchema,
  type streamSchema,
  type summarySchema,
  type TurnContext,
} from './api.ts'
import type { Events } from './events.ts'
import type { Intake, SaidTurn } from './intake.ts'
import { createMcpServer } from './mcp.ts'
import { localTools } from './mcp-tools.ts'
import { type MemoryRoutesOptions, memoryReads, memoryWrites } from './memory-routes.ts'
import { type OwnerRoutesOptions, ownerRoutes } from './owner-routes.ts'
import type { TaskRoom } from './tasks/task-room.ts'

export type MasAppOptions = MemoryRoutesOptions &
  OwnerRoutesOptions & {
    readonly intake: Intake
    readonly events: Events
    readonly access: Access
    readonly rules: OriginRules
    readonly log: Log
    readonly metrics: Metrics
    readonly version: string
    readonly health: () => Promise<z.infer<typeof healthSchema>>
    /** A turn that was not known before is on disk: look at it in the background. */
    readonly onTurn: (turn: SaidTurn) => void
    /** A call is over; epoch ms. */
    readonly onEnded: (sessionId: string, endedAt: number, reason: string) => Promise<void>
    readonly digest: (scope: Scope, topic: string | undefined) => Promise<z.infer<typeof digestSchema>>
    /** A bridge has brought an event to its call. */
    readonly onDelivered: (eventId: string) => Promise<void>
    /** Asks the bridge for a path with its query, as the caller: their credential and no other. Rejects when it does not answer. */
    readonly bridge: (path: string, credential: string | undefined) => Promise<{ readonly status: number; readonly body: string }>
    readonly room: Pick<TaskRoom, 'seedRoutes' | 'taskRoutes' | 'messageRoutes'>
    /** Takes away what is kept of a conversation in the memory itself. */
    readonly onErase: (sessionId: string, facts: FactsOfConversation) => Promise<void>
  }

const maxBodyBytes = 256 * 1024
/** A stream that nothing happens on says so this often, ms: proxies cut silent ones. */
const streamPingMs = 15_000

export function createMasApp(options: MasAppOptions): Hono<AppEnv> {
  const { intake, events, access, rules, log } = options
  const app = new Hono<AppEnv>()
  const incoming = (env: unknown) => (env as { incoming: IncomingMessage }).incoming // Node's own request, set by @hono/node-server
  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw new DuetError('request.too_large', `A body may have ${maxBodyBytes} bytes.`)
    },
  })
  const needs = (...anyOf: readonly [AccessScope, ...AccessScope[]]) =>
    createMiddleware<AppEnv>(async (c, next) => {
      const principal = await access.authenticate(credentialOf(incoming(c.env).headers))
      if (!anyOf.some((scope) => allows(principal, scope))) requireScope(principal, anyOf[0])
      c.set('principal', principal)
      await next()
    })

  app.use(async (c, next) => {
    const { headers, socket } = incoming(c.env)
    checkOrigin({ host: headers.host, origin: headers.origin, localAddress: socket.localAddress }, rules)
    c.header('x-content-type-options', 'nosniff')
    c.header('cache-control', 'no-store')
    await next()
  })

  app.get('/health', async (c) => c.json(await options.health()))
  app.get('/metrics', needs('metrics', 'manage'), async (c) => {
    c.header('content-type', metricsType)
    return c.body(await options.metrics.text())
  })

  app.post('/voice/memory/log', needs('manage'), limit, async (c) => {
    const said = checked(memoryLogSchema, parseBody(await c.req.text()))
    const { turn, news } = await intake.turn(said, contextOf(c.req.header('duet-context')))
    if (news) options.onTurn(turn)
    return c.json({ status: 'logged', speaker: said.speaker } satisfies z.infer<typeof loggedSchema>)
  })
  app.post('/voice/feedback', needs('manage'), limit, async (c) =>
    c.json(await intake.feedback(checked(feedbackSchema, parseBody(await c.req.text())))),
  )
  app.get('/voice/feedback/recent', needs('read'), async (c) => {
    const { limit: most } = checked(recentQuerySchema, c.req.query())
    return c.json({ status: 'ok', items: [...(await intake.recent(most))] } satisfies z.infer<typeof recentSchema>)
  })
  app.get('/voice/feedback/summary', needs('read'), async (c) =>
    c.json({ status: 'ok', summary: await intake.summary() } satisfies z.infer<typeof summarySchema>),
  )
  app.post('/voice/sessions/:id/end', needs('manage'), limit, async (c) => {
    const { ended_at, reason = '' } = checked(sessionEndSchema, parseBody(await c.req.text()))
    const sessionId = c.req.param('id')
    const at = Date.parse(ended_at ?? '')
    await options.onEnded(sessionId, Number.isNaN(at) ? Date.now() : at, reason)
    return c.json({ status: 'ended', session_id: sessionId } satisfies z.infer<typeof endedSchema>)
  })
  app.delete('/voice/sessions/:id', needs('manage'), async (c) => {
    const sessionId = c.req.param('id')
    const { facts } = checked(eraseQuerySchema, c.req.query())
    await options.onErase(sessionId, facts)
    await intake.erase(sessionId)
    events.forget(sessionId)
    return c.json({ status: 'erased', session_id: sessionId } satisfies z.infer<typeof erasedSchema>)
  })

  app.post('/events/publish', needs('manage'), limit, async (c) => {
    const { event_type, session_id, conversation_id, ...rest } = checked(publishSchema, parseBody(await c.req.text()))
    const event = events.publish({ ...rest, type: event_type, sessionId: session_id, conversationId: conversation_id })
    return c.json({ status: 'published', event } satisfies z.infer<typeof publishedSchema>)
  })
  app.post('/events/:id/delivered', needs('manage'), async (c) => {
    const id = c.req.param('id')
    await options.onDelivered(id)
    return c.json({ status: 'noted', id } satisfies z.infer<typeof deliveredSchema>)
  })
  app.get('/events/stream', needs('read'), (c) => {
    const { session_id, conversation_id, since } = checked(streamQuerySchema, c.req.query())
    const filter = { sessionId: session_id, conversationId: conversation_id }
    if (!c.req.header('accept')?.includes('text/event-stream')) {
      const list = [...events.since(since, filter)]
      return c.json({ events: list, count: list.length, timestamp: Date.now() / 1000 } satisfies z.infer<typeof streamSchema>)
    }
    return streamSSE(c, async (stream) => {
      const send = (event: { readonly id: string; readonly type: string }) =>
        void stream.writeSSE({ id: event.id, event: event.type, data: JSON.stringify(event) }).catch(() => {})
      // Nothing can be published in between.
      const stop = events.listen(filter, send)
      const last = c.req.header('last-event-id')
      for (const event of after(events.since(since, filter), last)) send(event)
      const ping = setInterval(() => void stream.write(': still here\n\n').catch(() => {}), streamPingMs)
      await new Promise<void>((resolve) => stream.onAbort(resolve))
      clearInterval(ping)
      stop()
    })
  })

  /** The bridge makes the prompts: it has the personas, the sessions and a copy of every digest. */
  app.on('GET', ['/personaplex/prompt/:what?', '/moshi/prompt/:what?'], needs('read', 'talk'), async (c) => {
    const { pathname, search } = new URL(c.req.url)
    const { status, body } = await options
      .bridge(`${pathname}${search}`, c.req.header('authorization'))
      .catch((cause: unknown) => {
        throw new DuetError('engine.unreachable', 'The bridge, which makes prompts, does not answer.', { cause })
      })
    return c.body(body, status as ContentfulStatusCode, { 'content-type': 'application/json' }) // a status the bridge answered with a body
  })

  // What runs commands, and what tells of everybody's tasks, is for who manages.
  for (const path of ['/process', '/execute/*', '/context/*', '/resume/*', '/sessions/*', '/tasks/*', '/outbox/*'])
    app.use(path, needs('manage'), limit)
  app.route('/', options.room.seedRoutes)
  app.route('/tasks', options.room.taskRoutes)
  app.route('/outbox', options.room.messageRoutes)

  // Streamable HTTP without sessions: each request is whole.
  app.all('/mcp', needs('manage'), limit, async (c) => {
    const { user_id } = checked(mcpQuerySchema, c.req.query())
    const server = createMcpServer(localTools(options.memory, user_id), options.version)
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
    await server.connect(transport)
    return transport.handleRequest(c.req.raw)
  })
  app.use('/memory/*', limit)
  for (const path of ['owner', 'import', 'documents']) app.use(`/memory/${path}`, needs('manage'))
  app.route('/memory', ownerRoutes(options))
  const reading = needs('read', 'manage')
  for (const path of ['recall', 'items', 'history', 'timeline', 'reflect', 'export', 'erase', 'conversations', 'conversations/*'])
    app.use(`/memory/${path}`, reading)
  app.route('/memory', memoryReads(options))
  for (const path of ['learn', 'relate', 'correct', 'forget', 'undo', 'erase']) app.use(`/memory/${path}`, needs('manage'))
  app.route('/memory', memoryWrites(options))
  app.get('/memory/digest', needs('read'), async (c) => {
    const { user_id, persona, topic } = checked(digestQuerySchema, c.req.query())
    return c.json((await options.digest({ userId: user_id, persona }, topic)) satisfies z.infer<typeof digestSchema>)
  })

  app.notFound((c) => {
    throw new DuetError('request.not_found', `There is nothing at ${c.req.method} ${c.req.path.slice(0, 100)}.`)
  })
  app.onError((thrown, c) => {
    const error = toDuetError(thrown)
    if (error.code === 'internal') log.error({ err: error.cause, path: c.req.routePath }, 'a request failed')
    if (error.status === 401) c.header('www-authenticate', 'Bearer realm="duet"')
    return c.json(errorBody(error), error.status as ContentfulStatusCode) // every status of the catalogue has a body
  })
  return app
}

/** A context that cannot be read is no reason to lose what was said. */
function contextOf(header: string | undefined): TurnContext {
  try {
    return contextSchema.catch({}).parse(JSON.parse(header ?? '{}'))
  } catch {
    return {}
  }
}

/** What came after the event a client has seen last; all where that is not known any more. */
function after<T extends { readonly id: string }>(list: readonly T[], last: string | undefined): readonly T[] {
  const at = last === undefined ? -1 : list.findIndex((event) => event.id === last)
  return list.slice(at + 1)
}
