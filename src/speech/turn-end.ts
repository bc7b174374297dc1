/** Whether a turn is over by how it sounds: smart-turn, in a process of its own. */
import { modelPath } from '../models/folder.ts'
import { ModelProcess } from './model-process.ts'
import type { TurnEnd } from './speech.ts'
import type { TurnEndAnswer, TurnEndAsk, TurnEndSetup } from './turn-end.worker.ts'
import { turnSoundSamples } from './turn-features.ts'

/**
 * Starts the turn-end model.
 * @throws DuetError `model.missing`, `model.failed`
 */
export async function createTurnEnd(options: { readonly modelsDir: string }): Promise<TurnEnd> {
  const setup: TurnEndSetup = { folder: await modelPath('smart-turn-v3.2', options.modelsDir) }
  const entry = new URL('./turn-end.worker.ts', import.meta.url)
  const process = await ModelProcess.open<TurnEndSetup, TurnEndAsk, TurnEndAnswer>({ name: 'turn end', entry, setup })
  return {
    async finished(pcm, signal) {
      const answer = await process.ask({ pcm: pcm.subarray(-turnSoundSamples) }, signal)
      return answer?.value
    },
    close: () => process.close(),
  }
}
