/** A mouth with 28 natural English voices, for machines with more than two cores and for making test speech. */
import { modelPath } from '../models/folder.ts'
import type { KokoroAsk, KokoroSetup } from './kokoro.worker.ts'
import { ModelProcess } from './model-process.ts'
import { mouthOf } from './mouth.ts'
import type { Mouth, Voice } from './speech.ts'

const sampleRate = 24_000
/** Kokoro's names: language (a American, b British), gender, name. Sorted, as their styles are stored. */
const names = [
  'af_alloy af_aoede af_bella af_heart af_jessica af_kore af_nicole af_nova af_river af_sarah af_sky',
  'am_adam am_echo am_eric am_fenrir am_liam am_michael am_onyx am_puck am_santa',
  'bf_alice bf_emma bf_isabella bf_lily bm_daniel bm_fable bm_george bm_lewis',
]
export const kokoroVoices: readonly Voice[] = names
  .flatMap((line) => line.split(' '))
  .map((id) => {
    const name = id.slice(3)
    const label = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
    return { id, label, gender: id[1] === 'f' ? 'female' : 'male', sampleRate }
  })

/**
 * Starts Kokoro. On one thread it takes about as long to say something as the saying lasts, and 700 MB.
 * @param options.threads of the processor, 1 unless said otherwise
 * @throws DuetError `model.missing`, `model.failed`; `say` throws `voice.unknown` and `request.invalid`
 */
export async function createKokoroMouth(options: { readonly modelsDir: string; readonly threads?: number }): Promise<Mouth> {
  const { modelsDir, threads = 1 } = options
  const setup: KokoroSetup = {
    folder: await modelPath('kokoro-82m', modelsDir),
    phonemes: await modelPath('espeak-ng-data', modelsDir),
    threads,
  }
  const entry = new URL('./kokoro.worker.ts', import.meta.url)
  const answerTimeoutMs = 180_000
  const process = await ModelProcess.open<KokoroSetup, KokoroAsk, Float32Array>({ name: 'mouth', entry, setup, answerTimeoutMs })
  return mouthOf(kokoroVoices, process, (text, voice, speed) => ({ text, speed, speaker: kokoroVoices.indexOf(voice) }))
}
