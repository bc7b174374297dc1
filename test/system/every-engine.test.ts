/** Clients of others through the bridge to every kind of engine: Kyutai's own, which sends too early, and PersonaPlex's page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeEngine, startFakeEngine } from '../../src/engines/fake/fake-engine.ts'
import { fakeKinds } from '../../src/engines/fake/kinds.ts'
import { TestCaller } from '../../src/engines/fake/test-caller.ts'
import { fixture, type RunningDuet, startDuet } from './duet.ts'
import { hasUpstream, talkWithUpstreamClient, upstreamPython } from './upstream.ts'

const setupMs = 900_000
/** The setting's name for each; the Rust server is a Moshi, too. */
const engineNames = { personaplex: 'personaplex', moshi: 'moshi', 'moshi-rust': 'moshi', 'vllm-omni': 'vllm-omni' } as const

describe.each(fakeKinds)('through the bridge to %s', (as) => {
  let fake: FakeEngine
  let duet: RunningDuet
  beforeAll(async () => {
    // Long enough to become ready that a client which does not wait has sent its header before.
    fake = await startFakeEngine({ as, quirks: { 'slow-handshake': 800 } })
    duet = await startDuet({ env: { DUET_ENGINES: `${engineNames[as]}=${fake.url.href}` } })
  }, setupMs)
  afterAll(async () => {
    await duet.end()
    await fake.close()
  })

  it.skipIf(!hasUpstream)('Kyutai’s Python client (moshi 0.2.13) talks, though it sends before the 0x00', async () => {
    const report = await talkWithUpstreamClient(upstreamPython(), `${duet.bridge}/api/chat`, 8, fixture('question.wav'))
    expect(report).toMatchObject({ ok: true, handshake_seen: true, ended: 'time is up' })
    expect(report.rms).toBeGreaterThan(0.001)
    expect(report.text).toContain('I am')
    expect(fake.calls.at(-1)).toMatchObject({ early: 0, fault: undefined })
  })

  it('PersonaPlex’s page calls, with all that it puts into its address', async () => {
    const query = new URLSearchParams({
      text_temperature: '0.7',
      text_topk: '25',
      audio_temperature: '0.8',
      audio_topk: '250',
      pad_mult: '0',
      text_seed: '839201',
      audio_seed: '12',
      repetition_penalty_context: '64',
      repetition_penalty: '1',
      text_prompt: 'You are Nova. You are a wise and friendly teacher.',
      voice_prompt: 'NATF0.pt',
    })
    const caller = new TestCaller(`${duet.bridge}/api/chat?${query}`)
    await caller.ready()
    caller.headers()
    const call = fake.calls.at(-1)
    // At media pace, in pages of two 20 ms packets, as its recorder makes them.
    const stop = new AbortController()
    const talking = (async () => {
      for (let page = 0; !stop.signal.aborted; page++) {
        caller.speak({ ms: 40, packetMs: 20, perPage: 2, hz: page < 15 ? 300 : 0 })
        await new Promise((resolve) => setTimeout(resolve, 40))
      }
    })()
    const prompted = as === 'personaplex' || as === 'vllm-omni'
    await caller.until(() => caller.text.includes(prompted ? 'I am Nova.' : 'I am Moshi.'))
    stop.abort()
    await talking
    expect(call?.effective).toEqual(
      prompted ? { prompt: 'You are Nova. You are a wise and friendly teacher.', voice: 'NATF0' } : { prompt: '', voice: '' },
    )
    if (as === 'personaplex') expect([...(call?.query.keys() ?? [])].sort()).toEqual(['text_prompt', 'voice_prompt'])
    caller.socket.close()
    await caller.closed
  })
})

describe.skipIf(!hasUpstream)('without the bridge', () => {
  it('Kyutai’s client loses its call to PersonaPlex, whose server throws its header away', async () => {
    const query = new URLSearchParams({ text_prompt: 'You are Nova.', voice_prompt: 'NATF0.pt' })
    const fake = await startFakeEngine({ as: 'personaplex', quirks: { 'slow-handshake': 800 } })
    // The client adds /api/chat behind what it is given.
    const report = await talkWithUpstreamClient(upstreamPython(), `${fake.url.href}api/chat?${query}`, 6, fixture('question.wav'))
    await fake.close()
    expect(report).toMatchObject({ ok: false, handshake_seen: true })
  })
})
