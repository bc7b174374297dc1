/** The fake engine's mind: hears 80 ms at a time, answers with who it is and a sentence of its prompt, stops when talked over. */
import { frameSamples, type Say } from './babble.ts'

export type FakeSpeakerOptions = {
  readonly prompt: string
  readonly voice: string
  readonly say: Say
  /** Sound after which its persona is forgotten, ms, prompt included; undefined: never. */
  readonly contextMs: number | undefined
  /** What the prompt took of that, ms. */
  readonly promptMs: number
  readonly greets: boolean
}

export type FakeStep = { readonly sound: Float32Array; readonly piece: string | undefined }

const frameMs = 80
const loudRms = 0.01
/** Frames of voice that make a turn, of quiet that end it, of voice that take the floor. */
const turnFrames = 3
const quietFrames = 6
const interruptFrames = 5

type Utterance = { readonly sound: Float32Array; readonly pieces: { readonly atSample: number; readonly text: string }[] }

/** What it answers with, in words, to a turn: who it is, then one sentence of the prompt after the other. */
export class FakeSpeaker {
  readonly #options: FakeSpeakerOptions
  readonly #name: string | undefined
  readonly #facts: readonly string[]
  #utterance: Utterance | undefined
  #at = 0
  #frames = 0
  #answers = 0
  #loud = 0
  #quiet = 0
  #turn = 0

  constructor(options: FakeSpeakerOptions) {
    this.#options = options
    this.#name = nameIn(options.prompt)
    this.#facts = sentences(options.prompt)
    const opening = /Begin by saying: "([^"]+)"/.exec(options.prompt)?.[1]
    if (opening !== undefined) this.say(opening)
    else if (options.greets) this.say('Hello, how are you doing?')
  }

  /** Whether it speaks at this moment. */
  get speaking(): boolean {
    return this.#utterance !== undefined
  }

  get forgot(): boolean {
    const { contextMs, promptMs } = this.#options
    return contextMs !== undefined && this.#frames * frameMs + promptMs > contextMs
  }

  /** Begins to say this, in place of whatever it says. */
  say(text: string): void {
    const sound = this.#options.say(text, this.#options.voice)
    const words = text.split(/\s+/).filter((word) => word !== '')
    const letters = words.reduce((sum, word) => sum + word.length + 1, 0)
    let before = 0
    const pieces = words.map((word) => {
      const atSample = Math.floor((before / letters) * sound.length)
      before += word.length + 1
      return { atSample, text: ` ${word}` }
    })
    this.#utterance = { sound, pieces }
    this.#at = 0
  }

  /** One frame in (1920 samples at 24 kHz), one frame out, with at most one piece. */
  step(heard: Float32Array): FakeStep {
    this.#listen(heard)
    this.#frames++
    const utterance = this.#utterance
    const sound = new Float32Array(frameSamples)
    if (!utterance) return { sound, piece: undefined }
    sound.set(utterance.sound.subarray(this.#at, this.#at + frameSamples))
    this.#at += frameSamples
    const next = utterance.pieces[0]
    const piece = next && next.atSample < this.#at ? utterance.pieces.shift()?.text : undefined
    if (this.#at >= utterance.sound.length && utterance.pieces.length === 0) this.#utterance = undefined
    return { sound, piece }
  }

  #listen(heard: Float32Array): void {
    const loud = rms(heard) > loudRms
    this.#loud = loud ? this.#loud + 1 : 0
    this.#quiet = loud ? 0 : this.#quiet + 1
    if (loud) this.#turn++
    if (this.speaking && this.#loud >= interruptFrames) this.#utterance = undefined
    if (this.#quiet !== quietFrames) return
    if (this.#turn >= turnFrames && !this.speaking) this.say(this.#answer())
    this.#turn = 0
  }

  #answer(): string {
    const fact = this.#facts[this.#answers++ % Math.max(1, this.#facts.length)]
    if (this.forgot) return 'I do not know who I am.'
    return `I am ${this.#name ?? 'Moshi'}. ${fact ?? 'I am listening.'}`
  }
}

/** The name a prompt gives: "You are NAME", "Your name is NAME". */
export function nameIn(prompt: string): string | undefined {
  return /\b(?:[Yy]ou are|[Yy]our name is)\s+([A-Z][\w-]*)/.exec(prompt)?.[1]
}

function sentences(prompt: string): string[] {
  return prompt
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !sentence.startsWith('Begin by saying'))
}

function rms(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return Math.sqrt(sum / Math.max(1, samples.length))
}
