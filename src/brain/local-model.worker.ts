/** The process of a small local text model: node-llama-cpp, one thread, no GPU. */
import { type Answerer, serveModel } from '../speech/serve-model.ts'
import { type LocalAnswer, type LocalAsk, localAnswerer } from './local-model-answerer.ts'
import { checkGguf, type LocalModelFile } from './local-model-file.ts'
import type { LlamaRuntime } from './local-model-runtime.ts'

export type LocalSetup = {
  readonly file: LocalModelFile
  /** The address of node-llama-cpp's module. */
  readonly runtime: string
}

const contextSize = 2048

serveModel<LocalSetup, LocalAsk, LocalAnswer>(load)

async function load({ file, runtime }: LocalSetup): Promise<Answerer<LocalAsk, LocalAnswer>> {
  await checkGguf(file)
  // The address is known only at run time, so the module comes without a type of its own.
  const { getLlama } = (await import(runtime)) as LlamaRuntime
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 })
  const model = await llama.loadModel({ modelPath: file.path })
  const context = await model.createContext({ contextSize, batchSize: 64, threads: 1 })
  return localAnswerer(model, context.getSequence())
}
