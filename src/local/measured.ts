/** The engine's models with their times counted; everything else is as before. */
import { trace } from '@opentelemetry/api'
import type { Brain } from '../brain/brain.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Ear, Mouth } from '../speech/speech.ts'

const tracer = trace.getTracer('duet')

export function measuredEar(ear: Ear, metrics: Metrics): Ear {
  return {
    name: ear.name,
    get pid() {
      return ear.pid
    },
    async hear(pcm, options) {
      const heard = await ear.hear(pcm, options)
      if (heard.stopped !== 'abort') metrics.record('duet_engine_ear_seconds', heard.ms / 1000)
      return heard
    },
    close: () => ear.close(),
  }
}

export function measuredMouth(mouth: Mouth, metrics: Metrics): Mouth {
  return {
    voices: mouth.voices,
    async say(text, options) {
      const spoken = await mouth.say(text, options)
      if (!spoken.aborted) metrics.record('duet_engine_mouth_seconds', spoken.ms / 1000)
      return spoken
    },
    close: () => mouth.close(),
  }
}

/** Counts from the question to the first words; one that is cancelled before is not counted. */
export function measuredBrain(brain: Brain, metrics: Metrics, now: () => number = () => performance.now()): Brain {
  return {
    name: brain.name,
    speculative: brain.speculative,
    async *reply(request) {
      const from = now()
      // Names of the semantic conventions for generative AI; never what was said.
      const span = tracer.startSpan('chat', {
        attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': brain.name },
      })
      let first = true
      try {
        for await (const output of brain.reply(request)) {
          if (first && output.type === 'text') {
            first = false
            metrics.record('duet_engine_brain_seconds', (now() - from) / 1000, { brain: brain.name })
            span.addEvent('gen_ai.first_words')
          }
          yield output
        }
      } finally {
        span.end()
      }
    },
    close: () => brain.close(),
  }
}
