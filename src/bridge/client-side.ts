/** What a call has of its client, whichever connection it is on and while it is on none: who may take its place, and what is missed meanwhile. */
import type { OpusPacket } from '../audio/ogg-opus.ts'
import { DuetError } from '../protocol/errors.ts'
import type { ResumeOffer } from '../protocol/resume.ts'
import type { ClientMessage, ServerEvent, Turn } from '../protocol/session.ts'
import { type ClientLeg, type Departure, errorEvent } from './client-leg.ts'
import { MediaSpans } from './legs/media-spans.ts'
import { Missed } from './missed.ts'
import { ResumeTokens } from './resume-tokens.ts'

/** What an engine's side tells a client; `nobody` takes it where there is none. */
export type ClientSink = Pick<ClientLeg, 'audio' | 'piece' | 'metadata' | 'event'>

export type ClientSideOptions = {
  readonly client: ClientLeg
  /** Undefined: a client that cannot come back; its call ends with its connection. */
  readonly offer: ResumeOffer | undefined
  /** How long a call is kept for a client that is away, ms; 0: not at all. */
  readonly graceMs: () => number
  /** Hears every event, whether there is a client to hear it or not. */
  readonly onEvent: (event: ServerEvent) => void
  /** Monotonic, ms. */
  readonly now: () => number
}

export type ClientSideHooks = {
  /** @param nowMs when they came */
  readonly audio: (packets: readonly OpusPacket[], nowMs: number) => void
  readonly message: (message: ClientMessage) => void
  /** It left on purpose, or misbehaved. */
  gone(error: DuetError | undefined): void
  /** Nobody is there from here on, or somebody again. */
  sink(sink: ClientSink): void
  /** It is away, and may come back. */
  away(): void
  /** A turn that has been told was heard by nobody. */
  unheard(turnId: string): void
  /** Session media time, ms. */
  mediaMs(): number
  /** Where it would stand had the client's sound come in time, ms. */
  dueMs(): number
}

type Away = { readonly fromMs: number; readonly untilMs: number }

/** A page that was closed or loaded anew (close code 1001) seldom comes back, and is soon back if it does, ms. */
const closedPageMs = 10_000

export class ClientSide {
  readonly #options: ClientSideOptions
  readonly #hooks: ClientSideHooks
  readonly #tokens = new ResumeTokens()
  readonly #missed = new Missed()
  /** Media time in which nobody was there. */
  readonly #deaf = new MediaSpans()
  readonly #nobody: ClientSink
  #offer: ResumeOffer | undefined
  /** What the first connection was told of an earlier call, until the client says that it got through to it. */
  #unconfirmed: readonly Turn[] | undefined
  #leg: ClientLeg | undefined
  #away: Away | undefined
  /** When a client that is back was last heard before, until it hears something. */
  #silentFromMs: number | undefined
  #over = false

  constructor(options: ClientSideOptions, hooks: ClientSideHooks) {
    this.#options = options
    this.#hooks = hooks
    this.#offer = options.offer
    this.#nobody = { audio() {}, piece() {}, metadata() {}, event: (event) => this.#told(event) }
    this.#leg = options.client
    this.#leg.onEvent = (event) => this.#told(event)
  }

  /** The connection it is on, or nobody. */
  get sink(): ClientSink {
    return this.#leg ?? this.#nobody
  }

  /** Whether nobody is there. */
  get away(): boolean {
    return this.#leg === undefined
  }

  /** Of the agent's sound, 48 kHz samples of this connection's stream. */
  get sentSamples(): number {
    return this.#leg?.sentSamples ?? 0
  }

  /** The first connection: hears from here on. `missed`: turns of an earlier call of the session that nobody heard. */
  begin(missed: readonly Turn[]): void {
    const leg = this.#leg
    this.#unconfirmed = missed
    if (leg) this.#hear(leg, missed, null, false)
  }

  ready(): void {
    this.#leg?.ready()
  }

  /** Whether this token is the client's own. */
  knows(offer: ResumeOffer): boolean {
    return this.#offer !== undefined && this.#tokens.accepts(offer.token)
  }

  /**
   * Another connection takes the place of the one there is, or was: nothing of that one is heard any more. @returns how long nobody
   * listened, ms
   */
  replace(leg: ClientLeg, offer: ResumeOffer | undefined): number {
    const { now } = this.#options
    const old = this.#leg
    if (old) this.#leave(old)
    const { fromMs } = this.#away ?? { fromMs: now() }
    this.#away = undefined
    this.#deaf.end(this.#hooks.mediaMs())
    this.#leg = leg
    this.#offer = offer
    leg.onEvent = (event) => this.#told(event)
    this.#hooks.sink(leg)
    const awayMs = Math.max(0, Math.round(now() - fromMs))
    const engineKept = this.#unconfirmed === undefined
    this.#hear(leg, [...(this.#unconfirmed ?? []), ...this.#missed.turns(fromMs)], awayMs, engineKept)
    this.#silentFromMs = fromMs
    if (old) {
      const error = new DuetError('session.taken_over', 'This conversation goes on over another connection.')
      old.end(error.closeCode, error.message, error)
    }
    return awayMs
  }

