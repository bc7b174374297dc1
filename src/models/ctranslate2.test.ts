import { describe, expect, it } from 'vitest'
import { CTranslate2Model } from './ctranslate2.ts'

const name = (text: string): Buffer => {
  const out = Buffer.alloc(2 + text.length + 1)
  out.writeUInt16LE(text.length + 1)
  out.write(text, 2)
  return out
}
const u32 = (value: number): Buffer => {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(value)
  return out
}
const variable = (text: string, shape: number[], type: number, data: Uint8Array): Buffer =>
  Buffer.concat([name(text), Buffer.of(shape.length), ...shape.map(u32), Buffer.of(type), u32(data.length), data])
const half = new Uint8Array(Float16Array.of(1, -0.5, 2, 65_504, 0, 1.5).buffer)
const single = new Uint8Array(Float32Array.of(0.1, -3).buffer)
const file = (version = 6): Buffer =>
  Buffer.concat([
    u32(version),
    name('WhisperSpec'),
    u32(3),
    u32(5),
    variable('encoder/num_heads', [], 2, new Uint8Array(Int16Array.of(6).buffer)),
    variable('decoder/layer_0/weight', [2, 3], 4, half),
    variable('decoder/layer_1/weight', [2], 0, single),
    variable('decoder/layer_1/flag', [], 1, Uint8Array.of(255)),
    variable('decoder/layer_10/weight', [2], 0, single),
    u32(1),
    name('alias'),
    name('decoder/layer_0/weight'),
  ])

describe('a CTranslate2 model', () => {
  it('gives floats of both widths with their shape, and scalars', () => {
    const model = new CTranslate2Model(file())
    expect(model.spec).toBe('WhisperSpec')
    expect(model.tensor('decoder/layer_0/weight')).toEqual({ shape: [2, 3], data: Float32Array.of(1, -0.5, 2, 65_504, 0, 1.5) })
    expect(model.tensor('decoder/layer_1/weight').data).toEqual(Float32Array.of(0.1, -3))
    expect(model.int('encoder/num_heads')).toBe(6)
    expect(model.int('decoder/layer_1/flag')).toBe(-1)
  })
  it('counts layers without gaps', () => {
    expect(new CTranslate2Model(file()).layers('decoder/layer_')).toBe(2)
  })
  it('follows aliases', () => {
    expect(new CTranslate2Model(file()).tensor('alias').shape).toEqual([2, 3])
  })
  it('refuses another version, a cut file and a missing name', () => {
    expect(() => new CTranslate2Model(file(2))).toThrow('version 2')
    expect(() => new CTranslate2Model(file().subarray(0, 80))).toThrow('end early')
    expect(() => new CTranslate2Model(file()).tensor('none')).toThrow('no none')
    expect(() => new CTranslate2Model(file()).tensor('encoder/num_heads')).toThrow('integers')
  })
})
