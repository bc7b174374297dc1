/** The room that all recordings may take on the disk: counted as they grow, and looked at anew now and then, since recordings are deleted. */
import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'

export type RoomOptions = {
  /** The folder of all recordings; it may not be there yet. */
  readonly dir: string
  readonly maxBytes: number
  /** What must stay free on the disk for what matters more, bytes. */
  readonly reserveBytes?: number
}

/** A full room is looked at again after so long, one that is not far less often, ms. */
const fullMs = 5000
const usualMs = 600_000

export class RecordingRoom {
  readonly #options: Required<RoomOptions>
  #usedBytes = 0
  #low = false
  #measuring: Promise<void> | undefined
  #measuredMs = Number.NEGATIVE_INFINITY

  constructor(options: RoomOptions) {
    this.#options = { reserveBytes: 256 * 1024 * 1024, ...options }
  }

  /** For people: why there is no room. */
  get full(): string {
    const { maxBytes, reserveBytes } = this.#options
    return this.#low
      ? `less than ${Math.round(reserveBytes / 1e6)} MB are free on the disk`
      : `recordings take the ${Math.round(maxBytes / 1e6)} MB of DUET_RECORDING_MAX_MB`
  }

  /** Takes so many bytes; false: there is no room. */
  take(bytes: number): boolean {
    const full = this.#low || this.#usedBytes + bytes > this.#options.maxBytes
    if (performance.now() - this.#measuredMs > (full ? fullMs : usualMs)) void this.measure()
    if (full) return false
    this.#usedBytes += bytes
    return true
  }

  /** Looks at what is there. Never rejects. */
  measure(): Promise<void> {
    this.#measuredMs = performance.now()
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined
    })
    return this.#measuring
  }

  async #measure(): Promise<void> {
    const { dir, reserveBytes } = this.#options
    try {
      const files = await readdir(dir, { recursive: true }).catch(() => [])
      let used = 0
      for (const name of files) used += await sizeOf(join(dir, name))
      this.#usedBytes = used
      const { bavail, bsize } = await statfs(files.length > 0 ? dir : join(dir, '..'))
      this.#low = bavail * bsize < reserveBytes
    } catch {
      // What was known still stands; a disk that cannot be looked at fails the writing, too.
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path)
    return found.isFile() ? found.size : 0
  } catch {
    return 0 // deleted meanwhile
  }
}
