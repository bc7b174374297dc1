/** One engine leg of a call with the slot it holds: counts what goes in, measures how it keeps up, and gives the slot back once. */
import type { OpusPacket } from '../../audio/ogg-opus.ts'
import type { EngineLeg, LegEvents, LegRequest } from '../../engines/engine.ts'
import { type LagLimits, LagMeter, type LagView, lagLimits } from '../../engines/lag-meter.ts'
import type { Lease } from '../../engines/pool.ts'

/** 20 ms of digital silence (CELT, one frame): what is put in where sound is missing. */
export const silence: OpusPacket = { data: Uint8Array.of(0xf8, 0xff, 0xfe), durationSamples48: 960 }

/** As operators see it. */
export type LegView = {
  readonly epoch: number
  readonly engine: string
  readonly serverId: string
  /** Sound it was sent since it is ready, seconds. */
  readonly seconds: number
  readonly promptTokens: number
  readonly lag: LagView
}

/** Metadata of a leg that does not carry the call yet; more is dropped. */
const maxEarlyMetadata = 8

export class LeasedLeg {
  readonly epoch: number
  readonly lease: Lease
  readonly promptTokens: number
  readonly meter: LagMeter
  /** 48 kHz samples it was sent. */
  sentSamples = 0
  /** When its last piece of text came, by the clock of the events' owner. */
  lastPieceMs = Number.NEGATIVE_INFINITY
  /** Kind-4 messages that came before it carried the call. */
  readonly earlyMetadata: string[] = []
  readonly #leg: EngineLeg
  #closing: Promise<void> | undefined
  #owedSilence = 0

  constructor(
    lease: Lease,
    epoch: number,
    request: LegRequest & { readonly promptTokens: number },
    events: LegEvents,
    limits: LagLimits = lagLimits,
  ) {
    this.lease = lease
    this.meter = new LagMeter(limits)
    this.epoch = epoch
    const { promptTokens, ...asked } = request
    this.promptTokens = promptTokens
    this.#leg = lease.open(asked, events)
  }

  get ready(): boolean {
    return this.#leg.ready
  }

  get view(): LegView {
    const { epoch, lease, sentSamples, promptTokens, meter } = this
    const seconds = Math.round(sentSamples / 48_000)
    return { epoch, engine: lease.engine.name, serverId: lease.serverId, seconds, promptTokens, lag: meter.view }
  }

  send(packets: readonly OpusPacket[]): void {
    if (!this.ready) return
    let samples = 0
    for (const packet of packets) samples += packet.durationSamples48
    this.sentSamples += samples
    this.meter.sent(samples)
    this.#leg.send(packets)
  }

  /** Keeps a leg that does not carry the call yet at the pace of the one that does. */
  sendSilence(samples: number): void {
    if (!this.ready) return
    this.#owedSilence += samples
    const count = Math.floor(this.#owedSilence / silence.durationSamples48)
    this.#owedSilence -= count * silence.durationSamples48
    if (count > 0) this.send(Array.from({ length: count }, () => silence))
  }

  sendText(text: string): void {
    this.#leg.sendText(text)
  }

  instruct(id: string, text: string): void {
    this.#leg.instruct(id, text)
  }

  keepMetadata(json: string): void {
    if (this.earlyMetadata.length < maxEarlyMetadata) this.earlyMetadata.push(json)
  }

  /** `suspect`: the engine must be proven before its slot is used again. Resolves once the engine has confirmed the end. */
  close(reason: string, suspect = false): Promise<void> {
    this.#closing ??= this.#leg.close(reason).then(
      () => this.lease.release(reason, suspect),
      () => this.lease.release(reason, true),
    )
    return this.#closing
  }
}
