/** Carries the outbox to the orchestrator: in order for each conversation, again until it is taken, and never heard in a call. */
import type { Log } from '../observe/log.ts'
import type { Outbox, OutboxItem } from '../store/outbox.ts'
import type { MasClient } from './mas-client.ts'

export type OutboxPolicy = {
  /** Pauses while nobody answers, and of one delivery that it cannot take now, ms; the last one repeats. */
  readonly awayMs: readonly number[]
  /** A delivery that it cannot take for so long goes to the dead, ms. */
  readonly failingMs: number
  /** Pauses after each refusal of one delivery, ms; after the last it goes to the dead. */
  readonly refusedMs: readonly number[]
  /** Share of a pause that chance may add. */
  readonly jitter: number
  /** Conversations served at once. */
  readonly atOnce: number
  /** How often it looks without being called, ms. */
  readonly lookMs: number
}

export const outboxPolicy: OutboxPolicy = {
  awayMs: [500, 1000, 2000, 5000, 10_000, 30_000],
  failingMs: 7 * 24 * 3_600_000,
  refusedMs: [1000, 10_000, 60_000, 600_000],
  jitter: 0.5,
  atOnce: 8,
  lookMs: 1000,
}

export type OutboxSenderOptions = {
  readonly outbox: Outbox
  readonly client: MasClient
  readonly log: Log
  readonly policy?: Partial<OutboxPolicy>
  /** Epoch ms. */
  readonly now?: () => number
  readonly random?: () => number
}

export type SenderStatus = {
  /** Why the orchestrator did not answer last time; null: it did, or was not asked yet. */
  readonly away: string | null
  readonly delivered: number
}

export class OutboxSender {
  readonly #options: Omit<OutboxSenderOptions, 'policy' | 'now' | 'random'>
  readonly #policy: OutboxPolicy
  readonly #now: () => number
  readonly #random: () => number
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined
  #awayTimes = 0
  #away: string | null = null
  #delivered = 0

  constructor({ policy, now = Date.now, random = Math.random, ...options }: OutboxSenderOptions) {
    this.#options = options
    this.#policy = { ...outboxPolicy, ...policy }
    this.#now = now
    this.#random = random
    this.#wait(0)
  }

  get status(): SenderStatus {
    return { away: this.#away, delivered: this.#delivered }
  }

  /** Tries at once, also where it would have waited: something changed. */
  nudge(): void {
    this.#awayTimes = 0
    this.#wait(0)
  }

  /** Resolves when nothing is under way any more; what was not acknowledged stays. */
  async close(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#working
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer)
    if (this.#stop.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#working ??= this.#work()
        .catch(() => this.#policy.lookMs) // the disk fails; the journal says so itself
        .then((pauseMs) => {
          this.#working = undefined
          this.#wait(pauseMs)
        })
    }, ms)
  }

  /** Serves what is due. Resolves to the pause until the next look, ms. */
  async #work(): Promise<number> {
    const { outbox } = this.#options
    while (!this.#stop.signal.aborted) {
      // While nobody is known to answer, one delivery finds out for all.
      const items = await outbox.due(this.#now(), this.#awayTimes > 0 ? 1 : this.#policy.atOnce)
      if (items.length === 0) return this.#policy.lookMs
      const answered = await Promise.all(items.map((item) => this.#deliver(item)))
      if (answered.includes(false)) return this.#pause(this.#policy.awayMs, this.#awayTimes++)
      this.#awayTimes = 0
    }
    return this.#policy.lookMs
  }

  /** False: nobody answers. */
  async #deliver(item: OutboxItem): Promise<boolean> {
    const { outbox, client, log } = this.#options
    const result = await client.deliver(item, this.#stop.signal)
    if (this.#stop.signal.aborted && result.type !== 'delivered') return true
    switch (result.type) {
      case 'delivered':
        await outbox.delivered(item)
        this.#delivered++
        if (this.#away !== null) log.info('the orchestrator takes the transcripts again')
        this.#away = null
        return true
      case 'away':
        if (this.#away === null) log.warn({ detail: result.detail }, 'the orchestrator does not take the transcripts; they wait')
        this.#away = result.detail
        return false
      case 'failing': {
        const old = this.#now() - item.createdAt > this.#policy.failingMs
        await this.#failed(item, result.detail, old ? null : this.#policy.awayMs)
        return true
      }
      case 'refused':
        await this.#failed(item, result.detail, item.attempts >= this.#policy.refusedMs.length ? null : this.#policy.refusedMs)
        return true
    }
  }

  /** @param pausesMs null: it goes to the dead */
  async #failed(item: OutboxItem, detail: string, pausesMs: readonly number[] | null): Promise<void> {
    const { outbox, log } = this.#options
    await outbox.failed(item, detail, pausesMs === null ? null : Math.round(this.#now() + this.#pause(pausesMs, item.attempts)))
    if (pausesMs === null) log.error({ item: item.id, detail }, 'a transcript was given up; "duet outbox" shows it')
  }

  #pause(delaysMs: readonly number[], times: number): number {
    const ms = delaysMs[Math.min(times, delaysMs.length - 1)] ?? this.#policy.lookMs
    return ms * (1 + this.#policy.jitter * this.#random())
  }
}
