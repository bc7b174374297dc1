/** A lease in use: opens its one leg, watches what becomes of it, and gives the slot back exactly once, however it ends. */
import type { OpusPacket } from '../../audio/ogg-opus.ts'
import { DuetError } from '../../protocol/errors.ts'
import type { CloseOutcome, Engine, EngineLeg, LegEvents, LegRequest } from '../engine.ts'
import type { Lease, PooledEngine } from '../pool.ts'
import { type Verdict, verdictOf } from './verdict.ts'

export type HeldLeaseOptions = {
  readonly engine: Engine
  readonly serverId: string
  readonly fence: number
  readonly sessionId: string
  /** Monotonic, ms. */
  readonly now: () => number
  /** Once, when the slot may be given on or must be proven. `usedMs`: how long a call that was ready ran; null: none was. */
  readonly onSettled: (verdict: Verdict, usedMs: number | null, voice: string | null) => void
  /** The leg got ready. */
  readonly onReady: (voice: string) => void
  readonly limits: LeaseLimits
}

export type LeaseLimits = {
  /** From the grant to `open`, ms. */
  readonly openMs: number
  /** Longest time without a packet sent on a ready leg, ms: a call sends silence when it has nothing else. */
  readonly idleMs: number
  /** Longest wait for a leg's own confirmed close, ms. */
  readonly settleMs: number
}

export class HeldLease implements Lease {
  readonly engine: PooledEngine
  readonly serverId: string
  readonly fence: number
  readonly sessionId: string
  readonly #options: HeldLeaseOptions
  #leg: EngineLeg | undefined
  #state: 'granted' | 'warming' | 'ready' | 'closing' | 'over' = 'granted'
  #sinceMs: number
  #reached = false
  #readyMs: number | null = null
  #used = false
  #usedMs: number
  #voice: string | null = null
  #error: DuetError | undefined
  /** Why the pool took it back. */
  #taken: DuetError | undefined
  #suspect = false
  readonly #settled = Promise.withResolvers<void>()

  constructor(options: HeldLeaseOptions) {
    const { name, address, capabilities } = options.engine
    this.engine = { name, address, capabilities }
    this.serverId = options.serverId
    this.fence = options.fence
    this.sessionId = options.sessionId
    this.#options = options
    this.#sinceMs = options.now()
    this.#usedMs = this.#sinceMs
  }

  get state(): 'granted' | 'warming' | 'ready' | 'closing' | 'over' {
    return this.#state
  }
  /** Monotonic ms. */
  get sinceMs(): number {
    return this.#sinceMs
  }
  /** When the slot has been settled. */
  get settled(): Promise<void> {
    return this.#settled.promise
  }

  open(request: LegRequest, events: LegEvents): EngineLeg {
    if (this.#state !== 'granted') throw new DuetError('internal', 'A lease opens one leg, while it is held.')
    this.#voice = request.voice
    this.#move('warming')
    const leg = this.#openLeg(request, events)
    this.#leg = leg
    // A leg may have told its end while it was being made.
    if (this.#error) void this.#settle('engine.lost')
    return new LeasedLeg(leg, this)
  }

  /** Something is sent on its leg. */
  used(): void {
    this.#used = true
  }

  release(reason: string, suspect = false): void {
    if (suspect) this.#suspect = true
    void this.#settle(reason)
  }

  /** Ends what nobody uses any more; says why, if it did. */
  reap(nowMs: number): string | undefined {
    if (this.#used) {
      this.#used = false
      this.#usedMs = nowMs
    }
    const { openMs, idleMs } = this.#options.limits
    const why =
      this.#state === 'granted' && nowMs - this.#sinceMs > openMs
        ? 'no leg was opened'
        : this.#state === 'ready' && nowMs - this.#usedMs > idleMs
          ? 'nothing was sent for long'
          : undefined
    if (why !== undefined) this.takeBack(new DuetError('engine.lost', `The engine's slot was taken back: ${why}.`))
    return why
  }

  /** Ends it from the pool's side; the holder is told by its leg's end. */
  takeBack(error: DuetError): void {
    this.#taken = error
    this.release(error.message)
  }

  #openLeg(request: LegRequest, events: LegEvents): EngineLeg {
    try {
      return this.#options.engine.open(request, this.#watched(events))
    } catch (thrown) {
      this.release('it could not be opened')
      throw thrown
    }
  }

  #watched(events: LegEvents): LegEvents {
    const live = () => this.#state !== 'closing' && this.#state !== 'over'
    return {
      warming: () => {
        this.#reached = true
        if (live()) events.warming()
      },
      ready: () => {
        if (!live()) return
        this.#readyMs = this.#options.now()
        this.#usedMs = this.#readyMs
        this.#move('ready')
        if (this.#voice !== null) this.#options.onReady(this.#voice)
        events.ready()
      },
      audio: (packets) => {
        if (live()) events.audio(packets)
      },
      text: (piece) => {
        if (live()) events.text(piece)
      },
      metadata: (json) => {
        if (live()) events.metadata(json)
      },
      closed: (error) => {
        // The holder hears of the end of a leg it has let go itself, too: it may wait for that.
        this.#error ??= error
        events.closed(error ?? this.#taken)
        if (this.#leg) void this.#settle(error?.code ?? 'closed')
      },
    }
  }

  /** The one way a lease ends. */
  async #settle(reason: string): Promise<void> {
    if (this.#state === 'closing' || this.#state === 'over') return
    this.#move('closing')
    const outcome = this.#leg ? await withDeadline(this.#leg.close(reason), this.#options.limits.settleMs) : 'confirmed'
    this.#move('over')
    const { now, onSettled } = this.#options
    const ready = this.#readyMs !== null
    const verdict = verdictOf({ reached: this.#reached, ready, error: this.#error, outcome, suspect: this.#suspect })
    onSettled(verdict, this.#readyMs === null ? null : now() - this.#readyMs, this.#voice)
    this.#settled.resolve()
  }

  #move(state: 'warming' | 'ready' | 'closing' | 'over'): void {
    this.#state = state
    this.#sinceMs = this.#options.now()
  }
}

/** A leg as its holder has it: using it keeps the lease alive, closing it gives the lease back. */
class LeasedLeg implements EngineLeg {
  readonly #leg: EngineLeg
  readonly #lease: HeldLease

  constructor(leg: EngineLeg, lease: HeldLease) {
    this.#leg = leg
    this.#lease = lease
  }

  get ready(): boolean {
    return this.#leg.ready
  }

  send(packets: readonly OpusPacket[]): void {
    this.#lease.used()
    this.#leg.send(packets)
  }

  sendText(text: string): void {
    this.#leg.sendText(text)
  }
  instruct(id: string, text: string): void {
    this.#leg.instruct(id, text)
  }

  async close(reason: string): Promise<CloseOutcome> {
    this.#lease.release(reason)
    return this.#leg.close(reason)
  }
}

async function withDeadline(closing: Promise<CloseOutcome>, ms: number): Promise<CloseOutcome> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<CloseOutcome>((resolve) => {
    timer = setTimeout(() => resolve('cut'), ms)
  })
  try {
    return await Promise.race([closing, deadline])
  } catch {
    return 'cut' // a leg whose close fails has confirmed nothing
  } finally {
    clearTimeout(timer)
  }
}
