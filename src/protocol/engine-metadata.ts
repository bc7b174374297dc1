/** Kind-4 metadata of Duet's own engine: what it knows of the call beyond sound and words. Clients that do not know it ignore it. */
import * as z from 'zod'
import { timedWordSchema } from './timed-word.ts'

export const ENGINE_METADATA_VERSION = 1
const v = z.literal(ENGINE_METADATA_VERSION)
/** Milliseconds of the leg's media time: user audio received since the handshake. */
const ms = z.number().min(0)

export const engineMetadataSchema = z.discriminatedUnion('type', [
  z.object({
    v,
    type: z.literal('hello'),
    engine: z.literal('local'),
    version: z.string(),
    brain: z.string(),
    ear: z.string(),
    voice: z.object({ asked: z.string(), used: z.string(), standIn: z.boolean() }),
    textInput: z.literal(true),
    timers: z.boolean().optional().describe('it sets timers when asked, and rings while the call lasts'),
  }),
  /** The user's words: partials replace each other, the final one replaces them all. `utterance` counts the user's stretches of speech. */
  z.object({
    v,
    type: z.literal('user.words'),
    utterance: z.number().int(),
    text: z.string(),
    final: z.boolean(),
    startMs: ms,
    endMs: ms,
    words: z.array(timedWordSchema).readonly().optional().describe('of final words: when each was said'),
  }),
  z.object({
    v,
    type: z.literal('turn'),
    side: z.enum(['user', 'agent']),
    state: z.enum(['start', 'end', 'yield']).describe('yield: it gave the floor away before it was over'),
    atMs: ms,
    heard: z.string().optional(),
  }),
  z.object({
    v,
    type: z.literal('overlap'),
    state: z.enum(['lowered', 'restored', 'yielded', 'resumed']),
    reason: z.enum(['speech', 'backchannel', 'noise', 'echo', 'over', 'stop-word', 'going-on', 'late-backchannel']),
    atMs: ms,
  }),
  z.object({ v, type: z.literal('backchannel'), side: z.literal('agent'), text: z.string(), atMs: ms }),
  /** Why an answer came when it did: for benchmarks and the operator. */
  z.object({
    v,
    type: z.literal('decision'),
    atMs: ms,
    silenceMs: z.number().describe('since the last voiced frame'),
    finished: z.number().min(0).max(1).describe('probability that the turn is over'),
    reason: z.string(),
  }),
  z.object({ v, type: z.literal('notice'), code: z.string(), message: z.string() }),
  /** What became of an instruction. */
  z.object({
    v,
    type: z.literal('instruction'),
    id: z.string(),
    state: z
      .enum(['said', 'dropped'])
      .describe('said: its sound began; dropped: the floor was not free in time, nothing of it was heard'),
    atMs: ms,
  }),
])
export type EngineMetadata = z.infer<typeof engineMetadataSchema>

/**
 * What a client may tell an engine of ours in mid-call, as kind-4 JSON: a sentence to say in its own voice as soon as nobody speaks.
 * Engines that do not know it ignore it.
 */
export const engineInstructionSchema = z.object({
  v,
  type: z.literal('say'),
  id: z.string().min(1).max(200).describe('the same one again is said once'),
  text: z.string().trim().min(1).max(1000),
})
export type EngineInstruction = z.infer<typeof engineInstructionSchema>
