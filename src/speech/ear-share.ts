/**
 * A few ears for many calls. Finals go before partials, calls in turn, each call's finals in order. Under load partials are shed first;
 * finals wait, late rather than lost, up to a bound of sound at which the newest is refused and its call is told. An ear that dies is
 * started again and what it was at is asked once more.
 */
import { type DuetError, toDuetError } from '../protocol/errors.ts'
import type { Ear, Heard, HearOptions } from './speech.ts'

export type EarShareOptions = {
  readonly open: () => Promise<Ear>
  /** How many; each takes a core while it listens and some hundred MB of memory. */
  readonly ears: number
  /** Sound of finals that may wait, ms: over all, and of one call. */
  readonly maxWaitingMs?: number
  readonly maxCallWaitingMs?: number
  /** Before an ear that died is started again, ms, by how often in a row; the last one is repeated. */
  readonly restartMs?: readonly number[]
  /** Starts in vain after which calls are told that no ear listens. */
  readonly maxFailures?: number
  readonly onFailure?: (error: DuetError) => void
}
const defaults = {
  maxWaitingMs: 600_000,
  maxCallWaitingMs: 120_000,
  restartMs: [0, 1000, 5000, 30_000],
  maxFailures: 3,
  onFailure: () => {},
}

export type Asked = Omit<HearOptions, 'signal'>
/** Why a final has no words: no room to wait, the ear failed over it twice, or there is no ear. */
export type Unheard = { readonly unheard: 'full' | 'failed' | 'none' }

/** One call's place at the ears. Sound is mono at 16 kHz. */
export interface EarSeat {
  /** Resolves to nothing when shed. A newer partial takes the place of one that waits. */
  partial(pcm: Float32Array, asked: Asked): Promise<Heard | undefined>
  final(pcm: Float32Array, asked: Asked): Promise<Heard | Unheard>
  /** Its partials are not wanted any more; its finals are. */
  leave(): void
}

export type EarShareStatus = {
  /** Ears that are ready. */
  readonly ears: number
  readonly pids: readonly number[]
  readonly waitingFinals: number
  readonly waitingMs: number
  readonly shedPartials: number
  readonly lostFinals: number
  readonly restarts: number
}

type Final = {
  readonly kind: 'final'
  readonly seat: Seat
  readonly pcm: Float32Array
  readonly asked: Asked
  readonly resolve: (heard: Heard | Unheard) => void
  attempts: number
}
type Partial = {
  readonly kind: 'partial'
  readonly seat: Seat
  readonly pcm: Float32Array
  readonly asked: Asked
  readonly resolve: (heard: Heard | undefined) => void
}
type Seat = { readonly finals: Final[]; partial: Partial | undefined; waitingMs: number; served: number }
/** One ear, over its deaths. */
type Place = { ear: Ear | undefined; running: Final | Partial | undefined; stop: AbortController; failures: number }

const attemptsOfAFinal = 2
const lengthMs = (pcm: Float32Array): number => pcm.length / 16

export class EarShare {
  readonly #options: Required<EarShareOptions>
  readonly #seats = new Set<Seat>()
  readonly #places: readonly Place[]
  #served = 0
  #waitingMs = 0
  #shedPartials = 0
  #lostFinals = 0
  #restarts = 0
  #closed = false

