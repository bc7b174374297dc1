/** The process of the mouth: Piper through sherpa-onnx, one thread, and Flite. */
import { join } from 'node:path'
import sherpa from 'sherpa-onnx-node'
import { resample } from '../audio/resample.ts'
import { evenOut } from './clause-sound.ts'
import { openFlite } from './flite.ts'
import { type Answerer, serveModel } from './serve-model.ts'
import { isSayable } from './text.ts'
import { mouthRate } from './voices.ts'

/** The folders of the models. */
export type MouthSetup = { readonly piper: string; readonly phonemes: string; readonly flite: string }
export type MouthAsk = { readonly text: string; readonly voice: string; readonly speed: number }

const FLITE_RATE = 16_000

/** What brings each voice to −20 dBFS on average; the median of fifteen clauses. */
const usualGain = { joe: 1.41, slt: 0.5 }

serveModel<MouthSetup, MouthAsk, Float32Array>(load)

async function load({ piper, phonemes, flite: fliteFolder }: MouthSetup): Promise<Answerer<MouthAsk, Float32Array>> {
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
    if (!isSayable(text)) return new Float32Array(0)
    if (voice === 'slt') return resample(evenOut(flite(text, voice, speed), FLITE_RATE, usualGain.slt), FLITE_RATE, mouthRate)
    const { samples, sampleRate } = await joe.generateAsync({ text, sid: 0, speed, enableExternalBuffer: false })
    return resample(evenOut(samples, sampleRate, usualGain.joe), sampleRate, mouthRate)
  }
}
