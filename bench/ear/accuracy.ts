/** How well an ear hears: words, names with and without hot words, short answers, other languages, times of words, and what it invents on noise. */

import { resample } from '../../src/audio/resample.ts'
import { believable } from '../../src/speech/believable.ts'
import type { Ear, HearOptions, Mouth } from '../../src/speech/speech.ts'
import { clipRate } from '../duplex/item.ts'
import { makeNoise, noiseNames } from '../duplex/noises.ts'
import { seedOf } from '../duplex/sound.ts'
import { type NoiseKind, noisy } from './noisy.ts'
import { decoys, foreignSentences, nameSentences, shortAnswers } from './sentences.ts'
import { clips, earRate, foreign, type Sentence, said } from './speech.ts'
import { ErrorRate, percentile, wordErrors, wordsOf } from './words.ts'

export type AccuracyRow = { readonly what: string; readonly figure: string; readonly of: string }

/** Sentences for each condition. */
export type AccuracyOptions = { readonly sentences: number }

const conditions: readonly { readonly name: string; readonly noise?: readonly [NoiseKind, number] }[] = [
  { name: 'clean' },
  { name: 'pink noise, 20 dB', noise: ['pink', 20] },
  { name: 'pink noise, 10 dB', noise: ['pink', 10] },
  { name: 'white noise, 10 dB', noise: ['white', 10] },
]
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const voices = ['joe', 'slt'] as const
/** Every other one of a list until there are so many: both sets and most voices are among them. */
const some = <T>(list: readonly T[], count: number): T[] =>
  list.filter((_, i) => i % Math.max(1, Math.floor(list.length / count)) === 0).slice(0, count)

export async function accuracy(ear: Ear, mouth: Mouth, { sentences }: AccuracyOptions): Promise<AccuracyRow[]> {
  const rows: AccuracyRow[] = []
  const turns = some(clips(['turn']), sentences)
  for (const { name, noise } of conditions) {
    const rate = new ErrorRate()
    for (const { text, pcm } of turns) {
      const sound = noise ? noisy(pcm, ...noise, seedOf(text)) : pcm
      rate.add(text, (await heardText(ear, sound, { language: 'en' })).text)
    }
    rows.push({
      what: `word errors, ${name}`,
      figure: percent(rate.rate),
      of: `${turns.length} sentences, ${rate.words} words, Kokoro`,
    })
  }
  rows.push(...(await names(ear, mouth)))
  rows.push(...(await answers(ear, mouth)))
  rows.push(await invented(ear))
  rows.push(...(await times(ear, sentences)))
  if (ear.name === 'whisper-base') rows.push(...(await languages(ear)))
  return rows
}

async function heardText(ear: Ear, pcm: Float32Array, options: HearOptions, voicedMs?: number) {
  const heard = await ear.hear(pcm, voicedMs === undefined ? options : { ...options, voicedMs })
  return believable(heard, voicedMs) ? heard : { ...heard, text: '', words: [] }
}

