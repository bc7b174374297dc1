/** The HTTP interface of a person's memory, as schemas; the bridge passes it on to the orchestrator. */
import * as z from 'zod'
import type { ErrorCode } from '../protocol/errors.ts'
import {
  correctSchema,
  eraseAnswerSchema,
  eraseSchema,
  exportQuerySchema,
  forgetSchema,
  historyOfQuerySchema,
  historyOfSchema,
  itemsQuerySchema,
  itemsSchema,
  learnedSchema,
  learnSchema,
  operationSchema,
  recalledSchema,
  recallSchema,
  reflectedSchema,
  reflectQuerySchema,
  timelineQuerySchema,
  timelineSchema,
  undoSchema,
} from '../protocol/memory-api.ts'
import type { Route } from './route.ts'

const user_id = z.string().max(200).default('local').describe('whose memory; with a token always its own user’s')
const reading: readonly ErrorCode[] = ['request.invalid', 'access.forbidden', 'mas.none', 'mas.unreachable', 'store.failed']
const writing: readonly ErrorCode[] = [...reading, 'memory.not_found']

export const memoryApi: readonly Route[] = [
  {
    method: 'get',
    path: '/memory/items',
    summary: 'What is remembered, newest first, by pages.',
    query: itemsQuerySchema.extend({ user_id }),
    answer: itemsSchema,
    errors: reading,
  },
  {
    method: 'get',
    path: '/memory/history',
    summary: 'How one memory came to be: what it replaced or corrected, each with its words and turns, and what took its place.',
    query: historyOfQuerySchema.extend({ user_id }),
    answer: historyOfSchema,
    errors: writing,
  },
  {
    method: 'post',
    path: '/memory/recall',
    summary: 'What answers a question, best first, in the shape of the seed and as one list.',
    body: recallSchema.extend({ user_id }),
    answer: recalledSchema,
    errors: reading,
  },
  {
    method: 'post',
    path: '/memory/learn',
    summary: 'Learn something of a person. Resolves when it is on disk.',
    body: learnSchema.extend({ user_id }),
    answer: learnedSchema,
    errors: [...reading, 'memory.rejected'],
  },
  {
    method: 'post',
    path: '/memory/correct',
    summary: 'Put the person’s own words in the place of a memory, which is kept as history.',
    body: correctSchema.extend({ user_id }),
    answer: learnedSchema,
    errors: writing,
  },
  {
    method: 'post',
    path: '/memory/forget',
    summary: 'Take memories out of everything at once; they can be brought back for a day.',
    body: forgetSchema.extend({ user_id }),
    answer: operationSchema,
    errors: writing,
  },
  {
    method: 'post',
    path: '/memory/undo',
    summary: 'Take a change back.',
    body: undoSchema.extend({ user_id }),
    answer: operationSchema,
    errors: [...writing, 'memory.undone'],
  },
  {
    method: 'get',
    path: '/memory/timeline',
    summary: 'What changed, newest first.',
    query: timelineQuerySchema.extend({ user_id }),
    answer: timelineSchema,
    errors: reading,
  },
  {
    method: 'get',
    path: '/memory/reflect',
    summary: 'What came up repeatedly.',
    query: reflectQuerySchema.extend({ user_id }),
    answer: reflectedSchema,
    errors: reading,
  },
  {
    method: 'get',
    path: '/memory/export',
    summary: 'Everything of a person as JSON lines, for `duet memory import`.',
    query: exportQuerySchema.extend({ user_id }),
    answer: z.string(),
    answerType: 'application/x-ndjson',
    errors: reading,
  },
  {
    method: 'post',
    path: '/memory/erase',
    summary: 'Erase a person: memory, conversations, copies. It goes on until nothing is left, over restarts.',
    body: eraseSchema.extend({ user_id }),
    answer: eraseAnswerSchema,
    errors: reading,
  },
  {
    method: 'get',
    path: '/memory/erase',
    summary: 'Whether an erasure is done.',
    query: eraseSchema.extend({ user_id }),
    answer: eraseAnswerSchema,
    errors: reading,
  },
]
