/** One server of the pool: its slots, its trouble, and the proofs that it is free or works again. */
import type { Log } from '../../observe/log.ts'
import { DuetError } from '../../protocol/errors.ts'
import type { Engine } from '../engine.ts'
import type { ServerView } from '../pool.ts'
import { trialCall } from '../trial-call.ts'
import type { ServerState } from './choose.ts'
import { HeldLease, type LeaseLimits } from './held-lease.ts'
import type { LeaseStore, StoredSlot } from './lease-store.ts'
import { retryDelayMs } from './retry-delay.ts'
import { slotState, whyNot } from './server-view.ts'
import { expire, giveBack, quarantine, renew, type SlotRecord, take, takeForProof, unusedSlot } from './slot-record.ts'
import type { Verdict } from './verdict.ts'

export type ServerLimits = {
  /** Without a heartbeat for so long a lease is another bridge's no more, ms. */
  readonly ttlMs: number
  /** Longest wait for a plain answer, ms. */
  readonly probeMs: number
  /** How often a server that nobody uses is looked at, ms. */
  readonly lookMs: number
  /** Scales the waits before a server or slot is tried again; 1 but in tests. */
  readonly retryScale: number
}

export type PooledServerOptions = {
  readonly engine: Engine
  readonly bridge: string
  readonly store: LeaseStore
  readonly log: Log
  readonly now: () => number
  readonly limits: ServerLimits & LeaseLimits
  /** Something changed that may let somebody in. */
  readonly changed: () => void
}

type Slot = {
  readonly key: string
  stored: StoredSlot
  /** Being written by us. */
  writing: boolean
  lease: HeldLease | undefined
  proving: { readonly stop: AbortController; readonly over: Promise<void> } | undefined
  proofs: number
  sinceMs: number
}

export type LeaseOver = (event: { readonly lease: HeldLease; readonly usedMs: number | null }) => void

export class PooledServer {
  readonly engine: Engine
  readonly serverId: string
  /** What was the matter when it was used last; null: nothing, as far as is known. */
  #trouble: DuetError | null = null
  /** Why it takes no call, by the word of whoever runs it; null: it does, or nobody tells. */
  #unready: DuetError | null = null
  readonly #options: PooledServerOptions
  readonly #slots: readonly Slot[]
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #watching: Promise<() => void>
  #draining = false
  /** In a row, until a call gets ready: an answer over HTTP is no call. */
  #failures = 0
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | undefined
  #lookAgain: NodeJS.Timeout | undefined
  /** The latest voice that got a call ready. */
  #knownVoice: string | null = null
  /** What the server failed to load, perhaps: asked for again, it would speak with the voice before. */
  #doubtedVoice: string | null = null
  #closed = false

