/** The checksum of Ogg pages (RFC 3533 §6): CRC-32, polynomial 0x04c11db7, most significant bit first, start 0, eight bytes at a time. */

const table = new Int32Array(8 * 256)
for (let byte = 0; byte < 256; byte++) {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0)
  table[byte] = crc
}
for (let at = 256; at < table.length; at++) {
  const before = table[at - 256] ?? 0
  table[at] = (before << 8) ^ (table[before >>> 24] ?? 0)
}

/** The checksum after the bytes from `start` up to `end`, as a signed 32-bit number. */
export function oggCrc(crc: number, bytes: Uint8Array, start: number, end: number): number {
  const t = table
  let at = start
  let c = crc
  // Indices are always in range; `?? 0` is for the type only and costs nothing measurable.
  for (; at + 8 <= end; at += 8) {
    const a = c ^ (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
    c =
      (t[1792 + (a >>> 24)] ?? 0) ^
      (t[1536 + ((a >>> 16) & 255)] ?? 0) ^
      (t[1280 + ((a >>> 8) & 255)] ?? 0) ^
      (t[1024 + (a & 255)] ?? 0) ^
      (t[768 + (bytes[at + 4] ?? 0)] ?? 0) ^
      (t[512 + (bytes[at + 5] ?? 0)] ?? 0) ^
      (t[256 + (bytes[at + 6] ?? 0)] ?? 0) ^
      (t[bytes[at + 7] ?? 0] ?? 0)
  }
  for (; at < end; at++) c = (c << 8) ^ (t[(c >>> 24) ^ (bytes[at] ?? 0)] ?? 0)
  return c
}
