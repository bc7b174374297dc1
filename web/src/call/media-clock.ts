/**
 * The time that the timeline runs on: the page's own count of samples since the engine first listened, and how the server's stamps map
 * onto it. The page's time never goes back or stands still; the session's does not count
 * what passed while no server had the call.
 */
import type { ServerEvent } from '../../../src/protocol/session.ts'

const FRAMES_PER_MS = 48
/** How long an event takes to be found and told, as a first guess after a reconnect. */
const TOLD_AFTER_MS = 150

export class MediaClock {
  #originFrame: number | null = null
  #shiftMs = 0
  #shiftKnown = true

  /** The engine listens, at this frame of the AudioContext: the first time is 0. */
  connected(frame: number): void {
    this.#originFrame ??= frame
  }

  /** The session's time begins a new stretch: what comes next says where it stands. */
  moved(): void {
    this.#shiftKnown = false
  }

  /** The page's time at a frame, ms; 0 before the start. */
  at(frame: number): number {
    return this.#originFrame === null ? 0 : Math.max(0, (frame - this.#originFrame) / FRAMES_PER_MS)
  }

  /** What to add to a server's stamp to have the page's time. */
  get shiftMs(): number {
    return this.#shiftMs
  }

  /** The server stamped something that has just arrived, and that therefore cannot lie ahead of now. */
  observe(atMs: number, frameNow: number): void {
    const now = this.at(frameNow)
    if (!this.#shiftKnown) {
      this.#shiftMs = now - TOLD_AFTER_MS - atMs
      this.#shiftKnown = true
    }
    this.#shiftMs = Math.min(this.#shiftMs, now - atMs)
  }
}

const stamps = new Set(['atMs', 'startMs', 'endMs', 'fromMs', 'toMs'])

/** The event with its stamps moved by `shiftMs`. */
export function atPageTime(event: ServerEvent, shiftMs: number): ServerEvent {
  return shiftMs === 0 ? event : (moved(event, shiftMs) as ServerEvent) // the same shape, numbers for numbers
}

function moved(value: unknown, shiftMs: number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    stamps.has(key) && typeof inner === 'number' ? inner + shiftMs : moved(inner, shiftMs),
  ])
  return Object.fromEntries(entries)
}
