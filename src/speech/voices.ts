/** Voice names of the engines people know, and which of the voices there are stands in for each. */
import { DuetError } from '../protocol/errors.ts'
import type { Voice } from './speech.ts'

/** What every mouth speaks at, Hz, whatever its model was made for: the caller's loop has no time to resample. */
export const mouthRate = 24_000

/** The voices that run on two cores. */
export const smallVoices = [
  { id: 'joe', label: 'Joe', gender: 'male', sampleRate: mouthRate },
  { id: 'slt', label: 'Salt', gender: 'female', sampleRate: mouthRate },
] as const satisfies readonly Voice[]

type Wish = { readonly gender: Voice['gender']; readonly prefer: readonly string[] }
const female = (...prefer: string[]): Wish => ({ gender: 'female', prefer })
const male = (...prefer: string[]): Wish => ({ gender: 'male', prefer })

/** PersonaPlex's 18 voice prompts and Moshi's two voices. The choice is by name only: no likeness is claimed. */
const knownNames: Readonly<Record<string, Wish>> = {
  NATF0: female('af_heart'),
  NATF1: female('af_bella'),
  NATF2: female('af_sarah'),
  NATF3: female('af_kore'),
  NATM0: male('am_michael'),
  NATM1: male('am_fenrir'),
  NATM2: male('am_puck'),
  NATM3: male('bm_george'),
  VARF0: female('bf_emma'),
  VARF1: female('af_nicole'),
  VARF2: female('af_aoede'),
  VARF3: female('bf_isabella'),
  VARF4: female('af_nova'),
  VARM0: male('bm_fable'),
  VARM1: male('bm_lewis'),
  VARM2: male('am_liam'),
  VARM3: male('am_onyx'),
  VARM4: male('am_echo'),
  moshika: female('af_heart'),
  moshiko: male('am_michael'),
}

export type ResolvedVoice = {
  readonly asked: string
  readonly used: Voice
  /** Whether another voice than the one asked for speaks. */
  readonly standIn: boolean
}

/**
 * The voice that speaks for a name: one of `voices` by its id, or the nearest there is for a name of PersonaPlex (with or
 * without `.pt`) or Moshi: the preferred one, else one of the same gender, else any.
 * @throws DuetError `voice.unknown`, listing the names
 */
export function resolveVoice(asked: string, voices: readonly Voice[] = smallVoices): ResolvedVoice {
  const own = voices.find((voice) => voice.id === asked)
  if (own) return { asked, used: own, standIn: false }
  const name = asked.replace(/\.pt$/, '')
  const wish = Object.hasOwn(knownNames, name) ? knownNames[name] : undefined
  const used = wish && nearest(wish, voices)
  if (used) return { asked, used, standIn: true }
  throw new DuetError('voice.unknown', `'${asked}' is not one of ${voiceNames(voices).join(', ')}.`, { field: 'voice' })
}

/** Every name `resolveVoice` takes. */
export function voiceNames(voices: readonly Voice[] = smallVoices): string[] {
  return [...Object.keys(knownNames), ...voices.map((voice) => voice.id)]
}

function nearest(wish: Wish, voices: readonly Voice[]): Voice | undefined {
  const preferred = wish.prefer.map((id) => voices.find((voice) => voice.id === id)).find((voice) => voice !== undefined)
  return preferred ?? voices.find((voice) => voice.gender === wish.gender) ?? voices[0]
}
