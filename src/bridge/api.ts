/** The HTTP interface as schemas: what each route takes and answers. Handlers, /openapi.json and docs/api.md all come from here. */
import * as z from 'zod'
import { scopes } from '../access/principal.ts'
import { serverStates } from '../engines/managed/server-report.ts'
import { type ErrorCode, errorCatalogue } from '../protocol/errors.ts'
import { engineViewSchema, overlapSchema, recordingLevelSchema, turnSchema } from '../protocol/session.ts'
import { callsApi } from './calls-api.ts'
import { memoryApi } from './memory-api.ts'
import { personaApi } from './persona-api.ts'
import { recordingApi } from './recording/api.ts'
import type { Route } from './route.ts'
import { tasksApi } from './tasks-api.ts'

const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]] // keys of a const object: exactly the codes

export const errorBodySchema = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string().describe('what was wrong and what was expected'),
    action: z.string().describe('what to do about it'),
    field: z.string().optional(),
  }),
})

const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u)

export const createSessionSchema = z.object({
  conversation_id: name.optional().describe('joins several sessions into one conversation; made up if not given'),
  persona: name.default('duet').describe('one of GET /personas'),
  voice: name.optional().describe('one of GET /personas; the persona’s own if not given'),
  user_id: name.default('local').describe('who is talking'),
  topic: z
    .string()
    .trim()
    .max(500)
    .optional()
    .describe('what it will be about: what is remembered of it comes first in the prompt'),
  task_id: name.optional().describe('a task whose question is asked first, and whose answer is taken from what is said'),
  recording: recordingLevelSchema
    .optional()
    .describe(
      'what is kept: "off" (nothing that is said; it is not learned from either), "transcript" (if not given) or "audio" (the sound, too)',
    ),
})
export const createdSessionSchema = z.object({
  session_id: z.string(),
  conversation_id: z.string(),
  recording: recordingLevelSchema
    .optional()
    .describe('where one was asked for: what is kept of it, less than that where this Duet keeps less'),
})

const position = z.coerce.number().int().min(0)
const page = (limit: number) =>
  z.object({
    limit: z.coerce.number().int().min(1).max(500).default(limit),
    before: position.optional().describe('`older` of the page after this one'),
  })
export const historyQuerySchema = page(50)
export const sessionsQuerySchema = page(30)

const older = z.number().nullable().describe('give it as `before` for the page before this one; null: there is none')

export const historySchema = z.object({
  session_id: z.string(),
  conversation_id: z.string(),
  persona: z.string(),
  history: z
    .array(
      z.object({
        speaker: z.string().describe('"user", or the persona’s id'),
        text: z.string(),
        timestamp: z.string().describe('when it began, ISO 8601 UTC'),
        engine: z.string(),
        turn: turnSchema,
      }),
    )
    .describe('oldest first; without `before` the newest turns'),
  older,
})

export const sessionsSchema = z.object({
  sessions: z
    .array(
      z.object({
        session_id: z.string(),
        conversation_id: z.string(),
        persona: z.string(),
        voice: z.string(),
        user_id: z.string(),
        created_at: z.number().describe('epoch milliseconds'),
        ended_at: z.number().nullable(),
        end_reason: z.string().nullable(),
        live: z.boolean(),
        turns: z.number(),
        length_ms: z.number(),
        opening: z.string().describe('the beginning of its first words'),
        recording: recordingLevelSchema.describe('what is kept of it'),
      }),
    )
    .describe('newest first'),
  older,
})

export const eventsSchema = z.object({
  session_id: z.string(),
  events: z
    .array(z.looseObject({ type: z.string() }))
    .describe('overlaps, backchannels, interruptions, latencies, pauses, gaps, errors'),
})

export const personasSchema = z.object({
  personas: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      voice: z.string(),
      language: z.string(),
      origin: z.enum(['shipped', 'own', 'changed']),
    }),
  ),
  voices: z.array(z.string()),
})

