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
]
