/** The real servers against what is written down of them: where this fails, the fakes are wrong, too. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { checks } from '../conformance/checks.ts'
import { profiles } from '../conformance/profiles.ts'
import { type RunningDuet, startDuet } from './duet.ts'
import { hasUpstream, startUpstreamServer, type UpstreamServer, upstreamPython } from './upstream.ts'

const setupMs = 900_000

describe.skipIf(!hasUpstream)('moshi.server 0.2.13, tiny weights', () => {
  let server: UpstreamServer
  beforeAll(async () => {
    server = await startUpstreamServer(upstreamPython())
  }, setupMs)
  afterAll(() => server.close())

  const profile = profiles.moshi
  for (const check of checks)
    it.runIf(check.when?.(profile) ?? true)(check.name, () => check.run({ url: new URL(server.url), profile }))
})

describe('the local engine', () => {
  let duet: RunningDuet
  beforeAll(async () => {
    duet = await startDuet()
  }, setupMs)
  afterAll(() => duet.end())

  const profile = profiles.local
  for (const check of checks)
    it.runIf(check.when?.(profile) ?? true)(check.name, () => check.run({ url: new URL(duet.engine), profile }))
})
