/** One call as the tap hears it: decodes both sides, finds the voice in them, and tells the conversation core. Runs in the tap's process. */
import type { OpusSampleRate } from '../audio/opus-codec.ts'
import {
  type ConversationEvent,
  type ConversationInput,
  type ConversationState,
  initialConversation,
  reduce,
} from '../conversation/conversation.ts'
import type { Side } from '../protocol/session.ts'
import { openVadStream, resetVadStream, type VadJob, type VadStream } from '../speech/vad-batch.ts'
import { SideFrames, type SoundFrame } from './side-frames.ts'
import type { TapNote } from './tap-batch.ts'
import type { Listener } from './tap-ear.ts'
import { VoiceGate } from './voice-gate.ts'

/** The user's sound at the rate of model and ear; of the agent's only its loudness is looked at, for which half the rate is enough. */
const rates = { user: 16_000, agent: 8000 } as const satisfies Record<Side, OpusSampleRate>
/** The model goes on after the last loud frame, so that it sees the ends of words. */
const modelHangFrames = 12
const voicedProbability = 0.5

type VoiceInput = Extract<ConversationInput, { type: 'voice' }>

/** What waits its turn behind a frame the model has not judged yet. */
type Waiting =
  | { readonly type: 'input'; readonly input: ConversationInput }
  | { readonly type: 'user' | 'agent'; readonly frame: SoundFrame; readonly voiced: boolean }
  | { readonly type: 'judge'; readonly frame: SoundFrame; readonly last: boolean }

export class TapCall {
  readonly #user = new SideFrames(rates.user)
  readonly #agent = new SideFrames(rates.agent)
  readonly #userGate: VoiceGate
  readonly #agentGate = new VoiceGate({ overFloorDb: 14, neverDb: -58, surelyDb: -42 })
  readonly #vad: VadStream | undefined
  #listener: Listener | undefined
  #state: ConversationState
  #events: ConversationEvent[] = []
  #waiting: Waiting[] = []
  /** The latest stretch of each side that the core has not been told of: like windows in a row cost one reduction. */
  #stretch: { [S in Side]?: VoiceInput } = {}
  /** Frames still given to the model after the last loud one. */
  #hang = 0

