/** The process of the embedding model: word pieces, model, mean over the words, unit length; one thread. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { type Answerer, serveModel } from './serve-model.ts'

export type EmbedSetup = { readonly folder: string }
export type EmbedAsk = { readonly texts: readonly string[] }
export type EmbedAnswer = readonly Float32Array[]

/** The model was trained on 128 word pieces; what is longer is cut. */
const maxPieces = 256
const dimensions = 384

serveModel<EmbedSetup, EmbedAsk, EmbedAnswer>(load)

async function load({ folder }: EmbedSetup): Promise<Answerer<EmbedAsk, EmbedAnswer>> {
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1 }
  const model = await InferenceSession.create(join(folder, 'model.onnx'), options)
  const tokenizer = new Tokenizer(JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')), {})
  return async ({ texts }, wanted) => {
    const vectors: Float32Array[] = []
    // One at a time: batching gains little at these lengths, and padding would lose it again.
    for (const text of texts) {
      if (!(await wanted())) return undefined
      vectors.push(await embedOne(model, piecesOf(tokenizer, text)))
    }
    return vectors
  }
}

function piecesOf(tokenizer: Tokenizer, text: string): readonly number[] {
  const { ids } = tokenizer.encode(text)
  const last = ids.at(-1)
  return ids.length <= maxPieces || last === undefined ? ids : [...ids.slice(0, maxPieces - 1), last]
}

async function embedOne(model: InferenceSession, pieces: readonly number[]): Promise<Float32Array> {
  const shape = [1, pieces.length]
  const int64 = (values: readonly number[]) => new Tensor('int64', BigInt64Array.from(values, BigInt), shape)
  const inputs = {
    input_ids: int64(pieces),
    attention_mask: int64(pieces.map(() => 1)),
    token_type_ids: int64(pieces.map(() => 0)),
  }
  const output = await model.run(Object.fromEntries(model.inputNames.map((name) => [name, inputs[name as keyof typeof inputs]]))) // a BERT graph takes these three or fewer
  const hidden = output[model.outputNames[0] ?? '']
  if (!(hidden?.data instanceof Float32Array) || hidden.dims.at(-1) !== dimensions)
    throw new Error('not a model of 384 dimensions')
  const vector = new Float32Array(dimensions)
  for (let i = 0; i < hidden.data.length; i++) {
    const d = i % dimensions
    vector[d] = (vector[d] ?? 0) + (hidden.data[i] ?? 0)
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}
