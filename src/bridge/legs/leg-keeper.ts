/** The engine's end of a call: which leg carries it, which one is made ready to, and the fence that lets only the first be heard. */
import { setTimeout as wait } from 'node:timers/promises'
import type { OpusPacket } from '../../audio/ogg-opus.ts'
import type { LegEvents } from '../../engines/engine.ts'
import type { Lease } from '../../engines/pool.ts'
import {
  initialRollover,
  isAtRest,
  type MoveReason,
  type RolloverEffect,
  type RolloverEvent,
  rollover,
} from '../../engines/rollover-policy.ts'
import { DuetError, toDuetError } from '../../protocol/errors.ts'
import { LagJudge } from './lag-judge.ts'
import { LeaseSeeker } from './lease-seeker.ts'
import { LeasedLeg, type LegView } from './leased-leg.ts'
import type { LegHooks, LegKeeperOptions } from './leg-hooks.ts'

/** A leg that waits talks to itself until this long after its last word, ms. */
const talkMs = 500
/** A slot that is given back is free a moment later. */
const refreshTries = 10
const betweenTriesMs = 20
const samplesPerMs = 48

export class LegKeeper {
  readonly #options: LegKeeperOptions
  readonly #hooks: LegHooks
  readonly #seeker: LeaseSeeker
  readonly #lag: LagJudge
  /** Legs that are being closed; each holds its slot until it is. */
  readonly #closing = new Set<Promise<void>>()
  #rollover: ReturnType<typeof initialRollover>
  #current: LeasedLeg | undefined
  #successor: LeasedLeg | undefined
  #epochs = 0
  #over = false

  constructor(options: LegKeeperOptions, hooks: LegHooks) {
    this.#options = options
    this.#hooks = hooks
    this.#rollover = initialRollover(options.policy)
    this.#lag = new LagJudge(options.recovery.stableMs)
    this.#seeker = new LeaseSeeker(options, (place, waitMs) => hooks.queued(place, waitMs))
  }

  /** Whether an engine listens. */
  get listening(): boolean {
    return this.#current !== undefined
  }

