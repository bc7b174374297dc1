/** Where a call's own sound comes from. */

/** Rate of both sides, Hz. */
export const callRate = 24_000

/** The caller's sound, pulled by the call's clock. */
export interface CallSource {
  /** The next `count` samples (24 kHz mono, −1…1), padded with silence where there are fewer; `undefined` when it is over. */
  read(count: number): Float32Array | undefined
}

/** A call source from sound that is there already. */
export function soundSource(samples: Float32Array): CallSource {
  let at = 0
  return {
    read(count) {
      if (at >= samples.length) return undefined
      const piece = new Float32Array(count)
      piece.set(samples.subarray(at, at + count))
      at += count
      return piece
    },
  }
}
