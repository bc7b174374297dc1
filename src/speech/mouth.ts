/** The mouth: text to speech, a clause at a time, in a process of its own. */
import { modelPath } from '../models/folder.ts'
import { DuetError } from '../protocol/errors.ts'
import { ModelProcess } from './model-process.ts'
import type { MouthAnswer, MouthAsk, MouthSetup } from './mouth.worker.ts'
import type { Mouth } from './speech.ts'
import { smallVoices } from './voices.ts'

/** A clause, or a few sentences: more is cut up by the caller, who wants the first sound early. */
const longestText = 1000
const speeds = { least: 0.5, most: 2 }

/**
 * Starts the mouth with the voices `joe` (male, natural) and `slt` (female, statistical); about 300 MB.
 * An aborted clause resolves at once, empty; the model finishes it unheard before the next one starts.
 * @throws DuetError `model.missing`, `model.failed`; `say` throws `voice.unknown` and `request.invalid`
 */
export async function createMouth(options: { readonly modelsDir: string }): Promise<Mouth> {
  const { modelsDir } = options
  const setup: MouthSetup = {
    piper: await modelPath('piper-joe', modelsDir),
    phonemes: await modelPath('espeak-ng-data', modelsDir),
    flite: await modelPath('flite', modelsDir),
  }
  const entry = new URL('./mouth.worker.ts', import.meta.url)
  const process = await ModelProcess.open<MouthSetup, MouthAsk, MouthAnswer>({ name: 'mouth', entry, setup })
  return {
    voices: smallVoices,
    async say(text, { voice, speed = 1, signal }) {
      const known = smallVoices.find(({ id }) => id === voice)
      if (!known) throw new DuetError('voice.unknown', `'${voice}' is not one of ${smallVoices.map(({ id }) => id).join(', ')}.`)
      if (text.length > longestText)
        throw new DuetError('request.invalid', `The mouth takes at most ${longestText} characters at once.`, { field: 'text' })
      const bounded = Math.min(speeds.most, Math.max(speeds.least, speed))
      const answer = await process.ask({ text, voice: known.id, speed: bounded }, signal)
      const { sampleRate } = known
      if (!answer) return { samples: new Float32Array(0), sampleRate, aborted: true, ms: 0 }
      return { samples: answer.value, sampleRate, aborted: false, ms: answer.ms }
    },
    close: () => process.close(),
  }
}
