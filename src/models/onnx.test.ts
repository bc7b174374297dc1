import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { unquantise } from './kokoro-to-sherpa.ts'
import { melBank } from './mel.ts'
import { OnnxModel } from './onnx-edit.ts'
import { elementType, OnnxGraph } from './onnx-graph.ts'
import { piperMetadata, piperTokens } from './piper-to-sherpa.ts'
import { bytesOf, Message, readFields, textsOf } from './protobuf.ts'
import { quantiseBlocks, quantiseRows } from './whisper-to-onnx.ts'

const run = async (bytes: Uint8Array, x: Tensor): Promise<number[]> => {
  const session = await InferenceSession.create(bytes)
  const { y } = await session.run({ x })
  return Array.from(y?.data ?? [], Number)
}

describe('protobuf', () => {
  it('reads what it writes', () => {
    const inner = new Message().put(1, 'key').int(2, -3)
    const fields = readFields(Buffer.concat(new Message().int(1, 300).float(2, 0.5).put(14, inner).parts))
    expect(fields[0]).toEqual({ field: 1, value: 300 })
    const [nested = new Uint8Array()] = bytesOf(fields, 14)
    expect(textsOf(readFields(nested), 1)).toEqual(['key'])
    expect(readFields(nested)[1]).toEqual({ field: 2, value: -3 })
  })
  it('refuses a message that ends early', () => {
    expect(() => readFields(Uint8Array.of(0x0a, 5, 1))).toThrow('ends early')
  })
})

describe('unquantising', () => {
  /** y = x·W in eight bits: quantise x, multiply whole numbers, scale back. W = [[2, −1], [0.5, 1]] in steps of 1/64. */
  function quantised(): Uint8Array {
    const graph = new OnnxGraph()
    graph.input('x', elementType.float32, [1, 2])
    graph.weights('w', [2, 2], Uint8Array.of(128 + 126, 128 - 64, 128 + 32, 128 + 64))
    graph.weights('zero', [], Uint8Array.of(128))
    graph.weights('scale', [], Float32Array.of(1 / 64))
    graph.op('DynamicQuantizeLinear', ['x'], {}, { outputs: ['q', 's', 'z'] })
    graph.op('MatMulInteger', ['q', 'w', 'z', 'zero'], {}, { outputs: ['whole'] })
    graph.op('Cast', ['whole'], { to: elementType.float32 }, { outputs: ['cast'] })
    graph.op('Mul', ['s', 'scale'], {}, { outputs: ['factor'] })
    graph.op('Mul', ['cast', 'factor'], {}, { outputs: ['y'] })
    graph.output('y', elementType.float32, [1, 2])
    return Buffer.concat(graph.parts())
  }
  it('leaves one node on floats with the same answer', async () => {
    const model = new OnnxModel(quantised())
    unquantise(model)
    expect(model.nodes.map((node) => node.type)).toEqual(['MatMul'])
    expect([...model.weights.keys()]).toEqual(['w_f32'])
    const x = new Tensor('float32', Float32Array.of(1, -2), [1, 2])
    const [exact, rough] = [await run(Buffer.concat(model.parts()), x), await run(quantised(), x)]
    expect(exact).toEqual([126 / 64 - 1, -3])
    for (const [i, value] of rough.entries()) expect(value).toBeCloseTo(exact[i] ?? 0, 1)
  })
})

describe('quantising', () => {
  const weights = Float32Array.from({ length: 128 }, (_, i) => Math.sin(i * 1.7) * (i < 32 ? 0.01 : 3))
  it('in blocks errs by half a step of the block at most', () => {
    const { values, scales } = quantiseBlocks(weights)
    for (const [i, weight] of weights.entries()) {
      const scale = scales[i >> 5] ?? 0
      expect(Math.abs(((values[i] ?? 0) - 128) * scale - weight)).toBeLessThanOrEqual(scale * 0.501)
    }
  })
  it('in rows errs by half a step of the row at most, and turns the matrix', () => {
    const { values, scales } = quantiseRows(weights, 4, 32)
    for (const [i, weight] of weights.entries()) {
      const [row, column] = [i >> 5, i & 31]
      const scale = scales[row] ?? 0
      expect(Math.abs((values[column * 4 + row] ?? 0) * scale - weight)).toBeLessThanOrEqual(scale * 0.501)
    }
  })
  it('leaves zeros zero', () => {
    expect(quantiseBlocks(new Float32Array(32)).values.every((value) => value === 128)).toBe(true)
    expect(quantiseRows(new Float32Array(4), 2, 2).values.every((value) => value === 0)).toBe(true)
  })
})

describe('mel filters', () => {
  // 80 filters over 201 bins as librosa.filters.mel(sr=16000, n_fft=400, n_mels=80) gives them
  it('equal the reference where it is known', () => {
    const bank = melBank(80)
    expect(bank[1]).toBeCloseTo(0.02486259, 6)
    expect(bank[201 + 1]).toBeCloseTo(0.0019908, 6)
    expect(bank[201 + 2]).toBeCloseTo(0.02287178, 6)
  })
})

describe('a Piper voice', () => {
  it('gets the metadata sherpa-onnx reads', () => {
    const voice = { audio: { sample_rate: 22_050 }, espeak: { voice: 'en-us' }, num_speakers: 1, phoneme_id_map: {} }
    const entries = bytesOf(readFields(piperMetadata(voice)), 14).map((entry) => textsOf(readFields(entry), 2)[0])
    expect(entries).toEqual(['vits', 'piper', 'English', 'en-us', '1', '1', '22050'])
  })
  it('gets one token a line, the space among them', () => {
    expect(piperTokens({ _: [0], ' ': [3], ə: [59, 0] })).toBe('_ 0\n  3\nə 59\n')
  })
})
