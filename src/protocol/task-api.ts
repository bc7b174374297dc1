/** Tasks as the page, the bridge and the orchestrator tell each other of them. */
import * as z from 'zod'

/** As in seed 004. */
export const taskStates = ['pending', 'running', 'waiting_for_input', 'completed', 'failed'] as const
export type TaskState = (typeof taskStates)[number]

const words = z.string().trim().min(1).max(10_000)
const name = z.string().trim().min(1).max(200)
const state = z.enum(taskStates)

export const taskViewSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  text: z.string().describe('what is to be done'),
  state,
  commands: z.array(z.string()),
  results: z.array(z.object({ output: z.string() })),
  question: z.string().nullable(),
  context: z.string().nullable(),
  confirm: z.object({ id: z.string(), what: z.string(), until: z.number().describe('epoch ms') }).nullable(),
  error: z.string().nullable(),
  created_at: z.number().describe('epoch ms'),
  updated_at: z.number(),
})
export const tasksQuerySchema = z.object({
  user_id: name.optional().describe('whose; everybody’s if not given'),
  open: z.enum(['1', 'true']).optional().describe('only those that have not ended'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})
export const tasksSchema = z.object({ tasks: z.array(taskViewSchema).describe('newest first') })
/** Whose task it must be; anybody’s if not given. */
export const whoseSchema = z.object({ user_id: name.optional() })
export const newTaskSchema = z.object({ text: words, user_id: name.default('local') })
export const answerSchema = whoseSchema.extend({ answer: words })
export const confirmSchema = whoseSchema.extend({
  confirm_id: name.describe('`confirm.id` of the task'),
  yes: z.boolean(),
})
export const askingSchema = whoseSchema.extend({ session_id: name.describe('the call that was opened to answer') })
export const openedSchema = z.object({ say: z.string().describe('what the agent asks'), task: taskViewSchema })
export const openSchema = z.object({ code: z.string().min(1).max(2000).describe('what stands behind "#answer=" in the link') })
export const openedLinkSchema = z.object({
  task: taskViewSchema,
  token: z.string().nullable().describe('speaks for the user of the task; null where none is needed'),
  expires_at: z.number().nullable().describe('epoch ms'),
  user_id: z.string(),
})
export type TaskView = z.infer<typeof taskViewSchema>
