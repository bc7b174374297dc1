/** The ear's part of one call: cuts the user's sound into utterances where they pause, asks the shared ear, and tells words with their place. */
import type { ConversationInput } from '../conversation/conversation.ts'
import type { TimedWord } from '../protocol/timed-word.ts'
import { believable } from '../speech/believable.ts'
import type { EarSeat, Unheard } from '../speech/ear-share.ts'
import { timedWords } from '../speech/timed-words.ts'
import { cutAtQuietest, joined } from './utterance-sound.ts'

export type UserWords = Extract<ConversationInput, { type: 'userWords' }>

export type ListenerOptions = {
  readonly seat: EarSeat
  /** Expected words: names of the persona's and the user's world. */
  readonly hotWords: readonly string[]
  /** Language tag; undefined: found by the ear. */
  readonly language: string | undefined
  readonly tell: (words: UserWords) => void
  /** Words of this span were not made out, and why. */
  readonly lost: (why: Unheard['unheard'], span: { readonly fromSample: number; readonly toSample: number }) => void
  /** How long the words of an utterance took from its last sound to its text, as the caller's clock counts it, ms. */
  readonly took?: (ms: number) => void
  readonly now?: () => number
}

export interface Listener {
  /** The next 512 samples at 16 kHz, which it may keep, and their place. */
  frame(samples: Float32Array, voiced: boolean, fromSample: number, toSample: number): void
  /** There is no sound of this span. */
  missing(fromSample: number, toSample: number): void
  /** Other words are likely from here on; what is being said goes on. */
  expect(hotWords: readonly string[]): void
  /** No more sound comes; what was begun is heard out. */
  end(): void
}

const frameMs = 32
const frames = (ms: number): number => Math.round(ms / frameMs)
/** Voice that begins an utterance; less is a click. Not more than the conversation core asks for. */
const startFrames = frames(90)
/** A hole this short does not start that count anew. */
const holeFrames = frames(64)
/** Sound before the first voiced frame, since voice is noticed a little late. */
const beforeFrames = frames(200)
/** Silence that ends an utterance; the core counts a turn on over such pauses, and joins the texts. */
const endFrames = frames(416)
/** A long utterance ends at the next shorter silence … */
const longFrames = frames(15_000)
const longEndFrames = frames(160)
/** … and is cut at its quietest place near its end where there is none; the ear takes 30 s. */
const longestFrames = frames(27_000)
const cutFrames = frames(4000)
/** Silence kept behind the last voiced frame. */
const afterFrames = frames(200)
const partialFrames = frames(1000)

/** An utterance under way. */
type Open = {
  readonly id: number
  sound: Float32Array[]
  /** Of the first frame of the sound, which begins a little before the voice. */
  soundSample: number
  fromSample: number
  /** End of the last voiced frame. */
  toSample: number
  voicedFrames: number
  silentFrames: number
  sincePartial: number
}

export function openListener(options: ListenerOptions): Listener {
  return new CallListener(options)
}

class CallListener implements Listener {
  readonly #options: Required<ListenerOptions>
  #hotWords: readonly string[]
  #before: Float32Array[] = []
  #open: Open | undefined
  #run = 0
  #hole = 0
  #nextId = 1

  constructor(options: ListenerOptions) {
    this.#options = { took: () => {}, now: () => performance.now(), ...options }
    this.#hotWords = options.hotWords
  }

