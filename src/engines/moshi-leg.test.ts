import { describe, expect, it } from 'vitest'
import type { OpusPacket } from '../audio/ogg-opus.ts'
import { tonePackets } from '../audio/test-sound.ts'
import type { DuetError } from '../protocol/errors.ts'
import type { LegEvents } from './engine.ts'
import { local } from './local.ts'
import { moshiEngine } from './moshi-engine.ts'
import { MoshiLeg, type MoshiLegOptions } from './moshi-leg.ts'
import { TestEngine, type TestEngineOptions } from './test-engine.ts'

const tone: OpusPacket[] = tonePackets({ hz: 440, ms: 100, packetMs: 20, sampleRate: 24000 }).map((data) => ({
  data,
  durationSamples48: 960,
}))

async function opened(engineOptions: TestEngineOptions = {}, legOptions: Partial<MoshiLegOptions> = {}) {
  const engine = new TestEngine(engineOptions)
  const url = await engine.start()
  const order: string[] = []
  const ready = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<DuetError | undefined>()
  const events: LegEvents = {
    warming: () => order.push('warming'),
    ready: () => {
      order.push('ready')
      ready.resolve()
    },
    audio: (packets) => order.push(`audio ${packets.length}`),
    text: (piece) => order.push(`text ${piece}`),
    metadata: () => order.push('metadata'),
    closed: (error) => {
      order.push('closed')
      closed.resolve(error)
    },
  }
  const leg = new MoshiLeg({ url, handshakeMs: 5000, ...legOptions }, events)
  return { engine, leg, order, ready: ready.promise, closed: closed.promise, [Symbol.asyncDispose]: () => engine.stop() }
}

describe('a leg to an engine', () => {
  it.each([[0], [2], [8]])('is ready at a handshake with %i bytes of payload, and sends its header only then', async (bytes) => {
    await using at = await opened({ handshake: null })
    const call = await at.engine.next()
    at.leg.send(tone)
    call.ready(new Uint8Array(bytes))
    await at.ready
    at.leg.send(tone)
    await call.until(() => call.packets.length >= tone.length)
    expect({ early: call.early, streams: call.streams, packets: call.packets.length }).toEqual({
      early: 0,
      streams: 1,
      packets: tone.length,
    })
  })

  it('hands on sound, pieces and metadata in the order they came, and passes over what cannot be read', async () => {
    await using at = await opened()
    const call = await at.engine.next()
    await at.ready
    call.text(' before')
    call.audio(tone.map((one) => one.data))
    for (const bad of [Uint8Array.of(), Uint8Array.of(2, 0xff), Uint8Array.of(3, 9), Uint8Array.of(77, 1)]) call.raw(bad)
    call.raw('text frame')
    call.metadata({ any: 'thing' })
    call.close(1000, '')
    await at.closed
    expect(at.order).toEqual(['warming', 'ready', 'text  before', `audio ${tone.length}`, 'metadata', 'closed'])
  })

  it('sends by whole frames of 80 ms to an engine that hears by them, counted over packets of any length', async () => {
    await using at = await opened({}, { frameSamples48: 3840 })
    const call = await at.engine.next()
    await at.ready
    const [packet] = tone
    if (!packet) throw new Error('there is no tone')
    const counts: number[] = []
    // 20 ms each; 3 of 60 ms as three packets at once. A text behind each shows what had been sent before it.
    for (const packets of [1, 1, 1, 1, 3, 3, 3, 5]) {
      at.leg.send(Array.from({ length: packets }, () => packet))
      at.leg.sendText('?')
      const texts = counts.length + 1
      await call.until(() => call.texts.length === texts)
      counts.push(call.packets.length)
    }
    // Frames are full after 4, 8, 12 and 16 packets.
    expect(counts).toEqual([0, 0, 0, 4, 4, 10, 13, 18])
    await at.leg.close('')
    await call.closed
    expect(call.packets).toHaveLength(18)
  })

  it('fails when the handshake does not come', async () => {
    await using at = await opened({ handshake: null }, { handshakeMs: 30 })
    expect((await at.closed)?.code).toBe('engine.handshake_timeout')
  })

  it('fails when a running engine says nothing more', async () => {
    await using at = await opened({}, { stallMs: 50 })
    expect((await at.closed)?.code).toBe('engine.stalled')
  })

  it.each([
    [1000, '', 'engine.lost'],
    [1011, 'crash', 'engine.lost'],
    [4503, 'engine.busy: all taken', 'engine.busy'],
  ])('closed by the engine with %i "%s" is %s', async (code, reason, expected) => {
    await using at = await opened()
    const call = await at.engine.next()
    await at.ready
    call.close(code, reason)
    expect((await at.closed)?.code).toBe(expected)
  })

  it.each([
    [503, 'busy', 'engine.busy'],
    [503, JSON.stringify({ error: { code: 'server.stopping', message: 'going' } }), 'server.stopping'],
    [400, 'x', 'engine.unreachable'],
    [422, JSON.stringify({ error: { code: 'voice.unknown', message: 'no such voice' } }), 'voice.unknown'],
    [400, JSON.stringify({ error: { code: 'made.up', message: 'x' } }), 'engine.unreachable'],
  ])('refused with %i %s is %s%s', async (status, body, expected) => {
    await using at = await opened({ refuse: { status, body } })
    expect((await at.closed)?.code).toBe(expected)
  })

  it('tells no error when we close it, and tells the engine why', async () => {
    await using at = await opened()
    const call = await at.engine.next()
    await at.ready
    await at.leg.close('the client left')
    expect(await at.closed).toBeUndefined()
    expect(await call.closed).toEqual({ code: 1000, reason: 'the client left' })
    expect(at.leg.ready).toBe(false)
  })

  it('closed while it still connects leaves nothing open', async () => {
    await using at = await opened()
    await at.leg.close('never mind')
    await expect.poll(() => at.engine.openSockets).toBe(0)
    expect(at.order).toEqual(['closed'])
  })
})

it('an engine is available when something answers, whatever it says', async () => {
  const engine = new TestEngine()
  const url = await engine.start()
  const signal = () => AbortSignal.timeout(5000)
  expect(await moshiEngine(local, url).probe(signal())).toEqual({ available: true, brain: null })
  await engine.stop()
  expect(await moshiEngine(local, url).probe(signal())).toEqual({ available: false, brain: null })
})
