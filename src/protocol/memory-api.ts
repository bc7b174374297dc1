/** The memory over HTTP as schemas: seed 002's names, and what its repository lacked. */
import * as z from 'zod'

const id = z.string().min(1).max(200)
const user = z.string().max(200).describe('whose memory; "": shared knowledge')
const persona = z.string().max(100).optional().describe('with this persona; not given: with every one')
const kind = z.enum(['episodic', 'semantic', 'procedural'])
export const whoseSchema = z.object({ user_id: user, persona })

export const learnSchema = whoseSchema.extend({
  memory_type: kind,
  entry: z
    .record(z.string(), z.unknown())
    .describe('in the shapes of seed 002: summary and event_type, statement and category, name and procedure_type …'),
  slot: z.string().max(100).optional().describe('what it answers, e.g. "home": a newer one takes its place'),
  expires_at: z.number().optional().describe('epoch milliseconds'),
})
export const learnedSchema = z.object({
  outcome: z.string().describe('learned, confirmed, replaced, refused …'),
  id: z.string().nullable(),
  operation: z.string().describe('for undo'),
})

export const recallSchema = whoseSchema.extend({
  query: z.string().min(1).max(2000),
  memory_types: z.array(kind).optional(),
  limit: z.number().int().min(1).max(100).default(10),
  min_confidence: z.number().min(0).max(1).default(0.5),
  days_back: z.number().min(0).optional(),
})
export const itemSchema = z.object({
  id: z.string(),
  kind,
  type: z.string(),
  content: z.string(),
  confidence: z.number(),
  importance: z.string(),
  persona: z.string().describe('"": with every persona'),
  said_at: z.number().describe('epoch milliseconds'),
  valid_from: z.number(),
  valid_to: z.number().nullable(),
  expires_at: z.number().nullable(),
  quote: z.string().describe('the words it was heard in'),
  turn_ids: z.array(z.string()),
  session_id: z.string().nullable(),
  source: z.string(),
  corrects: z
    .string()
    .nullable()
    .describe('the memory its user put right with it; GET /memory/history has that one and its turns'),
  via: z.string().nullable().describe('a correction: where it was made, "page", "api", "mcp" …'),
  replaced_by: z.string().nullable().describe('what took its place'),
  document: z.string().nullable(),
})
const rows = z.array(z.record(z.string(), z.unknown())).describe('rows with the seed’s columns')
export const recalledSchema = z.object({
  episodic: rows,
  semantic: rows,
  procedural: rows,
  items: z.array(itemSchema.extend({ score: z.number(), likely: z.boolean() })).describe('all kinds together, best first'),
})

export const itemsQuerySchema = whoseSchema.extend({
  kind: kind.optional(),
  past: z.enum(['1', '0']).default('0').describe('1: also what is no longer so'),
  limit: z.coerce.number().int().min(1).max(500).default(200),
  session_id: id.optional().describe('only what was learned in this conversation, what is no longer so, too; one page'),
  before: z
    .string()
    .regex(/^\d+\.[\w-]+$/, 'must be `older` of a page')
    .optional()
    .describe('`older` of the page after this one'),
})
export const itemsSchema = z.object({
  items: z.array(itemSchema).describe('newest first'),
  older: z.string().nullable().describe('give it as `before` for the page before this one; null: there is none'),
})
export const historyOfQuerySchema = whoseSchema.extend({ id })
export const historyOfSchema = z.object({
  items: z.array(itemSchema).describe('what was known of the same thing before, it, and what took its place; oldest first'),
})

export const correctSchema = whoseSchema.extend({
  id,
  content: z.string().trim().min(1).max(1000),
  via: z
    .string()
    .regex(/^[a-z]{1,20}$/)
    .default('api')
    .describe('where it is made; kept with it'),
  session_id: id.optional().describe('the conversation it was said in'),
  turn_id: id.optional(),
})
export const forgetSchema = whoseSchema.extend({ ids: z.array(id).min(1).max(200) })
export const undoSchema = whoseSchema.extend({ operation: id })
export const operationSchema = z.object({ operation: z.string().describe('for undo') })

export const timelineQuerySchema = whoseSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().optional().describe('epoch milliseconds'),
})
export const timelineSchema = z.object({
  changes: z.array(
    z.object({
      operation: z.string(),
      action: z.string().describe('learned, confirmed, corrected, ended, forgotten, undone …'),
      memory_id: z.string(),
      at: z.number(),
      undone: z.boolean(),
      before: z.string().nullable().describe('what it said before; gone once it is forgotten for good'),
      after: z.string().nullable(),
    }),
  ),
})

export const relateSchema = whoseSchema.extend({
  relationship: z.string().min(1).max(100),
  target: z.string().min(1).max(200),
})
export const reflectQuerySchema = whoseSchema.extend({ days: z.coerce.number().min(1).max(3650).default(30) })
export const reflectedSchema = z.object({ patterns: z.array(z.record(z.string(), z.unknown())) })
export const eraseSchema = z.object({ user_id: z.string().min(1).max(200) })
export const eraseAnswerSchema = z.object({
  status: z.enum(['erased', 'erasing']).describe('erasing: the memory is empty of them, copies at the bridge are still to go'),
  user_id: z.string(),
  rows: z.number().describe('how many went now'),
  since: z.number().nullable().describe('erasing: when it was asked for, epoch milliseconds'),
})
export const exportQuerySchema = z.object({
  user_id: z.string().min(1).max(200).optional().describe('one user’s alone; everybody’s if not given'),
})

/** What a command asks of the process that owns the memory. */
export const ownerSchema = z.object({ store: z.string().describe('"sqlite /path/memory.db" or "postgres host/database"') })
export const importedSchema = z.object({ rows: z.number() })
const documentScope = { user_id: z.string().max(200).default(''), persona: z.string().max(100).optional() }
export const documentQuerySchema = z.object({ uri: z.string().min(1).max(4000), ...documentScope })
export const documentSchema = z.object({
  sha256: z.string().nullable().describe('of what is there; "": not all of it is; null: nothing'),
  chunks: z.number(),
})
export const documentPutSchema = z.object({
  ...documentScope,
  head: z.object({
    uri: z.string().min(1).max(4000),
    title: z.string().max(500),
    format: z.string().max(40),
    sha256: z.string().max(100),
    bytes: z.number(),
    chunks: z.number().int().min(1),
    suspicious: z.number(),
  }),
  from: z.number().int().min(0).describe('number of the first of these pieces; 0 takes away what was there before'),
  chunks: z
    .array(
      z.object({
        heading: z.string().max(2000),
        text: z.string().max(4000),
        page: z.number().optional(),
        suspicious: z.boolean(),
      }),
    )
    .max(100),
})

export const conversationsQuerySchema = z.object({
  user_id: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
})
export const conversationsSchema = z.object({
  conversations: z.array(
    z.object({
      session_id: z.string(),
      conversation_id: z.string(),
      user_id: z.string(),
      persona: z.string(),
      started_at: z.number(),
      ended_at: z.number().nullable(),
    }),
  ),
})
export const transcriptSchema = z.object({
  session_id: z.string(),
  turns: z.array(z.object({ turn_id: z.string(), side: z.string(), text: z.string(), said_at: z.number() })),
})