  /** What a client is to be told again, once it knows where it is. @param awayMs as `replace` gave it */
  retell(awayMs: number): void {
    const leg = this.#leg
    if (!leg) return
    leg.onEvent = () => {}
    for (const event of this.#missed.others(this.#options.now() - awayMs)) leg.event(event)
    leg.onEvent = (event) => this.#told(event)
  }

  /** The event as it is so: a turn of the agent that nobody heard is marked. */
  marked<E extends ServerEvent>(event: E): E {
    if (event.type !== 'turn.end' || !this.#unheard(event.turn)) return event
    return { ...event, turn: { ...event.turn, unheard: true } }
  }

  /** Whether it has been away for longer than a call is kept. */
  expired(nowMs: number): boolean {
    return this.#away !== undefined && nowMs >= this.#away.untilMs
  }

  /** How long a client that came back had heard nothing, ms; once, when it hears again. */
  heardAgain(nowMs: number): number | undefined {
    if (this.#silentFromMs === undefined || this.sentSamples === 0) return undefined
    const gapMs = nowMs - this.#silentFromMs
    this.#silentFromMs = undefined
    return gapMs
  }

  message(message: ClientMessage): void {
    if ('text' in message) return
    if (message.type === 'resumed') {
      this.#tokens.confirmed(message.epoch)
      if (message.epoch === this.#tokens.epoch) this.#unconfirmed = undefined
    } else if (message.type === 'ping') this.#leg?.event({ type: 'pong', id: message.id })
  }

  /** Finds out whether it is still there. @returns false: it was silent for too long, and is cut off */
  ping(silentMs: number): boolean {
    if (!this.#leg) return true
    const there = this.#options.now() - this.#leg.lastHeardMs <= silentMs
    if (there) this.#leg.ping()
    else this.#leg.cut()
    return there
  }

  /** Tells why, and closes. */
  end(code: number, reason: string, error: DuetError | undefined): void {
    this.#over = true
    if (this.#leg) this.#leg.end(code, reason, error)
    else if (error) this.#told(errorEvent(error))
  }

  #told(event: ServerEvent): void {
    // A connection may end with a word; whether the call does is known here.
    if (event.type === 'end' && !this.#over) return
    this.#options.onEvent(event)
    this.#missed.take(event, this.#options.now())
  }

  #hear(leg: ClientLeg, missed: readonly Turn[], awayMs: number | null, engineKept: boolean): void {
    // Handed on as they are: nothing stands between a connection and the call for each message.
    const { audio, message } = this.#hooks
    leg.listen({
      audio,
      message,
      gone: (error, departure) => this.#gone(leg, error, departure),
    })
    if (!this.#offer) return
    const token = this.#tokens.next(this.#offer.token)
    const { epoch } = this.#tokens
    const graceMs = this.#options.graceMs()
    const atMs = Math.round(this.#hooks.mediaMs())
    leg.event({ type: 'resume', token, epoch, graceMs, engineKept, awayMs, missed, atMs })
  }

  #gone(leg: ClientLeg, error: DuetError | undefined, left: Departure): void {
    if (this.#over || leg !== this.#leg) return
    const lost = error ? error.code === 'session.idle' : left !== 'on purpose'
    if (!this.#offer || !lost || this.#options.graceMs() === 0) {
      this.#leg = undefined
      this.#hooks.gone(error)
      return
    }
    this.#leave(leg, left === 'page closed' ? closedPageMs : undefined)
    this.#hooks.sink(this.#nobody)
    this.#hooks.away()
  }

  /** Nobody has been there since it was last heard, though it is noticed only now. */
  #leave(leg: ClientLeg, longestMs = Number.POSITIVE_INFINITY): void {
    const { now, graceMs } = this.#options
    const fromMs = leg.lastHeardMs
    const mediaFromMs = Math.max(0, this.#hooks.dueMs() - (now() - fromMs))
    leg.listen(undefined)
    leg.onEvent = () => {}
    this.#leg = undefined
    this.#away = { fromMs, untilMs: Math.min(fromMs + graceMs(), now() + longestMs) }
    this.#deaf.begin(mediaFromMs)
    for (const turnId of this.#missed.mark(fromMs, (turn) => this.#unheard(turn))) this.#hooks.unheard(turnId)
  }

  #unheard(turn: Turn): boolean {
    return turn.side === 'agent' && this.#deaf.hold(turn)
  }
}
