/** What the rest of Duet needs of speech models: one small interface each, all sound as mono Float32 in −1…1. */

/** Voice activity: the probability of speech in the next 32 ms. One per stream of sound; cheap enough for the caller's thread. */
export interface Vad {
  /** @param frame 512 samples at 16 kHz */
  next(frame: Float32Array): Promise<number>
  /** Forgets what it heard before: after a long silence a fresh model notices speech 30 ms sooner than one that has grown used to it. */
  reset(): void
}

export type HearOptions = {
  readonly signal?: AbortSignal
  /** Text put before the sound as if it had been said. */
  readonly prompt?: string
  /** Expected words (names, vocabulary): put before the sound, and made likelier. */
  readonly hotWords?: readonly string[]
  /** Language tag; found from the sound if not given. An ear of one language takes that. */
  readonly language?: string
  /** How much of the sound is voice, ms: little enough, and words that stand alone are made likelier. */
  readonly voicedMs?: number
  /** Write down "uh" and "um" where they may have been said. */
  readonly fillers?: boolean
  /** Find when each word was said; costs a few ms. */
  readonly wordTimes?: boolean
  /** Silence put behind the sound, ms; longer is steadier and slower. */
  readonly tailMs?: number
}
export type HeardWord = {
  readonly text: string
  /** Of its least sure token. */
  readonly p: number
  /** From the beginning of the sound, by the model's attention to it; where asked for. */
  readonly startMs?: number
  readonly endMs?: number
}
export type Heard = {
  readonly text: string
  readonly words: readonly HeardWord[]
  /** Language tag, given or found. */
  readonly language?: string
  /** Mean log-probability over the tokens. */
  readonly logprob: number
  /** The model's own probability that nobody spoke. */
  readonly noSpeech: number
  readonly stopped: 'end' | 'length' | 'loop' | 'abort'
  /** Time the model took, ms, waiting not included. */
  readonly ms: number
}
/** Speech to text. Requests are answered in order; an aborted one resolves with `stopped: 'abort'` within 150 ms. */
export interface Ear {
  readonly name: string
  /** Its process, while there is one. */
  readonly pid?: number | undefined
  /** @param pcm at 16 kHz, at most 30 s */
  hear(pcm: Float32Array, options?: HearOptions): Promise<Heard>
  close(): Promise<void>
}

/** The probability that a turn is over, by how it sounds. */
export interface TurnEnd {
  /** @param pcm the user's turn so far at 16 kHz, silence at its end included; the last 8 s count. Resolves to `undefined` when aborted. */
  finished(pcm: Float32Array, signal?: AbortSignal): Promise<number | undefined>
  close(): Promise<void>
}

export type Voice = {
  readonly id: string
  readonly label: string
  readonly gender: 'female' | 'male'
  readonly sampleRate: number
}
export type SayOptions = {
  readonly voice: string
  /** 1 is natural, 0.5 half as fast. */
  readonly speed?: number
  readonly signal?: AbortSignal
}
export type Spoken = {
  readonly samples: Float32Array
  readonly sampleRate: number
  readonly aborted: boolean
  /** Time the model took, ms, waiting not included. */
  readonly ms: number
}
/** Text to speech, a clause at a time. Requests are answered in order. */
export interface Mouth {
  readonly voices: readonly Voice[]
  say(text: string, options: SayOptions): Promise<Spoken>
  close(): Promise<void>
}

/** Text to vectors of unit length, for comparing meanings. */
export interface Embedder {
  /** Name and version of the model: vectors of different models are not to be compared. */
  readonly id: string
  /** One vector a text, in order; `undefined` when aborted. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[] | undefined>
  close(): Promise<void>
}
