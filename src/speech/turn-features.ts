/** The turn-end model's input: Whisper's log-mel frames of the last eight seconds. */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { logMel } from '../models/log-mel.ts'
import { elementType, OnnxGraph } from '../models/onnx-graph.ts'

/** Eight seconds at 16 kHz: 800 frames of 80 mels. */
export const turnSoundSamples = 128_000
const mels = 80
const frames = 800
const marginSamples = 200

/** Takes at most eight seconds at 16 kHz, gives [80, 800] row by row. */
export type TurnFeatures = (pcm: Float32Array) => Promise<Float32Array>

/** The analysis as a small graph of its own, which onnxruntime computes in a few milliseconds. */
export async function openTurnFeatures(): Promise<TurnFeatures> {
  const graph = new OnnxGraph()
  graph.input('pcm', elementType.float32, [1, 1, turnSoundSamples + 2 * marginSamples - 160])
  graph.op('Identity', [logMel(graph, 'pcm', mels)], {}, { outputs: ['features'] })
  graph.output('features', elementType.float32, [1, mels, frames])
  const session = await InferenceSession.create(Buffer.concat(graph.parts()), { intraOpNumThreads: 1, interOpNumThreads: 1 })
  return async (pcm) => {
    const sound = turnSound(pcm)
    const { features } = await session.run({ pcm: new Tensor('float32', sound, [1, 1, sound.length]) })
    if (!(features?.data instanceof Float32Array)) throw new Error('the features are not floats')
    return features.data
  }
}

/**
 * Zeros in front, all of it scaled to mean 0 and variance 1, both ends mirrored by half a window. Whisper's last frame
 * is dropped, so 160 samples of the mirrored end are not needed.
 */
export function turnSound(pcm: Float32Array): Float32Array {
  const recent = pcm.subarray(-turnSoundSamples)
  let sum = 0
  let squares = 0
  for (const sample of recent) {
    sum += sample
    squares += sample * sample
  }
  const mean = sum / turnSoundSamples
  const deviation = Math.sqrt(Math.max(0, squares / turnSoundSamples - mean * mean) + 1e-7)
  const scaled = new Float32Array(turnSoundSamples).fill(-mean / deviation)
  const zeros = turnSoundSamples - recent.length
  for (const [i, sample] of recent.entries()) scaled[zeros + i] = (sample - mean) / deviation
  const out = new Float32Array(turnSoundSamples + 2 * marginSamples - 160)
  out.set(scaled, marginSamples)
  for (let i = 0; i < marginSamples; i++) out[marginSamples - 1 - i] = scaled[i + 1] ?? 0
  for (let i = 0; i < marginSamples - 160; i++) out[marginSamples + turnSoundSamples + i] = scaled[turnSoundSamples - 2 - i] ?? 0
  return out
}
