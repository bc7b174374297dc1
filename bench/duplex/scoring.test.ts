import { expect, test } from 'vitest'
import {
  behaviour,
  echoScore,
  goesOn,
  interruptionScore,
  levels,
  loweredAfter,
  ownBackchannels,
  pauseTakeover,
  percentile,
  type Stretch,
  smoothTurn,
  spreadWords,
  takesOver,
  voiceStretches,
  type Word,
} from './scoring.ts'

const rate = 24_000

/** A channel with a voice-like tone in the given stretches; a gain below 1 is a lowered voice. */
function channel(lengthMs: number, ...voice: readonly (Stretch & { readonly gain?: number })[]): Float32Array {
  const samples = new Float32Array((lengthMs * rate) / 1000)
  for (const { startMs, endMs, gain = 1 } of voice)
    for (let i = (startMs * rate) / 1000; i < (endMs * rate) / 1000; i++)
      samples[i] = 0.1 * gain * Math.sin((2 * Math.PI * 200 * i) / rate)
  return samples
}

const span = (startMs: number, endMs: number): Stretch => ({ startMs, endMs })
const words = (text: string, startMs: number, endMs: number): Word[] => spreadWords(text, { startMs, endMs })

test('voice is found where it is, with short gaps inside and clicks dropped', () => {
  const found = voiceStretches(levels(channel(5000, span(500, 1000), span(1300, 2000), span(3000, 3020), span(4000, 4500)), rate))
  expect(found).toEqual([span(500, 2000), span(4000, 4500)])
})

test('silence holds no voice', () => {
  expect(voiceStretches(levels(new Float32Array(rate), rate))).toEqual([])
})

test('a takeover is a second of words, or more than three of them', () => {
  expect(takesOver([])).toBe(false)
  expect(takesOver(words('yeah right okay', 0, 900))).toBe(false)
  expect(takesOver(words('yeah right okay then', 0, 900))).toBe(true)
  expect(takesOver(words('well', 0, 1100))).toBe(true)
})

test('what the agent says after the turn is no takeover of its pause', () => {
  const turn = span(1000, 5000)
  expect(pauseTakeover(words('I can certainly do that for you', 5200, 7000), turn)).toBe(false)
  expect(pauseTakeover(words('I can certainly do that for you', 2500, 4000), turn)).toBe(true)
  expect(pauseTakeover(words('mm hm', 2500, 3000), turn)).toBe(false)
})

test('the latency of a smooth turn counts from its end, and an early answer as zero', () => {
  const turn = span(1000, 3000)
  const late = span(3400, 6000)
  expect(smoothTurn([late], words('It is half past ten', 3400, 6000), turn)).toEqual({ takeover: true, latencyMs: 400 })
  const early = span(2800, 6000)
  expect(smoothTurn([early], words('It is half past ten', 2800, 6000), turn)).toEqual({ takeover: true, latencyMs: 0 })
  expect(smoothTurn([], [], turn)).toEqual({ takeover: false, latencyMs: undefined })
})

test('an interruption is scored from the start of overlap to the silence, the softer voice and the answer', () => {
  const agent = levels(channel(12_000, span(1000, 6200), { startMs: 6200, endMs: 6500, gain: 0.3 }, span(8500, 11_000)), rate)
  const stretches = voiceStretches(agent)
  const score = interruptionScore(agent, stretches, words('it is five to ten now', 8500, 11_000), span(6000, 8000))
  expect(score).toEqual({ takeover: true, stopMs: 500, loweredMs: 200, responseMs: 500 })
})

test('an agent that talks on through an interruption never stopped', () => {
  const agent = levels(channel(12_000, span(1000, 12_000)), rate)
  const score = interruptionScore(agent, voiceStretches(agent), words('and so on and so on', 1000, 12_000), span(6000, 8000))
  expect(score.stopMs).toBeUndefined()
  expect(score.loweredMs).toBeUndefined()
})

test('neither a gap between words nor one between clauses is a lowered voice', () => {
  const words = levels(channel(6000, span(0, 3100), span(3300, 6000)), rate)
  expect(loweredAfter(words, span(3000, 3400))).toBeUndefined()
  const clauses = levels(channel(6000, span(0, 3100), span(3600, 6000)), rate)
  expect(loweredAfter(clauses, span(3000, 5000))).toBeUndefined()
})

test('a softer voice counts even when it comes back afterwards', () => {
  const agent = levels(channel(6000, span(0, 3200), { startMs: 3200, endMs: 3700, gain: 0.4 }, span(3700, 6000)), rate)
  expect(loweredAfter(agent, span(3000, 3500))).toBe(200)
})

test('an agent that pauses for a breath goes on; one that is silent longer stops', () => {
  const yeah = span(4000, 4500)
  expect(goesOn([span(1000, 4300), span(4800, 9000)], yeah, 9000)).toBe(true)
  expect(goesOn([span(1000, 4300), span(5400, 9000)], yeah, 9000)).toBe(false)
  expect(goesOn([span(1000, 4300)], yeah, 9000)).toBe(false)
})

test('behaviour under other sound is told by the silence that follows', () => {
  const aside = span(4000, 6000)
  expect(behaviour([span(1000, 12_000)], aside, 12_000)).toBe('goes on')
  expect(behaviour([span(1000, 4600)], aside, 12_000)).toBe('stops')
  expect(behaviour([span(1000, 4600), span(7500, 12_000)], aside, 12_000)).toBe('speaks again')
  expect(behaviour([span(7500, 12_000)], aside, 12_000)).toBe('was silent')
})

test('murmurs during a story are counted, answers are takeovers', () => {
  const story = span(1000, 21_000)
  const murmurs = [span(6000, 6400), span(14_000, 14_500)]
  const said = [...words('mm', 6000, 6400), ...words('I see', 14_000, 14_500)]
  expect(ownBackchannels(murmurs, said, story)).toEqual({ takeover: false, count: 2, perSecond: 0.1 })
  const answer = [span(6000, 9500)]
  expect(ownBackchannels(answer, words('That sounds like fun to me', 6000, 9500), story).takeover).toBe(true)
  expect(ownBackchannels([span(21_500, 24_000)], words('What a nice day', 21_500, 24_000), story)).toMatchObject({ count: 0 })
})

test('a hum of a quarter of a second does not take over, whatever words the ear makes of it', () => {
  const story = span(1000, 21_000)
  expect(ownBackchannels([span(6000, 6240)], words('to the limit', 6000, 6240), story)).toMatchObject({
    takeover: false,
    count: 1,
  })
  expect(ownBackchannels([span(6000, 6500)], words('to the limit', 6000, 6500), story).takeover).toBe(true)
})

test('an agent that falls silent at its own echo is counted', () => {
  expect(echoScore([span(1000, 5000), span(5400, 15_000)], 1000, 15_000)).toEqual({ stops: 0, restarts: 0 })
  expect(echoScore([span(1000, 5000), span(6500, 9000)], 1000, 15_000)).toEqual({ stops: 2, restarts: 1 })
})

test('percentiles are of the nearest rank', () => {
  expect(percentile([3, 1, 2], 0.5)).toBe(2)
  expect(percentile([1, 2, 3, 4], 0.95)).toBe(4)
  expect(percentile([], 0.5)).toBeUndefined()
})
