/**
 * A call of ten minutes, pressed into a few of context: the fakes' model holds 20 s beside its prompt, and media time is the test's, so
 * that it passes as fast as the machine allows.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { OpusEncoder } from '../audio/opus-codec.ts'
import { readWav } from '../audio/wav.ts'
import type { Engine } from '../engines/engine.ts'
import { type FakeEngine, startFakeEngine } from '../engines/fake/fake-engine.ts'
import { moshiEngine } from '../engines/moshi-engine.ts'
import { personaplex } from '../engines/personaplex.ts'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const frameMs = 80
const question = spoken('question.wav')
const quiet = Array.from({ length: 4 }, () => Uint8Array.of(0xf8, 0xff, 0xfe))
/** The prompt's part of the context: voice, pauses and at most 200 tokens; the rest is the 20 s. */
const contextMs = (52 + 200) * frameMs + 20_000

/** Fakes of PersonaPlex with one slot each, a bridge that listens, and a client whose time is kept by hand. */
class PressedCall implements AsyncDisposable {
  readonly fakes: readonly FakeEngine[]
  readonly at: TestBridge
  readonly client: TestClient
  readonly sessionId: string
  readonly #clock: { nowMs: number }

  private constructor(parts: Pick<PressedCall, 'fakes' | 'at' | 'client' | 'sessionId'> & { readonly clock: { nowMs: number } }) {
    this.fakes = parts.fakes
    this.at = parts.at
    this.client = parts.client
    this.sessionId = parts.sessionId
    this.#clock = parts.clock
  }

  static async start(slots: number): Promise<PressedCall> {
    const fakes = await Promise.all(
      Array.from({ length: slots }, (_, seed) => startFakeEngine({ as: 'personaplex', seed, quirks: { context: contextMs } })),
    )
    const kind = { ...personaplex, capabilities: { ...personaplex.capabilities, contextSeconds: contextMs / 1000 } }
    const [first, ...rest] = fakes.map((fake) => moshiEngine(kind, fake.url))
    const engines: readonly [Engine, ...Engine[]] = [first ?? moshiEngine(kind, new URL('ws://127.0.0.1:1')), ...rest]
    const clock = { nowMs: 0 }
    const at = await TestBridge.start({ listening: true, bridge: { engines, now: () => clock.nowMs, tickMs: 5 } })
    await expect.poll(() => at.bridge.status.tap.vad, { timeout: 20_000 }).not.toBe('starting')
    const sessionId = await at.newSession()
    const client = new TestClient(`${at.ws}/ws/${sessionId}`)
    await client.ready()
    client.headers()
    return new PressedCall({ fakes, at, client, sessionId, clock })
  }

  /** Frames of sound from the client, in step with the bridge's time, the engine and the tap. */
  async send(frames: readonly (readonly Uint8Array[])[]): Promise<void> {
    for (const [i, frame] of frames.entries()) {
      this.#clock.nowMs += frameMs
      this.client.audio(frame)
      if (i % 4 !== 3) continue
      await new Promise((resolve) => setTimeout(resolve, 12))
      await expect.poll(() => this.#settled(), { interval: 5, timeout: 10_000 }).toBe(true)
    }
  }

  /** Whether nothing is under way that takes wall time: media time stands still meanwhile. */
  #settled(): boolean {
    const { tap, engines } = this.at.bridge.status
    const states = engines.servers.flatMap(({ slots }) => slots.map(({ state }) => state))
    return tap.pendingBytes === 0 && states.every((state) => state === 'free' || state === 'busy')
  }

  /** What the agent said since so many events. */
  said(from: number): string {
    return this.client.events
      .slice(from)
      .flatMap((event) => (event.type === 'text' ? [event.text] : []))
      .join('')
  }

  /** The user says something, and the agent is listened to until it has been silent for a while. @returns its words */
  async exchange(typed?: string): Promise<string> {
    const from = this.client.events.length
    if (typed !== undefined) this.client.send({ text: typed })
    await this.send(question)
    for (let waited = 0, silent = 0; silent < 1600 && waited < 20_000; waited += 320) {
      const before = this.said(from)
      await this.send([quiet, quiet, quiet, quiet])
      silent = before !== '' && this.said(from) === before ? silent + 320 : 0
    }
    return this.said(from)
  }

