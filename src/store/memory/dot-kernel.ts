/** Dot products of one vector with many, four numbers at a time: a WebAssembly function, written out here, over memory that it shares. */
import { vectorLength } from './port.ts'

/** Numbers the inner loop takes at once: four sums of four keep the processor's adders busy. */
const stepNumbers = 16
const stepBytes = stepNumbers * 4
export const vectorBytes = vectorLength * 4
if (vectorLength % stepNumbers !== 0) throw new Error(`vectors of ${vectorLength} numbers do not divide into steps`)

/** Writes the dot products of `query` with the `count` vectors from `first` on to `out`; all of them places in the memory, bytes. */
export type DotKernel = (first: number, query: number, count: number, out: number) => void

const pageBytes = 65_536
const i32 = 0x7f
const v128 = 0x7b
const nothing = 0x40
const [first, query, count, out, at, end, a, b, c, d] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const

/** The memory of a kernel, which grows up to `maxBytes`, and the kernel. */
export function dotKernel(maxBytes: number): { readonly memory: WebAssembly.Memory; readonly dots: DotKernel } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: Math.ceil(maxBytes / pageBytes) })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()), { m: { m: memory } })
  return { memory, dots: exports.d as DotKernel } // the one function below
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const section = (id: number, ...content: number[]) => [id, ...unsigned(content.length), ...content]
  const body = [2, 2, i32, 4, v128, ...everyVector(), 0x0b] // locals: two i32 (at, end), four v128 (the sums)
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 4, i32, i32, i32, i32, 0), // a type: four i32 in, nothing out
    ...section(2, 1, 1, 0x6d, 1, 0x6d, 2, 0, 1), // imports the memory m.m
    ...section(3, 1, 0), // one function of that type
    ...section(7, 1, 1, 0x64, 0, 0), // exported as d
    ...section(10, 1, ...unsigned(body.length), ...body),
  ])
}

/** while (count) { a = b = c = d = 0; … ; *out = the sum of all lanes; out += 4; count -= 1 } */
function everyVector(): number[] {
  const sum = [...get(a), ...get(b), ...add, ...get(c), ...get(d), ...add, ...add]
  const lane = (n: number) => [...get(a), 0xfd, 0x1f, n]
  const cleared = [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)]
  return whileTrue(
    [...get(count)],
    [
      ...[a, b, c, d].flatMap((one) => [...cleared, ...set(one)]),
      ...[...get(query), ...set(at), ...get(query), ...constant(vectorBytes), 0x6a, ...set(end)],
      ...whileTrue([...get(at), ...get(end), 0x47], oneStep()), // at != end
      ...[...sum, ...set(a)],
      ...[...get(out), ...lane(0), ...lane(1), 0x92, ...lane(2), ...lane(3), 0x92, 0x92, 0x38, 2, 0], // f32.store
      ...[...raise(out, 4), ...raise(count, -1)],
    ],
  )
}

/** a += first[0..3] * at[0..3], and so b, c and d with what follows; both go on by a step. */
function oneStep(): number[] {
  const load = (from: number, offset: number) => [...get(from), 0xfd, 0x00, 4, offset]
  const product = (offset: number) => [...load(first, offset), ...load(at, offset), 0xfd, 0xe6, 0x01] // f32x4.mul
  const sums = [a, b, c, d].flatMap((one, i) => [...get(one), ...product(16 * i), ...add, ...set(one)])
  return [...sums, ...raise(first, stepBytes), ...raise(at, stepBytes)]
}

const add = [0xfd, 0xe4, 0x01] // f32x4.add
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const constant = (value: number) => [0x41, ...signed(value)]
const raise = (local: number, by: number) => [...get(local), ...constant(by), 0x6a, ...set(local)]

/** block { loop { unless the condition holds, leave; …; again } } */
function whileTrue(condition: readonly number[], work: readonly number[]): number[] {
  return [0x02, nothing, 0x03, nothing, ...condition, 0x45, 0x0d, 1, ...work, 0x0c, 0, 0x0b, 0x0b]
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}
function signed(value: number): number[] {
  const byte = value & 127
  const rest = value >> 7
  const last = (rest === 0 && (byte & 64) === 0) || (rest === -1 && (byte & 64) !== 0)
  return last ? [byte] : [byte | 128, ...signed(rest)]
}
