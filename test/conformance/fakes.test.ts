/** The fakes against what was seen of the servers they stand for, so that they cannot drift from them. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type FakeEngine, startFakeEngine } from '../../src/engines/fake/fake-engine.ts'
import { checks } from './checks.ts'
import { profiles } from './profiles.ts'

describe.each(['moshi', 'personaplex', 'moshi-rust'] as const)('the fake %s', (as) => {
  const profile = profiles[as]
  let fake: FakeEngine
  beforeAll(async () => {
    fake = await startFakeEngine({ as })
  })
  afterAll(() => fake.close())

  for (const check of checks) it.runIf(check.when?.(profile) ?? true)(check.name, () => check.run({ url: fake.url, profile }))
})
