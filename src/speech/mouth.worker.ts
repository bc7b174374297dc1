/** The process of the mouth: Piper through sherpa-onnx, one thread, and Flite. */
import { join } from 'node:path'
import sherpa from 'sherpa-onnx-node'
import { evenOut } from './clause-sound.ts'
import { openFlite } from './flite.ts'
import { type Answerer, serveModel } from './serve-model.ts'
import type { smallVoices } from './voices.ts'

/** The folders of the models. */
export type MouthSetup = { readonly piper: string; readonly phonemes: string; readonly flite: string }
export type MouthAsk = { readonly text: string; readonly voice: (typeof smallVoices)[number]['id']; readonly speed: number }
export type MouthAnswer = Float32Array

/** What brings each voice to −20 dBFS on average; measured over sixty clauses. */
const usualGain = { joe: 1, slt: 1 }

serveModel<MouthSetup, MouthAsk, MouthAnswer>(load)

async function load({ piper, phonemes, flite: fliteFolder }: MouthSetup): Promise<Answerer<MouthAsk, MouthAnswer>> {
  const vits = {
    model: join(piper, 'voice.onnx'),
    tokens: join(piper, 'tokens.txt'),
    dataDir: join(phonemes, 'espeak-ng-data'),
    noiseScale: 0.667,
    noiseScaleW: 0.8,
    lengthScale: 1,
  }
  const model = { vits, numThreads: 1, provider: 'cpu', debug: false } as const
  const joe = await sherpa.OfflineTts.createAsync({ model, maxNumSentences: 1 })
  const flite = openFlite(fliteFolder)

  return async ({ text, voice, speed }, wanted) => {
    if (!(await wanted())) return undefined
    if (!/[\p{L}\p{N}]/u.test(text)) return new Float32Array(0) // nothing that could be said
    if (voice === 'slt') return evenOut(flite(text, voice, speed), 16_000, usualGain.slt)
    let dropped = false
    const { samples, sampleRate } = await joe.generateAsync({
      text,
      sid: 0,
      speed,
      enableExternalBuffer: false,
      onProgress: () => {
        void wanted().then((still) => {
          dropped = !still
        })
        return dropped ? 0 : 1
      },
    })
    return evenOut(samples, sampleRate, usualGain.joe)
  }
}
