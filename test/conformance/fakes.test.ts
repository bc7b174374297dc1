/** The fakes against what is known of the servers they stand for, so that they cannot drift from them. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type FakeEngine, startFakeEngine } from '../../src/engines/fake/fake-engine.ts'
import { fakeKinds } from '../../src/engines/fake/kinds.ts'
import { suite } from './suites.ts'

describe.each(fakeKinds)('the fake %s', (as) => {
  let fake: FakeEngine
  beforeAll(async () => {
    fake = await startFakeEngine({ as })
  })
  afterAll(() => fake.close())

  for (const { name, run } of suite(as)) it.runIf(run)(name, () => run?.(fake.url))
})

it('a fake vllm-omni with more places than it ships with', async () => {
  const fake = await startFakeEngine({ as: 'vllm-omni', sessions: 5 })
  try {
    for (const { run } of suite('vllm-omni', { sessions: 5 }).filter(({ name }) => name.startsWith('holds')))
      await run?.(fake.url)
  } finally {
    await fake.close()
  }
})