export const healthSchema = z.object({
  status: z.enum(['healthy', 'degraded']).describe('degraded: no engine answers, or the journal cannot be written'),
  version: z.string(),
  moshi_available: z.boolean().describe('whether the engine answers'),
  architecture: z.string(),
  engine: z.object({ name: z.string(), address: z.string(), available: z.boolean() }),
  sessions: z.object({ live: z.number(), max: z.number() }),
  slots: z.object({
    total: z.number().describe('calls all engines hold at once'),
    free: z.number(),
    queued: z.number().describe('callers waiting for one'),
    queue_limit: z.number(),
  }),
  journal: z.object({ queued: z.number(), lost: z.number(), failing: z.string().nullable() }),
  tap: z.object({
    vad: z.string(),
    calls: z.number(),
    pendingBytes: z.number(),
    shedPackets: z.number(),
    restarts: z.number(),
    ear: z
      .object({
        model: z.string(),
        ears: z.number().describe('that are ready'),
        pids: z.array(z.number()).readonly(),
        waitingFinals: z.number().describe('utterances that wait to be heard'),
        waitingMs: z.number().describe('their sound'),
        shedPartials: z.number(),
        lostFinals: z.number(),
        restarts: z.number(),
      })
      .nullable()
      .describe('the ear of the bridge; null: there is none'),
  }),
  mas: z
    .object({
      url: z.string().nullable().describe('the orchestrator that gets the transcripts; null: none'),
      away: z.string().nullable().describe('why it does not answer; null while it does'),
      events: z
        .enum(['connecting', 'stream', 'poll', 'away'])
        .nullable()
        .describe('how what its agents find out reaches calls; null: not at all'),
      pending: z.number().describe('deliveries that wait; -1: the journal cannot be read'),
      dead: z.number().describe('deliveries given up; "npx duet outbox" shows them'),
      oldest_s: z.number().describe('how long the oldest has waited'),
    })
    .describe('the outbox'),
  uptime_s: z.number(),
})

