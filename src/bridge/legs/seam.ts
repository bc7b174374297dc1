/** How long the user hears nothing where one engine leg ends and the next begins. */
import type { OpusPacket } from '../../audio/ogg-opus.ts'

const samplesPerMs = 48
/** The most our page holds back, ms. */
const longestWaitMs = 240

export class Seam {
  /** When what was sent last will have been played, had it been played as it was sent. */
  #playedOutMs = Number.NEGATIVE_INFINITY
  #open = false

  /** Another leg speaks from here on. */
  begin(): void {
    this.#open = this.#playedOutMs !== Number.NEGATIVE_INFINITY
  }

  /** Sound of the leg goes out. @returns the gap before it, ms, at the first one after a seam */
  sound(packets: readonly OpusPacket[], nowMs: number): number | undefined {
    const gapMs = this.#open ? Math.max(0, Math.round(nowMs - this.#playedOutMs)) : undefined
    this.#open = false
    let samples = 0
    for (const packet of packets) samples += packet.durationSamples48
    // Sound that comes early waits for its place, as far as a client keeps it.
    const begins = Math.min(Math.max(nowMs, this.#playedOutMs), nowMs + longestWaitMs)
    this.#playedOutMs = begins + samples / samplesPerMs
    return gapMs
  }
}
