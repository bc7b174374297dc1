/** Reads the weights file of a CTranslate2 model (`model.bin`, little-endian; layout of CTranslate2's ModelSpec.save). */

export type Tensor = { readonly shape: readonly number[]; readonly data: Float32Array }
type Stored = { readonly shape: readonly number[]; readonly type: number; readonly bytes: Uint8Array }

/** Versions of the binary layout that are read: 5 and 6 differ from older ones in that aliases follow the variables. */
const readVersions = [5, 6]
const nameLimit = 4096

/** The variables of a model by name; an alias stands for the variable it names. */
export class CTranslate2Model {
  readonly spec: string
  readonly #variables = new Map<string, Stored>()

  /** @throws Error when the bytes are not of a layout this reads, or end early */
  constructor(bytes: Uint8Array) {
    const reader = new Reader(bytes)
    const version = reader.u32()
    if (!readVersions.includes(version))
      throw new Error(`CTranslate2 binary version ${version} is not one of ${readVersions.join(', ')}`)
    this.spec = reader.name()
    reader.u32() // revision of the spec
    for (let left = reader.u32(); left > 0; left--) {
      const name = reader.name()
      const shape = Array.from({ length: reader.u8() }, () => reader.u32())
      this.#variables.set(name, { shape, type: reader.u8(), bytes: reader.take(reader.u32()) })
    }
    for (let left = reader.u32(); left > 0; left--) {
      const alias = reader.name()
      const name = reader.name()
      const variable = this.#variables.get(name)
      if (!variable) throw new Error(`alias ${alias} names ${name}, which is not there`)
      this.#variables.set(alias, variable)
    }
  }

  has(name: string): boolean {
    return this.#variables.has(name)
  }

  /** A float variable as 32-bit floats. @throws Error when it is missing or holds integers */
  tensor(name: string): Tensor {
    const { shape, type, bytes } = this.#get(name)
    const own = bytes.slice().buffer // aligned, which a view into the file need not be
    if (type === 0) return { shape, data: new Float32Array(own) }
    if (type === 4) return { shape, data: Float32Array.from(new Float16Array(own)) }
    throw new Error(`${name} holds integers (type ${type})`)
  }

  /** A whole-number scalar. */
  int(name: string): number {
    const { type, bytes } = this.#get(name)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (type === 1) return view.getInt8(0)
    if (type === 2) return view.getInt16(0, true)
    if (type === 3) return view.getInt32(0, true)
    throw new Error(`${name} is not a whole number (type ${type})`)
  }

  /** How many layers there are under `prefix`0, `prefix`1, … */
  layers(prefix: string): number {
    let count = 0
    while ([...this.#variables.keys()].some((name) => name.startsWith(`${prefix}${count}/`))) count++
    return count
  }

  #get(name: string): Stored {
    const variable = this.#variables.get(name)
    if (!variable) throw new Error(`the model has no ${name}`)
    return variable
  }
}

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) // a Buffer's slice() would not copy
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  u8(): number {
    return this.#view.getUint8(this.#move(1))
  }
  u32(): number {
    return this.#view.getUint32(this.#move(4), true)
  }
  take(length: number): Uint8Array {
    const from = this.#move(length)
    return this.#bytes.subarray(from, from + length)
  }
  /** A 16-bit length, then the name with a closing NUL. */
  name(): string {
    const length = this.#view.getUint16(this.#move(2), true)
    if (length === 0 || length > nameLimit) throw new Error(`a name of ${length} bytes makes no sense`)
    return new TextDecoder().decode(this.take(length).subarray(0, -1))
  }
  #move(bytes: number): number {
    const from = this.#at
    if (from + bytes > this.#bytes.length) throw new Error('the weights end early')
    this.#at += bytes
    return from
  }
}
