/**
 * Rewrites a CTranslate2 Whisper as two ONNX graphs with 8-bit weights.
 *
 * encoder: `pcm` f32 [1, 1, 320·T + 240] → `ck0`, `cv0`, `ck1`, … [1, heads, T, width of a head]: the decoder's keys and
 * values over the sound, mel analysis included; 200 samples of reflected sound stand in front and 40 behind.
 * decoder: `ids` i64 [1, n], `at` i64 [n] (positions), `want` i64 [m] (rows to score), past keys and values `pk0`, `pv0`, …
 * and the encoder's → `logits` f32 [1, m, vocabulary], keys and values with the new tokens `nk0`, `nv0`, …, and `align` f32
 * [1, alignment heads, m, T]: the scores of those cross-attention heads that follow the words through the sound.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CTranslate2Model } from './ctranslate2.ts'
import { logMel } from './log-mel.ts'
import { elementType, OnnxGraph } from './onnx-graph.ts'
import { textTokens } from './text-tokens.ts'

/** `blocks`: a scale for every 32 weights of a row, made for one token at a time. `rows`: a scale a row, for whole sounds. */
type Quantisation = 'blocks' | 'rows'

/** What the ear must know beside the graphs, written as `whisper.json`. */
export const whisperConfigSchema = z.object({
  heads: z.number().int(),
  width: z.number().int(),
  decoderLayers: z.number().int(),
  /** Tokens never to be chosen, and those not to be chosen first. */
  suppress: z.array(z.number().int()),
  suppressFirst: z.array(z.number().int()),
  /** The bytes of every text token, base64; the end token's id is their count. */
  tokens: z.array(z.string()),
})
export type WhisperConfig = z.infer<typeof whisperConfigSchema>

const sourceConfigSchema = z.object({
  suppress_ids: z.array(z.number().int()),
  suppress_ids_begin: z.array(z.number().int()),
  /** [layer, head] of the decoder's cross-attention. */
  alignment_heads: z.array(z.tuple([z.number().int(), z.number().int()])).min(1),
})

/** Reads `model.bin`, `config.json` and `tokenizer.json`, writes `encoder.onnx`, `decoder.onnx` and `whisper.json`. */
export function whisperToOnnx(from: string, to: string): void {
  const model = new CTranslate2Model(readFileSync(join(from, 'model.bin')))
  const config = sourceConfigSchema.parse(JSON.parse(readFileSync(join(from, 'config.json'), 'utf8')))
  const heads = model.int('encoder/num_heads')
  const width = model.tensor('encoder/conv1/bias').data.length
  const decoderLayers = model.layers('decoder/layer_')
  writeEncoder(model, { heads, width, decoderLayers }, join(to, 'encoder.onnx'))
  writeDecoder(model, { heads, width, decoderLayers }, config.alignment_heads, join(to, 'decoder.onnx'))
  const tokenizer = join(from, 'tokenizer.json')
  if (!existsSync(tokenizer)) throw new Error('the model has no tokenizer.json')
  const whisper: WhisperConfig = {
    heads,
    width,
    decoderLayers,
    suppress: config.suppress_ids.filter((id) => id > 0),
    suppressFirst: config.suppress_ids_begin,
    tokens: textTokens(JSON.parse(readFileSync(tokenizer, 'utf8'))).map((bytes) => bytes.toString('base64')),
  }
  writeFileSync(join(to, 'whisper.json'), JSON.stringify(whisper))
}

type Shape = { readonly heads: number; readonly width: number; readonly decoderLayers: number }

function writeEncoder(model: CTranslate2Model, { heads, width, decoderLayers }: Shape, path: string): void {
  const layers = new Layers(model, 'rows')
  const { graph } = layers
  graph.input('pcm', elementType.float32, [1, 1, 'samples'])
  let x = logMel(graph, 'pcm', model.tensor('encoder/conv1/weight').shape[1] ?? 80)
  for (const [i, stride] of [1, 2].entries()) {
    const weights = [layers.same(`encoder/conv${i + 1}/weight`), layers.same(`encoder/conv${i + 1}/bias`)]
    x = graph.op('Gelu', [graph.op('Conv', [x, ...weights], { strides: [stride], pads: [1, 1], kernel_shape: [3] })])
  }
  x = graph.op('Transpose', [x], { perm: [0, 2, 1] })
  const length = graph.op('Gather', [graph.op('Shape', [x]), graph.ints(1)], { axis: 0 })
  const positions = layers.same('encoder/position_encodings/encodings')
  x = graph.op('Add', [x, graph.op('Slice', [positions, graph.ints(0), length, graph.ints(0)])])
  for (let i = 0; i < model.layers('encoder/layer_'); i++) {
    const self = `encoder/layer_${i}/self_attention`
    const qkv = layers.split(layers.norm(x, self), `${self}/linear_0`, 3)
    const y = graph.microsoft('MultiHeadAttention', qkv, { num_heads: heads })
    x = layers.feedForward(graph.op('Add', [x, layers.linear(y, `${self}/linear_1`)]), `encoder/layer_${i}/ffn`)
  }
  x = layers.norm(x, 'encoder')
  for (let i = 0; i < decoderLayers; i++)
    for (const [part, name] of [`ck${i}`, `cv${i}`].entries()) {
      const y = layers.linear(x, `decoder/layer_${i}/attention/linear_1`, { part, of: 2 })
      const split = graph.op('Reshape', [y, graph.ints(1, -1, heads, width / heads)])
      graph.op('Transpose', [split], { perm: [0, 2, 1, 3] }, { outputs: [name] })
      graph.output(name, elementType.float32, [1, heads, 'context', width / heads])
    }
  graph.save(path)
}

