/** Code that nobody here wrote: Kyutai's Python client against the local engine and the bridge, Kyutai's server behind the bridge. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { soundOf } from '../../src/cli/call.ts'
import { call } from '../../src/cli/call-client.ts'
import { soundSource } from '../../src/cli/call-source.ts'
import { fixture, type RunningDuet, startDuet } from './duet.ts'
import { hasUpstream, startUpstreamServer, talkWithUpstreamClient, type UpstreamServer, upstreamPython } from './upstream.ts'

/** Torch is a large download; the run of all tests has fetched it before. */
const setupMs = 900_000

describe.skipIf(!hasUpstream)('upstream’s Python client (moshi 0.2.13)', () => {
  let python = ''
  let duet: RunningDuet
  beforeAll(async () => {
    python = upstreamPython()
    duet = await startDuet()
  }, setupMs)
  afterAll(() => duet.end())

  it('talks with the local engine', async () => {
    const report = await talkWithUpstreamClient(python, duet.engine, 12, fixture('question.wav'))
    expect(report).toMatchObject({ ok: true, handshake_seen: true, ended: 'time is up' })
    expect(report.text).toContain('Paris')
    expect(report.rms).toBeGreaterThan(0.001)
  })

  it('talks through the bridge, which holds what it sends too early', async () => {
    const report = await talkWithUpstreamClient(python, `${duet.bridge}/api/chat`, 12, fixture('question.wav'))
    expect(report).toMatchObject({ ok: true, handshake_seen: true, ended: 'time is up' })
    expect(report.text).toContain('Paris')
  })
})

describe.skipIf(!hasUpstream)('upstream’s server (moshi.server 0.2.13) behind the bridge', () => {
  let server: UpstreamServer
  let duet: RunningDuet
  beforeAll(async () => {
    server = await startUpstreamServer(upstreamPython())
    const { hostname, port } = new URL(server.url)
    duet = await startDuet({ env: { MOSHI_HOST: hostname, MOSHI_PORT: port } })
  }, setupMs)
  afterAll(async () => {
    await duet.end()
    await server.close()
  })

  it('is called through a session of the bridge', async () => {
    const result = await call({ url: duet.bridge, source: soundSource(await soundOf(fixture('question.wav'))), tailMs: 3000 })
    expect(result).toMatchObject({ endedBy: 'client' })
    // Its sound is noise; a machine that is busy may tear it, but a second of it has to come.
    expect(result.agent.filter((sample) => sample !== 0).length).toBeGreaterThan(result.sampleRate)
    expect(result.events.some((event) => event.type === 'event' && JSON.stringify(event.event).includes('"type":"text"'))).toBe(
      true,
    )
  })

  it('is called directly', async () => {
    const result = await call({ url: server.url, source: soundSource(await soundOf(fixture('question.wav'))), tailMs: 2000 })
    expect(result).toMatchObject({ endedBy: 'client' })
    expect(result.events.some((event) => event.type === 'text')).toBe(true)
  })
})
