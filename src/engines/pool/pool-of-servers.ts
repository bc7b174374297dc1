/** The pool: slots of all servers, who waits for them and who holds them. The rules are in the pure files beside; here they are put to work. */
import type { Log } from '../../observe/log.ts'
import { DuetError } from '../../protocol/errors.ts'
import type { Engine } from '../engine.ts'
import type { EnginePool, Lease, LeaseRequest, PooledEngine, PoolView } from '../pool.ts'
import { candidates, choose, hasProspects, type Wish } from './choose.ts'
import type { HeldLease, LeaseLimits } from './held-lease.ts'
import type { LeaseStore } from './lease-store.ts'
import { byTurn, CallLengths, estimatedWaitMs, type HeldPlace, HeldPlaces } from './queue.ts'
import { PooledServer, type ServerLimits } from './server.ts'
import { refuseTwins } from './twins.ts'

export type PoolLimits = LeaseLimits &
  ServerLimits & {
    /** How long the place of a session whose connection broke is remembered, ms. */
    readonly graceMs: number
    /** How long those in the queue are kept waiting when no server they may use works any more, ms. */
    readonly patienceMs: number
    /** How often heartbeats are given and deadlines looked at, ms. */
    readonly sweepMs: number
  }

export const poolLimits: PoolLimits = {
  openMs: 15_000,
  idleMs: 60_000,
  settleMs: 10_000,
  ttlMs: 20_000,
  probeMs: 1500,
  lookMs: 30_000,
  retryScale: 1,
  graceMs: 15_000,
  patienceMs: 20_000,
  sweepMs: 5000,
}

export type PoolOptions = {
  /** One per server, best first. */
  readonly engines: readonly [Engine, ...Engine[]]
  readonly store: LeaseStore
  /** Tells this bridge from others that share the store. */
  readonly bridge: string
  readonly queueLimit: number
  /** Slots that only rollovers may use. */
  readonly spares: number
  readonly log: Log
  /** Monotonic, ms. */
  readonly now: () => number
  readonly limits?: Partial<PoolLimits>
}

type Waiting = {
  readonly request: LeaseRequest
  readonly sessionId: string
  readonly ticket: number
  readonly priority: number
  readonly purpose: 'call' | 'rollover'
  readonly arrivedMs: number
  readonly resolve: (lease: Lease) => void
  readonly reject: (error: unknown) => void
  /** A slot is being taken for it. */
  claiming: boolean
  told: string
  /** Since when no server it may use works. */
  hopelessMs: number | undefined
  /** It has waited in line, now or before its last server failed. */
  queued: boolean
}

export class PoolOfServers implements EnginePool {
  readonly engines: readonly [PooledEngine, ...PooledEngine[]]
  readonly #options: PoolOptions
  readonly #limits: PoolLimits
  readonly #servers: readonly PooledServer[]
  readonly #waiting: Waiting[] = []
  readonly #places: HeldPlaces
  readonly #lengths = new CallLengths()
  readonly #leases = new Map<HeldLease, HeldPlace>()
  readonly #sweep: NodeJS.Timeout
  #tickets = 0
  #closed = false

