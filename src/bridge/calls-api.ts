/** The calls that are on, over HTTP, as schemas: for who runs Duet. */
import * as z from 'zod'
import { errorCodeSchema } from '../protocol/session.ts'
import type { Route } from './route.ts'

const callSchema = z.object({
  session_id: z.string(),
  user_id: z.string(),
  persona: z.string(),
  since: z.number().describe('when the session was made, epoch milliseconds'),
  length_ms: z.number().describe('session media time'),
  state: z.string().describe('of its engine, as in the event "engine": "ready", "queued", "rollover", "recovering", "lagging" …'),
  place: z.number().nullable().describe('in the queue, from 1; null: it does not wait'),
  away: z.boolean().describe('its client is away, and the call is kept for it'),
  server: z.string().nullable().describe('the engine server that carries it; null: none does'),
  epoch: z.number().nullable().describe('number of its engine leg'),
  delay_ms: z.number().nullable().describe('how far the engine is behind'),
  recording: z.string().describe('what is kept of it'),
})
export const callsSchema = z.object({
  draining: z.boolean().describe('no new call is let in'),
  calls: z.array(callSchema).describe('longest first'),
  errors: z
    .array(z.object({ at: z.number().describe('epoch milliseconds'), code: errorCodeSchema, session_id: z.string() }))
    .describe('the latest that callers were told since the bridge started, newest first'),
})
export const endedSchema = z.object({ session_id: z.string(), ended: z.literal(true) })

export const callsApi: readonly Route[] = [
  {
    method: 'get',
    path: '/calls',
    summary: 'The calls that are on, how each stands, and the latest errors that callers were told. Needs the scope "manage".',
    answer: callsSchema,
    errors: [],
  },
  {
    method: 'post',
    path: '/calls/{session_id}/end',
    summary: 'End a call; its caller is told that the operator did. What was said stays on record. Needs the scope "manage".',
    answer: endedSchema,
    errors: ['session.not_found'],
  },
]
