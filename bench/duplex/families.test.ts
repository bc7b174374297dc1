import { expect, test } from 'vitest'
import { families, type Item, itemsPerFamily, type LoadedClip, makeItems } from './families.ts'
import type { Clip } from './item.ts'
import { sets } from './plans.ts'

const second = 24_000

/** The benchmark's clips as they are planned, with a second of sound each; stories are longer. */
const clips: LoadedClip[] = (sets.benchmark ?? []).map(({ file, kind, text, voice }) => {
  const samples = new Float32Array((kind === 'story' ? 11 : 1) * second).fill(0.1)
  const clip: Clip = {
    file,
    kind,
    text,
    voice,
    seed: 1,
    samples: samples.length,
    speech: [{ startSamples: 0, endSamples: samples.length }],
  }
  return { clip, samples }
})
const items = makeItems(clips)
const said = (item: Item): string[] => item.steps.flatMap((step) => (step.type === 'say' ? [step.sound.text] : []))

test('every family has its items, in order', () => {
  expect(items.map(({ id }) => id)).toEqual(
    families.flatMap((family) => Array.from({ length: itemsPerFamily }, (_, i) => `${family}-${String(i + 1).padStart(2, '0')}`)),
  )
})

test('no text is used twice in a family of single turns, and every interruption is used', () => {
  for (const family of ['pause', 'smooth', 'interruption', 'backchannel', 'side-talk'] as const) {
    const last = items.filter((item) => item.family === family).map((item) => said(item).at(-1))
    expect(new Set(last).size).toBe(itemsPerFamily)
  }
})

test('one voice speaks all of an item, and another one in the background', () => {
  const voiceOf = new Map((sets.benchmark ?? []).map(({ text, voice, kind }) => [`${kind} ${text}`, voice]))
  for (const item of items.filter(({ family }) => family === 'interruption')) {
    const [opener, interruption] = said(item)
    expect(voiceOf.get(`interruption ${interruption}`)).toBe(voiceOf.get(`turn ${opener}`))
  }
  for (const item of items.filter(({ family }) => family === 'background')) {
    const [other, opener] = said(item)
    expect(voiceOf.get(`story ${other}`)).not.toBe(voiceOf.get(`turn ${opener}`))
  }
})

test('the same clips give the same items', () => {
  const wanted = ['interruption', 'echo'] as const
  const times = (made: readonly Item[]) =>
    made.map(({ steps, echo }) => ({ echo, waits: steps.map((step) => ('forMs' in step ? step.forMs : 0)) }))
  expect(times(makeItems(clips, wanted))).toEqual(times(makeItems(clips, wanted)))
  expect(times(makeItems(clips, wanted))).toEqual(
    times(items.filter(({ family }) => family === 'interruption' || family === 'echo')),
  )
})

test('side talk is softer than speech to the agent, background softer still', () => {
  const level = (item: Item | undefined): number => {
    const step = item?.steps.findLast((one) => one.type === 'say')
    return step?.type === 'say' ? Math.sqrt(step.sound.samples.reduce((sum, s) => sum + s * s, 0) / step.sound.samples.length) : 0
  }
  const of = (family: Item['family']) => items.find((item) => item.family === family)
  expect(level(of('side-talk'))).toBeLessThan(level(of('interruption')))
  expect(level(of('background'))).toBeLessThan(level(of('side-talk')))
})

test('benchmark and calibration share neither voices nor texts', () => {
  const words = (set: string, kinds: readonly string[]) =>
    (sets[set] ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text.toLowerCase())
  const voices = (set: string) => new Set((sets[set] ?? []).map(({ voice }) => voice))
  expect([...voices('benchmark')].filter((voice) => voices('calibration').has(voice))).toEqual([])
  const turns = ['turn', 'paused turn', 'interruption', 'story', 'aside']
  expect(words('benchmark', turns).filter((text) => words('calibration', turns).includes(text))).toEqual([])
})