const deliverySchema = z.object({
  id: z.number(),
  kind: z.enum(['turn', 'end', 'erase']),
  session_id: z.string(),
  state: z.enum(['pending', 'dead']),
  attempts: z.number(),
  created_at: z.number().describe('epoch milliseconds'),
  last_error: z.string().nullable(),
})
export const outboxQuerySchema = z.object({
  state: z.enum(['pending', 'dead']).default('dead'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})
export const outboxSchema = z.object({
  pending: z.number(),
  dead: z.number(),
  items: z.array(deliverySchema).describe('oldest first; without the words'),
})
export const outboxChangeSchema = z.object({ id: z.number().int().optional().describe('one of the dead; all if not given') })
export const changedSchema = z.object({ changed: z.number().describe('how many') })

export const accessSchema = z.object({
  required: z.boolean().describe('whether requests need a key or token'),
  user: z.string().nullable().describe('the user your token is for'),
  scopes: z.array(z.enum(scopes)).describe('what you may do'),
})
export const tokenRequestSchema = z.object({
  user_id: name.describe('whom the token is for'),
  persona: name.optional().describe('the only persona it may talk to'),
  calls: z.number().int().min(1).optional().describe('calls at once'),
  minutes: z.number().min(0).optional().describe('minutes of calls per day'),
  scopes: z.array(z.enum(scopes)).min(1).default(['talk']).describe('none that your key does not have'),
  ttl_s: z.number().int().min(10).max(86_400).default(3600).describe('seconds until it expires'),
})
export const tokenSchema = z.object({
  token: z.string(),
  expires_at: z.number().describe('epoch milliseconds'),
  user_id: z.string(),
})
export const redeemSchema = z.object({ code: z.string().min(1).max(200).describe('of a link; it works once') })

const slotSchema = z.object({
  state: z
    .enum(['free', 'busy', 'warming', 'closing', 'quarantined', 'draining', 'failing'])
    .describe('quarantined: its last call may not be over; it is used again once a trial call has got ready'),
  session_id: z.string().nullable(),
  for_ms: z.number().describe('how long it has been so'),
  leg: z
    .object({
      epoch: z.number(),
      seconds: z.number().describe('sound it was sent'),
      real_time_factor: z.number().nullable().describe('sound out per wall, over about ten seconds; null: not known yet'),
      delay_ms: z.number().describe('how far it is behind its best'),
      jitter_ms: z.number(),
      missed_ticks: z.number().describe('80 ms frames that were not there when due'),
      verdict: z.enum(['fine', 'lagging', 'unbearable', 'hanging']),
    })
    .nullable()
    .optional()
    .describe('how the engine keeps up with the call; null: none is on'),
})
const processSchema = z.object({
  name: z.string().describe('"moshi-1": in logs and notices'),
  state: z
    .enum(serverStates)
    .describe('fetching: its weights; restarting: it failed and is started again; given_up: it is not started any more'),
  for_ms: z.number(),
  detail: z.string().nullable().describe('how far it is, or why it failed'),
  action: z.string().nullable().describe('what to do about the failure'),
})
const serverSchema = z.object({
  id: z.string().describe('"personaplex@gpu1:8998"'),
  engine: z.string(),
  address: z.string(),
  draining: z.boolean().describe('it takes no new calls; running ones go on'),
  slots: z.array(slotSchema),
  detail: z.string().nullable().describe('why it is not used; null while it is'),
  process: processSchema.nullable().describe('the server behind it, where "duet up" runs it (DUET_MANAGE)'),
})
export const enginesSchema = z.object({
  servers: z.array(serverSchema).describe('best first'),
  queued: z.number().describe('callers waiting for a free slot'),
  queue_limit: z.number(),
})
export const drainSchema = z.object({ on: z.boolean().default(true).describe('false: take calls again') })

export const digestBodySchema = z.object({
  user_id: name,
  persona: z.string().max(200).describe('"": for every persona'),
  parts: z.array(z.object({ text: z.string().max(1000), priority: z.number(), kind: z.string().max(40) })).max(200),
  rendered_at: z.number().describe('epoch milliseconds; an older digest is not kept'),
})
export const digestEraseSchema = z.object({ user_id: name })
export const keptSchema = z.object({ status: z.enum(['kept', 'erased']) })
export const digestCopySchema = z.object({
  parts: z.array(z.object({ text: z.string(), priority: z.number(), kind: z.string() })),
  rendered_at: z.number().nullable(),
})

export const startupSchema = z.object({ status: z.literal('ok'), bridge: z.literal('ready') })
const check = z.object({ status: z.enum(['ok', 'starting', 'degraded', 'down']), detail: z.string() })
export const deepHealthSchema = z.object({
  status: z
    .enum(['ok', 'starting', 'degraded', 'unhealthy'])
    .describe(
      'starting: an engine may still be loading; degraded: calls can be held, something is missing; unhealthy: none can, HTTP 503',
    ),
  checks: z.object({ orchestrator: check, moshi: check.describe('the engines'), store: check, disk: check, queue: check }),
  uptime_seconds: z.number(),
  grace_period: z.boolean(),
})

export const deletedSchema = z.object({
  session_id: z.string(),
  deleted: z.literal(true),
  turns: z.number().describe('turns that went with it'),
  sound_bytes: z.number().describe('sound that went with it'),
  memory: z
    .enum(['none', 'queued'])
    .describe('queued: the orchestrator is told to forget its turns and what was learned from it and nowhere else, until it has'),
})

export const routes: readonly Route[] = [
  { method: 'get', path: '/health', summary: 'How the bridge and its engine are.', answer: healthSchema, errors: [] },
  {
    method: 'post',
    path: '/session',
    summary: 'Begin a session; then open WS /ws/{session_id}. The body may be left out.',
    body: createSessionSchema,
    answer: createdSessionSchema,
    errors: [
      ...(['request.invalid', 'request.too_large', 'persona.not_found', 'voice.unknown', 'server.stopping'] as const),
      ...(['task.not_found', 'task.state', 'mas.none', 'mas.unreachable'] as const),
    ],
  },
  {
    method: 'get',
    path: '/sessions',
    summary: 'Sessions, newest first, by pages.',
    query: sessionsQuerySchema,
    answer: sessionsSchema,
    errors: ['request.invalid', 'store.failed'],
  },
  {
    method: 'get',
    path: '/session/{session_id}/history',
    summary: 'What was said in a session, by pages.',
    query: historyQuerySchema,
    answer: historySchema,
    errors: ['request.invalid', 'session.not_found', 'store.failed'],
  },
  {
    method: 'get',
    path: '/session/{session_id}/events',
    summary: 'What happened in a session beside its turns.',
    answer: eventsSchema,
    errors: ['session.not_found', 'store.failed'],
  },
  {
    method: 'delete',
    path: '/session/{session_id}',
    summary:
      'Forget a session with all that was said in it, its sound, and what was learned only from it; a call that is running in it ends.',
    answer: deletedSchema,
    errors: ['session.not_found', 'store.failed'],
  },
  {
    method: 'put',
    path: '/memory/digest',
    summary: 'Keep what is remembered of a user for the next prompts; the orchestrator does this.',
    body: digestBodySchema,
    answer: keptSchema,
    errors: ['request.invalid', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'get',
    path: '/memory/digest',
    summary: 'What the bridge would put into a prompt of this user.',
    query: z.object({ user_id: name, persona: z.string().default('') }),
    answer: digestCopySchema,
    errors: ['request.invalid', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'delete',
    path: '/memory/digest',
    summary: 'Forget every digest of a user.',
    query: digestEraseSchema,
    answer: keptSchema,
    errors: ['request.invalid', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'get',
    path: '/health/startup',
    summary: 'For a start probe: the process is up.',
    answer: startupSchema,
    errors: [],
  },
  {
    method: 'get',
    path: '/health/deep',
    summary: 'Whether calls can be held now, part by part; 503 where none can.',
    answer: deepHealthSchema,
    errors: [],
  },
  {
    method: 'delete',
    path: '/users/{id}',
    summary: 'Erase every session and digest of a user in the bridge; the orchestrator does this when its memory is erased.',
    answer: keptSchema,
    errors: ['access.forbidden', 'store.failed'],
  },
  {
    method: 'get',
    path: '/outbox',
    summary: 'What is still to be told to the orchestrator, and what was given up.',
    query: outboxQuerySchema,
    answer: outboxSchema,
    errors: ['request.invalid', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'post',
    path: '/outbox/retry',
    summary: 'Try what was given up again.',
    body: outboxChangeSchema,
    answer: changedSchema,
    errors: ['request.invalid', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'post',
    path: '/outbox/drop',
    summary: 'Forget what was given up.',
    body: outboxChangeSchema,
    answer: changedSchema,
    errors: ['request.invalid', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'get',
    path: '/access',
    summary: 'Whether keys are required, and what yours allows.',
    answer: accessSchema,
    errors: [],
  },
  {
    method: 'post',
    path: '/token',
    summary: 'A short-lived token for a browser, bound to a user. With a key of the scope "talk".',
    body: tokenRequestSchema,
    answer: tokenSchema,
    errors: ['request.invalid', 'access.missing', 'access.invalid', 'access.forbidden'],
  },
  {
    method: 'post',
    path: '/link',
    summary: 'The token behind a link that was sent to somebody.',
    body: redeemSchema,
    answer: tokenSchema,
    errors: ['request.invalid', 'access.link'],
  },
  { method: 'get', path: '/personas', summary: 'Personas and voices there are.', answer: personasSchema, errors: [] },
  {
    method: 'get',
    path: '/engines',
    summary: 'Every engine server: which slots are free, busy, warming, draining or failing, and why.',
    answer: enginesSchema,
    errors: [],
  },
  {
    method: 'post',
    path: '/engines/{id}/drain',
    summary: 'Give a server no new calls; running ones go on. The body may be left out.',
    body: drainSchema,
    answer: enginesSchema,
    errors: ['request.invalid', 'engine.unknown'],
  },
  { method: 'get', path: '/engine', summary: 'The engine of the next call.', answer: engineViewSchema, errors: [] },
  ...memoryApi,
  ...personaApi,
  ...recordingApi,
  ...tasksApi,
  ...callsApi,
]

/** Schemas of socket messages that have a name of their own in the documentation. */
export const namedSchemas = { Turn: turnSchema, Overlap: overlapSchema, Engine: engineViewSchema, Error: errorBodySchema }
