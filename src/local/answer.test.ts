import { describe, expect, it } from 'vitest'
import type { BrainOutput } from '../brain/brain.ts'
import type { Mouth } from '../speech/speech.ts'
import { Answer } from './answer.ts'

const mouth: Mouth = {
  voices: [],
  say: async () => ({ samples: new Float32Array(480).fill(0.5), sampleRate: 24_000, aborted: false, ms: 1 }),
  close: async () => {},
}
async function answered(outputs: readonly BrainOutput[]): Promise<Answer> {
  const answer = new Answer({
    brain: {
      async *reply() {
        yield* outputs
      },
    },
    mouth,
    voice: 'joe',
    speed: 1,
  })
  answer.release()
  answer.playing(100)
  await answer.run({ history: [], cause: 'user', persona: { name: 'Duet', role: 'test' }, timeZone: 'UTC', now: new Date(0) })
  return answer
}
const text = (words: string): BrainOutput => ({ type: 'text', text: words })

describe('an answer', () => {
  it('has the pauses the brain asks for where it asks for them', async () => {
    const { clauses, effects } = await answered([text('Why did it stop?'), { type: 'pause', ms: 900 }, text(' It was tired.')])
    expect(clauses.map((clause) => clause.text)).toEqual(['Why did it stop?', '', 'It was tired.'])
    expect((clauses[0]?.gapSamples ?? 0) + (clauses[1]?.gapSamples ?? 0)).toBe(21_600)
    expect(effects).toEqual([])
  })
  it('does not begin with a pause, nor pause without end', async () => {
    const { clauses } = await answered([{ type: 'pause', ms: 900 }, text('So.'), { type: 'pause', ms: 1e9 }, text(' Yes.')])
    expect(clauses[0]?.text).toBe('So.')
    expect(clauses[1]?.gapSamples).toBeLessThanOrEqual(24_000 * 5)
  })
  it('keeps what is no word for when it is let out', async () => {
    const { effects } = await answered([{ type: 'speed', factor: 0.8 }, text('Slower, then.')])
    expect(effects).toEqual([{ type: 'speed', factor: 0.8 }])
  })
})
