/** What the benchmark plays: recorded clips with exact times, and the items that put them on a time line. */
import { z } from 'zod'

export const pauseKinds = ['filler', 'conjunction', 'noun phrase', 'object', 'complete'] as const
/** What stands before a pause inside a turn; after `complete` the turn could have been over. */
export type PauseKind = (typeof pauseKinds)[number]

/** Samples are counted at this rate, Hz, from the first sample of the decoded clip. */
export const clipRate = 24_000

const span = z.object({ startSamples: z.number().int().min(0), endSamples: z.number().int().min(0) })

export const clipSchema = z.object({
  /** Path of the Ogg Opus file, beside its manifest. */
  file: z.string(),
  kind: z.enum(['turn', 'paused turn', 'story', 'backchannel', 'interruption', 'aside', 'noise']),
  /** What is said; empty for a noise. */
  text: z.string(),
  voice: z.string(),
  seed: z.number().int(),
  samples: z.number().int(),
  /** Stretches of speech; silences under 250 ms are inside. */
  speech: z.array(span),
  /** The silence put into a paused turn, and what stands before it. */
  pause: span.extend({ kind: z.enum(pauseKinds) }).optional(),
})
export type Clip = z.infer<typeof clipSchema>

export const clipManifestSchema = z.object({
  licence: z.string(),
  made: z.string(),
  sampleRate: z.literal(clipRate),
  clips: z.array(clipSchema),
})
export type ClipManifest = z.infer<typeof clipManifestSchema>
