/** Looks at every call's clocks at its turn, a part of the calls at a time, so that no message waits while all of them are looked at. */

export type Ticking = { tick(nowMs: number): void }

export type TickWheelOptions = {
  /** How often each is looked at, ms. */
  readonly everyMs: number
  /** Monotonic, ms. */
  readonly now: () => number
}

const parts = 4

export class TickWheel {
  readonly #parts: readonly Set<Ticking>[] = Array.from({ length: parts }, () => new Set<Ticking>())
  readonly #timer: NodeJS.Timeout
  #next = 0

  constructor({ everyMs, now }: TickWheelOptions) {
    this.#timer = setInterval(() => this.#turn(now()), everyMs / parts)
  }

  add(one: Ticking): void {
    const emptiest = this.#parts.reduce((least, part) => (part.size < least.size ? part : least))
    emptiest.add(one)
  }

  delete(one: Ticking): void {
    for (const part of this.#parts) part.delete(one)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #turn(nowMs: number): void {
    const part = this.#parts[this.#next]
    this.#next = (this.#next + 1) % parts
    if (part) for (const one of part) one.tick(nowMs)
  }
}
