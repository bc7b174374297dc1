/** How fast the caller's clock runs away from ours: the slope of the echo's delay over the last seconds. */

/** Places of the echo that are kept, and for how long, samples at 16 kHz. */
const MOST_SEEN = 40
const KEPT_SAMPLES = 6 * 16_000
/** From so many places on, over so long a time, there is a slope. */
const FEWEST = 6
const LEAST_SPAN = 0.5 * 16_000
const SETTLED_SPAN = 2 * 16_000
/** Pairs closer together than this share of the whole say little about it. */
const FAR_APART = 0.3
/** Further from where it should be by now: it did not drift there, samples. */
const JUMP = 16
/** No two clocks differ by more: a thousand parts in a million. */
const MOST = 1e-3

type Seen = { readonly at: number; readonly delaySamples: number }

export class EchoDrift {
  #seen: Seen[] = []
  #perSample = 0
  #settled = false

  /** By how many samples the delay grows in each sample. */
  get perSample(): number {
    return this.#perSample
  }

  /** The slope has been looked at for long enough to rest on. */
  get settled(): boolean {
    return this.#settled
  }

  /** The delay jumped: where the echo was before says nothing any more. How fast the clocks part, stays. */
  restart(): void {
    this.#seen = []
  }

  /** The echo was found. @param at place in the played sound, samples @param delaySamples to a fraction of one */
  see(at: number, delaySamples: number): void {
    const last = this.#seen.at(-1)
    if (last && Math.abs(delaySamples - last.delaySamples - this.#perSample * (at - last.at)) > JUMP) this.restart()
    this.#seen = [...this.#seen.filter((one) => at - one.at < KEPT_SAMPLES), { at, delaySamples }].slice(-MOST_SEEN)
    const span = at - (this.#seen[0]?.at ?? at)
    // A slope that is known is not given up for a short look at a new one.
    if (this.#seen.length < FEWEST || span < (this.#settled ? SETTLED_SPAN : LEAST_SPAN)) return
    this.#settled ||= span >= SETTLED_SPAN
    this.#perSample = Math.max(-MOST, Math.min(MOST, this.#slope(FAR_APART * span)))
  }

  /** The median of the slopes between any two that are far enough apart (Theil and Sen): a few wrong ones do not move it. */
  #slope(apart: number): number {
    const slopes: number[] = []
    for (const [n, a] of this.#seen.entries())
      for (const b of this.#seen.slice(n + 1))
        if (b.at - a.at >= apart) slopes.push((b.delaySamples - a.delaySamples) / (b.at - a.at))
    return slopes.sort((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0
  }
}
