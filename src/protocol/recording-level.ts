/** How much of a session is kept, from least to most: nothing that was said, its words, its words and both sides' sound. */
export const recordingLevels = ['off', 'transcript', 'audio'] as const
export type RecordingLevel = (typeof recordingLevels)[number]

/** The lesser of two. */
export function leastRecorded(a: RecordingLevel, b: RecordingLevel): RecordingLevel {
  return recordingLevels.indexOf(a) < recordingLevels.indexOf(b) ? a : b
}