function writeDecoder(
  model: CTranslate2Model,
  { heads, width, decoderLayers }: Shape,
  alignment: readonly (readonly [number, number])[],
  path: string,
): void {
  const layers = new Layers(model, 'blocks')
  const { graph } = layers
  const perHead = width / heads
  graph.input('ids', elementType.int64, [1, 'n'])
  graph.input('at', elementType.int64, ['n'])
  graph.input('want', elementType.int64, ['m'])
  const embeddings = model.tensor('decoder/embeddings/weight')
  // the lookup stays in half floats: only a few rows are read a step
  const table = graph.weights('table', embeddings.shape, Float16Array.from(embeddings.data))
  const row = graph.op('Cast', [graph.op('Gather', [table, 'ids'], { axis: 0 })], { to: elementType.float32 })
  const aligned: string[] = []
  const position = graph.op('Gather', [layers.same('decoder/position_encodings/encodings'), 'at'], { axis: 0 })
  let x = graph.op('Add', [row, position])
  for (let i = 0; i < decoderLayers; i++) {
    for (const name of [`pk${i}`, `pv${i}`]) graph.input(name, elementType.float32, [1, heads, 'past', perHead])
    for (const name of [`ck${i}`, `cv${i}`]) graph.input(name, elementType.float32, [1, heads, 'context', perHead])
    const self = `decoder/layer_${i}/self_attention`
    const inputs = [...layers.split(layers.norm(x, self), `${self}/linear_0`, 3), '', '', '', `pk${i}`, `pv${i}`]
    const y = graph.microsoft('MultiHeadAttention', inputs, { num_heads: heads, unidirectional: 1 }, [
      `sa${i}`,
      `nk${i}`,
      `nv${i}`,
    ])
    for (const name of [`nk${i}`, `nv${i}`]) graph.output(name, elementType.float32, [1, heads, 'total', perHead])
    x = graph.op('Add', [x, layers.linear(y, `${self}/linear_1`)])
    const cross = `decoder/layer_${i}/attention`
    const query = layers.linear(layers.norm(x, cross), `${cross}/linear_0`)
    const following = alignment.filter(([layer]) => layer === i).map(([, head]) => head)
    if (following.length > 0) aligned.push(attentionScores(graph, query, `ck${i}`, following, { heads, perHead }))
    const z = graph.microsoft('MultiHeadAttention', [query, `ck${i}`, `cv${i}`], { num_heads: heads })
    x = layers.feedForward(graph.op('Add', [x, layers.linear(z, `${cross}/linear_2`)]), `decoder/layer_${i}/ffn`)
  }
  graph.op('Concat', aligned, { axis: 1 }, { outputs: ['align'] })
  graph.output('align', elementType.float32, [1, alignment.length, 'm', 'context'])
  x = layers.norm(graph.op('Gather', [x, 'want'], { axis: 1 }), 'decoder')
  graph.op('Identity', [layers.linear(x, 'decoder/embeddings', { bias: false })], {}, { outputs: ['logits'] })
  graph.output('logits', elementType.float32, [1, 'm', embeddings.shape[0] ?? 0])
  graph.save(path)
}

/** Scaled scores of some heads of a cross-attention, of the wanted rows: [1, those heads, m, T]. */
function attentionScores(
  graph: OnnxGraph,
  query: string,
  keys: string,
  following: readonly number[],
  { heads, perHead }: { readonly heads: number; readonly perHead: number },
): string {
  const wanted = graph.op('Gather', [query, 'want'], { axis: 1 })
  const split = graph.op('Transpose', [graph.op('Reshape', [wanted, graph.ints(1, -1, heads, perHead)])], { perm: [0, 2, 1, 3] })
  const rows = graph.op('Gather', [split, graph.ints(...following)], { axis: 1 })
  const columns = graph.op('Transpose', [graph.op('Gather', [keys, graph.ints(...following)], { axis: 1 })], {
    perm: [0, 1, 3, 2],
  })
  return graph.op('Mul', [graph.op('MatMul', [rows, columns]), graph.number(1 / Math.sqrt(perHead))])
}