  get moves() {
    return this.client.events.flatMap((event) => (event.type === 'engine' && (event.epoch ?? 1) > 1 ? [event] : []))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.socket.terminate()
    await this.at[Symbol.asyncDispose]()
    await Promise.all(this.fakes.map((fake) => fake.close()))
  }
}

/** A fixture as frames of four packets. */
function spoken(file: string): Uint8Array[][] {
  const { channels, sampleRate } = readWav(readFileSync(new URL(`../../test/fixtures/${file}`, import.meta.url)))
  const sound = channels[0] ?? new Float32Array(0)
  if (sampleRate !== 16_000) throw new Error('the fixtures are at 16 kHz')
  const encoder = new OpusEncoder({ sampleRate })
  const packets = Array.from({ length: Math.floor(sound.length / 320) }, (_, i) =>
    encoder.encode(sound.subarray(i * 320, (i + 1) * 320)),
  )
  return Array.from({ length: Math.floor(packets.length / 4) }, (_, i) => packets.slice(i * 4, i * 4 + 4))
}

const facts = ['My name is Ada Brandt.', 'I am allergic to nuts.', 'My sister Lena lives in Leipzig.']

describe('a call that outlasts the model’s context ten times', () => {
  it('moves to fresh legs in silences, loses no turn, and forgets neither the persona nor a fact', {
    timeout: 180_000,
  }, async () => {
    await using call = await PressedCall.start(2)
    const answers: string[] = []
    for (let turn = 0; call.moves.length < 11 && turn < 120; turn++) answers.push(await call.exchange(facts[turn]))
    expect(call.moves.length).toBeGreaterThanOrEqual(10)
    expect(call.moves.every((event) => event.state === 'ready' && event.reason === 'context')).toBe(true)
    // Each of the user's turns was answered, by somebody who knows who he is.
    for (const answer of answers) expect(answer).toContain('I am Duet.')
    expect(answers.join()).not.toContain('I do not know who I am')
    // Every leg after the facts were told was given them.
    const prompts = call.fakes.flatMap((fake) => fake.calls).map((one) => one.effective.prompt)
    const informed = prompts.filter((prompt) => prompt.includes('This call has been going on'))
    expect(informed.length).toBeGreaterThanOrEqual(10)
    for (const fact of facts) expect(informed.slice(2).every((prompt) => prompt.includes(fact))).toBe(true)
    expect(prompts.every((prompt) => prompt.startsWith('You are Duet'))).toBe(true)
    // Nothing piled up for a leg before it was ready, and none was fed twice.
    for (const one of call.fakes.flatMap((fake) => fake.calls)) expect(one.early).toBe(0)
    const turns = (await (await fetch(`${call.at.http}/session/${call.sessionId}/history`)).json()) as { history: unknown[] }
    expect(turns.history.length).toBeGreaterThanOrEqual(answers.length)
  })

  it('goes on with one slot alone, with a tone in between', { timeout: 120_000 }, async () => {
    await using call = await PressedCall.start(1)
    const answers: string[] = []
    for (let turn = 0; call.moves.length < 3 && turn < 40; turn++) answers.push(await call.exchange(facts[turn]))
    expect(call.moves.length).toBeGreaterThanOrEqual(3)
    const states = call.client.events.flatMap((event) =>
      event.type === 'engine' && event.reason === 'context' ? [event.state] : [],
    )
    expect(states.slice(0, 4)).toEqual(['rollover', 'ready', 'rollover', 'ready'])
    // Its own slot comes free in a moment: that is no place in line.
    expect(call.client.events.some((event) => event.type === 'engine' && event.state === 'queued')).toBe(false)
    expect(answers.join()).not.toContain('I do not know who I am')
    const prompts = call.fakes.flatMap((fake) => fake.calls).map((one) => one.effective.prompt)
    expect(prompts.at(-1)).toContain('My name is Ada Brandt.')
  })
})
