/** What an engine tells of a call beside sound and words, read, and put on the session's clock. */
import { type EngineMetadata, engineMetadataSchema } from '../../protocol/engine-metadata.ts'
import type { LegMove } from './leg-hooks.ts'

const samplesPerMs = 48
/** Each leg counts the user's utterances from 1; theirs are kept apart. */
const utterancesPerLeg = 1_000_000

/** Undefined for what is not JSON or not known. */
export function readMetadata(json: string): EngineMetadata | undefined {
  try {
    return engineMetadataSchema.safeParse(JSON.parse(json)).data
  } catch {
    return undefined
  }
}

/** The user's words as a leg heard them: its clock began when it did, not when the session did. */
export function sessionWords(
  words: Extract<EngineMetadata, { type: 'user.words' }>,
  { startSample, epoch }: Pick<LegMove, 'startSample' | 'epoch'>,
) {
  const legMs = startSample / samplesPerMs
  const timed = words.words?.map(({ text, startMs, endMs }) => ({ text, startMs: startMs + legMs, endMs: endMs + legMs }))
  return {
    type: 'userWords',
    utterance: words.utterance + (epoch - 1) * utterancesPerLeg,
    text: words.text,
    final: words.final,
    fromSample: startSample + words.startMs * samplesPerMs,
    toSample: startSample + words.endMs * samplesPerMs,
    ...(timed ? { words: timed } : {}),
  } as const
}
