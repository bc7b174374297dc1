/** The mouth: text to speech, a clause at a time, in a process of its own. */
import { modelPath } from '../models/folder.ts'
import { DuetError } from '../protocol/errors.ts'
import { ModelProcess } from './model-process.ts'
import type { MouthAsk, MouthSetup } from './mouth.worker.ts'
import type { Mouth, Voice } from './speech.ts'
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
  const process = await ModelProcess.open<MouthSetup, MouthAsk, Float32Array>({ name: 'mouth', entry, setup })
  return mouthOf(smallVoices, process, (text, voice, speed) => ({ text, voice: voice.id, speed }))
}

/** A mouth with these voices before a process that says a clause: checks, bounds, and what an aborted clause looks like. */
export function mouthOf<Setup, Ask>(
  voices: readonly Voice[],
  process: ModelProcess<Setup, Ask, Float32Array>,
  ask: (text: string, voice: Voice, speed: number) => Ask,
): Mouth {
  return {
    voices,
    async say(text, { voice: id, speed = 1, signal }) {
      const voice = voices.find((one) => one.id === id)
      if (!voice) throw new DuetError('voice.unknown', `'${id}' is not one of ${voices.map((one) => one.id).join(', ')}.`)
      if (text.length > longestText)
        throw new DuetError('request.invalid', `The mouth takes at most ${longestText} characters at once.`, { field: 'text' })
      const answer = await process.ask(ask(text, voice, Math.min(speeds.most, Math.max(speeds.least, speed))), signal)
      const { sampleRate } = voice
      if (!answer) return { samples: new Float32Array(0), sampleRate, aborted: true, ms: 0 }
      return { samples: answer.value, sampleRate, aborted: false, ms: answer.ms }
    },
    close: () => process.close(),
  }
}
