/** The brain that needs no key: skills first, then listening back, else an honest word that it does not know. Answers within milliseconds. */
import type { Brain, BrainOutput } from '../brain.ts'
import { createBuiltInMind } from './mind.ts'

/** One for each library and each kind of pattern. */
const warmUp = [
  'how long until june first',
  'what time is it in tokyo',
  'what is two plus two',
  'five miles in kilometers',
  'what is a lion',
  'what is the capital of france',
  'set a timer for five minutes',
  'tell me a joke',
  "what's my name",
  'should i go',
  'my sister went to the market yesterday',
  'no i meant tomorrow',
  'who won the game',
  'asdf qwer',
  'thank you very much',
]

/** The built-in brain. Cheap, so worth asking on suspicion; says nothing once `signal` has aborted. */
export function createBuiltInBrain(): Brain {
  const mind = createBuiltInMind()
  // The first use of each library costs more than all later ones: it is paid before the first caller waits for it.
  const warm = { persona: { name: 'Duet', role: '' }, now: new Date(), timeZone: 'UTC', cause: 'user' } as const
  for (const text of warmUp) {
    mind.reply({ ...warm, history: [{ side: 'user', text }] })
  }
  return {
    name: 'built-in',
    speculative: true,
    timers: true,
    reply: async function* (request): AsyncGenerator<BrainOutput> {
      if (request.signal.aborted) return
      for (const output of mind.reply(request).outputs) {
        if (request.signal.aborted) return
        yield output
      }
    },
    close: async () => mind.close(),
  }
}