  /**
   * @param vad a model tells speech from noise on the user's side; without it loudness alone does
   * @param listener writes down what the user says
   */
  constructor(open: Extract<TapNote, { type: 'open' }>, vad: boolean, listener?: Listener) {
    this.#vad = vad ? openVadStream() : undefined
    this.#userGate = new VoiceGate(
      vad ? { overFloorDb: 6, neverDb: -60, surelyDb: -35 } : { overFloorDb: 14, neverDb: -50, surelyDb: -25 },
    )
    this.#listener = listener
    const fresh = initialConversation({ userWords: open.userWords || listener !== undefined })
    // A session that is taken up again goes on counting where it was.
    this.#state = {
      ...fresh,
      clockSample: open.startSample,
      user: { ...fresh.user, turns: open.userTurns, knownSample: open.startSample },
      agent: { ...fresh.agent, turns: open.agentTurns, knownSample: open.startSample },
    }
  }

  sound(side: Side, fromSample: number, packet: Uint8Array): void {
    if (side === 'agent') {
      for (const frame of this.#agent.push(fromSample, packet)) {
        const voiced = frame.samples !== undefined && this.#agentGate.next(frame.samples, frame.ms)
        this.#put({ type: 'agent', frame, voiced })
      }
      return
    }
    for (const frame of this.#user.push(fromSample, packet)) this.#userFrame(frame)
  }

  gap(fromSample: number, toSample: number): void {
    this.#put({ type: 'input', input: { type: 'gap', fromSample, toSample } })
    this.#put({ type: 'user', frame: { samples: undefined, ms: 0, fromSample, toSample }, voiced: false })
  }

  note(note: Extract<ConversationInput, { type: 'piece' | 'heard' | 'userWords' | 'leg' | 'end' }>): void {
    this.#put({ type: 'input', input: note })
  }

  /** Tells the listener there is of other words to expect; false where there is none. */
  expect(hotWords: readonly string[]): boolean {
    this.#listener?.expect(hotWords)
    return this.#listener !== undefined
  }

  /** Another listener from here on, or none. */
  listen(listener: Listener | undefined): void {
    this.#listener?.end()
    this.#listener = listener
    // From now on words are waited for before a short sound counts as one.
    if (listener) this.#state = { ...this.#state, options: { ...this.#state.options, userWords: true } }
  }

  /** The frame the model must judge before anything after it is told. */
  get undecided(): VadJob | undefined {
    const [first] = this.#waiting
    if (first?.type !== 'judge' || !this.#vad || !first.frame.samples) return undefined
    return { stream: this.#vad, frame: first.frame.samples }
  }

  /** The model's judgement of `undecided`. */
  decide(probability: number): void {
    const first = this.#waiting.shift()
    if (first?.type !== 'judge') return
    this.#heard(first.frame, probability >= voicedProbability)
    if (first.last && this.#vad) resetVadStream(this.#vad)
    this.#drain()
  }

  /** Where its media time stands, ms. */
  get nowMs(): number {
    return Math.round(this.#state.clockSample / 48)
  }

  /** What came to light since the last call. */
  takeEvents(): ConversationEvent[] {
    this.#tellStretches()
    const events = this.#events
    this.#events = []
    return events
  }

  #userFrame(frame: SoundFrame): void {
    const loud = frame.samples !== undefined && this.#userGate.next(frame.samples, frame.ms)
    if (!this.#vad || !frame.samples) return this.#put({ type: 'user', frame, voiced: loud })
    if (loud) this.#hang = modelHangFrames
    else if (this.#hang === 0) return this.#put({ type: 'user', frame, voiced: false })
    else this.#hang--
    this.#put({ type: 'judge', frame, last: this.#hang === 0 })
  }

  #put(one: Waiting): void {
    this.#waiting.push(one)
    if (this.#waiting.length === 1) this.#drain()
  }

  #drain(): void {
    let done = 0
    for (const one of this.#waiting) {
      if (one.type === 'judge') break
      done++
      if (one.type === 'user') this.#heard(one.frame, one.voiced)
      else if (one.type === 'agent') this.#voice({ type: 'voice', side: 'agent', voiced: one.voiced, ...spanOf(one.frame) })
      else if (one.type === 'input') this.#take(one.input)
    }
    if (done > 0) this.#waiting.splice(0, done)
  }

  #heard(frame: SoundFrame, voiced: boolean): void {
    this.#voice({ type: 'voice', side: 'user', voiced, ...spanOf(frame) })
    if (frame.samples) this.#listener?.frame(frame.samples, voiced, frame.fromSample, frame.toSample)
    else this.#listener?.missing(frame.fromSample, frame.toSample)
  }

  #voice(window: VoiceInput): void {
    const { side, voiced, fromSample, toSample } = window
    const before = this.#stretch[side]
    if (before && before.voiced === voiced && before.toSample === fromSample) {
      this.#stretch[side] = { ...before, toSample }
      return
    }
    if (before) this.#reduce(before)
    this.#stretch[side] = window
  }

  #tellStretches(): void {
    const { user, agent } = this.#stretch
    this.#stretch = {}
    if (user) this.#reduce(user)
    if (agent) this.#reduce(agent)
  }

  #take(input: ConversationInput): void {
    this.#tellStretches()
    // What is still being said goes to the ear before the conversation is over; its words may come after.
    if (input.type === 'end') this.#listener?.end()
    this.#reduce(input)
  }

  #reduce(input: ConversationInput): void {
    const { state, events } = reduce(this.#state, input)
    this.#state = state
    for (const event of events) this.#events.push(event)
  }
}

const spanOf = ({ fromSample, toSample }: SoundFrame) => ({ fromSample, toSample })
