/** Sample rate conversion of whole recordings and voices, through libsamplerate. Not for the voice path: Opus decodes to the rate asked. */
import libsamplerate from '@alexanderolsen/libsamplerate-js'

// A CommonJS package whose named exports Node does not see.
const { ConverterType, create } = libsamplerate

const TAIL_S = 0.1

/**
 * Mono samples at another rate, in Hz; `samples` itself where the rates are equal. The length is `samples.length · to / from`, rounded,
 * and the sound stays where it was in time.
 */
export async function resample(samples: Float32Array, from: number, to: number): Promise<Float32Array> {
  if (from === to || samples.length === 0) return samples
  const converter = await create(1, from, to, { converterType: ConverterType.SRC_SINC_MEDIUM_QUALITY })
  try {
    // Beyond 4 MB the library goes by parts and never flushes the filter's tail: silence behind the sound pushes it out.
    const padded = fitted(samples, samples.length + Math.ceil(from * TAIL_S))
    return fitted(converter.simple(padded), Math.round((samples.length * to) / from))
  } finally {
    converter.destroy()
  }
}

function fitted(samples: Float32Array, length: number): Float32Array {
  const out = new Float32Array(length)
  out.set(samples.subarray(0, length))
  return out
}
