/** Hysteresis: voice windows become stretches of speech that begin and end at voiced samples. */
import { toSamples, type Voice } from './state.ts'

export type VoiceRules = { readonly startMs: number; readonly hangMs: number; readonly holeMs: number; readonly gapMs: number }

/**
 * One span without a change. Works in `voice`.
 * @param kind `gap`: silence that stands for missing sound; up to `gapMs` of it is not counted as silence
 * @returns what changed: a stretch began (at `voice.onsetSample`) or ended (at `voice.lastVoicedSample`)
 */
export function stepVoice(
  voice: Voice,
  kind: 'voiced' | 'silent' | 'gap',
  fromSample: number,
  toSample: number,
  rules: VoiceRules,
): 'began' | 'ended' | null {
  const length = toSample - fromSample
  if (kind === 'voiced') {
    voice.onsetSample ??= fromSample
    voice.runSamples += length
    voice.holeSamples = 0
    const began = !voice.speaking && voice.runSamples >= toSamples(rules.startMs)
    if (!voice.speaking && !began) {
      voice.silenceSamples += length
      return null
    }
    voice.speaking = true
    voice.lastVoicedSample = toSample
    voice.silenceSamples = 0
    voice.forgivenSamples = 0
    return began ? 'began' : null
  }
  const forgiven = kind === 'gap' ? Math.min(length, Math.max(0, toSamples(rules.gapMs) - voice.forgivenSamples)) : 0
  voice.forgivenSamples += forgiven
  voice.silenceSamples += length - forgiven
  if (voice.speaking) {
    if (voice.silenceSamples < toSamples(rules.hangMs)) return null
    stopVoice(voice)
    return 'ended'
  }
  voice.holeSamples += length
  if (voice.onsetSample !== null && voice.holeSamples > toSamples(rules.holeMs)) stopVoice(voice)
  return null
}

/** Ends a stretch, or what might have become one. */
export function stopVoice(voice: Voice): void {
  voice.speaking = false
  voice.onsetSample = null
  voice.runSamples = 0
  voice.holeSamples = 0
}
