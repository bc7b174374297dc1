/** The process of the Kokoro mouth, through sherpa-onnx. */
import { join } from 'node:path'
import sherpa from 'sherpa-onnx-node'
import { evenOut } from './clause-sound.ts'
import { type Answerer, serveModel } from './serve-model.ts'
import { isSayable } from './text.ts'

export type KokoroSetup = { readonly folder: string; readonly phonemes: string; readonly threads: number }
export type KokoroAsk = { readonly text: string; readonly speaker: number; readonly speed: number }

serveModel<KokoroSetup, KokoroAsk, Float32Array>(load)

async function load({ folder, phonemes, threads }: KokoroSetup): Promise<Answerer<KokoroAsk, Float32Array>> {
  const kokoro = {
    model: join(folder, 'voice.onnx'),
    voices: join(folder, 'voices.bin'),
    tokens: join(folder, 'tokens.txt'),
    dataDir: join(phonemes, 'espeak-ng-data'),
    lengthScale: 1,
  }
  const model = { kokoro, numThreads: threads, provider: 'cpu', debug: false } as const
  const tts = await sherpa.OfflineTts.createAsync({ model, maxNumSentences: 1 })
  return async ({ text, speaker, speed }, wanted) => {
    if (!(await wanted())) return undefined
    if (!isSayable(text)) return new Float32Array(0)
    const { samples, sampleRate } = await tts.generateAsync({ text, sid: speaker, speed, enableExternalBuffer: false })
    return evenOut(samples, sampleRate)
  }
}
