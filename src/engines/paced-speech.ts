/**
 * Speech that a server sends in lumps, given out by the listener's clock: one frame for each frame he sent, silence where there is none.
 * The words come with the sound they belong to.
 */

export type PacedFrame = { readonly sound: Float32Array; readonly text: string }

export type PacedSpeechOptions = {
  readonly frameSamples: number
  /** With more than this waiting, quiet frames are skipped, so that a delay once gathered is given back. */
  readonly comfortableFrames: number
  /** At most this much waits; what is older is dropped. */
  readonly mostFrames: number
}

/** Below this root mean square a frame is quiet. */
const quietRms = 0.003

export class PacedSpeech {
  readonly #options: PacedSpeechOptions
  readonly #parts: Float32Array[] = []
  readonly #words: { readonly atSample: number; readonly text: string }[] = []
  /** Positions in all the speech there ever was, samples. */
  #read = 0
  #written = 0
  #lastPartAt = 0

  constructor(options: PacedSpeechOptions) {
    this.#options = options
  }

  get waitingSamples(): number {
    return this.#written - this.#read
  }

  push(sound: Float32Array): void {
    this.#lastPartAt = this.#written
    this.#written += sound.length
    this.#parts.push(sound)
    const most = this.#options.mostFrames * this.#options.frameSamples
    if (this.waitingSamples > most) this.#take(this.waitingSamples - most)
  }

  /** Words of the sound pushed last. */
  words(text: string): void {
    this.#words.push({ atSample: this.#lastPartAt, text })
  }

  /** What waits is not to be heard any more, and its words were not said. */
  clear(): void {
    this.#parts.length = 0
    this.#words.length = 0
    this.#read = this.#written
    this.#lastPartAt = this.#written
  }

  /** The next frame, filled up with silence. */
  next(): PacedFrame {
    const { frameSamples, comfortableFrames } = this.#options
    let sound = this.#take(frameSamples)
    while (isQuiet(sound) && this.waitingSamples > comfortableFrames * frameSamples) sound = this.#take(frameSamples)
    let text = ''
    // A word whose sound has begun is said; one without any sound comes at once.
    for (
      let first = this.#words[0];
      first && (first.atSample < this.#read || this.waitingSamples === 0);
      first = this.#words[0]
    ) {
      text += first.text
      this.#words.shift()
    }
    return { sound, text }
  }

  #take(samples: number): Float32Array {
    const out = new Float32Array(samples)
    let at = 0
    for (let first = this.#parts[0]; first && at < samples; first = this.#parts[0]) {
      const part = first.subarray(0, samples - at)
      out.set(part, at)
      at += part.length
      if (part.length === first.length) this.#parts.shift()
      else this.#parts[0] = first.subarray(part.length)
    }
    this.#read += at
    return out
  }
}

function isQuiet(sound: Float32Array): boolean {
  let sum = 0
  for (const sample of sound) sum += sample * sample
  return sum < quietRms * quietRms * sound.length
}
