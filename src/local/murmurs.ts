/** Sounds of listening along in every voice: said once by the mouth and kept, beforehand or when first wanted. */
import type { Logger } from 'pino'
import type { Mouth, Voice } from '../speech/speech.ts'

export type Murmur = {
  readonly text: string
  /** Mono at 24 kHz. */
  readonly samples: Float32Array
}

const TEXTS = ['Mm-hmm.', 'Uh-huh.', 'Right.', 'I see.'] as const

export class Murmurs {
  readonly #mouth: Pick<Mouth, 'say'>
  readonly #log: Pick<Logger, 'warn'>
  readonly #said = new Map<string, Promise<void>>()
  readonly #ready = new Map<string, Murmur[]>()
  readonly #given = new Map<string, number>()

  constructor(mouth: Pick<Mouth, 'say'>, log: Pick<Logger, 'warn'>) {
    this.#mouth = mouth
    this.#log = log
  }

  /** Says all of these voices' murmurs, so that the first one wanted is there. */
  async prepare(voices: readonly Voice[]): Promise<void> {
    for (const voice of voices) await this.#say(voice.id)
  }

  /**
   * The next murmur of a voice, in turn; `undefined` while there is none yet: a mouth that is slow says it now, while its caller is telling
   * something and nothing else is to be said, and has it the next time.
   */
  next(voice: string): Murmur | undefined {
    void this.#say(voice)
    const ready = this.#ready.get(voice) ?? []
    const given = this.#given.get(voice) ?? 0
    this.#given.set(voice, given + 1)
    return ready[given % Math.max(1, ready.length)]
  }

  /** Never throws: a voice that cannot murmur stays silent. */
  #say(voice: string): Promise<void> {
    const known = this.#said.get(voice)
    if (known) return known
    const saying = this.#sayAll(voice)
    this.#said.set(voice, saying)
    return saying
  }
  async #sayAll(voice: string): Promise<void> {
    const ready: Murmur[] = []
    this.#ready.set(voice, ready)
    try {
      for (const text of TEXTS) {
        const { samples } = await this.#mouth.say(text, { voice })
        ready.push({ text, samples })
      }
    } catch (thrown) {
      this.#log.warn({ err: thrown, voice }, 'the mouth could not murmur')
    }
  }
}
