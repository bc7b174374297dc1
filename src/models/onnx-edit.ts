/** Reads an ONNX model into nodes and weights that can be exchanged, and writes it again (field numbers of onnx.proto). */
import { bytesOf, type Field, Message, readFields, textsOf } from './protobuf.ts'

export type OnnxNode = {
  readonly type: string
  readonly name: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** AttributeProto messages as they are. */
  readonly attributes: readonly Uint8Array[]
  readonly domain: string
}
/** TensorProto.DataType of the kinds that are read here. */
const bytesPerElement: Readonly<Record<number, number>> = { 1: 4, 2: 1, 3: 1 }

/** A model taken apart. `nodes` and `weights` may be changed; everything else is kept. */
export class OnnxModel {
  nodes: OnnxNode[]
  /** TensorProto messages by name. */
  readonly weights: Map<string, Uint8Array>
  readonly outputs: readonly string[]
  readonly inputs: readonly string[]
  readonly #model: readonly Field[]
  readonly #graph: readonly Field[]

  constructor(bytes: Uint8Array) {
    this.#model = readFields(bytes)
    const [graph] = bytesOf(this.#model, 7)
    if (!graph) throw new Error('the model has no graph')
    this.#graph = readFields(graph)
    this.nodes = bytesOf(this.#graph, 1).map(readNode)
    this.weights = new Map(bytesOf(this.#graph, 5).map((tensor) => [textsOf(readFields(tensor), 8)[0] ?? '', tensor]))
    this.inputs = bytesOf(this.#graph, 11).map((info) => textsOf(readFields(info), 1)[0] ?? '')
    this.outputs = bytesOf(this.#graph, 12).map((info) => textsOf(readFields(info), 1)[0] ?? '')
  }

  /** The numbers of a weight of 32-bit floats or (un)signed bytes. */
  values(name: string): { readonly shape: readonly number[]; readonly data: Float32Array } {
    const fields = readFields(this.weights.get(name) ?? new Uint8Array())
    const type = fields.find(({ field }) => field === 2)?.value
    const size = typeof type === 'number' ? bytesPerElement[type] : undefined
    const shape = shapeOf(fields)
    const count = shape.reduce((product, length) => product * length, 1)
    const raw = bytesOf(fields, 9)[0] ?? elementsOf(fields, type === 1 ? 4 : 5, type === 1)
    if (size === undefined || raw.length !== count * size) throw new Error(`the weight ${name} cannot be read`)
    const own = new Uint8Array(raw).buffer
    const data = type === 1 ? new Float32Array(own) : type === 2 ? new Uint8Array(own) : new Int8Array(own)
    return { shape, data: Float32Array.from(data) }
  }
  setWeights(name: string, shape: readonly number[], data: Float32Array): void {
    const tensor = new Message()
    for (const length of shape) tensor.int(1, length)
    tensor
      .int(2, 1)
      .put(8, name)
      .put(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    this.weights.set(name, Buffer.concat(tensor.parts))
  }

  /** Drops nodes and weights nothing leads to, and puts every node behind those it reads from. */
  tidy(): void {
    const maker = new Map(this.nodes.flatMap((node) => node.outputs.map((output) => [output, node])))
    const ordered = new Set<OnnxNode>()
    const used = new Set<string>()
    // a loop and not a recursion: the graph is thousands of nodes deep
    const stack = [...this.outputs].reverse()
    while (stack.length > 0) {
      const name = stack.at(-1) ?? ''
      const node = maker.get(name)
      const open = node && !ordered.has(node) ? node.inputs.filter((input) => input !== '' && !used.has(input)) : []
      if (open.length > 0) {
        stack.push(...open)
        continue
      }
      stack.pop()
      used.add(name)
      if (node) ordered.add(node)
    }
    this.nodes = [...ordered]
    for (const name of this.weights.keys()) if (!used.has(name)) this.weights.delete(name)
  }

  /** The model's bytes, in pieces that follow each other. */
  parts(metadata: Readonly<Record<string, string>> = {}): readonly Uint8Array[] {
    const graph = new Message()
    for (const node of this.nodes) graph.put(1, writeNode(node))
    for (const tensor of this.weights.values()) graph.put(5, tensor)
    for (const { field, value } of this.#graph) if (field !== 1 && field !== 5) put(graph, field, value)
    const model = new Message()
    for (const { field, value } of this.#model) if (field !== 7) put(model, field, value)
    model.put(7, graph)
    for (const [key, value] of Object.entries(metadata)) model.put(14, new Message().put(1, key).put(2, value))
    return model.parts
  }
}

function put(message: Message, field: number, value: number | Uint8Array): void {
  if (typeof value === 'number') message.int(field, value)
  else message.put(field, value)
}

function readNode(bytes: Uint8Array): OnnxNode {
  const fields = readFields(bytes)
  const text = (field: number): string => textsOf(fields, field)[0] ?? ''
  const [inputs, outputs] = [textsOf(fields, 1), textsOf(fields, 2)]
  return { inputs, outputs, name: text(3), type: text(4), domain: text(7), attributes: bytesOf(fields, 5) }
}

function writeNode(node: OnnxNode): Message {
  const message = new Message()
  for (const input of node.inputs) message.put(1, input)
  for (const output of node.outputs) message.put(2, output)
  message.put(3, node.name).put(4, node.type)
  for (const attribute of node.attributes) message.put(5, attribute)
  return node.domain ? message.put(7, node.domain) : message
}

/** Repeated numbers come one by one or packed. */
function shapeOf(fields: readonly Field[]): number[] {
  return fields
    .filter(({ field }) => field === 1)
    .flatMap(({ value }) => (typeof value === 'number' ? [value] : readVarints(value)))
}

/** Small tensors may stand in `float_data` or `int32_data` in place of `raw_data`. */
function elementsOf(fields: readonly Field[], field: number, floats: boolean): Uint8Array {
  const found = fields.filter((one) => one.field === field).map(({ value }) => value)
  if (floats) return Buffer.concat(found.flatMap((value) => (typeof value === 'number' ? [] : [value])))
  return Uint8Array.from(found.flatMap((value) => (typeof value === 'number' ? [value] : readVarints(value))))
}

/** Packed varints, read by giving each a key of its own. */
function readVarints(packed: Uint8Array): number[] {
  const keyed: number[] = [0x08]
  for (const [i, byte] of packed.entries()) {
    keyed.push(byte)
    if (byte < 128 && i < packed.length - 1) keyed.push(0x08)
  }
  return packed.length === 0 ? [] : readFields(Uint8Array.from(keyed)).map(({ value }) => Number(value))
}
