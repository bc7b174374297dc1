/** The agent's sound and words on their way from its engine to the client and the tap, over the seams between one leg and the next. */
import type { OpusPacket } from '../audio/ogg-opus.ts'
import { noPieces, pushPiece } from '../protocol/pieces.ts'
import type { ClientSink } from './client-side.ts'
import { ComfortTone } from './legs/comfort-tone.ts'
import { Seam } from './legs/seam.ts'
import type { TapLine } from './tap.ts'

export type AgentVoiceHost = {
  /** The connection that hears it at this moment. */
  client(): Pick<ClientSink, 'audio' | 'piece' | 'event'>
  /** The tap's line for the call; undefined: none yet. */
  line(): TapLine | undefined
  /** Session media time, 48 kHz samples. */
  sample(): number
}

const samplesPerMs = 48
/** The agent's sound may be this far behind the clock before its place is moved up: a frame. */
const slackSamples = 80 * samplesPerMs

export class AgentVoice {
  readonly #host: AgentVoiceHost
  readonly #seam = new Seam()
  #tone: ComfortTone | undefined
  /** Up to where its sound goes, samples. */
  #sample = 0
  #pieces = noPieces

  constructor(host: AgentVoiceHost) {
    this.#host = host
  }

  /** No engine listens from here on: a quiet tone takes its place. `nowMs`: monotonic. */
  away(nowMs: number): void {
    this.#seam.begin()
    this.#tone = new ComfortTone(nowMs)
  }

  /** Another leg carries the call. `first`: there was none before. */
  moved(first: boolean): void {
    this.#tone = undefined
    this.#pieces = noPieces
    if (!first) this.#seam.begin()
  }

  tick(nowMs: number): void {
    if (this.#tone) this.#host.client().audio(this.#tone.due(nowMs))
  }

  /** @returns the gap that was heard, ms, with the first sound after a seam */
  audio(packets: readonly OpusPacket[], nowMs: number): number | undefined {
    this.#host.client().audio(packets)
    const gapMs = this.#seam.sound(packets, nowMs)
    const line = this.#host.line()
    const sample = this.#host.sample()
    for (const packet of packets) {
      const fromSample = Math.max(this.#sample, sample - slackSamples)
      line?.sound('agent', fromSample, packet.data)
      this.#sample = fromSample + packet.durationSamples48
    }
    return gapMs
  }

  piece(piece: string): void {
    const client = this.#host.client()
    client.piece(piece)
    const [state, text] = pushPiece(this.#pieces, piece)
    this.#pieces = state
    if (text === '') return
    const atSample = Math.max(this.#sample, this.#host.sample() - slackSamples)
    client.event({ type: 'text', text, atMs: Math.round(atSample / samplesPerMs) })
    this.#host.line()?.note({ type: 'piece', text, atSample })
  }
}
