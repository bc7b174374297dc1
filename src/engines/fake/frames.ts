/** What drives a fake model: as many frames as there is sound for, each in the time the quirks give it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { frameSamples } from './babble.ts'
import type { Quirks } from './quirks.ts'

export const frameMs = 80

export type FakeFramesOptions = {
  readonly quirks: Quirks
  /** 0 to 1. */
  readonly random: () => number
  /** Aborted when the call is over. */
  readonly signal: AbortSignal
  /** Whether frames are to be computed now. */
  readonly running: () => boolean
  /** One frame of 1920 samples at 24 kHz. */
  readonly step: (heard: Float32Array) => void
}

export class FakeFrames {
  readonly #options: FakeFramesOptions
  readonly #pending: Float32Array[] = []
  #pendingSamples = 0
  #computing = false

  constructor(options: FakeFramesOptions) {
    this.#options = options
  }

  /** Sound at 24 kHz; what is complete of it is computed now, or later where a frame takes time. */
  push(sound: Float32Array): void {
    this.#pending.push(sound)
    this.#pendingSamples += sound.length
    if (!this.#computing) this.#compute()
  }

  #compute(): void {
    const { quirks, random, running, step } = this.#options
    const stepMs = quirks['lag-grows'] !== undefined ? quirks['lag-grows'] * frameMs : (quirks.step ?? 0)
    while (this.#pendingSamples >= frameSamples && running()) {
      const jitterMs = quirks.jitter === undefined ? 0 : random() * quirks.jitter
      const frame = this.#take()
      if (stepMs + jitterMs > 0) {
        void this.#later(frame, stepMs + jitterMs)
        return
      }
      step(frame)
    }
  }

  async #later(frame: Float32Array, ms: number): Promise<void> {
    this.#computing = true
    try {
      await sleep(ms, undefined, { signal: this.#options.signal })
    } catch {
      return // the call is over
    }
    this.#computing = false
    if (this.#options.running()) this.#options.step(frame)
    this.#compute()
  }

  #take(): Float32Array {
    const frame = new Float32Array(frameSamples)
    let at = 0
    while (at < frameSamples) {
      const [first] = this.#pending
      if (!first) break
      const part = first.subarray(0, frameSamples - at)
      frame.set(part, at)
      at += part.length
      if (part.length === first.length) this.#pending.shift()
      else this.#pending[0] = first.subarray(part.length)
    }
    this.#pendingSamples -= at
    return frame
  }
}
