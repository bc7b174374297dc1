/** Just enough of the protobuf wire format to write ONNX models (https://protobuf.dev/programming-guides/encoding/). */

/** A message being written: fields in call order. */
export class Message {
  readonly parts: Uint8Array[] = []
  bytes = 0

  /** A varint field. Negative numbers take the ten bytes of a 64-bit two's complement. */
  int(field: number, value: number): this {
    return this.#varint(field << 3).#varint(value)
  }
  float(field: number, value: number): this {
    return this.#varint((field << 3) | 5).#raw(new Uint8Array(Float32Array.of(value).buffer))
  }
  /** A length-delimited field: text, bytes or a message inside. Bytes are kept by reference, not copied. */
  put(field: number, value: Uint8Array | string | Message): this {
    const content = typeof value === 'string' ? new TextEncoder().encode(value) : value
    this.#varint((field << 3) | 2).#varint(content instanceof Message ? content.bytes : content.length)
    if (!(content instanceof Message)) return this.#raw(content)
    // not push(...parts): a graph has more parts than a call may have arguments
    for (const part of content.parts) this.#raw(part)
    return this
  }
  #raw(bytes: Uint8Array): this {
    this.parts.push(bytes)
    this.bytes += bytes.length
    return this
  }
  #varint(value: number): this {
    let rest = BigInt.asUintN(64, BigInt(value))
    const out: number[] = []
    do {
      const low = Number(rest & 127n)
      rest >>= 7n
      out.push(rest ? low | 128 : low)
    } while (rest)
    return this.#raw(Uint8Array.from(out))
  }
}

/** One field as it stands on the wire: a number for varints, bytes for the rest. */
export type Field = { readonly field: number; readonly value: number | Uint8Array }

/** The fields of a message in order. Bytes are views into the message. @throws Error when it ends early */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const take = (length: number): Uint8Array => {
    if (length < 0 || at + length > bytes.length) throw new Error('the message ends early')
    at += length
    return bytes.subarray(at - length, at)
  }
  const varint = (): number => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte = 0] = take(1)
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return Number(BigInt.asIntN(64, value))
    }
    throw new Error('a number has no end')
  }
  while (at < bytes.length) {
    const key = varint()
    const wire = key & 7
    if (wire === 0) fields.push({ field: key >>> 3, value: varint() })
    else if (wire === 1) fields.push({ field: key >>> 3, value: take(8) })
    else if (wire === 2) fields.push({ field: key >>> 3, value: take(varint()) })
    else if (wire === 5) fields.push({ field: key >>> 3, value: take(4) })
    else throw new Error(`wire type ${wire} is not known`)
  }
  return fields
}

/** The bytes of every field with this number. */
export function bytesOf(fields: readonly Field[], field: number): Uint8Array[] {
  return fields.filter((one) => one.field === field).flatMap(({ value }) => (value instanceof Uint8Array ? [value] : []))
}
/** The texts of every field with this number. */
export function textsOf(fields: readonly Field[], field: number): string[] {
  return bytesOf(fields, field).map((bytes) => new TextDecoder().decode(bytes))
}
