/** Which clips each set has: text, voice and file of every one, in order. */
import type { Clip, PauseKind } from './item.ts'
import { noiseNames } from './noises.ts'
import { benchmark } from './scripts/benchmark.ts'
import { calibration } from './scripts/calibration.ts'
import { stories } from './scripts/stories.ts'

export type ClipPlan = {
  readonly file: string
  readonly kind: Clip['kind']
  /** What is said; a noise's name for a noise. */
  readonly text: string
  /** What the voice gets, where spelling does not give the sound. */
  readonly say?: string
  readonly voice: string
  readonly pause?: PauseKind
}

type Script = {
  readonly voices: readonly string[]
  readonly finished: readonly string[]
  readonly paused: Readonly<Record<PauseKind, readonly string[]>>
  readonly interruptions: readonly string[]
  readonly backchannels: readonly { readonly text: string; readonly say?: string }[]
}

/** The sets by name. A shift gives the same text list another order of voices. */
export const sets: Readonly<Record<string, readonly ClipPlan[]>> = {
  calibration: [
    ...common(calibration),
    ...noiseNames.map((text, index) => ({ file: name('noise', index), kind: 'noise' as const, text, voice: 'none' })),
    ...said('opener', 'turn', calibration.openers, calibration.voices, 0),
    ...said('story', 'story', calibration.stories, calibration.voices, 2),
  ],
  benchmark: [
    ...common(benchmark),
    ...said('opener', 'turn', benchmark.openers, benchmark.voices, 0),
    ...said('aside', 'aside', benchmark.asides, benchmark.voices, 0),
    ...said('story', 'story', stories, benchmark.voices, 5),
  ],
}

function common({ voices, finished, paused, interruptions, backchannels }: Script): ClipPlan[] {
  const twice = [...backchannels, ...backchannels]
  return [
    ...said('finished', 'turn', finished, voices, 0),
    ...said('paused', 'paused turn', Object.values(paused).flat(), voices, 3).map((plan, index) => ({
      ...plan,
      pause: pauseKindAt(paused, index),
    })),
    ...twice.map(({ text, say }, index) => {
      const round = Math.floor(index / backchannels.length)
      return {
        file: name('backchannel', index),
        kind: 'backchannel' as const,
        text,
        say: say ?? text,
        voice: at(voices, index + 5 * round),
      }
    }),
    ...said('interruption', 'interruption', interruptions, voices, 7),
  ]
}

function said(file: string, kind: Clip['kind'], texts: readonly string[], voices: readonly string[], shift: number): ClipPlan[] {
  return texts.map((text, index) => ({ file: name(file, index), kind, text, voice: at(voices, index + shift) }))
}

function name(kind: string, index: number): string {
  return `${kind}-${String(index + 1).padStart(2, '0')}.opus`
}

function at(voices: readonly string[], index: number): string {
  return voices[index % voices.length] ?? ''
}

function pauseKindAt(paused: Readonly<Record<PauseKind, readonly string[]>>, index: number): PauseKind {
  let left = index
  for (const [kind, texts] of Object.entries(paused)) {
    // The record has no other keys.
    if (left < texts.length) return kind as PauseKind
    left -= texts.length
  }
  throw new RangeError(`there is no paused turn ${index}`)
}
