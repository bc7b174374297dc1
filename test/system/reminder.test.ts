/** A reminder asked for by voice is heard: in the same call, and in a later one that has not begun yet, when nobody speaks. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningDuet, startDuet, until } from './duet.ts'
import { Talk } from './talk.ts'

let duet: RunningDuet
beforeAll(async () => {
  duet = await startDuet()
})
afterAll(() => duet.end())
const talk = () => new Talk({ url: duet.bridge, userId: 'ana' }).ready()
/** Longest wait beyond the time asked for, ms: a loaded machine speaks late. */
const lateMs = 60_000

it('in the call it was asked for in, once', { timeout: 240_000 }, async () => {
  const call = await talk()
  await call.say('Remind me in fifteen seconds to water the plants.', /remind me in (15|fifteen) seconds to water the plants/i)
  const before = call.heard.length
  const told = () => call.heard.slice(before).match(/water the plants/g)?.length ?? 0
  await until('the reminder is heard', () => told() > 0, lateMs)
  await call.quiet()
  const { agent, sampleRate } = await call.hangUp()
  expect(told()).toBe(1)
  // Heard, not only written: the end of the call is not silent.
  const last = agent.slice(-8 * sampleRate)
  expect(last.filter((sample) => Math.abs(sample) > 0.05).length / sampleRate).toBeGreaterThan(0.2)
})

it('in the next call, where it was left before its time', { timeout: 240_000 }, async () => {
  const first = await talk()
  await first.say('Remind me in thirty seconds to feed the cat.', /remind me in (30|thirty) seconds to feed the cat/i)
  await first.hangUp()
  const kept = async () => JSON.stringify(await (await fetch(`${duet.mas}/voice/feedback/recent`)).json())
  await until('the orchestrator has it', async () => (await kept()).includes('cat'), lateMs)
  const next = await talk()
  // The orchestrator knows of a call by its first words.
  await next.say('What is the capital of France?', /France/)
  await until('the reminder is heard', () => /feed the cat/.test(next.heard), lateMs)
  await next.quiet()
  await next.hangUp()
  expect(next.heard.match(/feed the cat/g)).toHaveLength(1)
})
