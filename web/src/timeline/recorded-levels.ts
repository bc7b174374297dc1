/** How loud the sides of a recorded call were, as the timeline asks for it. */
import type { Levels } from './draw.ts'

/** @param peaks one byte for each `stepMs` from the beginning of the session on */
export function recordedLevels(peaks: Uint8Array, stepMs: number): Levels {
  return {
    peak(fromMs, toMs) {
      const last = Math.min(peaks.length, Math.ceil(toMs / stepMs))
      let most = 0
      for (let step = Math.max(0, Math.floor(fromMs / stepMs)); step < last; step += 1) most = Math.max(most, peaks[step] ?? 0)
      return most / 255
    },
  }
}
