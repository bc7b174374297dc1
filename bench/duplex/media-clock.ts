/** A clock that stands still while models compute: what they answer comes when it is due, however fast the machine is. */
import { setImmediate as turn } from 'node:timers/promises'

type Due = { readonly atMs: number; readonly order: number; readonly run: () => Promise<void> }

export class MediaClock {
  nowMs = 0
  #due: Due[] = []
  #order = 0
  /** When each worker is free again, ms. */
  readonly #freeMs = new Map<string, number>()
  #working = 0

  /** Resolves with what `compute` gives, `takesMs` from now; a named worker does one thing after the other. */
  after<T>(worker: string, takesMs: number, compute: () => Promise<T>): Promise<T> {
    const beginMs = Math.max(this.nowMs, this.#freeMs.get(worker) ?? 0)
    const atMs = beginMs + takesMs
    this.#freeMs.set(worker, atMs)
    return new Promise<T>((resolve, reject) => {
      this.#due.push({ atMs, order: this.#order++, run: () => compute().then(resolve, reject) })
    })
  }

  /** Takes no time on this clock, but is waited for. */
  async now<T>(compute: () => Promise<T>): Promise<T> {
    this.#working++
    try {
      return await compute()
    } finally {
      this.#working--
    }
  }

  /** Moves on, with everything that is due by then. */
  async advance(toMs: number): Promise<void> {
    await this.#settle()
    for (;;) {
      const next = this.#due.filter(({ atMs }) => atMs <= toMs).sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0]
      if (!next) break
      this.#due.splice(this.#due.indexOf(next), 1)
      this.nowMs = Math.max(this.nowMs, next.atMs)
      await next.run()
      await this.#settle()
    }
    this.nowMs = toMs
  }

  /** Until nothing happens any more that takes no time. */
  async #settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      await turn()
      quiet = this.#working === 0 ? quiet + 1 : 0
    }
  }
}
