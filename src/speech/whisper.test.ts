import { describe, expect, it } from 'vitest'
import { type DecoderStep, logProbability, repeatedTokens, restartAt, WhisperText } from './whisper.ts'

// A vocabulary of letters, some words, and the count of text tokens the English models have.
const words = [' hello', ' there', ',', ' Na', 'oko', ' ', 'a', 'b', '.', 'u', 'm', ' u', ' um']
const stop = words.indexOf('.')
const tokens = Array.from({ length: 50_256 }, (_, id) => Buffer.from(words[id] ?? `\u0000${id}`).toString('base64'))
const end = tokens.length
const text = new WhisperText({ heads: 1, width: 1, decoderLayers: 1, suppress: [7], suppressFirst: [1], tokens })
const always = async (): Promise<boolean> => true
type Step = { tokens: readonly number[]; at: number; want: readonly number[] }

/** A decoder that wants to say the given tokens one after the other, and writes down what it was asked. */
function scripted(script: readonly number[], noSpeechScore = -20, endScore = -10): { step: DecoderStep; asked: Step[] } {
  const asked: Step[] = []
  return {
    asked,
    step: async (fed, at, want) => {
      const rows = new Float32Array(51_864 * want.length).fill(-10)
      const next = script[asked.length] ?? end
      asked.push({ tokens: fed, at, want })
      rows[rows.length - 51_864 + end] = endScore
      rows[rows.length - 51_864 + next] = 10
      if (want.length === 2) rows[end + 1 + 104] = noSpeechScore
      return { scores: rows }
    },
  }
}
const decode = (step: DecoderStep, more: { prompt?: string; soundMs?: number; wanted?: () => Promise<boolean> } = {}) =>
  text.decode(step, { soundMs: 3000, wanted: always, ...more })

describe('decoding', () => {
  it('joins tokens into words, with the probability of the least sure token', async () => {
    const heard = await decode(scripted([0, 2, 3, 4, end]).step)
    expect(heard).toMatchObject({ text: 'hello, Naoko', stopped: 'end' })
    expect(heard.words.map((word) => word.text)).toEqual(['hello,', 'Naoko'])
    for (const word of heard.words) expect(word.p).toBeGreaterThan(0.99)
    expect(heard.logprob).toBeCloseTo(0, 3)
  })
  it('finds a word as sure as its least sure token', async () => {
    const sure = scripted([0, 3, 4, end]).step
    let calls = 0
    const doubtful: DecoderStep = async (...args) => {
      const { scores } = await sure(...args)
      if (++calls === 2) scores[scores.length - 51_864 + 1] = 10 // ' there' is as likely as ' Na'
      return { scores }
    }
    const ps = (await decode(doubtful)).words.map((word) => word.p)
    expect(ps[0]).toBeGreaterThan(0.99)
    expect(ps[1]).toBeCloseTo(0.5, 2)
  })
  it('hears that somebody looks for a word where it was asked to', async () => {
    const him = words.indexOf(' there')
    const um = words.indexOf(' um')
    const close: DecoderStep = async (_, at) => {
      const scores = new Float32Array(2 * 51_864).fill(-10)
      scores[scores.length - 51_864 + (at < 3 ? him : end)] = 10
      if (at < 3) scores[scores.length - 51_864 + um] = 8.5
      return { scores: at === 0 ? scores : scores.subarray(51_864) }
    }
    expect((await text.decode(close, { soundMs: 3000, wanted: always })).text).toMatch(/there/)
    expect((await text.decode(close, { soundMs: 3000, wanted: always, fillers: true })).text).toMatch(/um/)
  })
  it('gives new tokens only, each at its position', async () => {
    const { step, asked } = scripted([0, 1, end])
    await decode(step)
    expect(asked.map(({ tokens: fed, at }) => [fed.length, at])).toEqual([
      [2, 0],
      [1, 2],
      [1, 3],
    ])
  })
  it('puts the prompt before the start token and asks for that row', async () => {
    const { step, asked } = scripted([end])
    await decode(step, { prompt: 'a b' })
    const start = end + 1
    expect(asked[0]?.tokens).toEqual([start + 103, 5, 6, 5, 7, start, start + 105])
    expect(asked[0]?.want).toEqual([5, 6])
  })
  it('finds the language where none is told, and begins with it', async () => {
    const many = Array.from({ length: 50_257 }, (_, id) => tokens[id] ?? Buffer.from(`\u0000${id}`).toString('base64'))
    const base = new WhisperText({ heads: 1, width: 1, decoderLayers: 1, suppress: [], suppressFirst: [], tokens: many })
    const start = many.length + 1
    const asked: (readonly number[])[] = []
    const german: DecoderStep = async (fed, _, want) => {
      asked.push(fed)
      const scores = new Float32Array(51_865 * want.length).fill(-10)
      scores[(asked.length === 1 ? start + 1 + 2 : many.length) + 51_865 * (want.length - 1)] = 10
      return { scores }
    }
    expect((await base.decode(german, { soundMs: 1000, wanted: always })).language).toBe('de')
    expect(asked).toEqual([[start], [start, start + 3, start + 101, start + 105]])
    asked.length = 0
    await base.decode(german, { soundMs: 1000, wanted: always, language: 'fr' })
    expect(asked[0]).toEqual([start, start + 7, start + 101, start + 105])
  })
  it('chooses an expected word where the sound leaves it open, and reports what the model itself thought', async () => {
    const torn: DecoderStep = async (fed, at, want) => {
      const scores = new Float32Array(51_864 * want.length).fill(-20)
      const row = scores.length - 51_864
      if (at === 0 || fed[0] !== 5) scores[row] = scores[row + 5] = 5 // ' hello' or ' '
      if (at > 0) scores[row + (fed[0] === 5 ? 6 : end)] = 9 // after ' ' an 'a', after that the end
      return { scores }
    }
    expect((await decode(torn)).text).toBe('hello')
    const helped = await text.decode(torn, { soundMs: 3000, wanted: always, hotWords: ['a'] })
    expect(helped.text).toBe('a')
    expect(helped.words[0]?.p).toBeCloseTo(0.5, 2)
  })
  it("reports the model's doubt that anybody spoke", async () => {
    expect((await decode(scripted([end]).step)).noSpeech).toBeLessThan(0.01)
    expect((await decode(scripted([end], 30).step)).noSpeech).toBeGreaterThan(0.9)
  })
  it('never chooses suppressed tokens, nor those not wanted first', async () => {
    const { step } = scripted([1, 1, 7, end])
    expect((await decode(step)).words.map((word) => word.text)).not.toContain('b')
    expect((await decode(scripted([1, end]).step)).text).not.toContain('there')
  })
  it('stops when no longer wanted', async () => {
    let asks = 0
    const { step, asked } = scripted([0, 1, 0, 1, 2])
    const heard = await decode(step, { wanted: async () => ++asks <= 2 })
    expect([heard.stopped, asked.length]).toEqual(['abort', 2])
  })
  it('is bounded by the length of the sound', async () => {
    const growing = scripted(Array.from({ length: 300 }, (_, i) => 100 + i))
    const heard = await decode(growing.step, { soundMs: 1000 })
    expect([heard.stopped, growing.asked.length]).toEqual(['length', 14])
  })
  it('cuts a loop off', async () => {
    const heard = await decode(scripted([0, 1, 1, 1, 1, end]).step)
    expect(heard).toMatchObject({ text: 'hello there', stopped: 'loop' })
  })
})

