/** Samples as base64 text, as JSON sockets carry them. All machines Node runs on are little-endian, as the formats are. */
import type { VllmInputFormat } from '../protocol/vllm-duplex.ts'

/** Samples from −1 to 1 as base64 of what the format holds; 16-bit ones are clipped. */
export function encodePcm(samples: Float32Array, format: VllmInputFormat): string {
  const coded = format === 'pcm16' ? Int16Array.from(samples, toInt16) : samples
  return Buffer.from(coded.buffer, coded.byteOffset, coded.byteLength).toString('base64')
}

/** Base64 of what the format holds as samples from −1 to 1; bytes that make no whole sample are left out, NaN is silence. */
export function decodePcm(base64: string, format: VllmInputFormat): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64')) // a buffer of its own, aligned
  if (format === 'pcm16') return Float32Array.from(new Int16Array(bytes.buffer, 0, bytes.length >> 1), (value) => value / 32768)
  return Float32Array.from(new Float32Array(bytes.buffer, 0, bytes.length >> 2), (value) => (Number.isFinite(value) ? value : 0))
}

function toInt16(sample: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(sample * 32768)))
}
