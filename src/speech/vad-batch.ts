/** Voice activity of many streams at once: their next frames go through the model as one batch, for a fraction of the cost of one by one. */
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { modelPath } from '../models/folder.ts'

/** Samples at 16 kHz: what a call brings, and how many before them the model sees again. */
const frameSamples = 512
const contextSamples = 64
const inputSamples = contextSamples + frameSamples
/** The model's memory: two layers of this many. */
const stateSize = 128
/** More frames than this go in several runs: the gain is spent by then, and memory stays bounded. */
const largestBatch = 64

/** One stream of sound, as the model remembers it. */
export type VadStream = {
  readonly state: Float32Array
  readonly context: Float32Array
}
export type VadJob = {
  readonly stream: VadStream
  /** 512 samples at 16 kHz. */
  readonly frame: Float32Array
}

export interface VadBatch {
  /** The probability of speech in each frame. No stream may occur twice: its second frame needs the first one's result. */
  run(jobs: readonly VadJob[]): Promise<Float32Array>
}

export function openVadStream(): VadStream {
  return { state: new Float32Array(2 * stateSize), context: new Float32Array(contextSamples) }
}

/** The stream as if nothing had been heard. */
export function resetVadStream(stream: VadStream): void {
  stream.state.fill(0)
  stream.context.fill(0)
}

/**
 * Loads the model. `run` takes the caller's thread for as long as it computes.
 * @throws DuetError `model.missing`
 */
export async function createVadBatch(options: { readonly modelsDir: string }): Promise<VadBatch> {
  const path = join(await modelPath('silero-vad-v5', options.modelsDir), 'silero_vad_v5.onnx')
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1 })
  const sr = new Tensor('int64', BigInt64Array.of(16_000n), [])
  return {
    async run(jobs) {
      const out = new Float32Array(jobs.length)
      for (let from = 0; from < jobs.length; from += largestBatch) {
        const part = jobs.slice(from, from + largestBatch)
        const { output, stateN } = await session.run({ ...gather(part), sr })
        // The model's outputs are floats of these shapes: [n, 1] and [2, n, 128].
        out.set(output?.data as Float32Array, from)
        scatter(part, stateN?.data as Float32Array)
      }
      return out
    },
  }
}

function gather(jobs: readonly VadJob[]): { readonly input: Tensor; readonly state: Tensor } {
  const n = jobs.length
  const sound = new Float32Array(n * inputSamples)
  const state = new Float32Array(2 * n * stateSize)
  for (const [i, { stream, frame }] of jobs.entries()) {
    if (frame.length !== frameSamples) throw new RangeError(`a frame has ${frameSamples} samples, not ${frame.length}`)
    sound.set(stream.context, i * inputSamples)
    sound.set(frame, i * inputSamples + contextSamples)
    state.set(stream.state.subarray(0, stateSize), i * stateSize)
    state.set(stream.state.subarray(stateSize), (n + i) * stateSize)
  }
  return { input: new Tensor('float32', sound, [n, inputSamples]), state: new Tensor('float32', state, [2, n, stateSize]) }
}

function scatter(jobs: readonly VadJob[], state: Float32Array): void {
  const n = jobs.length
  for (const [i, { stream, frame }] of jobs.entries()) {
    stream.context.set(frame.subarray(frameSamples - contextSamples))
    stream.state.set(state.subarray(i * stateSize, (i + 1) * stateSize))
    stream.state.set(state.subarray((n + i) * stateSize, (n + i + 1) * stateSize), stateSize)
  }
}
