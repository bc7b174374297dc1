/** Small pure operations on mono sound for making and mixing items. */
import { rms } from '../../src/audio/energy.ts'

export type Span = { readonly startSamples: number; readonly endSamples: number }

/** A seeded source of numbers from 0 to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A 32-bit FNV-1a hash: seeds that stay when items are added before them. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (const symbol of text) hash = Math.imul(hash ^ (symbol.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}

export function gainOf(db: number): number {
  return 10 ** (db / 20)
}

export function scaled(samples: Float32Array, gain: number): Float32Array {
  return samples.map((sample) => sample * gain)
}

/** Adds `part` to `into` from sample `at` on; what lies outside is left out. */
export function mixInto(into: Float32Array, part: Float32Array, at: number, gain = 1): void {
  const first = Math.max(0, -at)
  const last = Math.min(part.length, into.length - at)
  for (let i = first; i < last; i++) into[at + i] = (into[at + i] ?? 0) + gain * (part[i] ?? 0)
}

export function concat(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export type SpanOptions = {
  readonly sampleRate: number
  /** Windows of this length are judged, ms. */
  readonly windowMs: number
  /** Louder than this is sound, as an amplitude (rms). */
  readonly threshold: number
  /** Silences shorter than this are bridged, ms. */
  readonly mergeMs: number
  /** Stretches shorter than this are dropped, ms. */
  readonly leastMs: number
}

/** Stretches of sound by energy: loud windows, small gaps bridged, clicks dropped. */
export function soundSpans(samples: Float32Array, options: SpanOptions): Span[] {
  const { sampleRate, windowMs, threshold, mergeMs, leastMs } = options
  const window = Math.round((windowMs * sampleRate) / 1000)
  const raw: { startSamples: number; endSamples: number }[] = []
  for (let at = 0; at < samples.length; at += window) {
    const piece = samples.subarray(at, Math.min(samples.length, at + window))
    if (rms(piece) < threshold) continue
    const last = raw.at(-1)
    if (last && at - last.endSamples < (mergeMs * sampleRate) / 1000) last.endSamples = at + piece.length
    else raw.push({ startSamples: at, endSamples: at + piece.length })
  }
  return raw.filter((span) => span.endSamples - span.startSamples >= (leastMs * sampleRate) / 1000)
}

/** Level of the stretches of speech alone, so that silence around it does not count. */
export function speechLevel(samples: Float32Array, spans: readonly Span[]): number {
  return rms(concat(spans.map((span) => samples.subarray(span.startSamples, span.endSamples))))
}

/** The 95th percentile of the levels (rms) of 5 ms windows: how loud the loud parts are. */
export function loudLevel(samples: Float32Array, sampleRate: number): number {
  const window = Math.round(sampleRate / 200)
  const levels = Array.from({ length: Math.floor(samples.length / window) }, (_, i) =>
    rms(samples.subarray(i * window, (i + 1) * window)),
  ).sort((a, b) => a - b)
  return levels[Math.floor(levels.length * 0.95)] ?? 0
}
