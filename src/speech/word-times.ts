/**
 * When each word was said: the decoder's attention to the sound while it chose each token, warped into one rising path, as in OpenAI's
 * Whisper (`timing.py`): scores of the alignment heads, softmax over the sound, made comparable between tokens, smoothed, averaged.
 */

/** Attention scores of one token: `heads` rows of `steps` each, 20 ms a step. */
export type Attention = { readonly heads: number; readonly steps: number; readonly scores: Float32Array }

/** One step of the encoder's output, ms. */
export const stepMs = 20
const filterSteps = 7

/**
 * Step at which each token begins; one value for each row, rising.
 * @param rows one for each token in order, the end token's last if it was chosen
 * @param steps of real sound; what is behind it was silence put there
 */
export function tokenSteps(rows: readonly Attention[], steps: number): number[] {
  const [first] = rows
  if (!first || steps <= 0) return []
  const sound = Math.min(steps, first.steps)
  const cost = rows.map(() => new Float32Array(sound))
  for (let head = 0; head < first.heads; head++) {
    const weights = rows.map((row) => softmax(row.scores.subarray(head * row.steps, head * row.steps + sound)))
    standardise(weights, sound)
    for (const [i, row] of weights.entries()) {
      const smooth = medians(row)
      const into = cost[i]
      if (into) for (let t = 0; t < sound; t++) into[t] = (into[t] ?? 0) - (smooth[t] ?? 0) / first.heads
    }
  }
  return warp(cost, sound)
}

function softmax(scores: Float32Array): Float32Array {
  let top = -Infinity
  for (const score of scores) if (score > top) top = score
  const out = scores.map((score) => Math.exp(score - top))
  let sum = 0
  for (const value of out) sum += value
  return out.map((value) => value / sum)
}

/** Each step over all tokens to mean 0 and deviation 1: what every token looks at says nothing. */
function standardise(rows: readonly Float32Array[], steps: number): void {
  for (let t = 0; t < steps; t++) {
    let sum = 0
    let squares = 0
    for (const row of rows) {
      const value = row[t] ?? 0
      sum += value
      squares += value * value
    }
    const mean = sum / rows.length
    const deviation = Math.sqrt(Math.max(0, squares / rows.length - mean * mean)) || 1
    for (const row of rows) row[t] = ((row[t] ?? 0) - mean) / deviation
  }
}

function medians(row: Float32Array): Float32Array {
  const half = filterSteps >> 1
  const last = row.length - 1
  const window = new Float32Array(filterSteps)
  return row.map((_, at) => {
    // mirrored at the ends
    for (let i = -half; i <= half; i++) {
      const place = Math.abs(at + i)
      window[i + half] = row[Math.max(0, place > last ? 2 * last - place : place)] ?? 0
    }
    return window.slice().sort()[half] ?? 0
  })
}

/** Dynamic time warping: the cheapest path through [token, step] in which both only go forward. @returns the first step of each token */
function warp(cost: readonly Float32Array[], steps: number): number[] {
  const tokens = cost.length
  const width = steps + 1
  const sum = new Float32Array((tokens + 1) * width).fill(Infinity)
  const from = new Uint8Array((tokens + 1) * width)
  sum[0] = 0
  for (let i = 1; i <= tokens; i++)
    for (let t = 1; t <= steps; t++) {
      const both = sum[(i - 1) * width + t - 1] ?? Infinity
      const token = sum[(i - 1) * width + t] ?? Infinity
      const step = sum[i * width + t - 1] ?? Infinity
      const least = both < token && both < step ? 0 : token < both && token < step ? 1 : 2
      from[i * width + t] = least
      sum[i * width + t] = (cost[i - 1]?.[t - 1] ?? 0) + (least === 0 ? both : least === 1 ? token : step)
    }
  const begins = new Array<number>(tokens).fill(0)
  for (let i = tokens, t = steps; i > 0 && t > 0; ) {
    begins[i - 1] = t - 1
    const way = from[i * width + t]
    if (way !== 2) i--
    if (way !== 1) t--
  }
  return begins
}
