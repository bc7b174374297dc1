/** What a listener hears, and when: the agent's sound through a small buffer that catches up in silences, as a page's does. */
import { dbfs, rms } from '../../src/audio/energy.ts'
import { clipRate } from './item.ts'

/** Sound that comes after a break is held back this long, so that a little jitter cannot tear it. */
const bufferMs = 40
/** Delay beyond the buffer that is borne; above, silent pieces are left out until it is gone. */
const slackMs = 20
const silentDbfs = -60

export class Listener {
  /** Breaks in the sound because it came late, ms in all. */
  lateMs = 0
  readonly #pieces: { readonly at: number; readonly samples: Float32Array }[] = []
  #end: number | undefined

  /** @param samples in order, at `clipRate`. @param arrivedMs media time of their arrival. */
  hear(samples: Float32Array, arrivedMs: number): void {
    const due = Math.round(((arrivedMs + bufferMs) * clipRate) / 1000)
    const end = this.#end
    if (end === undefined || end < due - (bufferMs * clipRate) / 1000) {
      if (end !== undefined) this.lateMs += ((due - end) * 1000) / clipRate
      this.#place(samples, due)
    } else if (end - due < (slackMs * clipRate) / 1000 || dbfs(rms(samples)) > silentDbfs) this.#place(samples, end)
  }

  /** The agent's side from media time 0 on. */
  render(lengthSamples: number): Float32Array {
    const heard = new Float32Array(lengthSamples)
    for (const { at, samples } of this.#pieces) if (at < lengthSamples) heard.set(samples.subarray(0, lengthSamples - at), at)
    return heard
  }

  #place(samples: Float32Array, at: number): void {
    this.#pieces.push({ at, samples })
    this.#end = at + samples.length
  }
}
