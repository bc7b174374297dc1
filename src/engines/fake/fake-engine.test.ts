import { describe, expect, it } from 'vitest'
import { type FakeEngineOptions, startFakeEngine } from './fake-engine.ts'
import type { FakeKind } from './kinds.ts'
import { TestCaller } from './test-caller.ts'

const ana = 'You are Ana. You live in Bern. You like chess.'
const query = (prompt: string, voice: string) => `?${new URLSearchParams({ text_prompt: prompt, voice_prompt: voice })}`

async function fake(options: FakeEngineOptions) {
  const engine = await startFakeEngine(options)
  const call = (search = '') => new TestCaller(new URL(`/api/chat${search}`, engine.url))
  return { engine, call, [Symbol.asyncDispose]: () => engine.close() }
}

/** A caller who is ready and has sent his header. */
async function talking(at: Awaited<ReturnType<typeof fake>>, search = '') {
  const caller = at.call(search)
  await caller.ready()
  caller.headers()
  return caller
}

describe('a fake engine', () => {
  it('answers a turn with who it is and what its prompt says, sound and words in step', async () => {
    await using at = await fake({ as: 'personaplex' })
    const caller = await talking(at, query(ana, 'NATF2.pt'))
    for (const fact of ['I am Ana. You are Ana.', 'I am Ana. You live in Bern.']) {
      caller.talk(400)
      caller.quiet(6000)
      await caller.until(() => caller.text.includes(fact))
    }
    expect(at.engine.calls[0]).toMatchObject({ effective: { prompt: ana, voice: 'NATF2' }, early: 0, state: 'ready' })
  })

  it.each<[FakeKind, number]>([
    ['personaplex', 2000],
    ['moshi', 1920],
    ['moshi-rust', 1920],
  ])('as %s sends %i ms of sound for two seconds received, and nothing while nothing comes', async (as, ms) => {
    await using at = await fake({ as })
    const caller = await talking(at, query(ana, 'NATM1.pt'))
    caller.quiet(2000)
    await caller.until(() => caller.heardMs >= ms)
    expect(caller.heardMs).toBe(ms)
    expect(at.engine.calls[0]).toMatchObject({ heardMs: 2000, spokenMs: ms })
  })

  it('stops when it is talked over', async () => {
    await using at = await fake({ as: 'moshi' })
    const caller = await talking(at)
    const call = at.engine.calls[0]
    await call?.ready
    call?.say('one two three four five six seven eight nine ten')
    caller.talk(1200)
    await caller.until(() => caller.heardMs >= 1100)
    expect(call?.speaker?.speaking).toBe(false)
  })

  it('forgets its persona after its context', async () => {
    await using at = await fake({ as: 'personaplex', quirks: { context: 20_000 } })
    const caller = await talking(at, query(ana, 'NATM1.pt'))
    caller.quiet(20_000)
    caller.talk(400)
    caller.quiet(4000)
    await caller.until(() => caller.text.includes('I do not know who I am.'))
    expect(caller.text).not.toContain('Ana')
  })
})

describe('one place', () => {
  it.each<FakeKind>(['moshi', 'personaplex'])(
    'in %s: the second caller waits without a word or a pong until the first leaves',
    async (as) => {
      await using at = await fake({ as })
      const first = await talking(at, query(ana, 'NATM1.pt'))
      const second = at.call(query(ana, 'NATM1.pt'))
      await second.opened
      let pongs = 0
      second.socket.on('pong', () => pongs++)
      second.socket.ping()
      first.quiet(800)
      await first.until(() => first.heardMs > 600)
      expect({ state: at.engine.calls[1]?.state, frames: second.frames.length, pongs }).toEqual({
        state: 'queued',
        frames: 0,
        pongs: 0,
      })
      first.socket.close()
      await second.ready()
    },
  )

  it('leaks persona and voice of who came last to whoever is primed next', async () => {
    await using at = await fake({ as: 'personaplex' })
    const first = await talking(at, query('You are Alpha.', 'NATF0.pt'))
    const second = at.call(query('You are Beta.', 'NATF1.pt'))
    await second.opened
    const third = at.call(query('You are Gamma.', 'NATM2.pt'))
    await third.opened
    first.socket.close()
    await second.ready()
    expect(at.engine.calls.map((call) => [call.asked.prompt, call.effective.prompt, call.effective.voice])).toEqual([
      ['You are Alpha.', 'You are Alpha.', 'NATF0'],
      ['You are Beta.', 'You are Gamma.', 'NATM2'],
      ['You are Gamma.', 'You are Gamma.', 'NATM2'],
    ])
  })

  it('is not leaked where the quirk is off', async () => {
    await using at = await fake({ as: 'personaplex', quirks: { 'persona-leak': false } })
    const first = await talking(at, query('You are Alpha.', 'NATF0.pt'))
    const second = at.call(query('You are Beta.', 'NATF1.pt'))
    await second.opened
    await at.call(query('You are Gamma.', 'NATM2.pt')).opened
    first.socket.close()
    await second.ready()
    expect(at.engine.calls[1]?.effective).toEqual({ prompt: 'You are Beta.', voice: 'NATF1' })
  })
})

