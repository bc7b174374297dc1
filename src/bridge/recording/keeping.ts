/** What may be kept of calls and for how long, by the settings. */
import type { Config } from '../../config/config.ts'
import { leastRecorded, type RecordingLevel } from '../../protocol/recording-level.ts'
import type { ServerEvent } from '../../protocol/session.ts'

export type Keeping = {
  /** The most that is kept of any call. */
  readonly most: RecordingLevel
  /** How long words are kept, days; null: until they are deleted. */
  readonly days: number | null
  readonly audioDays: number | null
}

export function keepingOf(config: Pick<Config, 'DUET_RECORDING' | 'DUET_KEEP_DAYS' | 'DUET_KEEP_AUDIO_DAYS'>): Keeping {
  const days = config.DUET_KEEP_DAYS ?? null
  return {
    most: config.DUET_RECORDING,
    days,
    audioDays: Math.min(config.DUET_KEEP_AUDIO_DAYS, days ?? Number.POSITIVE_INFINITY),
  }
}

/** What is kept of a session that asks for this; its words where it asks for nothing. */
export function recordedLevel({ most }: Pick<Keeping, 'most'>, wanted: RecordingLevel = 'transcript'): RecordingLevel {
  return leastRecorded(most, wanted)
}

/** What a client is told of it. @param atMs session media time */
export function recordingEvent(
  { days, audioDays }: Keeping,
  { level, atMs, detail }: { readonly level: RecordingLevel; readonly atMs: number; readonly detail?: string },
): Extract<ServerEvent, { type: 'recording' }> {
  return { type: 'recording', level, days, audioDays, ...(detail === undefined ? {} : { detail }), atMs }
}