async function names(ear: Ear, mouth: Mouth): Promise<AccuracyRow[]> {
  const hotWords = nameSentences.flatMap((sentence) => sentence.names)
  const rows: AccuracyRow[] = []
  const right = new Map<string, number>()
  const arms: readonly [string, HearOptions][] = [
    ['without hot words', {}],
    ['hot words as prompt only', { prompt: hotWords.join(', ') }],
    ['with hot words', { hotWords }],
  ]
  let total = 0
  const falsely = new Map<string, number>()
  const others = new Map<string, ErrorRate>()
  for (const voice of voices) {
    for (const { text, names: inIt } of nameSentences) {
      const { pcm } = await said(mouth, text, voice)
      total += inIt.length
      for (const [arm, options] of arms) {
        const heard = wordsOf((await heardText(ear, pcm, { ...options, language: 'en' })).text)
        const found = inIt.filter((name) => heard.some((word) => word.replace(/'s$/, '') === name.toLowerCase())).length
        right.set(arm, (right.get(arm) ?? 0) + found)
      }
    }
    for (const text of decoys) {
      const { pcm } = await said(mouth, text, voice)
      for (const [arm, options] of arms) {
        const { text: heard } = await heardText(ear, pcm, { ...options, language: 'en' })
        const invented = wordsOf(heard).filter((word) => hotWords.some((name) => name.toLowerCase() === word)).length
        falsely.set(arm, (falsely.get(arm) ?? 0) + invented)
        const rate = others.get(arm) ?? new ErrorRate()
        rate.add(text, heard)
        others.set(arm, rate)
      }
    }
  }
  for (const [arm] of arms) {
    rows.push({ what: `names right, ${arm}`, figure: percent((right.get(arm) ?? 0) / total), of: `${total} names, joe and slt` })
    rows.push({
      what: `names heard where none was said, ${arm}`,
      figure: `${falsely.get(arm) ?? 0} (word errors ${percent(others.get(arm)?.rate ?? 0)})`,
      of: `${decoys.length * voices.length} sentences that sound alike`,
    })
  }
  return rows
}

async function answers(ear: Ear, mouth: Mouth): Promise<AccuracyRow[]> {
  const hotWords = ['Ana']
  let total = 0
  let [plain, helped] = [0, 0]
  const missed: string[] = []
  const one = async ({ text, pcm }: Sentence): Promise<void> => {
    total++
    const same = (heard: string): boolean => wordErrors(wordsOf(text), wordsOf(heard)) === 0
    if (same((await heardText(ear, pcm, { language: 'en' })).text)) plain++
    const { text: heard } = await heardText(ear, pcm, { language: 'en', hotWords }, 400)
    if (same(heard)) helped++
    else missed.push(`${text} → ${heard || '(nothing)'}`)
  }
  for (const voice of voices) for (const text of shortAnswers) await one(await said(mouth, text, voice))
  const backchannels = some(clips(['backchannel']), 24).filter(({ text }) => shortAnswers.includes(text))
  for (const clip of backchannels) await one(clip)
  const of = `${total} answers of a word or two, joe, slt and Kokoro`
  return [
    { what: 'short answers right, as the model hears them', figure: percent(plain / total), of },
    { what: 'short answers right, with the list', figure: percent(helped / total), of: missed.join('; ') },
  ]
}

/** Coughs, knocks and the like: with the gates nothing should be left of what the ear makes of them. */
async function invented(ear: Ear): Promise<AccuracyRow> {
  let [total, made, left] = [0, 0, 0]
  for (const name of noiseNames)
    for (const seed of [4, 5, 6]) {
      const pcm = await resample(makeNoise(name, seed), clipRate, earRate)
      const heard = await ear.hear(pcm, { language: 'en', voicedMs: 300 })
      total++
      if (heard.text !== '') made++
      if (heard.text !== '' && believable(heard, 300)) left++
    }
  return {
    what: 'noises that became words, without gates / with them',
    figure: `${made} / ${left}`,
    of: `${total} noises, voice activity not asked`,
  }
}

/** The first word after a long pause begins where the pause ends. */
async function times(ear: Ear, sentences: number): Promise<AccuracyRow[]> {
  const off: number[] = []
  for (const { pcm, clip } of some(clips(['paused turn']), sentences)) {
    if (!clip?.pause) continue
    const { words } = await ear.hear(pcm, { language: 'en', wordTimes: true })
    const trueMs = (clip.pause.endSamples / clipRate) * 1000
    const nearest = words.flatMap(({ startMs }) => (startMs === undefined ? [] : Math.abs(startMs - trueMs)))
    if (nearest.length > 0) off.push(Math.min(...nearest))
  }
  return [
    {
      what: 'word times: first word after a pause, off by p50/p95',
      figure: `${percentile(off, 0.5).toFixed(0)} / ${percentile(off, 0.95).toFixed(0)} ms`,
      of: `${off.length} pauses, nearest word's beginning; by cross-attention`,
    },
  ]
}

async function languages(ear: Ear): Promise<AccuracyRow[]> {
  const rows: AccuracyRow[] = []
  for (const { language, texts } of foreignSentences) {
    const [told, found] = [new ErrorRate(), new ErrorRate()]
    let right = 0
    let tried = 0
    for (const text of texts) {
      const sentence = await foreign(text, language)
      if (!sentence) continue
      tried++
      told.add(text, (await heardText(ear, sentence.pcm, { language })).text)
      const heard = await heardText(ear, sentence.pcm, {})
      found.add(text, heard.text)
      if (heard.language === language) right++
    }
    if (tried === 0) continue
    const figure = `${percent(told.rate)} / ${percent(found.rate)}, found ${right} of ${tried}`
    rows.push({ what: `word errors in ${language}, language told / found`, figure, of: `${tried} sentences, espeak-ng` })
  }
  return rows
}
