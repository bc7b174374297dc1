/** One call as the tap hears it: decodes both sides, finds the voice in them, and tells the conversation core. Runs in the tap's worker. */
import { OpusDecoder } from '../audio/opus-codec.ts'
import { packetDuration } from '../audio/opus-packet.ts'
import {
  type ConversationEvent,
  type ConversationInput,
  type ConversationState,
  initialConversation,
  reduce,
} from '../conversation/conversation.ts'
import type { Side } from '../protocol/session.ts'
import type { Vad } from '../speech/speech.ts'
import type { TapNote } from './tap-batch.ts'
import { VoiceGate } from './voice-gate.ts'

const rate = 16_000
/** 48 kHz samples for each of ours. */
const ratio = 3
const frameSamples = 512
const frameMs = (frameSamples / rate) * 1000
/** The model goes on after the last loud frame, so that it sees the ends of words. */
const modelHangFrames = 12
const voicedProbability = 0.5

export class TapCall {
  readonly #user: SoundSide
  readonly #agent: SoundSide
  #state: ConversationState
  #events: ConversationEvent[] = []

  /** @param vad tells speech from noise on the user's side; without it loudness alone does */
  constructor(open: Extract<TapNote, { type: 'open' }>, vad: Vad | undefined) {
    this.#user = new SoundSide(
      vad,
      vad ? { overFloorDb: 6, neverDb: -60, surelyDb: -35 } : { overFloorDb: 14, neverDb: -50, surelyDb: -25 },
    )
    this.#agent = new SoundSide(undefined, { overFloorDb: 14, neverDb: -58, surelyDb: -42 })
    const fresh = initialConversation({ userWords: open.userWords })
    // A session that is taken up again goes on counting where it was.
    this.#state = {
      ...fresh,
      clockSample: open.startSample,
      user: { ...fresh.user, turns: open.userTurns, knownSample: open.startSample },
      agent: { ...fresh.agent, turns: open.agentTurns, knownSample: open.startSample },
    }
  }

  async sound(side: Side, fromSample: number, packet: Uint8Array): Promise<void> {
    const sound = side === 'user' ? this.#user : this.#agent
    for (const window of await sound.push(fromSample, packet)) this.#take({ type: 'voice', side, ...window })
  }

  gap(fromSample: number, toSample: number): void {
    this.#take({ type: 'gap', fromSample, toSample })
    this.#take({ type: 'voice', side: 'user', voiced: false, fromSample, toSample })
  }

  note(note: Exclude<TapNote, { type: 'open' }>): void {
    this.#take(note)
  }

  /** What came to light since the last call. */
  takeEvents(): ConversationEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  #take(input: ConversationInput): void {
    const { state, events } = reduce(this.#state, input)
    this.#state = state
    for (const event of events) this.#events.push(event)
  }
}

type Window = { readonly voiced: boolean; readonly fromSample: number; readonly toSample: number }

/** Packets of one side to windows of voice or none, 32 ms each. */
class SoundSide {
  readonly #decoder = new OpusDecoder({ sampleRate: rate })
  readonly #vad: Vad | undefined
  readonly #gate: VoiceGate
  readonly #frame = new Float32Array(frameSamples)
  #filled = 0
  /** Where the next sample belongs, 48 kHz samples. */
  #nextSample: number | undefined
  #hang = 0

  constructor(vad: Vad | undefined, gate: ConstructorParameters<typeof VoiceGate>[0]) {
    this.#vad = vad
    this.#gate = new VoiceGate(gate)
  }

  async push(fromSample: number, packet: Uint8Array): Promise<Window[]> {
    // A jump (silence put in, sound shed) leaves a begun frame behind.
    if (this.#nextSample !== fromSample) this.#filled = 0
    this.#nextSample = fromSample + packetDuration(packet)
    let pcm: Float32Array
    try {
      pcm = this.#decoder.decode(packet)
    } catch {
      this.#filled = 0
      return [{ voiced: false, fromSample, toSample: this.#nextSample }]
    }
    const windows: Window[] = []
    for (let at = 0; at < pcm.length; ) {
      const take = Math.min(frameSamples - this.#filled, pcm.length - at)
      this.#frame.set(pcm.subarray(at, at + take), this.#filled)
      this.#filled += take
      at += take
      if (this.#filled < frameSamples) break
      this.#filled = 0
      const toSample = fromSample + at * ratio
      windows.push({ voiced: await this.#voiced(), fromSample: toSample - frameSamples * ratio, toSample })
    }
    return windows
  }

  async #voiced(): Promise<boolean> {
    const loud = this.#gate.next(this.#frame, frameMs)
    if (!this.#vad) return loud
    if (loud) this.#hang = modelHangFrames
    else if (this.#hang === 0) return false
    else if (--this.#hang === 0) this.#vad.reset()
    return (await this.#vad.next(this.#frame)) >= voicedProbability
  }
}
