import { describe, expect, it } from 'vitest'
import type { EarSeat, Unheard } from '../speech/ear-share.ts'
import type { Heard } from '../speech/speech.ts'
import { openListener, type UserWords } from './tap-ear.ts'
import { cutAtQuietest } from './utterance-sound.ts'

const frameMs = 32
const heard = (text: string, logprob = -0.2): Heard => ({ text, words: [], logprob, noSpeech: 0, stopped: 'end', ms: 1 })

/** Plays stretches of voice and silence and gives what was asked and told. `answer` makes the ear's answers. */
async function play(
  script: readonly { readonly voice?: number; readonly silence?: number; readonly missing?: number }[],
  answer: (kind: 'partial' | 'final', ms: number) => Heard | Unheard = (kind) => heard(kind),
) {
  const asked: { kind: 'partial' | 'final'; ms: number }[] = []
  const told: UserWords[] = []
  const lost: unknown[] = []
  const ask = async (kind: 'partial' | 'final', pcm: Float32Array) => {
    const ms = pcm.length / 16
    asked.push({ kind, ms })
    return answer(kind, ms)
  }
  const seat: EarSeat = {
    partial: async (pcm) => {
      const one = await ask('partial', pcm)
      return 'unheard' in one ? undefined : one
    },
    final: (pcm) => ask('final', pcm),
    leave: () => {},
  }
  const listener = openListener({
    seat,
    hotWords: [],
    language: 'en',
    tell: (words) => told.push(words),
    lost: (why, span) => lost.push({ why, ...span }),
  })
  let sample = 0
  for (const { voice = 0, silence = 0, missing = 0 } of script) {
    for (let ms = 0; ms < voice + silence; ms += frameMs, sample += frameMs * 48) {
      listener.frame(new Float32Array(512).fill(ms < voice ? 0.1 : 0), ms < voice, sample, sample + frameMs * 48)
      await Promise.resolve()
    }
    if (missing > 0) {
      listener.missing(sample, sample + missing * 48)
      sample += missing * 48
    }
  }
  listener.end()
  await new Promise((resolve) => setImmediate(resolve))
  const spans = told.map(({ utterance, final, fromSample = 0, toSample = 0 }) => ({
    utterance,
    final,
    fromMs: fromSample / 48,
    toMs: toSample / 48,
  }))
  return { asked, told, spans, finals: spans.filter(({ final }) => final), lost }
}

describe('the listener of a call', () => {
  it('tells partials and then the final of an utterance, with its place', async () => {
    const { spans, told } = await play([{ silence: 960 }, { voice: 1920, silence: 960 }])
    expect(spans).toEqual([
      { utterance: 'ear-1', final: false, fromMs: 960, toMs: 2048 },
      { utterance: 'ear-1', final: true, fromMs: 960, toMs: 2880 },
    ])
    expect(told.every(({ source }) => source === 'ear')).toBe(true)
  })

  it('gives the ear a little of what was before the voice, and of the silence after it', async () => {
    const { asked } = await play([{ silence: 960 }, { voice: 640, silence: 960 }])
    expect(asked).toHaveLength(1)
    expect(asked[0]?.ms).toBeGreaterThan(640 + 2 * 150)
    expect(asked[0]?.ms).toBeLessThan(640 + 2 * 350)
  })

  it('keeps what a short pause parts together, and makes two of what a longer one parts', async () => {
    expect(
      (
        await play([
          { voice: 640, silence: 320 },
          { voice: 640, silence: 960 },
        ])
      ).finals,
    ).toHaveLength(1)
    expect(
      (
        await play([
          { voice: 640, silence: 640 },
          { voice: 640, silence: 960 },
        ])
      ).finals.map((one) => one.utterance),
    ).toEqual(['ear-1', 'ear-2'])
  })

  it('passes clicks over', async () => {
    expect((await play([{ silence: 320 }, { voice: 64, silence: 960 }])).asked).toEqual([])
  })

  it('never asks for more than the ear takes, and loses nothing at the cut', async () => {
    const { asked, spans } = await play([{ voice: 70_016, silence: 960 }])
    const finals = asked.filter(({ kind }) => kind === 'final')
    expect(Math.max(...asked.map(({ ms }) => ms))).toBeLessThanOrEqual(30_000)
    const ends = spans.filter(({ final }) => final)
    expect(finals).toHaveLength(3)
    expect(ends.slice(1).map(({ fromMs }) => fromMs)).toEqual(ends.slice(0, -1).map(({ toMs }) => toMs))
    expect([ends[0]?.fromMs, ends.at(-1)?.toMs]).toEqual([0, 70_016])
  })

  it('ends an utterance where sound is missing, and at the end of the call', async () => {
    const { spans } = await play([{ voice: 640, missing: 1000 }, { voice: 320 }])
    expect(spans.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 640],
      [1640, 1960],
    ])
  })

  it('tells that nothing was said where the ear’s words are not to be believed', async () => {
    const { told } = await play([{ voice: 640, silence: 960 }], () => heard('Thank you.', -1.6))
    expect(told).toMatchObject([{ text: '', final: true }])
  })

  it('tells where in the call each word was, the sound before the voice counted in', async () => {
    const words = [
      { text: 'Well,', p: 1, startMs: 200, endMs: 400 },
      { text: 'no.', p: 1, startMs: 500, endMs: 700 },
    ]
    const { told } = await play([{ silence: 960 }, { voice: 640, silence: 960 }], () => ({ ...heard('Well, no.'), words }))
    const [first, second] = told[0]?.words ?? []
    expect((second?.startMs ?? 0) - (first?.startMs ?? 0)).toBe(300)
    expect(first?.startMs).toBeGreaterThan(800)
    expect(first?.startMs).toBeLessThan(1160)
  })

  it('expects other words from one moment to the next, and what is being said goes on', async () => {
    const expected: (readonly string[] | undefined)[] = []
    const seat: EarSeat = {
      partial: async () => undefined,
      final: async (_, { hotWords }) => {
        expected.push(hotWords)
        return heard('yes')
      },
      leave: () => {},
    }
    const listener = openListener({ seat, hotWords: ['Ana'], language: 'en', tell: () => {}, lost: () => {} })
    for (let i = 0; i < 20; i++) {
      if (i === 10) listener.expect(['Ben'])
      listener.frame(new Float32Array(512), true, i * 1536, (i + 1) * 1536)
    }
    listener.end()
    expect(expected).toEqual([['Ben']])
  })

  it('tells what was not heard, and nothing else of it', async () => {
    const { told, lost } = await play([{ voice: 640, silence: 960 }], () => ({ unheard: 'full' }))
    expect([told, lost]).toEqual([[], [{ why: 'full', fromSample: 0, toSample: 640 * 48 }]])
  })
})

it('a long sound is cut at the quietest of its last frames', () => {
  const frames = [0.5, 0.01, 0.5, 0.4, 0.1, 0.6].map((level) => new Float32Array(8).fill(level))
  expect(cutAtQuietest(frames, 4)).toBe(4)
  expect(cutAtQuietest(frames, 100)).toBe(1)
})
