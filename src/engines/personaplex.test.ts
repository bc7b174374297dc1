import { describe, expect, it } from 'vitest'
import type { DuetError } from '../protocol/errors.ts'
import type { Engine, LegEvents, LegRequest } from './engine.ts'
import { type FakeEngineOptions, startFakeEngine } from './fake/fake-engine.ts'
import { moshiEngine } from './moshi-engine.ts'
import { personaplex } from './personaplex.ts'
import { type TrialOptions, trialCall } from './trial-call.ts'

const trialOf = (engine: Engine, options: Omit<TrialOptions, 'until'>) =>
  trialCall({ engine, open: engine.open }, { until: 'ready', ...options })

async function server(options: Omit<FakeEngineOptions, 'as'> = {}) {
  const fake = await startFakeEngine({ as: 'personaplex', ...options })
  const engine = moshiEngine(personaplex, fake.url)
  const open = (request: Partial<LegRequest> = {}) => {
    const ready = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<DuetError | undefined>()
    const events: LegEvents = {
      warming() {},
      ready: () => ready.resolve(),
      audio() {},
      text() {},
      metadata() {},
      closed: (error) => closed.resolve(error),
    }
    const leg = engine.open({ prompt: 'You are Ana.', voice: 'NATF2', greet: false, ...request }, events)
    return { leg, ready: ready.promise, closed: closed.promise }
  }
  return { fake, engine, open, [Symbol.asyncDispose]: () => fake.close() }
}

describe('a PersonaPlex leg', () => {
  it('always brings both prompts, the voice as a file, and never a seed', async () => {
    await using at = await server()
    const { leg, ready } = at.open()
    await ready
    await leg.close('')
    const { ready: blank } = at.open({ prompt: '', voice: 'VARM4.pt' })
    await blank
    expect(at.fake.calls.map((call) => Object.fromEntries(call.query))).toEqual([
      { text_prompt: 'You are Ana.', voice_prompt: 'NATF2.pt' },
      { text_prompt: ' ', voice_prompt: 'VARM4.pt' },
    ])
  })

  it.each(['NATF9', '../NATF2', ''])('is not opened with the voice "%s"', async (voice) => {
    await using at = await server()
    expect(() => at.open({ voice })).toThrow(
      expect.objectContaining({ code: 'voice.unknown', message: expect.stringContaining('NATF0, ') }),
    )
    expect(at.fake.calls).toHaveLength(0)
  })

  it('that dies before its handshake casts doubt on the voice, and the engine is proven with another one', async () => {
    await using at = await server({ quirks: { 'voice-load-fails': 'NATM3' } })
    const failed = at.open({ voice: 'NATM3' })
    expect((await failed.closed)?.code).toBe('engine.voice_failed')
    const signal = AbortSignal.timeout(5000)
    expect(await trialOf(at.engine, { avoidVoice: 'NATM3', signal })).toMatchObject({ free: true })
    // Proven, the server reads the file afresh and fails honestly; before, it would have spoken with another voice.
    expect((await at.open({ voice: 'NATM3' }).closed)?.code).toBe('engine.voice_failed')
    expect(at.fake.calls.map((call) => call.asked.voice)).toEqual(['NATM3.pt', 'NATF0.pt', 'NATM3.pt'])
  })

  it('that hangs is not proven', async () => {
    await using at = await server()
    at.fake.hang()
    expect(await trialOf(at.engine, { signal: AbortSignal.timeout(100) })).toMatchObject({ free: false })
  })

  it('is one to a server, whatever the address says', () => {
    expect(() => moshiEngine(personaplex, new URL('ws://gpu?sessions=2'))).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    )
  })

  it('gets its sound in a stream that the strict reader takes, however broken what the caller sends', async () => {
    await using at = await server({ quirks: { 'slow-handshake': 30 } })
    const { leg, ready } = at.open()
    const packet = { data: Uint8Array.of(0xf8, 0xff, 0xfe), durationSamples48: 960 }
    leg.send([packet])
    await ready
    for (let i = 0; i < 8; i++)
      leg.send([packet, { data: new Uint8Array(0), durationSamples48: 0 }, { data: Uint8Array.of(0xfb), durationSamples48: 0 }])
    await expect.poll(() => at.fake.calls[0]?.receivedPackets).toBe(8)
    expect(at.fake.calls[0]).toMatchObject({ early: 0, state: 'ready', heardMs: 160 })
    await leg.close('')
  })
})