describe('PersonaPlex', () => {
  it.each([
    ['no voice', '?text_prompt=x'],
    ['no prompt', '?voice_prompt=NATF0.pt'],
    ['an empty prompt', query('', 'NATF0.pt')],
    ['an unknown voice', query(ana, 'NATF9.pt')],
    ['a voice without .pt', query(ana, 'NATF0')],
    ['a seed', `${query(ana, 'NATF0.pt')}&seed=1`],
  ])('drops a call with %s', async (_, search) => {
    await using at = await fake({ as: 'personaplex' })
    expect(await at.call(search).closed).toEqual({ code: 1006, reason: '' })
  })

  it('whose voice file is broken drops the call once, then speaks with the voice before it', async () => {
    await using at = await fake({ as: 'personaplex', quirks: { 'voice-load-fails': 'NATM3' } })
    const good = await talking(at, query(ana, 'NATF1.pt'))
    good.socket.close()
    await good.closed
    expect(await at.call(query(ana, 'NATM3.pt')).closed).toMatchObject({ code: 1006 })
    await at.call(query(ana, 'NATM3.pt')).ready()
    expect(at.engine.calls.map((call) => call.effective.voice).at(-1)).toBe('NATF1')
  })

  it('loses a header that comes before the 0x00, and with it the call', async () => {
    await using at = await fake({ as: 'personaplex', quirks: { 'slow-handshake': 50 } })
    const caller = at.call(query(ana, 'NATF0.pt'))
    await caller.opened
    caller.headers()
    await caller.ready()
    caller.talk(80)
    expect(await caller.closed).toMatchObject({ code: 1000 })
    expect(at.engine.calls[0]).toMatchObject({ early: 1, fault: 'the stream has no beginning' })
  })
})

describe('faults', () => {
  it('dies at its time: every call is dropped and nobody is let in', async () => {
    await using at = await fake({ as: 'moshi', quirks: { 'dies-at': 800 } })
    const caller = await talking(at)
    caller.quiet(2000)
    expect(await caller.closed).toMatchObject({ code: 1006 })
    await expect(at.call().opened).rejects.toThrow('ECONNREFUSED')
  })

  it('hangs at its time: the socket stays open, nothing comes', async () => {
    await using at = await fake({ as: 'moshi', quirks: { 'hangs-at': 400 } })
    const caller = await talking(at)
    caller.quiet(2000)
    await expect.poll(() => at.engine.calls[0]?.state).toBe('hanging')
    expect(caller.socket.readyState).toBe(caller.socket.OPEN)
    expect(caller.heardMs).toBeLessThanOrEqual(400)
  })

  it('garbage is the same for the same seed, and leaves the sound whole', async () => {
    const run = async (seed: number) => {
      const quirks = { garbage: true, 'odd-pieces': true, 'max-session': 4000 }
      await using at = await fake({ as: 'moshi', seed, quirks })
      const caller = await talking(at)
      caller.quiet(5000)
      await caller.closed
      expect(caller.heardMs).toBe(3920)
      return caller.frames.map((frame) => frame.type).join()
    }
    expect(await run(3)).toBe(await run(3))
    expect(await run(3)).not.toBe(await run(4))
  })

  it('lags: sound that should take half a second comes later and later', async () => {
    await using at = await fake({ as: 'moshi', quirks: { 'lag-grows': 1.5 } })
    const caller = await talking(at)
    const began = performance.now()
    caller.quiet(560)
    await caller.until(() => caller.heardMs >= 480)
    // Seven frames of 120 ms; a timer of Node may fire a millisecond early.
    expect(performance.now() - began).toBeGreaterThan(7 * 120 - 20)
  })

  it('keeps the place for a while after a call was closed', async () => {
    await using at = await fake({ as: 'moshi', quirks: { 'slow-release': 60_000 } })
    const first = await talking(at)
    first.socket.close()
    await first.closed
    const second = at.call()
    await second.opened
    await at.engine.calls[0]?.closed
    await new Promise((resolve) => setImmediate(resolve))
    expect(at.engine.calls[1]?.state).toBe('queued')
  })

  it('answers no ping where it is told so', async () => {
    await using at = await fake({ as: 'moshi', quirks: { 'no-ping': true } })
    const caller = await talking(at)
    let pongs = 0
    caller.socket.on('pong', () => pongs++)
    caller.socket.ping()
    caller.quiet(800)
    await caller.until(() => caller.heardMs >= 720)
    expect(pongs).toBe(0)
  })

  it.each([1000, 1006, 1011])('ends a call at its limit with the code asked for, %i', async (code) => {
    await using at = await fake({ as: 'moshi', quirks: { 'max-session': 800, 'close-code': code } })
    const caller = await talking(at)
    caller.quiet(2000)
    expect((await caller.closed).code).toBe(code)
    await at.call().ready()
  })

  it('sends a handshake of the size asked for, and metadata before it, as the Rust server does', async () => {
    await using at = await fake({ as: 'moshi-rust' })
    const caller = at.call()
    await caller.ready()
    expect(caller.frames.map((frame) => frame.type)).toEqual(['metadata', 'handshake'])
    const [, handshake] = caller.frames
    expect(handshake?.type === 'handshake' && handshake.payload.length).toBe(8)
  })
})
