import { expect, it } from 'vitest'
import { defaultModelsDir, status } from '../models/folder.ts'
import { createEar } from './ear.ts'
import { createKokoroMouth } from './kokoro-mouth.ts'

const modelsDir = process.env.DUET_MODELS_DIR || defaultModelsDir()
/** 93 MB that two cores do not need: tested where somebody has fetched them. */
const there = (await status(['kokoro-82m', 'espeak-ng-data', 'whisper-tiny.en'], modelsDir)).every(
  (one) => one.state === 'present',
)

it.skipIf(!there)('voices of both genders and accents are understood by the ear', async () => {
  const [mouth, ear] = await Promise.all([createKokoroMouth({ modelsDir }), createEar({ modelsDir })])
  try {
    for (const voice of ['af_heart', 'bm_george']) {
      const { samples, sampleRate } = await mouth.say('The library closes at seven on Friday.', { voice })
      const at16k = Float32Array.from(
        { length: (samples.length * 2) / 3 },
        (_, i) => samples[Math.round((i * sampleRate) / 16_000)] ?? 0,
      )
      const heard = await ear.hear(at16k)
      expect(heard.text.toLowerCase()).toMatch(/^the library closes at (seven|7) on friday/)
    }
  } finally {
    await Promise.all([mouth.close(), ear.close()])
  }
})
