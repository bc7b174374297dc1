/** The queue's rules, pure: who goes first, how long it takes, and whose place is remembered for a while. */

export type Place = {
  readonly sessionId: string
  /** Counts arrivals. */
  readonly ticket: number
  /** Higher goes first. */
  readonly priority: number
  readonly purpose: 'call' | 'rollover'
}

/** A running call that needs a fresh leg goes before people who have not begun; then by priority; then first come, first served. */
export function byTurn(a: Place, b: Place): number {
  if (a.purpose !== b.purpose) return a.purpose === 'rollover' ? -1 : 1
  return b.priority - a.priority || a.ticket - b.ticket
}

/** Calls whose lengths are remembered. */
const remembered = 50

/** Lengths of the latest calls, ms. */
export class CallLengths {
  readonly #ms: number[] = []

  note(ms: number): void {
    if (this.#ms.push(ms) > remembered) this.#ms.shift()
  }

  /** null: no call has ended yet. */
  get meanMs(): number | null {
    return this.#ms.length === 0 ? null : this.#ms.reduce((sum, one) => sum + one, 0) / this.#ms.length
  }
}

/**
 * Expected wait at a place (from 1) where so many slots are in use by calls of this mean length. A call that has run for long is not
 * taken to end sooner (lengths are near enough memoryless), so slots come free at a steady rate. null: not known yet.
 */
export function estimatedWaitMs(place: number, slots: number, meanMs: number | null): number | null {
  return meanMs === null || slots === 0 ? null : Math.round((place * meanMs) / slots)
}

/** What is remembered of somebody who had a place or a slot. */
export type HeldPlace = {
  readonly ticket: number
  /** They had to wait in line. */
  readonly waited: boolean
}

/** Places of sessions whose connection broke: who is back in time goes where they were. */
export class HeldPlaces {
  readonly #graceMs: number
  readonly #limit: number
  readonly #places = new Map<string, HeldPlace & { readonly untilMs: number }>()

  constructor(graceMs: number, limit: number) {
    this.#graceMs = graceMs
    this.#limit = limit
  }

  hold(sessionId: string, { ticket, waited }: HeldPlace, nowMs: number): void {
    this.#places.delete(sessionId)
    this.#places.set(sessionId, { ticket, waited, untilMs: nowMs + this.#graceMs })
    // The oldest is forgotten first: insertion order.
    for (const key of this.#places.keys()) if (this.#places.size > this.#limit) this.#places.delete(key)
  }

  /** The place of a session that is back in time; it is given once. */
  take(sessionId: string, nowMs: number): HeldPlace | undefined {
    const place = this.peek(sessionId, nowMs)
    this.#places.delete(sessionId)
    return place
  }

  peek(sessionId: string, nowMs: number): HeldPlace | undefined {
    const place = this.#places.get(sessionId)
    return place !== undefined && nowMs <= place.untilMs ? place : undefined
  }
}