  /** Throws `config.invalid` where two engines are one server. */
  constructor(options: PoolOptions) {
    refuseTwins(options.engines)
    this.#options = options
    this.engines = options.engines
    this.#limits = { ...poolLimits, ...options.limits }
    const { bridge, store, log, now } = options
    this.#servers = options.engines.map(
      (engine) => new PooledServer({ engine, bridge, store, log, now, limits: this.#limits, changed: () => this.#dispatch() }),
    )
    this.#places = new HeldPlaces(this.#limits.graceMs, options.queueLimit + 1)
    this.#sweep = setInterval(() => this.#swept(), this.#limits.sweepMs)
    this.#sweep.unref()
  }

  acquire(request: LeaseRequest): Promise<Lease> {
    if (this.#closed) return Promise.reject(stopping())
    if (request.signal.aborted) return Promise.reject(request.signal.reason)
    const { sessionId, priority, purpose, signal } = request
    const nowMs = this.#options.now()
    const before = this.#placeOf(sessionId, nowMs)
    const ticket = before?.ticket ?? ++this.#tickets
    const { promise, resolve, reject } = Promise.withResolvers<Lease>()
    const waiting: Waiting = {
      request,
      sessionId,
      ticket,
      priority,
      purpose,
      arrivedMs: nowMs,
      resolve,
      reject,
      claiming: false,
      told: '',
      hopelessMs: undefined,
      queued: before?.waited ?? false,
    }
    this.#waiting.push(waiting)
    this.#waiting.sort(byTurn)
    signal.addEventListener('abort', () => this.#gaveUp(waiting), { once: true })
    this.#dispatch()
    // Only who was given no slot at once takes room in the queue; who was here before had it already.
    const isNew = before === undefined && purpose === 'call'
    if (isNew && this.#inLine().includes(waiting) && this.#crowded(waiting)) this.#refuse(waiting, this.#full())
    return promise
  }

  async tryAcquire(request: Omit<LeaseRequest, 'onQueue' | 'signal'>): Promise<Lease | undefined> {
    if (this.#closed) return undefined
    const server = choose(this.#states(), request, this.#options.spares)?.server
    if (!server) return undefined
    const passed = this.#inLine().some((one) => candidates([server.state()], this.#wishOf(one)).length > 0)
    if (passed && this.#options.spares === 0) return undefined
    const lease = await server.claim(request.sessionId, (event) => this.#over(event))
    if (lease) this.#leases.set(lease, { ticket: ++this.#tickets, waited: false })
    return lease
  }

  async trial(address: string): Promise<Lease | undefined> {
    const server = this.#servers.find((one) => one.engine.address === address)
    const lease = this.#closed ? undefined : await server?.claim('trial', (event) => this.#over(event))
    if (lease) this.#leases.set(lease, trialPlace)
    return lease
  }

  refusal(sessionId: string): DuetError | undefined {
    const known = [...this.#leases.keys()].some((lease) => lease.sessionId === sessionId)
    if (known || this.#places.peek(sessionId, this.#options.now()) !== undefined) return undefined
    const free = choose(this.#states(), { engines: [], avoid: [], purpose: 'call' }, this.#options.spares)
    const hopeless = !hasProspects(this.#states(), { engines: [], avoid: [], purpose: 'call' })
    return free || hopeless || this.#inLine().length < this.#options.queueLimit ? undefined : this.#full()
  }

  view(): PoolView {
    const nowMs = this.#options.now()
    return {
      servers: this.#servers.map((server) => server.view(nowMs)),
      queued: this.#inLine().length,
      queueLimit: this.#options.queueLimit,
    }
  }

  drain(serverId: string, on: boolean): void {
    const server = this.#servers.find((one) => one.serverId === serverId)
    if (!server) {
      const known = this.#servers.map((one) => one.serverId).join(', ')
      throw new DuetError('engine.unknown', `"${serverId.slice(0, 100)}" is not one of ${known}.`, { field: 'id' })
    }
    server.drain(on)
    this.#dispatch()
  }

  unready(address: string, why: DuetError | null): void {
    for (const server of this.#servers) if (server.engine.address === address) server.unready(why)
    this.#dispatch()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweep)
    for (const waiting of [...this.#waiting]) this.#refuse(waiting, stopping())
    const leases = [...this.#leases.keys()]
    for (const lease of leases) lease.release('server.stopping')
    await Promise.all([...leases.map((lease) => lease.settled), ...this.#servers.map((server) => server.close())])
    await this.#options.store.close()
  }

  /** Gives slots to those whose turn it is, and tells the others where they stand. */
  #dispatch(): void {
    if (this.#closed) return
    for (const waiting of this.#inLine()) {
      const wish = this.#wishOf(waiting)
      const chosen = choose(this.#states(), wish, this.#options.spares)
      if (chosen) this.#give(waiting, chosen.server)
      else if (hasProspects(this.#states(), wish)) waiting.hopelessMs = undefined
      else this.#withoutHope(waiting)
    }
    this.#tellPlaces()
  }

  #give(waiting: Waiting, server: PooledServer): void {
    waiting.claiming = true
    server
      .claim(waiting.sessionId, (event) => this.#over(event))
      .then((lease) => {
        waiting.claiming = false
        if (!lease) return this.#dispatch()
        const at = this.#waiting.indexOf(waiting)
        if (at < 0) return lease.release('nobody waits any more')
        this.#waiting.splice(at, 1)
        this.#leases.set(lease, { ticket: waiting.ticket, waited: waiting.queued })
        waiting.resolve(lease)
      })
      .catch((cause: unknown) =>
        this.#refuse(waiting, new DuetError('store.failed', 'The lease store does not answer.', { cause })),
      )
  }

  #over({ lease, usedMs }: { readonly lease: HeldLease; readonly usedMs: number | null }): void {
    const place = this.#leases.get(lease)
    this.#leases.delete(lease)
    if (place === trialPlace) return // a trial is no call
    if (usedMs !== null) this.#lengths.note(usedMs)
    // Who comes back soon after a break, or after a server that did not work, need not wait behind those who came later.
    if (place) this.#places.hold(lease.sessionId, place, this.#options.now())
  }

  /** Where a session was: before its connection broke, or with the lease whose leg has just failed it. */
  #placeOf(sessionId: string, nowMs: number): HeldPlace | undefined {
    const [lease] = [...this.#leases.keys()].filter((one) => one.sessionId === sessionId)
    return this.#places.take(sessionId, nowMs) ?? (lease && this.#leases.get(lease))
  }

  #gaveUp(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting)
    if (at < 0) return
    this.#waiting.splice(at, 1)
    this.#places.hold(waiting.sessionId, { ticket: waiting.ticket, waited: waiting.queued }, this.#options.now())
    waiting.reject(waiting.request.signal.reason)
    this.#dispatch()
  }

  #refuse(waiting: Waiting, error: DuetError): void {
    const at = this.#waiting.indexOf(waiting)
    if (at >= 0) this.#waiting.splice(at, 1)
    waiting.reject(error)
  }

  /** None of its servers works: they are looked at once more, and if that does not help, it is told. */
  #withoutHope(waiting: Waiting): void {
    const nowMs = this.#options.now()
    waiting.hopelessMs ??= nowMs
    const servers = candidates(this.#states(), this.#wishOf(waiting)).map(({ server }) => server)
    const failing = servers.filter((server) => server.trouble !== null && !server.state().draining)
    // One that has just failed this caller is not asked at once again; it is looked at when its time has come.
    const { avoid } = waiting.request
    const unseen = failing.filter((server) => !avoid.includes(server.serverId) && !server.lookedAtSince(waiting.arrivedMs))
    for (const server of unseen) server.look()
    if (unseen.length > 0) return
    if (waiting.queued && nowMs - waiting.hopelessMs < this.#limits.patienceMs && failing.length > 0) return
    const [first] = failing
    this.#refuse(waiting, first?.trouble ?? new DuetError('engine.busy', 'No engine takes calls at the moment.'))
  }

  #tellPlaces(): void {
    const slots = this.#states().reduce((sum, { failing, draining, slots: all }) => sum + (failing || draining ? 0 : all), 0)
    this.#inLine().forEach((waiting, index) => {
      if (waiting.hopelessMs !== undefined && !waiting.queued) return // not in the queue before it is known whether anybody works
      waiting.queued = true
      const wait = estimatedWaitMs(index + 1, slots, this.#lengths.meanMs)
      const told = `${index + 1} ${wait === null ? '' : Math.round(wait / 1000)}`
      if (told === waiting.told) return
      waiting.told = told
      waiting.request.onQueue(index + 1, wait)
    })
  }

  #swept(): void {
    const nowMs = this.#options.now()
    for (const lease of this.#leases.keys()) {
      const why = lease.reap(nowMs)
      if (why) this.#options.log.warn({ session: lease.sessionId, server: lease.serverId, why }, 'a lease was taken back')
    }
    for (const server of this.#servers) server.sweep()
    this.#dispatch()
  }

  /** Those for whom no slot is being taken, in order. */
  #inLine(): Waiting[] {
    return this.#waiting.filter((one) => !one.claiming)
  }

  #states() {
    return this.#servers.map((server) => server.state())
  }

  /** Who waited in line is not sent away because the only server failed them: it may be back in a moment. */
  #wishOf({ request, queued }: Waiting): Wish {
    return queued && !hasProspects(this.#states(), request) ? { ...request, avoid: [] } : request
  }

  #crowded(waiting: Waiting): boolean {
    return hasProspects(this.#states(), waiting.request) && this.#inLine().length > this.#options.queueLimit
  }

  #full(): DuetError {
    const { queueLimit } = this.#options
    const slots = this.#states().reduce((sum, one) => sum + one.slots, 0)
    const next = estimatedWaitMs(1, slots, this.#lengths.meanMs) ?? 30_000
    const message =
      queueLimit === 0 ? 'All engines are busy.' : `All engines are busy, and ${queueLimit} callers wait for them already.`
    return new DuetError('engine.queue_full', message, { retryAfterMs: Math.min(Math.max(next, 5000), 300_000) })
  }
}

const trialPlace: HeldPlace = { ticket: 0, waited: false }

function stopping(): DuetError {
  return new DuetError('server.stopping', 'Duet is being stopped.')
}