describe('starting over after a sentence', () => {
  it('is taken for the end where the end is nearly as likely', async () => {
    const heard = await decode(scripted([0, stop, 0, stop, end], -20, 7).step)
    expect(heard).toMatchObject({ text: 'hello.', stopped: 'end' })
  })
  it('is believed where it is much likelier than the end', async () => {
    expect((await decode(scripted([0, stop, 0, stop, end], -20, 5).step)).text).toBe('hello. hello.')
  })
  it('is no reason to drop another sentence', async () => {
    expect((await decode(scripted([0, stop, 1, stop, end], -20, 9).step)).text).toBe('hello. there.')
  })
  it('is cut off where the token limit ended it', async () => {
    const heard = await decode(scripted([0, 1, 3, 4, 2, 0, 1, 3, 4, 2, 0].slice(0, 8)).step, { soundMs: 250 })
    expect(heard).toMatchObject({ text: 'hello there Naoko,', stopped: 'loop' })
  })
  it.each([
    [[1, 2, 3, 4, 1, 2, 3], 4],
    [[1, 2, 3, 4, 1, 2], -1],
    [[1, 2, 3, 4, 5, 6, 7], -1],
    [[1, 2, 3, 1, 2, 3, 1], 3],
  ])('in %j begins at %i', (ids, at) => {
    expect(restartAt(ids)).toBe(at)
  })
})

describe('repetition', () => {
  it.each([
    [[1, 2, 3, 4], 0],
    [[9, 5, 5, 5], 0],
    [[9, 5, 5, 5, 5], 3],
    [[7, 1, 2, 1, 2, 1, 2, 1, 2], 6],
    [[1, 2, 3, 4, 5, 1, 2, 3, 4, 5], 5],
    [[1, 2, 3, 4, 1, 2, 3, 4], 0],
    [[], 0],
  ])('in %j is %i tokens long', (ids, length) => {
    expect(repeatedTokens(ids)).toBe(length)
  })
})

it('a log-probability is that of softmax, large scores included', () => {
  expect(logProbability(Float32Array.of(1000, 1000), 0)).toBeCloseTo(Math.log(0.5), 6)
  expect(logProbability(Float32Array.of(0, Math.log(3), -Infinity), 1)).toBeCloseTo(Math.log(0.75), 6)
})
