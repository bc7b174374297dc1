/** Tasks over HTTP as schemas: seed 004's shapes, and those the page and the command line use beside them. */
import * as z from 'zod'
import { taskStates } from '../../protocol/task-api.ts'

const words = z.string().trim().min(1).max(10_000)
const name = z.string().trim().min(1).max(200)
const state = z.enum(taskStates)

export const processSchema = z.object({ transcript: words, session_id: name.optional() })
export const processedSchema = z.object({ response: z.string(), pending_command: z.string().optional() })

export const executeSchema = z.object({ transcript: z.array(z.string().max(10_000)).max(200), session_id: name.optional() })
export const executedSchema = z.object({
  results: z.array(
    z.object({
      command: z.string(),
      status: z.enum(['executed', 'blocked', 'pending_confirmation', 'needs_confirmation']),
      output: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
})

export const backgroundSchema = z.object({
  transcript: words,
  commands: z.array(z.string().max(2000)).max(50).nullish(),
  user_id: name.default('local').describe('who wants it'),
})
export const startedSchema = z.object({ session_id: z.string(), state })
export const contextAnswerSchema = z.object({
  session_id: z.string(),
  state,
  transcript: z.array(z.string()),
  commands: z.array(z.string()),
  results: z.array(z.object({ output: z.string() })),
  current_question: z.string().nullable(),
  question_context: z.string().nullable(),
  answers: z.array(z.object({ question: z.string(), answer: z.string() })),
  topics: z.array(z.string()),
  error_message: z.string().nullable(),
  created_at: z.string().describe('ISO 8601, UTC'),
  updated_at: z.string(),
})
export const resumeSchema = z.object({ answer: words })
export const resumingSchema = z.object({ session_id: z.string(), state: z.literal('resuming') })

export const sessionsSchema = z.object({
  sessions: z.array(z.object({ key: z.string(), kind: z.enum(['task', 'call']), updated_at: z.string(), state: z.string() })),
})
export const sessionHistoryQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) })
export const sessionHistorySchema = z.object({
  session_key: z.string(),
  history: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string(), timestamp: z.string() })),
})

export const messagesQuerySchema = z.object({ state: z.enum(['pending', 'dead']).default('dead') })
export const messagesSchema = z.object({
  pending: z.number(),
  dead: z.number(),
  items: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      channel: z.string(),
      task_id: z.string(),
      state: z.enum(['pending', 'dead']),
      attempts: z.number(),
      created_at: z.number().describe('epoch ms'),
      last_error: z.string().nullable(),
    }),
  ),
})
export const messagesChangeSchema = z.object({ id: z.string().max(100).optional().describe('one of them; all if not given') })
export const messagesChangedSchema = z.object({ changed: z.number() })