  constructor(options: EarShareOptions) {
    this.#options = { ...defaults, ...options }
    this.#places = Array.from({ length: options.ears }, () => ({
      ear: undefined,
      running: undefined,
      stop: new AbortController(),
      failures: 0,
    }))
    for (const place of this.#places) void this.#start(place)
  }

  get status(): EarShareStatus {
    const ready = this.#places.flatMap(({ ear }) => ear ?? [])
    return {
      ears: ready.length,
      pids: ready.flatMap((ear) => ear.pid ?? []),
      waitingFinals: [...this.#seats].reduce((sum, seat) => sum + seat.finals.length, 0),
      waitingMs: Math.round(this.#waitingMs),
      shedPartials: this.#shedPartials,
      lostFinals: this.#lostFinals,
      restarts: this.#restarts,
    }
  }

  /** Whether every ear has failed to start so often that nothing is to be hoped for now. */
  get dead(): boolean {
    return this.#closed || this.#places.every(({ ear, failures }) => !ear && failures >= this.#options.maxFailures)
  }

  seat(): EarSeat {
    const seat: Seat = { finals: [], partial: undefined, waitingMs: 0, served: this.#served }
    return {
      partial: (pcm, asked) => new Promise((resolve) => this.#addPartial({ kind: 'partial', seat, pcm, asked, resolve })),
      final: (pcm, asked) => new Promise((resolve) => this.#addFinal({ kind: 'final', seat, pcm, asked, resolve, attempts: 0 })),
      leave: () => {
        this.#shed(seat)
        for (const place of this.#places) if (place.running?.seat === seat && place.running.kind === 'partial') place.stop.abort()
        this.#forget(seat)
      },
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#giveUp('none')
    await Promise.allSettled(this.#places.map(({ ear }) => ear?.close()))
  }

  #addPartial(partial: Partial): void {
    this.#shed(partial.seat)
    if (this.dead) return partial.resolve(undefined)
    partial.seat.partial = partial
    this.#seats.add(partial.seat)
    this.#next()
  }

  #addFinal(final: Final): void {
    const { maxWaitingMs, maxCallWaitingMs } = this.#options
    const ms = lengthMs(final.pcm)
    const { seat } = final
    if (this.dead) return this.#lose(final, 'none')
    if (this.#waitingMs + ms > maxWaitingMs || seat.waitingMs + ms > maxCallWaitingMs) return this.#lose(final, 'full')
    this.#wait(final, 'last')
    this.#shed(seat)
    this.#next()
    if (this.#waitingMs === 0) return
    // No ear was free: one that is at a partial is to be.
    const atPartial = this.#places.find(({ running, stop }) => running?.kind === 'partial' && !stop.signal.aborted)
    atPartial?.stop.abort()
  }

  #wait(final: Final, where: 'first' | 'last'): void {
    const { seat } = final
    this.#seats.add(seat)
    if (where === 'first') seat.finals.unshift(final)
    else seat.finals.push(final)
    seat.waitingMs += lengthMs(final.pcm)
    this.#waitingMs += lengthMs(final.pcm)
  }

  /** Gives work to every ear that is free. */
  #next(): void {
    for (const place of this.#places) {
      if (!place.ear || place.running) continue
      const work = this.#takeFinal() ?? this.#takePartial()
      if (!work) return
      void this.#run(place, place.ear, work)
    }
  }

  #takeFinal(): Final | undefined {
    const seat = this.#leastServed((one) => one.finals.length > 0)
    const final = seat?.finals.shift()
    if (!seat || !final) return undefined
    seat.served = ++this.#served
    // Sums of floats are made whole where nothing is left.
    seat.waitingMs = seat.finals.length === 0 ? 0 : seat.waitingMs - lengthMs(final.pcm)
    this.#waitingMs = [...this.#seats].reduce((sum, one) => sum + one.waitingMs, 0)
    return final
  }

  #takePartial(): Partial | undefined {
    const seat = this.#leastServed((one) => one.partial !== undefined)
    const partial = seat?.partial
    if (!seat || !partial) return undefined
    seat.partial = undefined
    seat.served = ++this.#served
    return partial
  }

  #leastServed(wants: (seat: Seat) => boolean): Seat | undefined {
    let found: Seat | undefined
    for (const seat of this.#seats) if (wants(seat) && (!found || seat.served < found.served)) found = seat
    return found
  }

  async #run(place: Place, ear: Ear, work: Final | Partial): Promise<void> {
    place.running = work
    place.stop = new AbortController()
    try {
      const heard = await ear.hear(work.pcm, { ...work.asked, signal: place.stop.signal })
      place.failures = 0
      if (work.kind === 'final') work.resolve(heard)
      else if (heard.stopped !== 'abort') work.resolve(heard)
      else {
        this.#shedPartials++
        work.resolve(undefined)
      }
    } catch (thrown) {
      this.#failed(place, work, toDuetError(thrown))
    } finally {
      place.running = undefined
      this.#forget(work.seat)
    }
    this.#next()
  }

  #failed(place: Place, work: Final | Partial, error: DuetError): void {
    if (work.kind === 'partial') {
      this.#shedPartials++
      work.resolve(undefined)
    } else if (this.#closed) this.#lose(work, 'none')
    else if (++work.attempts < attemptsOfAFinal) this.#wait(work, 'first')
    else this.#lose(work, 'failed')
    const { ear } = place
    place.ear = undefined
    void ear?.close()
    this.#restarts++
    this.#restart(place, error)
  }

  async #start(place: Place): Promise<void> {
    try {
      const ear = await this.#options.open()
      if (this.#closed) return void ear.close()
      place.ear = ear
      this.#next()
    } catch (thrown) {
      this.#restart(place, toDuetError(thrown))
    }
  }

  #restart(place: Place, error: DuetError): void {
    if (this.#closed) return
    const { restartMs, onFailure } = this.#options
    const waitMs = restartMs[Math.min(place.failures, restartMs.length - 1)] ?? 0
    place.failures++
    onFailure(error)
    if (this.dead) this.#giveUp('none')
    setTimeout(() => {
      if (!this.#closed) void this.#start(place)
    }, waitMs).unref()
  }

  #giveUp(why: Unheard['unheard']): void {
    for (const seat of this.#seats) {
      this.#shed(seat)
      for (const final of seat.finals.splice(0)) this.#lose(final, why)
      seat.waitingMs = 0
    }
    this.#waitingMs = 0
  }

  #lose(final: Final, why: Unheard['unheard']): void {
    this.#lostFinals++
    final.resolve({ unheard: why })
  }

  #shed(seat: Seat): void {
    if (!seat.partial) return
    this.#shedPartials++
    seat.partial.resolve(undefined)
    seat.partial = undefined
  }

  /** A seat with nothing to do takes no memory; it comes back with its next final. */
  #forget(seat: Seat): void {
    if (seat.finals.length === 0 && !seat.partial) this.#seats.delete(seat)
  }
}
