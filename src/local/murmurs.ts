/** Sounds of listening along in every voice: said once by the mouth and kept, beforehand or when first wanted. */
import type { Logger } from 'pino'
import type { Mouth, Voice } from '../speech/speech.ts'

export type Murmur = {
  readonly text: string
  /** Mono at 24 kHz. */
  readonly samples: Float32Array
}

const TEXTS = ['Mm-hmm.', 'Uh-huh.', 'Right.', 'I see.'] as const
/** Sets of sounds that are kept; one more takes the place of the oldest. */
const MOST_SETS = 40

type Kept = { readonly ready: Murmur[]; readonly said: Promise<void>; given: number }

export class Murmurs {
  readonly #mouth: Pick<Mouth, 'say'>
  readonly #log: Pick<Logger, 'warn'>
  readonly #sets = new Map<string, Kept>()

  constructor(mouth: Pick<Mouth, 'say'>, log: Pick<Logger, 'warn'>) {
    this.#mouth = mouth
    this.#log = log
  }

  /** Says all of these voices' murmurs, so that the first one wanted is there. */
  async prepare(voices: readonly Voice[]): Promise<void> {
    for (const voice of voices) await this.#set(voice.id, TEXTS).said
  }

  /**
   * The next murmur of a voice, in turn; `undefined` while there is none yet: a mouth that is slow says it now, while its caller is telling
   * something and nothing else is to be said, and has it the next time.
   * @param texts a persona's own; empty: the usual ones
   */
  next(voice: string, texts: readonly string[] = []): Murmur | undefined {
    const set = this.#set(voice, texts.length > 0 ? texts : TEXTS)
    const murmur = set.ready[set.given % Math.max(1, set.ready.length)]
    set.given += 1
    return murmur
  }

  #set(voice: string, texts: readonly string[]): Kept {
    const key = JSON.stringify([voice, texts])
    const known = this.#sets.get(key)
    if (known) return known
    const ready: Murmur[] = []
    const set: Kept = { ready, said: this.#sayAll(voice, texts, ready), given: 0 }
    this.#sets.set(key, set)
    const [oldest] = this.#sets.keys()
    if (this.#sets.size > MOST_SETS && oldest !== undefined) this.#sets.delete(oldest)
    return set
  }

  /** Never throws: a voice that cannot murmur stays silent. */
  async #sayAll(voice: string, texts: readonly string[], ready: Murmur[]): Promise<void> {
    try {
      for (const text of texts) {
        // A mouth falls with its voice at the end of a sentence.
        const sentence = /[.!?]$/.test(text) ? text : `${text}.`
        const { samples } = await this.#mouth.say(sentence, { voice })
        ready.push({ text, samples })
      }
    } catch (thrown) {
      this.#log.warn({ err: thrown, voice }, 'the mouth could not murmur')
    }
  }
}