/** The layers both halves are made of, with their weights taken from the model by name. */
class Layers {
  readonly graph = new OnnxGraph()
  readonly #model: CTranslate2Model
  readonly #quantisation: Quantisation

  constructor(model: CTranslate2Model, quantisation: Quantisation) {
    this.#model = model
    this.#quantisation = quantisation
  }
  /** x·Wᵀ + b with the rows of one `part` out of `of` equal ones of a stored [out, in] matrix. */
  linear(x: string, from: string, options: { part?: number; of?: number; bias?: boolean } = {}): string {
    const { part = 0, of = 1, bias = true } = options
    const { shape, data } = this.#model.tensor(`${from}/weight`)
    const [allRows = 0, columns = 0] = shape
    const rows = allRows / of
    const weights = data.subarray(part * rows * columns, (part + 1) * rows * columns)
    const y = this.#multiply(x, `${from}.${part}`, weights, rows, columns)
    if (!bias || !this.#model.has(`${from}/bias`)) return y
    const added = this.#model.tensor(`${from}/bias`).data.slice(part * rows, (part + 1) * rows)
    return added.every((value) => value === 0)
      ? y
      : this.graph.op('Add', [y, this.graph.weights(`${from}.${part}.b`, [rows], added)])
  }
  /** All `of` parts of a stored matrix, each applied to x. */
  split(x: string, from: string, of: number): string[] {
    return Array.from({ length: of }, (_, part) => this.linear(x, from, { part, of }))
  }
  same(name: string): string {
    const { shape, data } = this.#model.tensor(name)
    return this.graph.weights(name, shape, data)
  }
  norm(x: string, from: string): string {
    const weights = [this.same(`${from}/layer_norm/gamma`), this.same(`${from}/layer_norm/beta`)]
    return this.graph.op('LayerNormalization', [x, ...weights], { epsilon: { float: 1e-5 }, axis: -1 })
  }
  feedForward(x: string, from: string): string {
    const up = this.graph.op('Gelu', [this.linear(this.norm(x, from), `${from}/linear_0`)])
    return this.graph.op('Add', [x, this.linear(up, `${from}/linear_1`)])
  }
  #multiply(x: string, name: string, weights: Float32Array, rows: number, columns: number): string {
    const { graph } = this
    if (this.#quantisation === 'blocks') {
      const { values, scales } = quantiseBlocks(weights)
      const inputs = [
        x,
        graph.weights(`${name}.q`, [rows, columns / 32, 32], values),
        graph.weights(`${name}.s`, [scales.length], scales),
      ]
      return graph.microsoft('MatMulNBits', inputs, { K: columns, N: rows, bits: 8, block_size: 32, accuracy_level: 4 })
    }
    const { values, scales } = quantiseRows(weights, rows, columns)
    const inputs = [x, graph.weights(`${name}.q`, [columns, rows], values), graph.weights(`${name}.s`, [rows], scales)]
    return graph.microsoft('DynamicQuantizeMatMul', inputs, {})
  }
}

/** 8 bits around 128, one scale for every 32 values. */
export function quantiseBlocks(weights: Float32Array): { values: Uint8Array; scales: Float32Array } {
  const values = new Uint8Array(weights.length)
  const scales = new Float32Array(weights.length / 32)
  for (let b = 0; b < scales.length; b++) {
    const block = weights.subarray(b * 32, b * 32 + 32)
    scales[b] = largest(block) / 127
    const scale = scales[b] || 1 // as stored, in 32 bits
    for (const [i, weight] of block.entries()) values[b * 32 + i] = 128 + Math.round(weight / scale)
  }
  return { values, scales }
}

/** Signed 8 bits, one scale a row; the matrix comes out transposed, [columns, rows]. */
export function quantiseRows(weights: Float32Array, rows: number, columns: number): { values: Int8Array; scales: Float32Array } {
  const values = new Int8Array(weights.length)
  const scales = new Float32Array(rows)
  for (let r = 0; r < rows; r++) {
    const row = weights.subarray(r * columns, (r + 1) * columns)
    scales[r] = largest(row) / 127 || 1
    const scale = scales[r] || 1
    for (let c = 0; c < columns; c++) values[c * rows + r] = Math.round((row[c] ?? 0) / scale)
  }
  return { values, scales }
}

function largest(values: Float32Array): number {
  let top = 0
  for (const value of values) top = Math.max(top, Math.abs(value))
  return top
}
