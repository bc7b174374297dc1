/** What the calls of one fake server share: the place in it, the persona and voice its one model is set to, and whether it lives. */
import { voiceName } from '../../personas/voices.ts'
import { FifoLock } from './lock.ts'
import type { Quirks } from './quirks.ts'

export class FakeModel {
  readonly lock = new FifoLock()
  /** The persona and voice last set, by whoever connected last. */
  prompt = ''
  voice = ''
  hanging = false
  #voiceAsked = ''
  readonly #failing: string | undefined

  constructor(quirks: Quirks) {
    this.#failing = quirks['voice-load-fails']
  }

  /**
   * Sets the persona and loads the voice file, as PersonaPlex does before a caller's turn has come.
   * @returns why it fails; undefined when it worked
   */
  set(prompt: string, voiceFile: string): string | undefined {
    // The name is remembered before the file is read: a second try skips the reading and keeps the voice there was.
    if (voiceFile !== this.#voiceAsked) {
      this.#voiceAsked = voiceFile
      const file = voiceFile.split('/').at(-1) ?? ''
      const name = file.endsWith('.pt') ? voiceName(file) : undefined
      if (name === undefined || name === voiceName(this.#failing ?? '')) return `FileNotFoundError: ${voiceFile}`
      this.voice = name
    }
    this.prompt = prompt
    return undefined
  }
}
