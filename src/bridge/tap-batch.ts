/** The tap's records between the voice path and its worker, packed into one buffer per tick. */
import type { Side } from '../protocol/session.ts'

/** What the ear should know of a call. */
export type EarWish = {
  /** Names and words to be expected. */
  readonly hotWords: readonly string[]
  /** Language tag such as "en". */
  readonly language: string
}

/** Positions are 48 kHz samples of session media time. */
export type TapNote =
  /** A call begins: where the session's clock stands and how many turns it has had. */
  | {
      readonly type: 'open'
      readonly startSample: number
      readonly userTurns: number
      readonly agentTurns: number
      /** The engine gives the user's words. */
      readonly userWords: boolean
      /** The ear is to listen to the user. */
      readonly ear?: EarWish
      /** The sound is kept: the folder of this session among all recordings. */
      readonly record?: string
    }
  /** The sound is kept no longer. */
  | { readonly type: 'unrecord' }
  /** The ear is to listen from here on, or no longer: the call goes on with another engine. */
  | { readonly type: 'ear'; readonly ear: EarWish | null }
  | { readonly type: 'piece'; readonly text: string; readonly atSample: number }
  | { readonly type: 'heard'; readonly sentSamples: number; readonly playedSamples: number }
  | {
      readonly type: 'userWords'
      readonly utterance: number
      readonly text: string
      readonly final: boolean
      readonly fromSample: number
      readonly toSample: number
    }
  /** A new engine leg carries the call. */
  | { readonly type: 'leg'; readonly epoch: number }
  /** The call is over; `ended` is answered after all its events. */
  | { readonly type: 'end'; readonly sample: number }

export type TapRecord =
  | {
      readonly type: 'sound'
      readonly call: number
      readonly side: Side
      readonly fromSample: number
      readonly packet: Uint8Array
    }
  | { readonly type: 'gap'; readonly call: number; readonly fromSample: number; readonly toSample: number }
  | { readonly type: 'note'; readonly call: number; readonly note: TapNote }

const kinds = { user: 0, agent: 1, gap: 2, note: 3 } as const
/** kind u8, three bytes of nothing, call u32, payload length u32, two f64. */
const headBytes = 28
const startBytes = 16 * 1024
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Collects records until they are taken. */
export class TapBatch {
  #bytes = new Uint8Array(new ArrayBuffer(startBytes))
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  get byteLength(): number {
    return this.#length
  }

  sound(call: number, side: Side, fromSample: number, packet: Uint8Array): void {
    this.#put(kinds[side], call, fromSample, 0, packet)
  }

  gap(call: number, fromSample: number, toSample: number): void {
    this.#put(kinds.gap, call, fromSample, toSample, undefined)
  }

  note(call: number, note: TapNote): void {
    this.#put(kinds.note, call, 0, 0, encoder.encode(JSON.stringify(note)))
  }

  /** The records so far; the batch is empty from here on. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return taken
  }

  #put(kind: number, call: number, a: number, b: number, payload: Uint8Array | undefined): void {
    const payloadBytes = payload?.length ?? 0
    const end = this.#length + headBytes + payloadBytes
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(new ArrayBuffer(Math.max(end, 2 * this.#bytes.length)))
      grown.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = grown
      this.#view = new DataView(grown.buffer)
    }
    this.#view.setUint8(this.#length, kind)
    this.#view.setUint32(this.#length + 4, call, true)
    this.#view.setUint32(this.#length + 8, payloadBytes, true)
    this.#view.setFloat64(this.#length + 12, a, true)
    this.#view.setFloat64(this.#length + 20, b, true)
    if (payload) this.#bytes.set(payload, this.#length + headBytes)
    this.#length = end
  }
}

/** The records of a batch, in order; packets are views of the buffer. */
export function* readBatch(bytes: Uint8Array): Generator<TapRecord> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < bytes.length) {
    const kind = view.getUint8(at)
    const call = view.getUint32(at + 4, true)
    const payloadBytes = view.getUint32(at + 8, true)
    const a = view.getFloat64(at + 12, true)
    const payload = bytes.subarray(at + headBytes, at + headBytes + payloadBytes)
    if (kind === kinds.gap) yield { type: 'gap', call, fromSample: a, toSample: view.getFloat64(at + 20, true) }
    // The other end of `note` above, in the same process.
    else if (kind === kinds.note) yield { type: 'note', call, note: JSON.parse(decoder.decode(payload)) as TapNote }
    else yield { type: 'sound', call, side: kind === kinds.user ? 'user' : 'agent', fromSample: a, packet: payload }
    at += headBytes + payloadBytes
  }
}