  constructor(options: PooledServerOptions) {
    this.#options = options
    this.engine = options.engine
    const { host } = new URL(options.engine.address)
    this.serverId = `${options.engine.name}@${host}`
    this.#slots = Array.from({ length: options.engine.capabilities.sessionsPerServer }, (_, index) => ({
      // A key of NATS KV: letters, digits, - / _ = .
      key: `slot.${this.serverId.replaceAll(/[^A-Za-z0-9.-]/g, '_')}.${index}`,
      stored: { record: unusedSlot, revision: 0 },
      writing: false,
      lease: undefined,
      proving: undefined,
      proofs: 0,
      sinceMs: options.now(),
    }))
    this.#watching = options.store.watch(({ key, ...stored }) => {
      const slot = this.#slots.find((one) => one.key === key)
      if (slot) this.#learn(slot, stored)
    })
    this.#watching.catch((thrown: unknown) => options.log.error({ err: thrown }, 'the lease store cannot be watched'))
  }

  /** Why it is not used; null: it is, as far as is known. */
  get trouble(): DuetError | null {
    return this.#unready ?? this.#trouble
  }

  state(): ServerState & { readonly server: PooledServer } {
    const free = this.#slots.filter((slot) => slot.stored.record.state === 'free' && !slot.writing)
    return {
      serverId: this.serverId,
      engine: this.engine.name,
      draining: this.#draining,
      failing: this.trouble !== null,
      freeSlots: free.length,
      slots: this.#slots.length,
      server: this,
    }
  }

  view(nowMs: number): ServerView {
    const { name, address } = this.engine
    const server = { trouble: this.trouble, draining: this.#draining }
    const slots = this.#slots.map((slot) => ({
      state: slotState({ record: slot.stored.record, lease: slot.lease, isProving: slot.proving !== undefined }, server),
      sessionId: slot.stored.record.state === 'held' ? slot.stored.record.holder.sessionId : null,
      forMs: Math.round(nowMs - (slot.lease?.sinceMs ?? slot.sinceMs)),
    }))
    return {
      serverId: this.serverId,
      engine: name,
      address,
      draining: this.#draining,
      slots,
      detail: whyNot(
        this.#slots.map((slot) => slot.stored.record),
        server,
      ),
    }
  }

  drain(on: boolean): void {
    this.#draining = on
  }

  unready(why: DuetError | null): void {
    this.#unready = why
  }

  /** A free slot for a session; undefined: there is none any more. */
  async claim(sessionId: string, over: LeaseOver): Promise<HeldLease | undefined> {
    const { bridge, limits, now } = this.#options
    const slot = this.#slots.find((one) => one.stored.record.state === 'free' && !one.writing)
    const record = slot && take(slot.stored.record, { bridge, sessionId }, Date.now(), limits.ttlMs)
    if (!slot || !record || !(await this.#write(slot, record))) return undefined
    const lease: HeldLease = new HeldLease({
      engine: this.engine,
      serverId: this.serverId,
      fence: record.fence,
      sessionId,
      now,
      limits,
      onReady: (voice) => {
        this.#works()
        this.#knownVoice = voice
      },
      onSettled: (verdict, usedMs, voice) => {
        over({ lease, usedMs })
        void this.#settled(slot, record.fence, verdict, voice)
      },
    })
    slot.lease = lease
    return lease
  }

  lookedAtSince(ms: number): boolean {
    return this.#lookedAtMs >= ms
  }

  /** Asks it now whether it answers; what comes of it is told by `changed`. */
  look(): void {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      this.#options.changed()
    })
  }

  /** Heartbeats for what is held here, deadlines of what others hold, and now and then a look at who is not used. */
  sweep(): void {
    const { limits, bridge, log, now } = this.#options
    if (this.trouble === null && this.#idle && now() - this.#lookedAtMs >= limits.lookMs) this.look()
    for (const slot of this.#slots) {
      const { record } = slot.stored
      if (record.state !== 'held' || slot.writing) continue
      const ours = record.holder.bridge === bridge
      // Unheard by the store for so long, the slot may be another's by now, and a leg that is being primed would be mixed up with its.
      if (ours && Date.now() >= record.expiresAt && slot.lease?.state === 'warming')
        slot.lease.takeBack(new DuetError('engine.lost', 'The lease store cannot be reached.'))
      const next = ours ? renew(record, record.fence, Date.now(), limits.ttlMs) : expire(record, Date.now())
      if (!next) continue
      this.#write(slot, next).then(
        (written) => {
          if (written && !ours) this.#proveLater(slot)
        },
        (thrown: unknown) => log.warn({ err: thrown, server: this.serverId }, 'the lease store cannot be written'),
      )
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
    for (const slot of this.#slots) slot.proving?.stop.abort()
    await Promise.all(this.#slots.map((slot) => slot.proving?.over))
    await this.#watching.then((stop) => stop()).catch(() => {})
  }

  async #look(): Promise<void> {
    const { available } = await this.engine.probe(AbortSignal.timeout(this.#options.limits.probeMs))
    this.#lookedAtMs = this.#options.now()
    if (available) this.#trouble = null
    else if (this.#trouble) this.#fails(this.#trouble)
    // What carries a call is known by that.
    else if (this.#idle) {
      const { host } = new URL(this.engine.address)
      this.#fails(new DuetError('engine.unreachable', `No engine answers at ${host}.`))
    }
  }

  get #idle(): boolean {
    return this.#slots.every(({ stored, writing, proving }) => stored.record.state === 'free' && !writing && !proving)
  }

  #fails(error: DuetError): void {
    const { log, limits } = this.#options
    if (this.#trouble === null) log.warn({ server: this.serverId, why: error.message }, 'an engine fails')
    this.#trouble = error
    this.#failures++
    this.#lookAgain ??= this.#after(retryDelayMs(this.#failures) * limits.retryScale, () => {
      this.#lookAgain = undefined
      this.look()
    })
  }

  #works(): void {
    if (this.#trouble) this.#options.log.info({ server: this.serverId }, 'an engine works again')
    this.#trouble = null
    this.#failures = 0
    this.#doubtedVoice = null
  }

  /** What a leg's end says is written down; a slot in doubt is proven before anybody gets it. */
  async #settled(slot: Slot, fence: number, verdict: Verdict, voice: string | null): Promise<void> {
    slot.lease = undefined
    if (verdict.trouble) this.#fails(verdict.trouble)
    if (verdict.doubtVoice) this.#doubtedVoice = voice
    const { quarantine: why } = verdict
    await this.#step(slot, (record) =>
      why === null ? giveBack(record, fence, Date.now()) : quarantine(record, fence, why, Date.now()),
    )
    if (why === null) slot.proofs = 0
    else this.#proveLater(slot)
    this.#options.changed()
  }

  #proveLater(slot: Slot): void {
    this.#after(retryDelayMs(slot.proofs + 1) * this.#options.limits.retryScale, () => {
      if (slot.proving) return
      const stop = new AbortController()
      const over = this.#prove(slot, stop.signal).finally(() => {
        slot.proving = undefined
      })
      slot.proving = { stop, over }
    })
  }

  /** A call of our own, as short as can be: its readiness alone shows that the last one is gone. */
  async #prove(slot: Slot, signal: AbortSignal): Promise<void> {
    const { bridge, limits, log } = this.#options
    const record = takeForProof(slot.stored.record, bridge, Date.now(), limits.ttlMs)
    if (!record || slot.writing || !(await this.#write(slot, record).catch(() => false))) return
    const { engine } = this
    const opener = { engine, open: engine.open.bind(engine) }
    const voices = { avoidVoice: this.#doubtedVoice, knownVoice: this.#knownVoice }
    const { free, error } = await trialCall(opener, { until: 'ready', ...voices, signal })
    slot.proofs = free ? 0 : slot.proofs + 1
    if (free) this.#works()
    else if (error && error.code !== 'engine.busy') this.#fails(error)
    const why = free ? null : (error?.message ?? 'It did not confirm the end of a trial.')
    log.info({ server: this.serverId, why }, why === null ? 'a slot is proven free' : 'a slot is not free yet')
    await this.#settled(slot, record.fence, { quarantine: why, trouble: null, doubtVoice: false }, null)
  }

  /** Does a step on the record as it is in the store, over writes of others; nothing where it is no longer allowed. */
  async #step(slot: Slot, next: (record: SlotRecord) => SlotRecord | undefined): Promise<void> {
    const { store, log } = this.#options
    for (let tries = 0; tries < 5; tries++) {
      try {
        const record = next(slot.stored.record)
        if (!record || (await this.#write(slot, record))) return
      } catch (thrown) {
        // Without the store the slot stays held until its deadline, and is proven free then.
        log.warn({ err: thrown, server: this.serverId }, 'the lease store cannot be written')
        return
      }
      const stored = await store.read(slot.key).catch(() => undefined)
      if (stored) this.#learn(slot, stored)
    }
  }

  async #write(slot: Slot, record: SlotRecord): Promise<boolean> {
    slot.writing = true
    try {
      const revision = await this.#options.store.compareAndSet(slot.key, record, slot.stored.revision)
      if (revision !== undefined) {
        this.#learn(slot, { record, revision })
        return true
      }
      const stored = await this.#options.store.read(slot.key)
      if (stored) this.#learn(slot, stored)
      return false
    } finally {
      slot.writing = false
    }
  }

  #learn(slot: Slot, stored: StoredSlot): void {
    if (stored.revision <= slot.stored.revision) return
    const before = slot.stored.record
    slot.stored = stored
    const { record } = stored
    if (record.state !== before.state || record.fence !== before.fence) slot.sinceMs = this.#options.now()
    // Another took the slot over: whoever still speaks on it here must not.
    if (slot.lease && (record.state !== 'held' || record.fence !== slot.lease.fence))
      slot.lease.takeBack(new DuetError('engine.lost', "The engine's slot was given to another."))
    // What we write ourselves is told once it is written.
    if (record.state === 'free' && before.state !== 'free' && !slot.writing) this.#options.changed()
  }

  #after(ms: number, then: () => void): NodeJS.Timeout | undefined {
    if (this.#closed) return undefined
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      then()
    }, ms)
    timer.unref()
    this.#timers.add(timer)
    return timer
  }
}
