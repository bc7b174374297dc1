/** The bridge's ears, as the tap's calls see them: who gets a listener, and what a call is told of how it goes. */
import { modelPath } from '../models/folder.ts'
import type { DuetError } from '../protocol/errors.ts'
import type { ServerEvent } from '../protocol/session.ts'
import { createEar, type EarModel } from '../speech/ear.ts'
import { EarShare, type EarShareStatus, type Unheard } from '../speech/ear-share.ts'
import type { EarWish } from './tap-batch.ts'
import { type Listener, openListener, type UserWords } from './tap-ear.ts'

export type TapEarSettings = {
  readonly model: EarModel
  /** Ears at once, for all calls together; each takes a core while it listens. */
  readonly ears: number
}
export type EarEvent = Extract<ServerEvent, { type: 'ear' }>
/** News of the ear, without its time. */
export type EarNews = Pick<EarEvent, 'state' | 'detail'>

/** A call that listens, as this file sees it. */
export interface EarCall {
  words(words: UserWords): void
  news(news: EarNews): void
  /** An utterance was given to the ear, or is settled: heard, or given up. */
  asked(): void
  settled(): void
}

/** Words later than this are behind, ms after they were asked for; and no longer when back under half of it. */
const behindMs = 3000

const whyUnheard: Readonly<Record<Unheard['unheard'], string>> = {
  full: 'More was said than the ears could keep up with.',
  failed: 'The ear failed over it twice.',
  none: 'There was no ear at that time.',
}

export class TapEars {
  readonly #share: EarShare | undefined
  readonly #settings: TapEarSettings | null
  readonly #why: string
  readonly #calls = new Set<EarCall>()

  private constructor(settings: TapEarSettings | null, why: string, modelsDir: string) {
    this.#settings = settings
    this.#why = why
    if (!settings) return
    const open = () => createEar({ model: settings.model, modelsDir, restarts: 0 })
    this.#share = new EarShare({ open, ears: settings.ears, onFailure: (error) => this.#failed(error) })
  }

  /** Begins to load them; never throws: without its model there is no ear, and calls are told so. */
  static async open(settings: TapEarSettings | null, modelsDir: string): Promise<TapEars> {
    if (!settings) return new TapEars(null, 'No ear is turned on (DUET_BRIDGE_EAR).', modelsDir)
    try {
      await modelPath(settings.model, modelsDir)
      return new TapEars(settings, '', modelsDir)
    } catch (error) {
      return new TapEars(null, error instanceof Error ? error.message : 'The model of the ear is missing.', modelsDir)
    }
  }

  get status(): (EarShareStatus & { readonly model: string }) | null {
    return this.#share && this.#settings ? { model: this.#settings.model, ...this.#share.status } : null
  }

  /** A listener for a call, or nothing where no ear can hear it; the call is told either way. */
  listen(wish: EarWish, call: EarCall): Listener | undefined {
    const share = this.#share
    const model = this.#settings?.model
    const language = wish.language.split('-')[0] ?? 'en'
    if (!share || share.dead) {
      call.news({ state: 'none', detail: share ? 'The ear cannot be started.' : this.#why })
      return undefined
    }
    if (model === 'whisper-tiny.en' && language !== 'en') {
      call.news({ state: 'none', detail: `The ear tiny.en hears only English; DUET_BRIDGE_EAR=base hears "${language}" too.` })
      return undefined
    }
    call.news({ state: 'listening', detail: model ?? '' })
    this.#calls.add(call)
    let behind = false
    const listener = openListener({
      seat: counted(share.seat(), call),
      hotWords: wish.hotWords,
      language,
      tell: (words) => call.words(words),
      lost: (why) => call.news({ state: 'lost', detail: whyUnheard[why] }),
      took: (ms) => {
        if (behind ? ms > behindMs / 2 : ms <= behindMs) return
        behind = !behind
        call.news(
          behind
            ? { state: 'behind', detail: `words come ${Math.round(ms / 1000)} s late` }
            : { state: 'listening', detail: model ?? '' },
        )
      },
    })
    return {
      frame: (...frame) => listener.frame(...frame),
      missing: (...span) => listener.missing(...span),
      expect: (hotWords) => listener.expect(hotWords),
      end: () => {
        listener.end()
        this.#calls.delete(call)
      },
    }
  }

  #failed(error: DuetError): void {
    const news: EarNews = this.#share?.dead
      ? { state: 'none', detail: `The ear cannot be started: ${error.message}` }
      : { state: 'restarted', detail: error.message }
    for (const call of this.#calls) call.news(news)
  }
}

/** The seat, with its call told of every final that is out. */
function counted(seat: ReturnType<EarShare['seat']>, call: EarCall): ReturnType<EarShare['seat']> {
  return {
    ...seat,
    async final(pcm, asked) {
      call.asked()
      try {
        return await seat.final(pcm, asked)
      } finally {
        // After the listener has told the words.
        setImmediate(() => call.settled())
      }
    },
  }
}
