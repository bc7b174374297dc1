/** The session protocol: JSON messages beside the audio on `/ws/{session_id}`; `docs/api.md` is generated from these schemas. */
import * as z from 'zod'
import { type ErrorCode, errorCatalogue } from './errors.ts'
import { recordingLevels } from './recording-level.ts'
import { timedWordSchema } from './timed-word.ts'

/** Raised when a message changes in a way an old client cannot ignore. */
export const SESSION_PROTOCOL_VERSION = 1

const ms = z.number().min(0).describe('milliseconds of session media time')
export const sideSchema = z.enum(['user', 'agent'])
export type Side = z.infer<typeof sideSchema>

/** Who turned a side's speech into words. */
export const wordsSourceSchema = z.enum(['engine', 'ear', 'typed'])
export type WordsSource = z.infer<typeof wordsSourceSchema>

/** See `recording-level.ts`. */
export const recordingLevelSchema = z.enum(recordingLevels)

export const turnSchema = z.object({
  turnId: z.string().describe('unique in the session: "u1", "a1", …'),
  side: sideSchema,
  startMs: ms,
  endMs: ms,
  text: z.string().describe('user: what the ear understood; agent: what was heard of it'),
  generated: z.string().optional().describe('agent: everything it meant to say, where more than was heard'),
  source: wordsSourceSchema
    .optional()
    .describe('where its words come from: the engine, the ear of the bridge, or typed by the user; absent where there are none'),
  unheard: z
    .literal(true)
    .optional()
    .describe('agent: said while the client was away; `text` is what it said, and nobody heard it'),
  words: z
    .array(timedWordSchema)
    .readonly()
    .optional()
    .describe('user: when each word was said, in session media time; where the ear tells of all of them'),
  interrupted: z.boolean().describe('the other side took the floor before it was over'),
  responseMs: z
    .number()
    .nullable()
    .describe(
      "silence before it, as the user heard it: end of the other side's speech to its start; null where it did not follow the other side",
    ),
})
export type Turn = z.infer<typeof turnSchema>

export const overlapSchema = z.object({
  overlapId: z.string(),
  by: sideSchema.describe('who spoke into the other'),
  startMs: ms,
  endMs: ms,
  kind: z
    .enum(['interruption', 'backchannel', 'other'])
    .describe('interruption: it took the floor; backchannel: under 1 s and at most 3 words; other: neither'),
  text: z.string(),
  stopMs: z.number().nullable().describe('interruption: from its start until the side that gave way fell silent'),
})
export type Overlap = z.infer<typeof overlapSchema>

export const noticePriorities = ['low', 'normal', 'high', 'urgent'] as const
export const noticeSchema = z.object({
  type: z.literal('notice'),
  id: z.string().describe('the same one again is the same notice'),
  kind: z
    .string()
    .describe(
      '"knowledge", "notification", "memory_insight", "agent_update", "tool_result", "system_status" or a kind of your own',
    ),
  message: z.string().describe('for people'),
  priority: z.enum(noticePriorities),
  source: z.string().describe('which agent'),
  atMs: ms,
})
export type Notice = z.infer<typeof noticeSchema>

/** What an engine can do, as the page needs to know it. */
export const engineViewSchema = z.object({
  name: z.string().describe('"local", "personaplex", "moshi", …'),
  textInput: z.boolean(),
  userTranscript: z.boolean(),
  personaPrompt: z.boolean(),
  ear: z
    .string()
    .nullable()
    .optional()
    .describe('the ear of the bridge that listens where `userTranscript` is false; null: none does'),
  brain: z.string().nullable().describe('the text model behind it, where it has one'),
  voice: z.object({ asked: z.string(), used: z.string(), standIn: z.boolean() }).nullable(),
})
export type EngineView = z.infer<typeof engineViewSchema>

const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]] // keys of a const object: exactly the codes
export const errorCodeSchema = z.enum(errorCodes)

