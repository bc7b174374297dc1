/** Gets slots for a call: a spare one if there is one now, or whichever can be had, as often and as long as the policy allows. */
import { setTimeout as wait } from 'node:timers/promises'
import type { EnginePool, Lease } from '../../engines/pool.ts'
import type { MoveReason } from '../../engines/rollover-policy.ts'
import { DuetError, toDuetError } from '../../protocol/errors.ts'
import { delayMs, type RecoveryPolicy } from './recovery-policy.ts'

export type LeaseSeekerOptions = {
  readonly pool: Pick<EnginePool, 'acquire' | 'tryAcquire'>
  readonly sessionId: string
  /** Engine names in the order wanted; any other carries the call where none of these can. Empty: the pool's own order. */
  readonly engines?: readonly string[]
  readonly priority: number
  readonly recovery: RecoveryPolicy
  /** Longest wait of a new caller for a free slot, ms. */
  readonly queueMs: number
}

type OnQueue = (place: number, estimatedWaitMs: number | null) => void

const samplesPerMs = 48
/** In a planned move the slot that is being left is ours a moment later: a place in line is told only of a wait beyond this, ms. */
const ownSlotMs = 3000

export class LeaseSeeker {
  readonly #options: LeaseSeekerOptions
  readonly #onQueue: OnQueue
  readonly #stop = new AbortController()
  /** The engine that carried the call last: another of its kind has the same voice. */
  #kind: string | undefined
  /** Servers that failed since a leg was good. */
  #failed: readonly string[] = []
  #error: DuetError | undefined
  /** Failures in a row: legs that were lost, and answers that there is no slot. */
  #attempts = 0
  /** Of these, legs. */
  #legs = 0
  #legSinceSample: number | undefined
  #firstBy: number | undefined

  constructor(options: LeaseSeekerOptions, onQueue: OnQueue) {
    this.#options = options
    this.#onQueue = onQueue
  }

  /** Nothing is sought any more; what is pending rejects. */
  stop(): void {
    this.#stop.abort(new DuetError('session.ended', 'The call is over.'))
  }

  /** A slot that is free now, of the same kind of engine; `elsewhere`: not of the same server. */
  async spare(from: Lease, elsewhere: boolean): Promise<Lease | undefined> {
    const { pool, sessionId, priority } = this.#options
    const avoid = elsewhere ? [from.serverId, ...this.#failed] : this.#failed
    try {
      return await pool.tryAcquire({ sessionId, priority, purpose: 'rollover', engines: [from.engine.name], avoid })
    } catch {
      return undefined
    }
  }

  /**
   * A slot for a call without an engine. For the first leg the pool's refusal is the answer to the caller; later ones are sought anew until
   * the policy gives up: a server that is being started again takes its time. Rejects with what was the matter with the engines.
   */
  async seek(reason: MoveReason): Promise<Lease> {
    if (reason === 'start') return this.#first()
    const { recovery } = this.#options
    const deadline = AbortSignal.timeout(recovery.giveUpMs)
    const signal = AbortSignal.any([this.#stop.signal, deadline])
    for (;;) {
      if (this.#legs >= recovery.maxLegs || deadline.aborted) throw this.#error ?? gaveUp()
      try {
        const delay = delayMs(recovery, this.#attempts)
        if (delay > 0) await wait(delay, undefined, { signal })
        return await this.#anew(signal, reason === 'context' || reason === 'lag')
      } catch (thrown) {
        if (this.#stop.signal.aborted) throw thrown
        this.#attempts++
        if (!deadline.aborted) this.#error = toDuetError(thrown)
      }
    }
  }

  async #first(): Promise<Lease> {
    const late = new DuetError('engine.busy', 'No engine came free in time (DUET_QUEUE_WAIT).')
    const inTime = new AbortController()
    this.#firstBy ??= performance.now() + this.#options.queueMs
    const deadline = setTimeout(() => inTime.abort(late), this.#firstBy - performance.now())
    try {
      const signal = AbortSignal.any([this.#stop.signal, inTime.signal])
      return await this.#acquire('call', signal, this.#failed, this.#onQueue)
    } catch (thrown) {
      throw this.#error ?? thrown
    } finally {
      clearTimeout(deadline)
    }
  }

  /** Another server than those that failed if one is free; else whichever is first. `leaves`: a slot of its own that is in order. */
  async #anew(signal: AbortSignal, leaves: boolean): Promise<Lease> {
    const { pool, sessionId, priority } = this.#options
    const engines = this.#kind === undefined ? [] : [this.#kind]
    const asked = { sessionId, priority, purpose: 'rollover', avoid: this.#failed } as const
    const free = (await pool.tryAcquire({ ...asked, engines })) ?? (await pool.tryAcquire({ ...asked, engines: [] }))
    if (free) return free
    if (!leaves) return this.#acquire('rollover', signal, [], this.#onQueue)
    const line = new PatientLine(this.#onQueue)
    try {
      return await this.#acquire('rollover', signal, [], line.moved)
    } finally {
      line.left()
    }
  }

  async #acquire(purpose: 'call' | 'rollover', signal: AbortSignal, avoid: readonly string[], onQueue: OnQueue): Promise<Lease> {
    const { pool, sessionId, priority, engines = [] } = this.#options
    const wanted = engines.length > 0 && (await pool.tryAcquire({ sessionId, priority, purpose, engines, avoid }))
    if (wanted) return wanted
    return pool.acquire({ sessionId, priority, purpose, engines: [], avoid, onQueue, signal })
  }

  /** A leg on this server carries the call from here on. */
  carried(kind: string, sample: number): void {
    this.#kind = kind
    this.#legSinceSample = sample
  }

  /** `sample`: where the session stood when the leg that carried it was lost. */
  failed(serverId: string, error: DuetError, sample?: number): void {
    const { stableMs } = this.#options.recovery
    const good =
      sample !== undefined && this.#legSinceSample !== undefined && sample - this.#legSinceSample >= stableMs * samplesPerMs
    this.#attempts = good ? 1 : this.#attempts + 1
    this.#legs = good ? 1 : this.#legs + 1
    // One that is only full is waited for.
    if (error.code === 'engine.busy') return
    this.#failed = good ? [serverId] : [...this.#failed.filter((one) => one !== serverId), serverId].slice(-8)
    this.#error = error
  }
}

/** A place in line that is told of only when the wait lasts. */
class PatientLine {
  readonly #onQueue: OnQueue
  readonly #timer: NodeJS.Timeout
  #latest: Parameters<OnQueue> | undefined
  #lasts = false

  constructor(onQueue: OnQueue) {
    this.#onQueue = onQueue
    this.#timer = setTimeout(() => {
      this.#lasts = true
      if (this.#latest) this.#onQueue(...this.#latest)
    }, ownSlotMs)
  }

  readonly moved: OnQueue = (...place) => {
    this.#latest = place
    if (this.#lasts) this.#onQueue(...place)
  }

  left(): void {
    clearTimeout(this.#timer)
  }
}

function gaveUp(): DuetError {
  return new DuetError('engine.lost', 'No engine could be reached in time.')
}
