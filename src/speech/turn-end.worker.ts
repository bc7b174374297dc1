/** The process of the turn-end model: features and model on onnxruntime, one thread. */
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { type Answerer, serveModel } from './serve-model.ts'
import { openTurnFeatures } from './turn-features.ts'

export type TurnEndSetup = { readonly folder: string }
export type TurnEndAsk = { readonly pcm: Float32Array }
/** The probability that the turn is over. */
export type TurnEndAnswer = number

serveModel<TurnEndSetup, TurnEndAsk, TurnEndAnswer>(load)

async function load({ folder }: TurnEndSetup): Promise<Answerer<TurnEndAsk, TurnEndAnswer>> {
  const path = join(folder, 'smart-turn.onnx')
  const model = await InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1 })
  const features = await openTurnFeatures()
  return async ({ pcm }, wanted) => {
    if (!(await wanted())) return undefined
    const input_features = new Tensor('float32', await features(pcm), [1, 80, 800])
    if (!(await wanted())) return undefined
    const { logits } = await model.run({ input_features })
    return Number(logits?.data[0]) // the graph ends in a sigmoid, whatever the name says
  }
}
