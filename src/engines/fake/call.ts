/** One call of a fake engine as tests look at it: what was asked, what it became, what came and what was sent. */
import type { FakeSpeaker } from './speaker.ts'

export type FakeCallState = 'queued' | 'priming' | 'ready' | 'hanging' | 'over'

export class FakeCall {
  readonly id: number
  readonly query: URLSearchParams
  state: FakeCallState = 'queued'
  /** As the query, or the first message, asks. */
  asked: { readonly prompt: string; readonly voice: string }
  /** What the model was primed with in the end; another caller's, where `persona-leak` struck. */
  effective: { prompt: string; voice: string }
  /** Messages that came before the 0x00. */
  early = 0
  /** Opus packets, in order; the last 1000. */
  readonly packets: Uint8Array[] = []
  receivedPackets = 0
  /** Sound received and sent since the 0x00, ms. */
  heardMs = 0
  spokenMs = 0
  /** Pieces sent, joined. */
  text = ''
  /** Why the fake ended it; undefined where the caller did. */
  fault: string | undefined
  readonly ready: Promise<void>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  /** Set once it is ready. */
  speaker: FakeSpeaker | undefined
  readonly #ready = Promise.withResolvers<void>()
  readonly #closed = Promise.withResolvers<{ readonly code: number; readonly reason: string }>()

  constructor(id: number, query: URLSearchParams, asked: FakeCall['asked']) {
    this.id = id
    this.query = query
    this.asked = asked
    this.effective = { ...asked }
    this.ready = this.#ready.promise
    this.closed = this.#closed.promise
  }

  /** Says this now. Throws before the call is ready. */
  say(text: string): void {
    if (!this.speaker) throw new Error('the call is not ready')
    this.speaker.say(text)
  }

  primed(speaker: FakeSpeaker): void {
    this.speaker = speaker
    this.state = 'ready'
    this.#ready.resolve()
  }

  took(packet: Uint8Array): void {
    this.receivedPackets++
    this.packets.push(packet)
    if (this.packets.length > mostPackets) this.packets.shift()
  }

  over(code: number, reason: string): void {
    this.state = 'over'
    this.#closed.resolve({ code, reason })
  }
}

const mostPackets = 1000