  frame(samples: Float32Array, voiced: boolean, fromSample: number, toSample: number): void {
    if (this.#open) this.#goOn(this.#open, samples, voiced, toSample)
    else this.#lookOut(samples, voiced, fromSample, toSample)
  }

  missing(): void {
    // What comes after a hole in the sound is an utterance of its own.
    if (this.#open) this.#close(this.#open)
    this.#before = []
    this.#run = 0
  }

  expect(hotWords: readonly string[]): void {
    this.#hotWords = hotWords
  }

  end(): void {
    if (this.#open) this.#close(this.#open)
    this.#options.seat.leave()
  }

  #lookOut(samples: Float32Array, voiced: boolean, fromSample: number, toSample: number): void {
    this.#before.push(samples)
    if (voiced) {
      this.#run++
      this.#hole = 0
    } else if (++this.#hole > holeFrames) this.#run = 0
    if (this.#run < startFrames) {
      if (this.#before.length > beforeFrames + startFrames + holeFrames) this.#before.shift()
      return
    }
    this.#open = {
      id: this.#nextId++,
      sound: this.#before,
      soundSample: toSample - this.#before.length * frameMs * 48,
      fromSample: fromSample - (startFrames - 1) * frameMs * 48,
      toSample,
      voicedFrames: this.#run,
      silentFrames: 0,
      sincePartial: 0,
    }
    this.#before = []
    this.#run = 0
  }

  #goOn(open: Open, samples: Float32Array, voiced: boolean, toSample: number): void {
    open.sound.push(samples)
    open.sincePartial++
    if (voiced) {
      open.voicedFrames++
      open.silentFrames = 0
      open.toSample = toSample
    } else open.silentFrames++
    const length = open.sound.length
    if (open.silentFrames >= (length > longFrames ? longEndFrames : endFrames)) this.#close(open)
    else if (length >= longestFrames) this.#cut(open)
    else if (open.sincePartial >= partialFrames && open.silentFrames === 0) void this.#partial(open)
  }

  #close(open: Open): void {
    this.#open = undefined
    const sound = open.sound.slice(0, open.sound.length - Math.max(0, open.silentFrames - afterFrames))
    // The quiet end may be the beginning of what comes next.
    this.#before = open.silentFrames > 0 ? open.sound.slice(-Math.min(open.silentFrames, beforeFrames)) : []
    this.#run = 0
    void this.#final(open, sound)
  }

  /** Goes on in a new utterance from the quietest place of the last seconds. */
  #cut(open: Open): void {
    const at = cutAtQuietest(open.sound, cutFrames)
    const rest = open.sound.slice(at)
    const atSample = open.toSample - (rest.length - open.silentFrames) * frameMs * 48
    void this.#final({ ...open, toSample: atSample }, open.sound.slice(0, at))
    this.#open = {
      ...open,
      id: this.#nextId++,
      sound: rest,
      soundSample: atSample,
      fromSample: atSample,
      voicedFrames: rest.length,
      sincePartial: 0,
    }
  }

  async #partial(open: Open): Promise<void> {
    open.sincePartial = 0
    const { toSample } = open
    const heard = await this.#options.seat.partial(joined(open.sound), { ...this.#asked(open), wordTimes: false, tailMs: 1000 })
    // The final may have overtaken it.
    if (!heard || this.#open !== open || heard.text.trim() === '' || !believable(heard, open.voicedFrames * frameMs)) return
    this.#tell(open, heard.text, false, toSample)
  }

  async #final(open: Open, sound: readonly Float32Array[]): Promise<void> {
    const { seat, lost, took, now } = this.#options
    const { fromSample, toSample } = open
    const soundFromMs = open.soundSample / 48
    const askedMs = now()
    const heard = await seat.final(joined(sound), this.#asked(open))
    if ('unheard' in heard) {
      lost(heard.unheard, { fromSample, toSample })
      return
    }
    took(now() - askedMs)
    // No text is told as well: it says that nothing was said.
    if (!believable(heard, open.voicedFrames * frameMs)) return this.#tell(open, '', true, toSample)
    this.#tell(open, heard.text, true, toSample, timedWords(heard.words, soundFromMs))
  }

  #asked({ voicedFrames }: Open) {
    const { language } = this.#options
    const hotWords = this.#hotWords
    const voicedMs = voicedFrames * frameMs
    return { hotWords, voicedMs, wordTimes: true, ...(language === undefined ? {} : { language }) }
  }

  #tell({ id, fromSample }: Open, text: string, final: boolean, toSample: number, timed?: readonly TimedWord[]): void {
    const words = { utterance: `ear-${id}`, text: text.trim(), final, fromSample, toSample, ...(timed ? { words: timed } : {}) }
    this.#options.tell({ type: 'userWords', source: 'ear', ...words })
  }
}
