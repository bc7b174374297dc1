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
