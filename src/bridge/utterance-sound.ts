/** The sound of an utterance as frames: joined into one, and cut where that hurts least. */
import { rms } from '../audio/energy.ts'

export function joined(frames: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(frames.reduce((sum, frame) => sum + frame.length, 0))
  let at = 0
  for (const frame of frames) {
    out.set(frame, at)
    at += frame.length
  }
  return out
}

/** Index of the quietest of the last `within` frames, at least 1: what comes before it is one part, it and the rest the other. */
export function cutAtQuietest(frames: readonly Float32Array[], within: number): number {
  let best = Math.max(1, frames.length - 1)
  let quietest = Infinity
  for (let i = Math.max(1, frames.length - within); i < frames.length; i++) {
    const level = rms(frames[i] ?? new Float32Array(0))
    if (level >= quietest) continue
    quietest = level
    best = i
  }
  return best
}
