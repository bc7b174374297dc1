/** Writes an ONNX graph node by node (onnx.proto of ONNX 1.15; opset 20 and the com.microsoft operators of onnxruntime). */
import { closeSync, openSync, writeSync } from 'node:fs'
import { Message } from './protobuf.ts'

type Data = Float32Array | Float16Array | Uint8Array | Int8Array | BigInt64Array
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>

/** TensorProto.DataType. */
export const elementType = { float32: 1, uint8: 2, int8: 3, int64: 7, float16: 10 } as const
/** AttributeProto.AttributeType. */
const attributeType = { float: 1, int: 2, ints: 7 } as const

function typeOf(data: Data): number {
  if (data instanceof Float32Array) return elementType.float32
  if (data instanceof Float16Array) return elementType.float16
  if (data instanceof Uint8Array) return elementType.uint8
  if (data instanceof Int8Array) return elementType.int8
  return elementType.int64
}

/** A graph being written. Values are known by name; each method returns the name of what it made. */
export class OnnxGraph {
  readonly #graph = new Message()
  readonly #constants = new Map<string, string>()
  #temporaries = 0

  weights(name: string, shape: readonly number[], data: Data): string {
    const tensor = new Message()
    for (const size of shape) tensor.int(1, size)
    tensor
      .int(2, typeOf(data))
      .put(8, name)
      .put(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    this.#graph.put(5, tensor)
    return name
  }
  /** A small list of whole numbers, stored once however often it is asked for. */
  ints(...values: number[]): string {
    return this.#once(`ints_${values.join('_')}`, (name) =>
      this.weights(name, [values.length], BigInt64Array.from(values, BigInt)),
    )
  }
  number(value: number): string {
    return this.#once(`number_${value}`, (name) => this.weights(name, [], Float32Array.of(value)))
  }
  /** One node. An empty input name leaves that input out. */
  op(type: string, inputs: readonly string[], attributes: Attributes = {}, options: OpOptions = {}): string {
    const outputs = options.outputs ?? [`t${++this.#temporaries}`]
    const [first = ''] = outputs
    const node = new Message()
    for (const input of inputs) node.put(1, input)
    for (const output of outputs) node.put(2, output)
    node.put(3, `${type}_${first}`).put(4, type)
    for (const [name, value] of Object.entries(attributes)) node.put(5, attribute(name, value))
    if (options.domain) node.put(7, options.domain)
    this.#graph.put(1, node)
    return first
  }
  /** One of onnxruntime's own operators. */
  microsoft(type: string, inputs: readonly string[], attributes: Attributes, outputs?: readonly string[]): string {
    return this.op(type, inputs, attributes, { domain: 'com.microsoft', ...(outputs && { outputs }) })
  }
  input(name: string, type: number, shape: readonly (number | string)[]): void {
    this.#graph.put(11, valueInfo(name, type, shape))
  }
  output(name: string, type: number, shape: readonly (number | string)[]): void {
    this.#graph.put(12, valueInfo(name, type, shape))
  }
  /** The whole model, in pieces that follow each other. */
  parts(): readonly Uint8Array[] {
    const opset = (domain: string, version: number): Message => new Message().put(1, domain).int(2, version)
    const model = new Message().int(1, 10).put(7, this.#graph.put(2, 'duet'))
    return model.put(8, opset('', 20)).put(8, opset('com.microsoft', 1)).parts
  }
  save(path: string): void {
    const file = openSync(path, 'w')
    try {
      for (const part of this.parts()) writeSync(file, part)
    } finally {
      closeSync(file)
    }
  }
  #once(key: string, make: (name: string) => string): string {
    const name = this.#constants.get(key) ?? make(key.replaceAll('-', 'minus'))
    this.#constants.set(key, name)
    return name
  }
}

type OpOptions = { readonly outputs?: readonly string[]; readonly domain?: string }

function attribute(name: string, value: Attributes[string]): Message {
  const message = new Message().put(1, name)
  if (typeof value === 'number') return message.int(3, value).int(20, attributeType.int)
  if (value !== undefined && 'float' in value) return message.float(2, value.float).int(20, attributeType.float)
  for (const item of value ?? []) message.int(8, item)
  return message.int(20, attributeType.ints)
}

function valueInfo(name: string, type: number, shape: readonly (number | string)[]): Message {
  const dims = new Message()
  for (const size of shape) dims.put(1, typeof size === 'number' ? new Message().int(1, size) : new Message().put(2, size))
  return new Message().put(1, name).put(2, new Message().put(1, new Message().int(1, type).put(2, dims)))
}
