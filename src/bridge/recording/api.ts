/** The HTTP interface of what is kept of calls, as schemas. */
import * as z from 'zod'
import { recordingLevelSchema } from '../../protocol/session.ts'
import type { Route } from '../route.ts'

export const keepingSchema = z.object({
  most: recordingLevelSchema.describe('the most that is kept of a call here (DUET_RECORDING)'),
  days: z.number().nullable().describe('how long words are kept; null: until they are deleted'),
  audio_days: z.number().nullable().describe('how long sound is kept; null: until it is deleted'),
})
export const keepLessSchema = z.object({ recording: recordingLevelSchema })
export const keptLevelSchema = z.object({ session_id: z.string(), recording: recordingLevelSchema })

export const keptSessionSchema = z.object({
  session_id: z.string(),
  recording: recordingLevelSchema,
  sound_ms: z.number().describe('media time to which there is sound; 0: there is none'),
  sound_bytes: z.number(),
})
export const audioQuerySchema = z.object({
  side: z.enum(['mixed', 'user', 'agent']).default('mixed').describe('both sides in one, or one as it came'),
})
export const levelsSchema = z.object({
  step_ms: z.number(),
  user: z.string().describe('the loudest sample of each step, a byte of 0 to 255, in base64'),
  agent: z.string(),
})
const bytes = (what: string, type: string) => z.string().meta({ contentMediaType: type }).describe(what)

export const recordingApi: readonly Route[] = [
  {
    method: 'get',
    path: '/recording',
    summary: 'What is kept of calls here, and for how long.',
    answer: keepingSchema,
    errors: [],
  },
  {
    method: 'put',
    path: '/session/{session_id}/recording',
    summary:
      'Keep less of a session from now on, while its call runs or after. What the lesser level would not have kept is deleted: the sound, and with "off" the words, too, here and at the orchestrator.',
    body: keepLessSchema,
    answer: keptLevelSchema,
    errors: ['request.invalid', 'session.not_found', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'get',
    path: '/session/{session_id}/recording',
    summary: 'What is kept of a session.',
    answer: keptSessionSchema,
    errors: ['session.not_found', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'get',
    path: '/session/{session_id}/audio',
    summary: 'Its sound, as Ogg Opus from the beginning of the session on. The first time an hour of sound takes about a minute.',
    query: audioQuerySchema,
    answer: bytes('Ogg Opus', 'audio/ogg'),
    errors: ['request.invalid', 'session.not_found', 'recording.none', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'get',
    path: '/session/{session_id}/levels',
    summary: 'How loud each side was, for a picture of it.',
    answer: levelsSchema,
    errors: ['session.not_found', 'recording.none', 'access.forbidden', 'store.failed'],
  },
  {
    method: 'get',
    path: '/session/{session_id}/export',
    summary:
      'All that is kept of a session as a zip: transcript.txt, .json and .vtt, events.jsonl, and where there is sound user.opus, agent.opus and mixed.opus.',
    answer: bytes('a zip', 'application/zip'),
    errors: ['session.not_found', 'access.forbidden', 'store.failed'],
  },
]
