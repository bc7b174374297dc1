import { describe, expect, it } from 'vitest'
import { OpusDecoder } from '../audio/opus-codec.ts'
import { tonePackets } from '../audio/test-sound.ts'
import type { DuetError } from '../protocol/errors.ts'
import type { LegEvents, LegRequest } from './engine.ts'
import { type FakeEngineOptions, startFakeEngine } from './fake/fake-engine.ts'
import { vllmOmniEngine } from './vllm-omni.ts'

const prompt = 'You are Ana. You like chess.'
const silence = { data: Uint8Array.of(0xf8, 0xff, 0xfe), durationSamples48: 960 }
const voice = tonePackets({ hz: 300, ms: 400, packetMs: 20, sampleRate: 24000 }).map((data) => ({ data, durationSamples48: 960 }))

async function server(options: Omit<FakeEngineOptions, 'as'> = {}, query = '', stallMs = 10_000) {
  const fake = await startFakeEngine({ as: 'vllm-omni', quirks: { 'no-greeting': true }, ...options })
  const engine = vllmOmniEngine(new URL(`${fake.url.href}${query}`), { stallMs })
  const open = (request: Partial<LegRequest> = {}) => {
    const ready = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<DuetError | undefined>()
    const decoder = new OpusDecoder({ sampleRate: 24000 })
    const heard = { ms: 0, loud: 0, text: '' }
    const events: LegEvents = {
      warming() {},
      ready: () => ready.resolve(),
      audio: (packets) => {
        for (const { data, durationSamples48 } of packets) {
          heard.ms += durationSamples48 / 48
          if (decoder.decode(data).some((sample) => Math.abs(sample) > 0.05)) heard.loud++
        }
      },
      text: (piece) => {
        heard.text += piece
      },
      metadata() {},
      closed: (error) => closed.resolve(error),
    }
    const leg = engine.open({ prompt, voice: 'NATF2', greet: false, ...request }, events)
    const quiet = (ms: number) => leg.send(Array.from({ length: ms / 20 }, () => silence))
    return { leg, heard, quiet, ready: ready.promise, closed: closed.promise }
  }
  return { fake, engine, open, [Symbol.asyncDispose]: () => fake.close() }
}

describe('a leg to vLLM-Omni', () => {
  it('brings persona and voice in its first message, and gives a frame of sound for each it gets', async () => {
    await using at = await server()
    const { leg, heard, quiet, ready } = at.open()
    await ready
    quiet(2000)
    await expect.poll(() => at.fake.calls[0]?.heardMs).toBe(2000)
    expect(heard.ms).toBe(2000)
    const [call] = at.fake.calls
    expect(call?.effective).toEqual({ prompt, voice: 'NATF2' })
    expect(Object.fromEntries(call?.query ?? [])).toEqual({ duplex: '1', model: 'nvidia/personaplex-7b-v1', autostart: '0' })
    await leg.close('')
  })

  it('hands on what is said, with its words when they are heard', async () => {
    await using at = await server()
    const { leg, heard, quiet, ready } = at.open()
    await ready
    leg.send(voice)
    // At the caller's pace, with the answers of the server between.
    for (let i = 0; i < 80; i++) {
      quiet(80)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await expect.poll(() => at.fake.calls[0]?.text).toBe(' I am Ana. You are Ana.')
    for (let i = 0; i < 20; i++) quiet(80)
    expect(heard.text).toBe(' I am Ana. You are Ana.')
    expect(heard.loud).toBeGreaterThan(20)
    await leg.close('')
  })

  it('takes several at once, each with its own persona, and is told when there is no place', async () => {
    await using at = await server()
    const [first, second] = [at.open({ prompt: 'You are Ana.' }), at.open({ prompt: 'You are Ben.' })]
    await Promise.all([first.ready, second.ready])
    expect(at.fake.calls.map((call) => call.effective.prompt).sort()).toEqual(['You are Ana.', 'You are Ben.'])
    const third = at.open()
    expect((await third.closed)?.code).toBe('engine.busy')
    await first.leg.close('')
    await at.fake.calls[0]?.closed
    await at.open().ready
  })

  it('is ended with the reason: voice, death, the end of its context', async () => {
    await using failing = await server({ quirks: { 'voice-load-fails': 'NATF2' } })
    expect((await failing.open().closed)?.code).toBe('engine.voice_failed')
    await using mortal = await server({ quirks: { 'dies-at': 400 } })
    const dying = mortal.open()
    await dying.ready
    dying.quiet(800)
    expect((await dying.closed)?.code).toBe('engine.lost')
    await using short = await server({ quirks: { 'max-session': 400 } })
    const ending = short.open()
    await ending.ready
    ending.quiet(800)
    expect(await ending.closed).toMatchObject({ code: 'engine.lost', message: expect.stringContaining('session.closed') })
  })

  it('notices that nothing comes any more, though it may be silent by nature', async () => {
    await using at = await server({}, '', 150)
    const { ready, closed } = at.open()
    await ready
    at.fake.hang()
    expect((await closed)?.code).toBe('engine.stalled')
  })

  it('passes over what it cannot read', async () => {
    await using at = await server({ quirks: { garbage: true, 'no-greeting': true } })
    const { leg, heard, quiet, ready } = at.open()
    await ready
    quiet(4000)
    await expect.poll(() => at.fake.calls[0]?.heardMs).toBe(4000)
    expect(heard.ms).toBe(4000)
    expect(leg.ready).toBe(true)
    await leg.close('')
  })

  it('is available when its health page answers', async () => {
    await using at = await server()
    expect((await at.engine.probe(AbortSignal.timeout(2000))).available).toBe(true)
    at.fake.hang()
    expect((await at.engine.probe(AbortSignal.timeout(100))).available).toBe(false)
  })
})
