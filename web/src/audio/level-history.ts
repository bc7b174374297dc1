/** How loud a side was over the last minute, in bins of media time: what the timeline's lanes are drawn from. */

const BIN_MS = 20
const BINS = 3_200 // 64 s: twice what the timeline shows

export class LevelHistory {
  readonly #levels = new Float32Array(BINS)
  /** The number of the newest bin written. */
  #newest = -1

  /** Notes the level (0…1) of the stretch that ended at `endMs` and lasted `lengthMs`. */
  note(endMs: number, lengthMs: number, level: number): void {
    const last = Math.floor(endMs / BIN_MS)
    const first = Math.max(0, Math.floor((endMs - lengthMs) / BIN_MS) + 1, last - BINS + 1)
    for (let bin = Math.max(first, this.#newest + 1); bin <= last; bin += 1) this.#levels[bin % BINS] = level
    // What lies between the last note and this one was not heard: silence.
    for (let bin = Math.max(this.#newest + 1, first - BINS); bin < first; bin += 1) this.#levels[bin % BINS] = 0
    this.#newest = Math.max(this.#newest, last)
  }

  /** The loudest level between two times; 0 where nothing is known. */
  peak(fromMs: number, toMs: number): number {
    const first = Math.max(0, Math.floor(fromMs / BIN_MS), this.#newest - BINS + 1)
    const last = Math.min(this.#newest, Math.ceil(toMs / BIN_MS) - 1)
    let peak = 0
    for (let bin = first; bin <= last; bin += 1) peak = Math.max(peak, this.#levels[bin % BINS] ?? 0)
    return peak
  }

  clear(): void {
    this.#levels.fill(0)
    this.#newest = -1
  }
}

/** A level as a height between 0 and 1 that looks as loud as it sounds: decibels from −54 to −9. */
export function loudness(level: number): number {
  if (level <= 0.002) return 0
  return Math.min(1, (20 * Math.log10(level) + 54) / 45)
}
