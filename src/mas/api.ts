/** The orchestrator's HTTP interface as schemas: the seed's shapes, exactly where the seed has them. */
import * as z from 'zod'

const words = z.string().max(20_000)
const id = z.string().min(1).max(200)

/** `POST /voice/memory/log`: what was said, as bridges send it. */
export const memoryLogSchema = z.object({
  conversation_id: id,
  session_id: id,
  speaker: z.string().min(1).max(100).describe('"user", or the name of who answered'),
  text: words,
  timestamp: z.string().max(60).describe('ISO 8601'),
  source: z.string().max(100).default('personaplex_voice'),
})
export const loggedSchema = z.object({ status: z.literal('logged'), speaker: z.string() })

/** Header `Duet-Context`: what the body has no room for. All of it may be missing. */
export const contextSchema = z
  .object({
    user_id: id,
    persona: z.string().max(100),
    turn_id: id,
    revision: z.number().int().min(0),
    side: z.enum(['user', 'agent']),
    start_ms: z.number(),
    end_ms: z.number(),
    modality: z.string().max(40),
    had_interruption: z.boolean(),
    unheard: z.literal(true),
    had_backchannels: z.boolean(),
    engine: z.string().max(100),
    words_from: z.string().max(40),
    audio: z.string().max(300).describe('where its sound can be heard, if it is kept'),
    tools: z.array(z.string().max(40)).max(16).describe('agents that may look at it; all there are if not given'),
  })
  .partial()
export type TurnContext = z.infer<typeof contextSchema>

export const feedbackSchema = z.object({
  conversation_id: z.string().max(200).nullish(),
  agent_name: z.string().max(200).nullish(),
  transcript: words.nullish(),
  response_text: words.nullish(),
  rating: z.number().int().min(1).max(5).nullish(),
  success: z.boolean().nullish(),
  notes: z.string().max(2000).nullish(),
})
export const feedbackItemSchema = z.object({
  feedback_id: z.string(),
  created_at: z.string().describe('ISO 8601, UTC'),
  conversation_id: z.string().nullable(),
  agent_name: z.string().nullable(),
  transcript: z.string().nullable(),
  response_text: z.string().nullable(),
  rating: z.number().nullable(),
  success: z.boolean().nullable(),
  notes: z.string().nullable(),
})
/** Clamped to 1…200, as the seed does, rather than refused. */
export const recentQuerySchema = z.object({
  limit: z.coerce
    .number()
    .int()
    .default(20)
    .transform((limit) => Math.min(200, Math.max(1, limit))),
})
export const recentSchema = z.object({ status: z.literal('ok'), items: z.array(feedbackItemSchema).describe('newest first') })
export const summarySchema = z.object({
  status: z.literal('ok'),
  summary: z.object({
    total: z.number(),
    avg_rating: z.number().nullable(),
    avg_success: z.number().nullable().describe('0…1'),
  }),
})

export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  service: z.literal('mas'),
  version: z.string(),
  git_sha: z.string().nullable(),
  services: z.object({ api: z.literal('ok'), store: z.string(), embedder: z.string() }),
  agents: z.array(z.string()),
  /** Turns no agent has looked at yet. */
  work: z.number(),
})

export const masEventSchema = z.object({
  id: z.string(),
  type: z.string(),
  message: z.string(),
  priority: z.string(),
  timestamp: z.number().describe('seconds since 1970'),
  session_id: z.string().nullable(),
  conversation_id: z.string().nullable(),
  extra: z.record(z.string(), z.unknown()),
})
export type MasEvent = z.infer<typeof masEventSchema>
export const publishSchema = z.object({
  event_type: z.string().min(1).max(60),
  message: z.string().max(4000),
  session_id: z.string().max(200).nullish(),
  conversation_id: z.string().max(200).nullish(),
  priority: z.string().max(20).default('normal'),
  extra: z.record(z.string(), z.unknown()).default({}),
})
export const publishedSchema = z.object({ status: z.literal('published'), event: masEventSchema })
export const deliveredSchema = z.object({ status: z.literal('noted'), id: z.string() })
export const streamQuerySchema = z.object({
  session_id: z.string().max(200).optional(),
  conversation_id: z.string().max(200).optional(),
  since: z.coerce.number().default(0).describe('seconds since 1970: only later events'),
})
export const streamSchema = z.object({ events: z.array(masEventSchema), count: z.number(), timestamp: z.number() })

export const sessionEndSchema = z.object({
  conversation_id: z.string().max(200).optional(),
  reason: z.string().max(500).optional(),
  ended_at: z.string().max(60).optional(),
})
export const endedSchema = z.object({ status: z.literal('ended'), session_id: z.string() })
export const eraseQuerySchema = z.object({
  facts: z
    .enum(['keep', 'erase'])
    .default('keep')
    .describe('erase: what was learned from it and nowhere else goes, too; keep: it stands without its words'),
})
export const erasedSchema = z.object({ status: z.literal('erased'), session_id: z.string() })

export const digestQuerySchema = z.object({
  user_id: id,
  persona: z.string().max(100).default(''),
  topic: z.string().max(500).optional().describe('facts on it come first'),
})
export const digestSchema = z.object({
  user_id: z.string(),
  persona: z.string(),
  text: z.string().describe('as it stands in a prompt, within its budget'),
  tokens: z.number(),
  parts: z
    .array(z.object({ text: z.string(), priority: z.number(), kind: z.string() }))
    .describe('all there is, for other budgets'),
})

export const mcpQuerySchema = z.object({ user_id: z.string().min(1).max(200).default('local').describe('whose memory') })
