/** The ear: speech to text by Whisper, in a process of its own. */
import { modelPath } from '../models/folder.ts'
import { DuetError } from '../protocol/errors.ts'
import type { EarAnswer, EarAsk, EarSetup } from './ear.worker.ts'
import { ModelProcess } from './model-process.ts'
import type { Ear, Heard } from './speech.ts'

export type EarModel = 'whisper-tiny.en' | 'whisper-base'

const sampleRate = 16_000
const longestMs = 30_000
/** With less silence behind the sound Whisper repeats itself more often. */
const tailMs = 2000
const nothing: Omit<Heard, 'stopped'> = { text: '', words: [], language: 'en', logprob: 0, noSpeech: 1, ms: 0 }

/**
 * Starts an ear and loads its model; about 350 MB for tiny.en, 440 MB for base.
 * @throws DuetError `model.missing`, `model.failed`
 */
export async function createEar(options: {
  readonly model?: EarModel
  readonly modelsDir: string
  /** How often within a minute it is started again if it dies; 3 if not given. */
  readonly restarts?: number
}): Promise<Ear> {
  const { model = 'whisper-tiny.en', modelsDir } = options
  const setup: EarSetup = { folder: await modelPath(model, modelsDir) }
  const entry = new URL('./ear.worker.ts', import.meta.url)
  const limits = options.restarts === undefined ? {} : { maxRestarts: options.restarts }
  const process = await ModelProcess.open<EarSetup, EarAsk, EarAnswer>({ name: 'ear', entry, setup, ...limits })
  return {
    name: model,
    get pid() {
      return process.pid
    },
    async hear(pcm, { signal, tailMs: tail = tailMs, ...asked } = {}) {
      if (pcm.length > (longestMs / 1000) * sampleRate)
        throw new DuetError('request.invalid', `The ear takes at most ${longestMs} ms of sound at once.`, { field: 'pcm' })
      if (pcm.length === 0) return { ...nothing, stopped: 'end' }
      const answer = await process.ask({ pcm, tailMs: tail, ...asked }, signal)
      return answer ? { ...answer.value, ms: answer.ms } : { ...nothing, stopped: 'abort' }
    },
    close: () => process.close(),
  }
}
