/** Speech-like sound for words: one buzz a syllable, so that level meters, turn detection and players have something true to work on. */

/** Rate of everything the fake engine says, Hz. */
export const fakeRate = 24_000
export const frameSamples = 1920

/** Words to 24 kHz sound, −1 to 1. */
export type Say = (text: string, voice: string) => Float32Array

const syllableSamples = 0.14 * fakeRate
const gapSamples = 0.05 * fakeRate
const loudness = 0.25
/** First two formants in Hz, by vowel. */
const formants: Readonly<Record<string, readonly [number, number]>> = {
  a: [800, 1200],
  e: [500, 1900],
  i: [300, 2300],
  o: [500, 900],
  u: [320, 800],
}

export const babble: Say = (text, voice) => {
  const parts: Float32Array[] = []
  for (const word of text.toLowerCase().split(/\s+/)) {
    for (const vowel of word.match(/[aeiou]+/g) ?? ['e']) parts.push(syllable(vowel[0] ?? 'e', pitchOf(voice)))
    parts.push(new Float32Array(gapSamples))
  }
  const sound = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    sound.set(part, at)
    at += part.length
  }
  return sound
}

/** Pitch of a voice name in Hz: women's (`…F…`) above men's, each number its own. */
export function pitchOf(voice: string): number {
  const [, variety, sex, number] = /^(NAT|VAR)([FM])(\d)/.exec(voice) ?? []
  return (sex === 'F' ? 190 : 100) + 8 * Number(number ?? 0) + (variety === 'VAR' ? 4 : 0)
}

function syllable(vowel: string, hz: number): Float32Array {
  const [first, second] = formants[vowel] ?? [500, 1500]
  const period = Math.round(fakeRate / hz)
  const wave = new Float32Array(period)
  for (let harmonic = 1; harmonic * hz < 4000; harmonic++) {
    const near = (formant: number) => Math.exp(-(((harmonic * hz - formant) / 180) ** 2))
    const gain = (0.15 / harmonic + near(first) + 0.5 * near(second)) * loudness
    for (let i = 0; i < period; i++) wave[i] = (wave[i] ?? 0) + gain * Math.sin((2 * Math.PI * harmonic * i) / period)
  }
  return Float32Array.from({ length: syllableSamples }, (_, i) => {
    const envelope = Math.sin((Math.PI * i) / syllableSamples) ** 0.5
    return Math.max(-0.9, Math.min(0.9, (wave[i % period] ?? 0) * envelope))
  })
}
