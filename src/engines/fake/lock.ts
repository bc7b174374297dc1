/** First come, first served: how the Python servers keep to one call, and how those who wait are held. */

export class FifoLock {
  readonly #waiting: (() => void)[] = []
  #held = false

  get busy(): boolean {
    return this.#held
  }

  /** Resolves with what gives the place back; further calls of that do nothing. */
  async acquire(): Promise<() => void> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#held = true
    let done = false
    return () => {
      if (done) return
      done = true
      const next = this.#waiting.shift()
      if (next) next()
      else this.#held = false
    }
  }
}