/** Everything the bridge may send as JSON. A client ignores types it does not know. */
export const serverEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('session'),
    version: z.literal(SESSION_PROTOCOL_VERSION),
    sessionId: z.string(),
    conversationId: z.string(),
    persona: z.object({ id: z.string(), name: z.string() }),
    engine: engineViewSchema,
  }),
  z.object({
    type: z.literal('engine'),
    state: z
      .enum(['connecting', 'queued', 'warming', 'ready', 'rollover', 'recovering', 'lagging', 'lost'])
      .describe(
        'rollover, recovering: no engine listens for a moment, by plan or because one failed; ready ends both; lagging: it falls behind and will be moved',
      ),
    name: z.string(),
    detail: z.string().optional(),
    place: z.number().int().min(1).optional().describe('queued: place in the queue, from 1'),
    estimatedWaitMs: z
      .number()
      .min(0)
      .nullable()
      .optional()
      .describe('queued: how long it may take, by the lengths of earlier calls; null: not known yet'),
    atMs: ms.optional(),
    epoch: z.number().int().min(1).optional().describe('ready: number of the engine leg that carries the call'),
    reason: z
      .enum(['start', 'context', 'lag', 'hang', 'lost'])
      .optional()
      .describe('why the call moved to another leg: its context was used up, it fell behind, it hung, or it was gone'),
    gapMs: z.number().min(0).optional().describe('ready, after a move: how long nothing of an engine was heard'),
  }),
  z.object({
    type: z.literal('recording'),
    level: recordingLevelSchema.describe('what is kept of this session: nothing that is said, its words, or words and sound'),
    days: z.number().nullable().describe('for how long the words are kept; null: until they are deleted'),
    audioDays: z.number().nullable().describe('for how long the sound is kept; null: until it is deleted'),
    detail: z.string().optional().describe('why less is kept than before'),
    atMs: ms,
  }),
  z.object({
    type: z.literal('text'),
    text: z.string().describe('a piece of the agent’s words; a leading space begins a word'),
    atMs: ms.optional(),
  }),
  z.object({ type: z.literal('speech'), side: sideSchema, speaking: z.boolean(), atMs: ms }),
  z.object({ type: z.literal('turn.start'), turnId: z.string(), side: sideSchema, atMs: ms }),
  z.object({ type: z.literal('turn.end'), turn: turnSchema }),
  z.object({
    type: z.literal('transcript'),
    side: sideSchema,
    turnId: z.string(),
    text: z.string().describe('the whole turn so far; after `turn.end` it replaces the text given there'),
    final: z.boolean().describe('the turn is over and no more words are expected'),
    source: wordsSourceSchema.optional().describe('as in the turn'),
    words: z.array(timedWordSchema).readonly().optional().describe('of final words: when each was said, where the ear tells'),
    atMs: ms,
  }),
  z.object({ type: z.literal('overlap.start'), overlapId: z.string(), by: sideSchema, atMs: ms }),
  z.object({ type: z.literal('overlap.end'), overlap: overlapSchema }),
  z.object({ type: z.literal('backchannel'), side: sideSchema, startMs: ms, endMs: ms, text: z.string() }),
  z.object({
    type: z.literal('interruption'),
    by: sideSchema,
    turnId: z.string().describe('the turn that was cut'),
    atMs: ms,
    stopMs: z.number(),
  }),
  z.object({ type: z.literal('latency'), turnId: z.string(), responseMs: z.number(), fromMs: ms, toMs: ms }),
  z.object({ type: z.literal('pause'), side: sideSchema, startMs: ms, endMs: ms }),
  z.object({
    type: z.literal('unheard'),
    turnId: z.string().describe('a turn of the user, said while no engine listened; the next one is told of it'),
    startMs: ms,
    endMs: ms,
  }),
  z.object({
    type: z.literal('gap'),
    startMs: ms,
    endMs: ms,
    detail: z.string().describe('silence put in where the client’s audio was missing'),
  }),
  z.object({
    type: z.literal('client'),
    state: z
      .enum(['away', 'back', 'taken_over'])
      .describe('your connection was lost and the call is kept for you; it is there again; another client has the call'),
    awayMs: z.number().min(0).optional().describe('back, taken_over: how long nobody listened'),
    atMs: ms,
  }),
  z
    .object({
      type: z.literal('resume'),
      token: z.string().describe('opens the next connection; the one before holds until you have sent `resumed`'),
      epoch: z.number().int().min(1).describe('number of the connection in its call'),
      graceMs: z.number().min(0).describe('how long the engine is kept for a client that is away'),
      engineKept: z
        .boolean()
        .describe(
          'the call has been there all the time, and its engine; false: it begins with this connection, and a new engine knows what was said before',
        ),
      awayMs: z.number().min(0).nullable().describe('how long nobody listened; null: not known, or a first connection'),
      missed: z.array(turnSchema).readonly().describe('turns that ended meanwhile, oldest first'),
      atMs: ms.describe('where the session’s media time stands'),
    })
    .describe('first thing on a connection that offered `duet.resume.…`'),
  z.object({
    type: z.literal('ear'),
    state: z
      .enum(['listening', 'behind', 'restarted', 'lost', 'none'])
      .describe(
        'the ear of the bridge, where the engine gives no words of yours; behind: words come late; restarted: it failed and goes on; lost: what you said just then was not made out; none: your words are not written down',
      ),
    detail: z.string().describe('which ear, or why'),
    atMs: ms,
  }),
  noticeSchema.describe('an agent found something out, or something is due; the agent may say it, too'),
  z.object({
    type: z.literal('error'),
    code: errorCodeSchema,
    message: z.string(),
    action: z.string(),
    retryable: z.boolean(),
  }),
  z.object({ type: z.literal('pong'), id: z.number().int().min(0) }),
  z.object({ type: z.literal('end'), reason: z.string(), code: errorCodeSchema.nullable() }),
])
export type ServerEvent = z.infer<typeof serverEventSchema>

/** What a client may send as JSON. The first form is the seed's and has no `type`. */
export const clientMessageSchema = z.union([
  z.object({
    type: z.literal('played'),
    samples: z.number().int().min(0).describe('agent audio played so far, samples at 48 kHz'),
  }),
  z.object({ type: z.literal('mute'), muted: z.boolean() }),
  z.object({ type: z.literal('end') }),
  z
    .object({ type: z.literal('resumed'), epoch: z.number().int().min(1) })
    .describe('the token of the `resume` event of this epoch is kept; those before it no longer hold'),
  z
    .object({ type: z.literal('ping'), id: z.number().int().min(0) })
    .describe('asks for a `pong`, where nothing else has been heard for a while'),
  z.object({
    text: z.string().min(1).max(2000),
    forward_to_moshi: z.boolean().default(false).describe('also give it to an engine that takes text, as if it had been said'),
  }),
])
export type ClientMessage = z.infer<typeof clientMessageSchema>
