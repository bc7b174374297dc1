/** A caller of vLLM-Omni's duplex socket for checks: sends what it is told at once and keeps every event as it came. */
import assert from 'node:assert/strict'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { encodePcm } from '../../src/engines/pcm-base64.ts'
import { inTime } from './calling.ts'

export type OmniTarget = {
  readonly url: URL
  /** `duplex_session.max_sessions` of its deployment. */
  readonly sessions: number
}
export type OmniCheck = { readonly name: string; readonly run: (target: OmniTarget) => Promise<unknown> }

const eventSchema = z.looseObject({ type: z.string(), server_event_seq: z.number().optional() })
export type OmniEvent = z.infer<typeof eventSchema>
const errorSchema = z.object({ error: z.object({ type: z.string(), code: z.string(), event_id: z.string().optional() }) })
const audioSchema = z.object({ delta: z.string(), format: z.literal('pcm16'), sample_rate_hz: z.literal(24_000) })

export const omniRate = 24_000
export const frameMs = 80
const bytesPerMs = (omniRate / 1000) * 2
const defaultModel = 'nvidia/personaplex-7b-v1'
/** Priming a persona takes seconds on a real one. */
const openMs = 60_000

export const ana = { instructions: 'You are Ana. You like chess.', voice: 'NATF2.pt' }

export class OmniCaller {
  readonly socket: WebSocket
  readonly events: OmniEvent[] = []
  readonly opened: Promise<void>
  readonly closed: Promise<number>
  #lookers: (() => void)[] = []

  /** `autostart`: the server may open a session by itself. */
  constructor(server: URL, autostart = false) {
    const url = new URL(server)
    if (url.pathname === '/') url.pathname = '/v1/realtime'
    url.searchParams.set('duplex', '1')
    if (!url.searchParams.has('model')) url.searchParams.set('model', defaultModel)
    if (!autostart) url.searchParams.set('autostart', '0')
    this.socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 64 * 1024 * 1024 })
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve)
      this.socket.once('error', reject)
    })
    this.opened.catch(() => {})
    this.socket.on('error', () => {})
    this.socket.on('message', (data, binary) => {
      assert.ok(!binary, 'every message is text')
      this.events.push(eventSchema.parse(JSON.parse(String(data))))
      this.#look()
    })
    this.closed = new Promise((resolve) => this.socket.once('close', resolve))
    void this.closed.then(() => this.#look())
  }

  tell(event: Readonly<Record<string, unknown>>): void {
    this.socket.send(JSON.stringify(event))
  }

  update(session: Readonly<Record<string, unknown>> = ana): void {
    const input = { input_audio_format: 'pcm_f32le', sample_rate_hz: omniRate, audio: { input: { sample_rate_hz: omniRate } } }
    this.tell({ type: 'session.update', session: { modalities: ['audio', 'text'], ...input, ...session } })
  }

  /** Samples of a tone, or of nothing (0 Hz), as one message. */
  append(samples: number, hz = 0): void {
    const sound = Float32Array.from({ length: samples }, (_, i) =>
      hz === 0 ? 0 : 0.3 * Math.sin((2 * Math.PI * hz * i) / omniRate),
    )
    this.tell({
      type: 'input_audio_buffer.append',
      audio: encodePcm(sound, 'pcm_f32le'),
      format: 'pcm_f32le',
      sample_rate_hz: omniRate,
    })
  }

  /** In messages of one frame. */
  speak(ms: number, hz = 0): void {
    for (let at = 0; at < ms; at += frameMs) this.append((Math.min(frameMs, ms - at) * omniRate) / 1000, hz)
  }

  of(type: string): OmniEvent[] {
    return this.events.filter((event) => event.type === type)
  }

  get heardMs(): number {
    return this.lumpsMs.reduce((sum, ms) => sum + ms, 0)
  }
  /** Sound of each message that had some, ms. */
  get lumpsMs(): number[] {
    const deltas = this.of('response.output_audio.delta').map((event) => audioSchema.parse(event).delta)
    return deltas.map((delta) => Buffer.byteLength(delta, 'base64') / bytesPerMs)
  }
  get text(): string {
    return this.of('response.output_audio_transcript.delta')
      .map(({ delta }) => String(delta))
      .join('')
  }

  /** The next error from the `after`th event on. */
  async error(after: number): Promise<{ readonly type: string; readonly code: string; readonly event_id?: string | undefined }> {
    const find = () => this.events.slice(after).find(({ type }) => type === 'error')
    await this.until(() => find() !== undefined, 'an error')
    return errorSchema.parse(find()).error
  }

  /** The nth event of a type, from 1. */
  async nth(type: string, n = 1): Promise<OmniEvent> {
    await this.until(() => this.of(type).length >= n, type)
    const event = this.of(type)[n - 1]
    assert.ok(event)
    return event
  }

  created(): Promise<OmniEvent> {
    return this.nth('session.created')
  }

  until(done: () => boolean, what: string): Promise<void> {
    const held = new Promise<void>((resolve, reject) => {
      const look = () => {
        if (done()) resolve()
        else if (this.socket.readyState === WebSocket.CLOSED) reject(new Error(`it was closed before ${what} came`))
      }
      this.#lookers.push(look)
      look()
    })
    return inTime(held, what, openMs)
  }

  #look(): void {
    for (const look of this.#lookers) look()
  }
}

/** A caller with a session; a place may become free only a moment after the one before has left. */
export async function admitted(url: URL, session: Readonly<Record<string, unknown>> = ana): Promise<OmniCaller> {
  for (let tries = 0; ; tries++) {
    const caller = new OmniCaller(url)
    await inTime(caller.opened, 'the socket to open')
    caller.update(session)
    await caller.until(() => caller.events.length > 0, 'an answer to session.update')
    if (caller.events[0]?.type === 'session.created') return caller
    const { code } = await caller.error(0)
    caller.socket.close(1000)
    await caller.closed
    assert.ok(code === 'resource_exhausted' && tries < 50, `no session could be opened: ${code}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Opens a session, does something with it, and ends it whatever happens. */
export async function withSession<Result>({ url }: OmniTarget, use: (caller: OmniCaller) => Promise<Result>): Promise<Result> {
  return withSocket(await admitted(url), use)
}

/** Does something with a caller, and ends its call whatever happens. */
export async function withSocket<Result>(caller: OmniCaller, use: (caller: OmniCaller) => Promise<Result>): Promise<Result> {
  try {
    await inTime(caller.opened, 'the socket to open')
    return await use(caller)
  } finally {
    if (caller.socket.readyState !== WebSocket.CLOSED) {
      if (caller.of('session.created').length > 0) caller.tell({ type: 'session.close' })
      else caller.socket.close(1000)
      const cut = setTimeout(() => caller.socket.terminate(), 2000)
      await caller.closed
      clearTimeout(cut)
    }
  }
}

/** The server is through with everything sent so far. */
export async function beat(caller: OmniCaller): Promise<void> {
  const before = caller.of('session.heartbeat_ack').length
  caller.tell({ type: 'session.heartbeat' })
  await caller.nth('session.heartbeat_ack', before + 1)
}

/** What may still be on its way of the sound for what was sent: the model's own delay of a frame, and a lump that is not full. */
const onItsWayMs = 5 * frameMs

/** Waits for the sound that is due for what was sent in all, and that it is not more. */
export async function answeredMs(caller: OmniCaller, sentMs: number): Promise<void> {
  await caller.until(() => caller.heardMs >= sentMs - onItsWayMs, `${sentMs - onItsWayMs} ms of sound`)
  assert.ok(caller.heardMs <= sentMs, 'no more sound comes than was sent')
}