  get view(): { readonly current: LegView | null; readonly successor: LegView | null } {
    return { current: this.#current?.view ?? null, successor: this.#successor?.view ?? null }
  }

  /** Opens the first leg. */
  begin(): void {
    void this.#reopen('start')
  }

  /** The client's sound, or silence in its place. */
  send(packets: readonly OpusPacket[]): void {
    this.#current?.send(packets)
    if (!this.#successor) return
    let samples = 0
    for (const packet of packets) samples += packet.durationSamples48
    this.#successor.sendSilence(samples)
  }

  sendText(text: string): void {
    this.#current?.sendText(text)
  }

  /** Only where the engine in use takes instructions. */
  instruct(id: string, text: string): void {
    this.#current?.instruct(id, text)
  }

  /** Words came to light that a leg which is being made ready does not know. */
  said(): void {
    this.#apply({ type: 'said' })
  }

  /** Every 20 to 40 ms. */
  tick(nowMs: number): void {
    if (this.#over || !this.#current) return
    this.#current.meter.tick(nowMs)
    this.#judge(this.#current)
    const atMs = this.#atMs
    if (isAtRest(this.#rollover, atMs)) return
    const { silentMs, lastSpoke } = this.#hooks.floor()
    const successorTalks = nowMs - (this.#successor?.lastPieceMs ?? Number.NEGATIVE_INFINITY) < talkMs
    this.#apply({ type: 'tick', atMs, silentMs, lastSpoke, successorTalks })
  }

  /** Ends all legs; resolves once every slot is given back or its engine was cut off. */
  async close(reason: string): Promise<void> {
    if (!this.#over) {
      this.#over = true
      this.#seeker.stop()
      for (const leg of [this.#current, this.#successor]) if (leg) this.#dismiss(leg, reason)
      this.#current = undefined
      this.#successor = undefined
    }
    await Promise.all(this.#closing)
  }

  get #atMs(): number {
    return this.#hooks.sample() / samplesPerMs
  }

  #apply(event: RolloverEvent): void {
    if (this.#over) return
    const [state, effects] = rollover(this.#rollover, event)
    this.#rollover = state
    for (const effect of effects) this.#run(effect)
  }

  #run(effect: RolloverEffect): void {
    switch (effect.type) {
      case 'prepare':
        return this.#hooks.prepare()
      case 'refresh':
        return void this.#refresh()
      case 'prime':
        return void this.#prime()
      case 'move':
        return this.#move(effect.reason)
      case 'reopen':
        return void this.#reopen(effect.reason)
    }
  }

  async #prime(tries = 1): Promise<void> {
    let lease: Lease | undefined
    for (let left = tries; left > 0 && !lease && this.#current; left--) {
      if (left < tries) await wait(betweenTriesMs)
      lease = this.#current && (await this.#seeker.spare(this.#current.lease, this.#lag.lags))
    }
    if (lease && !this.#over && !this.#successor) this.#open(lease, false)
    else {
      lease?.release('not needed any more')
      this.#apply({ type: 'refused', atMs: this.#atMs })
    }
  }

  /** The slot of the leg it replaces is most likely the only one: it is waited for. */
  async #refresh(): Promise<void> {
    const old = this.#successor
    this.#drop('a leg with a fresh prompt takes its place')
    await old?.close('refreshed')
    await this.#prime(refreshTries)
  }

  /** The call is without an engine until another leg is ready. */
  async #reopen(reason: MoveReason): Promise<void> {
    const left = this.#current
    this.#current = undefined
    this.#drop('it came too late')
    if (reason !== 'start' && left) this.#hooks.away(reason)
    // Asked for before the old slot is free, so that it is ours when it is.
    const lease = this.#seeker.seek(reason)
    if (left) this.#dismiss(left, `rollover: ${reason}`, reason === 'hang')
    try {
      const got = await lease
      if (this.#over) return got.release('the call is over')
      this.#hooks.waiting('opening', got.engine)
      this.#open(got, reason !== 'start')
    } catch (thrown) {
      if (!this.#over) this.#hooks.over(toDuetError(thrown))
    }
  }

  #open(lease: Lease, short: boolean): void {
    const epoch = ++this.#epochs
    const { text, tokens } = this.#hooks.prompt(lease.engine, short)
    const { greet, ...asked } = this.#options.request
    const request = { ...asked, prompt: text, promptTokens: tokens, greet: greet && epoch === 1 }
    this.#apply({ type: 'opened', atMs: this.#atMs })
    this.#successor = new LeasedLeg(lease, epoch, request, this.#fenced(epoch), this.#lag.limits)
  }

  /** The fence, the only place where legs are told apart: sound, words and metadata of any but the one that carries the call end here. */
  #fenced(epoch: number): LegEvents {
    const { now } = this.#options
    const carries = () => this.#current?.epoch === epoch
    const waits = () => (this.#successor?.epoch === epoch ? this.#successor : undefined)
    return {
      warming: () => {
        const leg = waits()
        if (leg && !this.listening) this.#hooks.waiting('warming', leg.lease.engine)
      },
      ready: () => {
        if (waits()) this.#apply({ type: 'primed', atMs: this.#atMs })
      },
      audio: (packets) => {
        const leg = carries() ? this.#current : waits()
        if (!leg) return
        let samples = 0
        for (const packet of packets) samples += packet.durationSamples48
        const nowMs = now()
        leg.meter.received(samples, nowMs)
        if (carries()) this.#hooks.audio(packets, nowMs)
      },
      text: (piece) => {
        if (carries()) this.#hooks.text(piece)
        else {
          const leg = waits()
          if (leg && piece.trim() !== '') leg.lastPieceMs = now()
        }
      },
      metadata: (json) => {
        if (carries()) this.#hooks.metadata(json)
        else waits()?.keepMetadata(json)
      },
      closed: (error) => this.#closed(epoch, error),
    }
  }

  #move(reason: MoveReason): void {
    const next = this.#successor
    if (!next) return
    const old = this.#current
    this.#successor = undefined
    this.#current = next
    this.#lag.moved()
    if (old) this.#dismiss(old, `rollover: ${reason}`)
    const sample = this.#hooks.sample()
    const startSample = sample - next.sentSamples
    const { engine } = next.lease
    const { contextSeconds, personaPrompt } = engine.capabilities
    const contextMs = contextSeconds === null ? null : contextSeconds * 1000
    this.#apply({ type: 'leg', atMs: startSample / samplesPerMs, contextMs, promptTokens: personaPrompt ? next.promptTokens : 0 })
    this.#seeker.carried(engine.name, sample)
    this.#options.log.info(
      { epoch: next.epoch, reason, engine: engine.name, server: next.lease.serverId },
      'a leg carries the call',
    )
    this.#hooks.moved({ epoch: next.epoch, reason, engine, startSample, sentSamples: next.sentSamples })
    for (const json of next.earlyMetadata) this.#hooks.metadata(json)
  }

  #closed(epoch: number, error: DuetError | undefined): void {
    if (this.#over) return
    if (this.#successor?.epoch === epoch) {
      const { lease } = this.#successor
      const why = error ?? new DuetError('engine.lost', 'The engine left before it was ready.')
      this.#options.log.warn({ epoch, code: why.code, server: lease.serverId }, 'a fresh leg was lost')
      this.#drop('it is gone')
      this.#seeker.failed(lease.serverId, why)
      // What no other server would do better is the answer.
      if (!this.listening && !why.retryable) this.#hooks.over(why)
      else this.#apply({ type: 'successorLost', atMs: this.#atMs })
    } else if (this.#current?.epoch === epoch) {
      const { lease } = this.#current
      const why = error ?? new DuetError('engine.lost', 'The engine ended the call.')
      this.#options.log.warn({ epoch, code: why.code, server: lease.serverId }, 'the leg of a call was lost')
      this.#lost(lease.serverId, why, 'lost')
    }
  }

  #lost(serverId: string, error: DuetError, reason: 'lost' | 'hang'): void {
    const left = this.#current
    this.#seeker.failed(serverId, error, this.#hooks.sample())
    this.#apply({ type: 'lost', reason })
    // Where another leg is on its way, nothing has let the old one go yet.
    if (left && this.#current === left) {
      this.#current = undefined
      this.#hooks.away(reason)
      this.#dismiss(left, reason, reason === 'hang')
    }
  }

  #judge(leg: LeasedLeg): void {
    const verdict = this.#lag.change(leg)
    if (verdict === undefined) return
    const { serverId } = leg.lease
    if (verdict !== 'fine') {
      this.#options.log.warn({ epoch: leg.epoch, server: serverId, ...leg.meter.view }, 'an engine does not keep up')
    }
    this.#hooks.lagging(verdict, leg.meter.view)
    if (verdict === 'hanging') {
      this.#lost(serverId, new DuetError('engine.stalled', 'The engine has sent no sound for some time.'), 'hang')
    } else this.#apply(verdict === 'fine' ? { type: 'caughtUp' } : { type: 'lagging', unbearable: verdict === 'unbearable' })
  }

  /** Lets the leg go that does not carry the call yet. */
  #drop(reason: string): void {
    const leg = this.#successor
    this.#successor = undefined
    if (leg) this.#dismiss(leg, reason)
  }

  #dismiss(leg: LeasedLeg, reason: string, suspect = false): void {
    const closing = leg.close(reason, suspect).finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }
}
