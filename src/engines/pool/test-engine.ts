/** Literal engines for tests of the pool: legs do what the test says, when it says so. */
import { DuetError, type ErrorCode } from '../../protocol/errors.ts'
import type { CloseOutcome, Engine, EngineLeg, LegEvents, LegRequest } from '../engine.ts'
import { personaplex } from '../personaplex.ts'

export class LiteralLeg implements EngineLeg {
  readonly request: LegRequest
  readonly events: LegEvents
  readonly engine: LiteralEngine
  sent = 0
  state: 'open' | 'ready' | 'over' = 'open'
  readonly #closing = Promise.withResolvers<CloseOutcome>()
  #ended = false

  constructor(engine: LiteralEngine, request: LegRequest, events: LegEvents) {
    this.engine = engine
    this.request = request
    this.events = events
  }

  get ready(): boolean {
    return this.state === 'ready'
  }
  send(): void {
    this.sent++
  }
  sendText(): void {}
  instruct(): void {}

  /** As the engine does. */
  getReady(): void {
    this.events.warming()
    this.state = 'ready'
    this.events.ready()
  }
  fail(code: ErrorCode): void {
    if (this.state === 'open' && code !== 'engine.unreachable' && code !== 'engine.busy') this.events.warming()
    this.#end(new DuetError(code, `${code} of a test`))
    this.confirm()
  }
  /** The engine's side of the close; at once unless it is slow. */
  confirm(outcome: CloseOutcome = 'confirmed'): void {
    this.state = 'over'
    this.#closing.resolve(outcome)
  }

  close(): Promise<CloseOutcome> {
    this.#end(undefined)
    if (!this.engine.slowToClose) this.confirm()
    return this.#closing.promise
  }

  #end(error: DuetError | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.events.closed(error)
  }
}

export class LiteralEngine implements Engine {
  readonly name: string
  readonly address: string
  readonly capabilities
  readonly legs: LiteralLeg[] = []
  /** Whether it answers a plain question. */
  up = true
  /** How often it was asked for a plain answer. */
  looks = 0
  slowToClose = false
  /** What becomes of each leg without the test's doing. */
  onOpen: (leg: LiteralLeg) => void = (leg) => queueMicrotask(() => leg.getReady())
  /** Most legs at once whose close was not confirmed. */
  most = 0

  constructor(name: string, host: string, sessions = 1) {
    this.name = name
    this.address = `ws://${host}`
    this.capabilities = { ...personaplex.capabilities, sessionsPerServer: sessions }
  }

  get running(): readonly LiteralLeg[] {
    return this.legs.filter((leg) => leg.state !== 'over')
  }

  open(request: LegRequest, events: LegEvents): EngineLeg {
    const leg = new LiteralLeg(this, request, events)
    this.legs.push(leg)
    this.most = Math.max(this.most, this.running.length)
    this.onOpen(leg)
    return leg
  }

  async probe() {
    this.looks++
    return { available: this.up, brain: null }
  }
}
