/**
 * Makes Kokoro loadable by sherpa-onnx, and three to five times as fast: its convolutions were stored in eight bits and
 * quantise their input on every run; with the weights as 32-bit floats they need no such step.
 */
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { OnnxModel, type OnnxNode } from './onnx-edit.ts'

const vocabSchema = z.object({ vocab: z.record(z.string(), z.number().int()) })

/** A voice is a table of 510 styles of 256 numbers, one for each length of text. */
const styleShape = '510,1,256'

/** Reads `kokoro.onnx`, `vocab.json` and `voices/*.bin`; writes `voice.onnx`, `tokens.txt`, `voices.bin` and `voices.json`. */
export function kokoroToSherpa(from: string, to: string): void {
  const model = new OnnxModel(readFileSync(join(from, 'kokoro.onnx')))
  unquantise(model)
  const files = readdirSync(join(from, 'voices')).sort()
  const metadata = {
    model_type: 'kokoro',
    language: 'English',
    has_espeak: '1',
    sample_rate: '24000',
    version: '1',
    voice: 'en-us',
    style_dim: styleShape,
    n_speakers: String(files.length),
  }
  const file = openSync(join(to, 'voice.onnx'), 'w')
  try {
    for (const part of model.parts(metadata)) writeSync(file, part)
  } finally {
    closeSync(file)
  }
  const { vocab } = vocabSchema.parse(JSON.parse(readFileSync(join(from, 'vocab.json'), 'utf8')))
  const lines = Object.entries(vocab).map(([phoneme, id]) => `${phoneme} ${id}\n`)
  writeFileSync(join(to, 'tokens.txt'), `$ 0\n${lines.join('')}`)
  writeFileSync(join(to, 'voices.bin'), Buffer.concat(files.map((name) => readFileSync(join(from, 'voices', name)))))
  writeFileSync(join(to, 'voices.json'), JSON.stringify(files.map((name) => name.replace(/\.bin$/, ''))))
}

/**
 * Replaces each DynamicQuantizeLinear → ConvInteger or MatMulInteger → (Add bias) → Cast → Mul by one node on floats.
 * Chains of another form stay as they are.
 */
export function unquantise(model: OnnxModel): void {
  const maker = new Map(model.nodes.flatMap((node) => node.outputs.map((output) => [output, node])))
  const readers = new Map<string, OnnxNode[]>()
  for (const node of model.nodes) for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node])
  const replaced = new Map<OnnxNode, OnnxNode>()
  for (const node of model.nodes) {
    const chain = chainFrom(node, model, maker, readers)
    if (!chain) continue
    const weights = `${node.inputs[1]}_f32`
    if (!model.weights.has(weights)) unquantiseWeights(model, node, chain.scale, weights)
    const inputs = [chain.input, weights, ...(chain.bias ? [chain.bias] : [])]
    const type = node.type === 'ConvInteger' ? 'Conv' : 'MatMul'
    replaced.set(chain.last, { ...node, type, name: `${node.name}_f32`, inputs, outputs: chain.last.outputs })
  }
  model.nodes = model.nodes.map((node) => replaced.get(node) ?? node)
  model.tidy()
}

type Chain = { readonly input: string; readonly scale: string; readonly bias?: string; readonly last: OnnxNode }
type Makers = ReadonlyMap<string, OnnxNode>

function chainFrom(node: OnnxNode, model: OnnxModel, maker: Makers, readers: ReadonlyMap<string, OnnxNode[]>): Chain | undefined {
  if (node.type !== 'ConvInteger' && node.type !== 'MatMulInteger') return undefined
  const [sound = '', weights = ''] = node.inputs
  const quantiser = maker.get(sound)
  const input = quantiser?.type === 'DynamicQuantizeLinear' ? quantiser.inputs[0] : undefined
  if (input === undefined || !model.weights.has(weights)) return undefined
  const next = (from: OnnxNode | undefined): OnnxNode | undefined => {
    const all = from ? readers.get(from.outputs[0] ?? '') : undefined
    return all?.length === 1 ? all[0] : undefined
  }
  let at = next(node)
  let bias: string | undefined
  if (at?.type === 'Add') {
    bias = biasOf(at, node.outputs[0] ?? '', model, maker)
    if (bias === undefined) return undefined
    at = next(at)
  }
  const cast = at?.type === 'Cast' ? at : undefined
  const last = next(cast)
  if (!cast || last?.type !== 'Mul') return undefined
  const scales = maker.get(last.inputs.find((name) => name !== cast.outputs[0]) ?? '')
  const scale = scales?.type === 'Mul' ? scales.inputs.filter((name) => model.weights.has(name)) : []
  const [only] = scale
  return only !== undefined && scale.length === 1 ? { input, scale: only, last, ...(bias !== undefined && { bias }) } : undefined
}

/** The bias was made whole numbers as Reshape(Cast(Floor(Div(bias, scale)))): the float one stands first in that Div. */
function biasOf(add: OnnxNode, convolved: string, model: OnnxModel, maker: Makers): string | undefined {
  let from = maker.get(add.inputs.find((name) => name !== convolved) ?? '')
  while (from && from.type !== 'Div') from = maker.get(from.inputs[0] ?? '')
  const bias = from?.inputs[0]
  return bias !== undefined && model.weights.has(bias) ? bias : undefined
}

/** (weight − zero point) · scale, the scale and zero point for all or one for each output. */
function unquantiseWeights(model: OnnxModel, node: OnnxNode, scaleName: string, to: string): void {
  const [, name = '', , zeroName = ''] = node.inputs
  const { shape, data } = model.values(name)
  const scale = model.values(scaleName).data
  const zero = zeroName ? model.values(zeroName).data : Float32Array.of(0)
  // outputs are the first axis of a convolution's weights and the last of a matrix
  const inner = node.type === 'ConvInteger' ? data.length / (shape[0] ?? 1) : 1
  const outputs = node.type === 'ConvInteger' ? (shape[0] ?? 1) : (shape.at(-1) ?? 1)
  const at = (list: Float32Array, i: number): number => list[list.length === 1 ? 0 : Math.floor(i / inner) % outputs] ?? 0
  for (const [i, value] of data.entries()) data[i] = (value - at(zero, i)) * at(scale, i)
  model.setWeights(to, shape, data)
}
