/** What the bridge needs of a speech engine: a flat record of what it can do, and legs that are opened, fed and closed. */
import type { OpusPacket } from '../audio/ogg-opus.ts'
import type { DuetError } from '../protocol/errors.ts'

export type EngineCapabilities = {
  /** Takes the persona as a text prompt when a leg is opened. */
  readonly personaPrompt: boolean
  /** Most tokens its text prompt may have; null: no limit is known. */
  readonly promptTokenLimit: number | null
  /** Takes a voice name when a leg is opened. */
  readonly voicePrompt: boolean
  /** The voice names it takes; empty where it takes none. */
  readonly voices: readonly string[]
  /** Takes text in mid-call as if it had been said. */
  readonly textInput: boolean
  /** Can be told in mid-call what to say or to know, without it counting as the user's words. */
  readonly midCallInstruction: boolean
  /** Calls tools of its own. */
  readonly tools: boolean
  /** Sends the user's words as metadata. */
  readonly userTranscript: boolean
  /** Its kind-4 metadata follows `engineMetadataSchema`. */
  readonly metadata: boolean
  /** After this long its persona has slid out of the model's context, seconds of audio since the leg's start, prompt included; null: never. */
  readonly contextSeconds: number | null
  /** Conversations one server holds at once. */
  readonly sessionsPerServer: number
  /** What its wire carries. */
  readonly audioFormat: 'ogg-opus-24k' | 'pcm16'
  /** Longest wait from the open socket to its readiness, ms: prompts, compilation and a silent queue included. */
  readonly handshakeMs: number
}

export type LegRequest = {
  /** The text prompt; never empty. */
  readonly prompt: string
  /** One of `voiceNames`. */
  readonly voice: string
  /** Whether the agent speaks first. */
  readonly greet: boolean
  /** How the persona listens, for engines with an ear and murmurs of their own. */
  readonly listening?: Listening | undefined
}

export type Listening = {
  /** A tag such as "en". */
  readonly language: string
  /** Names and words to expect beside those in the prompt. */
  readonly vocabulary: readonly string[]
  /** What it says while it listens; empty: whatever the engine says. */
  readonly backchannels: readonly string[]
}

/** What a leg tells, in the order it happened; after `closed` nothing follows. All are called synchronously with what came off the socket. */
export type LegEvents = {
  /** The socket is open and the engine prepares. */
  warming(): void
  /** Audio may be sent from now on. */
  ready(): void
  audio(packets: readonly OpusPacket[]): void
  /** A piece of the agent's words as it came off the wire. */
  text(piece: string): void
  /** JSON of a kind-4 message, unread. */
  metadata(json: string): void
  /** `undefined`: closed by us. */
  closed(error: DuetError | undefined): void
}

export interface EngineLeg {
  readonly ready: boolean
  /** Valid Opus packets, sent as one page of our own stream; dropped while the leg is not ready. */
  send(packets: readonly OpusPacket[]): void
  /** Text as if it had been said; only where `textInput`. */
  sendText(text: string): void
  /** Something for the agent to say of its own accord once nobody speaks; only where `midCallInstruction`. The same `id` is said once. */
  instruct(id: string, text: string): void
  /** Ends the leg; resolves once the engine has confirmed it or the socket is cut. Also for a leg that has ended by itself. */
  close(reason: string): Promise<CloseOutcome>
}

/**
 * `confirmed`: the engine's side has ended, too, and said so; or nobody was reached. `dropped`: its side has ended without a word, as after
 * a fault there. `cut`: only ours has; the engine may go on for a while as if the call were there.
 */
export type CloseOutcome = 'confirmed' | 'dropped' | 'cut'

export type EngineProbe = {
  readonly available: boolean
  /** The text model behind it, where it says. */
  readonly brain: string | null
}

export interface Engine {
  readonly name: string
  /** As shown to people; no credentials. */
  readonly address: string
  readonly capabilities: EngineCapabilities
  open(request: LegRequest, events: LegEvents): EngineLeg
  /** Whether something answers at its address, and what it tells of itself; never rejects. */
  probe(signal: AbortSignal): Promise<EngineProbe>
}
