/** The HTTP interface of personas and their prompts, as schemas. */
import * as z from 'zod'
import { personaSchema } from '../personas/persona.ts'
import type { Route } from './route.ts'

const origin = z.enum(['shipped', 'own', 'changed']).describe('changed: a file of your own stands above the one that ships')
const word = z.string().trim().max(200)
const partSchema = z.object({ kind: z.string(), priority: z.number(), text: z.string() })

export const personaViewSchema = z.object({ persona: personaSchema, origin })
export const removedPersonaSchema = z.object({
  id: z.string(),
  removed: z.literal(true),
  persona: personaSchema.nullable().describe('the shipped one that is back; null: there is none'),
})
export const personaPromptQuerySchema = z.object({
  user_id: word.min(1).optional().describe('whose memory to put in; none if not given'),
  topic: z.string().trim().max(500).optional().describe('what is remembered of it comes first'),
})
export const personaPromptSchema = z.object({
  text_prompt: z.string(),
  voice_prompt: z.string().describe('with ".pt", as a PersonaPlex server wants it'),
  tokens: z.number(),
  limit: z.number(),
  left_out: z.array(partSchema).describe('what there was no room for'),
})
export const voiceSampleSchema = z.object({
  voice: word.min(1),
  text: z.string().trim().min(1).max(200).describe('what is said').default('Hello, it is good to hear from you.'),
})

export const promptQuerySchema = z.object({
  session_id: word.optional().describe('whose persona, voice and memory; none: the usual persona alone'),
  topic: z.string().trim().max(500).optional().describe('what is remembered of it comes first'),
})
export const questionQuerySchema = promptQuerySchema.extend({
  question: z.string().trim().min(1).max(400).describe('what a task waits for'),
  context: z.string().trim().max(800).default('').describe('why it is asked'),
})
const promptFields = {
  text_prompt: z.string(),
  voice_prompt: z.string(),
  session_id: z.string().optional(),
  mode: z.literal('question').optional(),
  error: z.string().optional().describe('why the session’s own prompt could not be had; the status is 200 all the same'),
}
export const promptSchema = z.object({ ...promptFields, tokens: z.number(), left_out: z.array(partSchema) })
export const moshiPromptSchema = z.object({
  ...promptFields,
  supported: z.literal(false),
  reason: z.string(),
})

export const personaApi: readonly Route[] = [
  {
    method: 'get',
    path: '/personas/{id}',
    summary: 'A persona, whole.',
    answer: personaViewSchema,
    errors: ['persona.not_found'],
  },
  {
    method: 'get',
    path: '/personas/{id}/prompt',
    summary: 'The exact prompt a first call with a persona begins with, its tokens and what was left out.',
    query: personaPromptQuerySchema,
    answer: personaPromptSchema,
    errors: ['request.invalid', 'persona.not_found', 'access.forbidden'],
  },
  {
    method: 'post',
    path: '/personas',
    summary: 'Make a persona. Where it is refused, `faults` names every field and what is wrong with it.',
    body: personaSchema,
    answer: personaViewSchema,
    errors: ['request.invalid', 'persona.invalid', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'put',
    path: '/personas/{id}',
    summary: 'Change a persona, or make it. What ships with Duet stays as it is: your file stands above it.',
    body: personaSchema,
    answer: personaViewSchema,
    errors: ['request.invalid', 'persona.invalid', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'delete',
    path: '/personas/{id}',
    summary: 'Remove a persona of your own, or your changes to a shipped one.',
    answer: removedPersonaSchema,
    errors: ['persona.not_found', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'post',
    path: '/voices/preview',
    summary: 'A sentence in a voice, as Ogg Opus: said by an engine in a slot that is free now.',
    body: voiceSampleSchema,
    answer: z.string(),
    answerType: 'audio/ogg',
    errors: ['request.invalid', 'voice.unknown', 'engine.busy', 'engine.stalled', 'access.forbidden'],
  },
  {
    method: 'get',
    path: '/personaplex/prompt',
    summary: 'Text and voice prompt for a PersonaPlex server: persona and what is remembered.',
    query: promptQuerySchema,
    answer: promptSchema,
    errors: ['request.invalid', 'access.forbidden'],
  },
  {
    method: 'get',
    path: '/personaplex/prompt/question',
    summary: 'The same for a call that is to get an answer a task waits for.',
    query: questionQuerySchema,
    answer: promptSchema,
    errors: ['request.invalid', 'access.forbidden'],
  },
  {
    method: 'get',
    path: '/moshi/prompt',
    summary: 'That Moshi takes no prompt, and why.',
    query: promptQuerySchema,
    answer: moshiPromptSchema,
    errors: ['request.invalid', 'access.forbidden'],
  },
  {
    method: 'get',
    path: '/moshi/prompt/question',
    summary: 'That Moshi takes no prompt, and why.',
    query: questionQuerySchema,
    answer: moshiPromptSchema,
    errors: ['request.invalid', 'access.forbidden'],
  },
]
