import { describe, expect, it } from 'vitest'
import type { Brain, BrainRequest } from '../brain/brain.ts'
import { createMetrics } from '../observe/metrics.ts'
import type { Ear, Mouth } from '../speech/speech.ts'
import { measuredBrain, measuredEar, measuredMouth } from './measured.ts'

const request: BrainRequest = {
  ...{ persona: { name: 'Duet', role: '' }, history: [], cause: 'greeting', now: new Date(), timeZone: 'UTC' },
  signal: new AbortController().signal,
}

describe('the engine’s times', () => {
  it('are those the models took, without what was cancelled', async () => {
    const metrics = createMetrics('engine')
    const heard = { text: '', words: [], logprob: 0, noSpeech: 0, ms: 120 } as const
    const stops = ['end', 'abort'] as const
    const ear: Ear = {
      name: 'e',
      hear: async (pcm) => ({ ...heard, stopped: stops[pcm.length] ?? 'end' }),
      close: async () => {},
    }
    for (const samples of [0, 1]) await measuredEar(ear, metrics).hear(new Float32Array(samples))
    const mouth: Mouth = {
      voices: [],
      say: async (text) => ({ samples: new Float32Array(0), sampleRate: 16_000, aborted: text === '', ms: 40 }),
      close: async () => {},
    }
    for (const text of ['hi', '']) await measuredMouth(mouth, metrics).say(text, { voice: 'v' })
    const text = await metrics.text()
    expect(text).toContain('duet_engine_ear_seconds_sum 0.12\n')
    expect(text).toContain('duet_engine_ear_seconds_count 1\n')
    expect(text).toContain('duet_engine_mouth_seconds_sum 0.04\n')
  })
  it('end a brain’s wait at its first words, and pass everything on', async () => {
    const metrics = createMetrics('engine')
    let clock = 0
    const brain: Brain = {
      name: 'b',
      speculative: false,
      async *reply() {
        clock = 10
        yield { type: 'speed', factor: 1 }
        clock = 250
        yield { type: 'text', text: 'Hello' }
        clock = 900
        yield { type: 'text', text: ' there' }
      },
      close: async () => {},
    }
    const outputs = await Array.fromAsync(measuredBrain(brain, metrics, () => clock).reply(request))
    expect(outputs).toHaveLength(3)
    expect(await metrics.text()).toContain('duet_engine_brain_seconds_sum{brain="b"} 0.25\n')
  })
})
