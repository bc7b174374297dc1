/** The real servers against what is written down of them: where this fails, the fakes are wrong, too. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { suite } from '../conformance/suites.ts'
import { type RunningDuet, startDuet } from './duet.ts'
import { hasUpstream, startUpstreamServer, type UpstreamServer, upstreamPython } from './upstream.ts'

const setupMs = 900_000

describe.skipIf(!hasUpstream)('moshi.server 0.2.13, tiny weights', () => {
  let server: UpstreamServer
  beforeAll(async () => {
    server = await startUpstreamServer(upstreamPython())
  }, setupMs)
  afterAll(() => server.close())

  for (const { name, run } of suite('moshi')) it.runIf(run)(name, () => run?.(new URL(server.url)))
})

describe('the local engine', () => {
  let duet: RunningDuet
  beforeAll(async () => {
    duet = await startDuet()
  }, setupMs)
  afterAll(() => duet.end())

  for (const { name, run } of suite('local')) it.runIf(run)(name, () => run?.(new URL(duet.engine)))
})
