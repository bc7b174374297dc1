/** The session's media time as the page knows it: samples captured since the engine began to listen, kept in step with the server's stamps. */

const FRAMES_PER_MS = 48

export class MediaClock {
  #originFrame: number | null = null

  /** Begins at this frame of the AudioContext, once; a reconnect does not begin it again. */
  start(frame: number): void {
    this.#originFrame ??= frame
  }

  /** Media time of a frame, 0 before the start. */
  at(frame: number): number {
    return this.#originFrame === null ? 0 : Math.max(0, (frame - this.#originFrame) / FRAMES_PER_MS)
  }

  /** The server stamped something `atMs`, which cannot lie ahead of now: where it does, silence was put in that the page did not count. */
  observe(atMs: number, frameNow: number): void {
    if (this.#originFrame === null) return
    const ahead = atMs - this.at(frameNow)
    if (ahead > 0) this.#originFrame -= ahead * FRAMES_PER_MS
  }
}
