/** The speech of the ear's benchmark, all of it synthetic: the duplex benchmark's clips (Kokoro), Duet's own voices, and espeak-ng for other languages. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resample } from '../../src/audio/resample.ts'
import { readWav } from '../../src/audio/wav.ts'
import type { Mouth } from '../../src/speech/speech.ts'
import { readClip } from '../duplex/clip-file.ts'
import { type Clip, clipManifestSchema, clipRate } from '../duplex/item.ts'

export const earRate = 16_000
/** A program that must be there for sentences of other languages. */
const speller = 'espeak-ng'

export type Sentence = {
  readonly text: string
  readonly voice: string
  /** 16 kHz. */
  readonly pcm: Float32Array
  /** Where the speech ends, ms from the sound's start. */
  readonly endMs: number
  readonly clip?: Clip
}

/** Clips of some kinds, both sets of the duplex benchmark together. */
export function clips(kinds: readonly Clip['kind'][]): Sentence[] {
  return ['calibration', 'benchmark'].flatMap((set) => {
    const folder = new URL(`../duplex/items/${set}/`, import.meta.url)
    const manifest = clipManifestSchema.parse(JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')))
    return manifest.clips
      .filter((clip) => kinds.includes(clip.kind))
      .map((clip) => {
        const endMs = ((clip.speech.at(-1)?.endSamples ?? clip.samples) / clipRate) * 1000
        return { text: clip.text, voice: clip.voice, pcm: readClip(new URL(clip.file, folder).pathname, earRate), endMs, clip }
      })
  })
}

/** A text in one of Duet's own voices, with half a second of silence before it. */
export async function said(mouth: Mouth, text: string, voice: string): Promise<Sentence> {
  const { samples, sampleRate } = await mouth.say(text, { voice })
  const speech = await resample(samples, sampleRate, earRate)
  const pcm = new Float32Array(earRate / 2 + speech.length)
  pcm.set(speech, earRate / 2)
  return { text, voice, pcm, endMs: (pcm.length / earRate) * 1000 }
}

/** A text by the program espeak-ng; undefined where it is not installed. */
export async function foreign(text: string, language: string): Promise<Sentence | undefined> {
  const run = spawnSync(speller, ['-v', language, '-s', '150', '--stdout', text], { maxBuffer: 16 * 1024 * 1024 })
  if (run.status !== 0) return undefined
  const { channels, sampleRate } = readWav(run.stdout)
  const [sound = new Float32Array(0)] = channels
  const pcm = await resample(sound, sampleRate, earRate)
  return { text, voice: 'espeak-ng', pcm, endMs: (pcm.length / earRate) * 1000 }
}
