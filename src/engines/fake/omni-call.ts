/** One session of a fake vLLM-Omni server with PersonaPlex: JSON, PCM, one endless response that comes in lumps of five frames. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import * as z from 'zod'
import { voiceName } from '../../personas/voices.ts'
import { decodePcm, encodePcm } from '../pcm-base64.ts'
import { fakeRate, type Say } from './babble.ts'
import type { FakeCall } from './call.ts'
import { FakeFrames, frameMs } from './frames.ts'
import { closeWith } from './moshi-call.ts'
import { promptSteps } from './prompt-steps.ts'
import type { Quirks } from './quirks.ts'
import { FakeSpeaker } from './speaker.ts'

export type FakeOmniCallOptions = {
  readonly call: FakeCall
  readonly socket: WebSocket
  readonly quirks: Quirks
  readonly say: Say
  /** 0 to 1. */
  readonly random: () => number
  /** Takes a place, or refuses; what it gives back frees it again. */
  readonly admit: () => (() => void) | undefined
  readonly die: (code: number) => void
  readonly hang: () => void
}

const framesPerLump = 5
const maxSessions = 'duplex_session_capacity_exhausted'

const clientEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('session.update'),
    session: z.object({
      instructions: z.string().default(''),
      voice: z.string().default('NATF2.pt'),
      input_audio_format: z.string().default('pcm16'),
    }),
  }),
  z.object({ type: z.literal('input_audio_buffer.append'), audio: z.string(), format: z.string().optional() }),
  z.object({ type: z.literal('session.heartbeat') }),
  z.object({ type: z.literal('session.close') }),
])

export class FakeOmniCall {
  readonly #options: FakeOmniCallOptions
  readonly #gone = new AbortController()
  readonly #model: FakeFrames
  #release = (): void => {}
  #sequence = 0
  #frames = 0
  #lump: Float32Array[] = []
  #words = ''

  constructor(options: FakeOmniCallOptions) {
    this.#options = options
    const { socket, call, quirks, random } = options
    this.#model = new FakeFrames({
      quirks,
      random,
      signal: this.#gone.signal,
      running: () => call.state === 'ready',
      step: (frame) => this.#step(frame),
    })
    socket.on('message', (data: Buffer, binary: boolean) => {
      if (!binary && call.state !== 'hanging') void this.#message(data.toString())
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', (code, reason) => {
      this.#gone.abort()
      call.over(code, reason.toString())
      void this.#left()
    })
  }

  hang(): void {
    this.#options.call.state = 'hanging'
    this.#options.socket.pause()
  }

  async #left(): Promise<void> {
    await sleep(this.#options.quirks['slow-release'] ?? 0)
    this.#release()
  }

  async #message(text: string): Promise<void> {
    const { call, socket } = this.#options
    const event = clientEventSchema.safeParse(parsed(text)).data
    if (!event) return this.#error('invalid_request_error', 'unknown_event', 'This event is not known.')
    if (event.type === 'session.update') return this.#begin(event.session)
    if (event.type === 'session.heartbeat') return this.#tell({ type: 'session.heartbeat_ack', session_id: `duplex-${call.id}` })
    if (event.type === 'session.close') {
      this.#tell({ type: 'session.closed', session_id: `duplex-${call.id}`, epoch: 0, reason: 'client_close' })
      socket.close(1000)
      return
    }
    if (call.state !== 'ready') {
      call.early++
      return
    }
    if (event.format !== 'pcm_f32le')
      return this.#error('server_error', 'runtime_append_failed', 'PersonaPlex input format must be pcm_f32le')
    const sound = decodePcm(event.audio, 'pcm_f32le')
    call.receivedPackets++
    call.heardMs += (sound.length * 1000) / fakeRate
    this.#model.push(sound)
  }

  async #begin(wishes: { instructions: string; voice: string; input_audio_format: string }): Promise<void> {
    const { call, quirks, say, admit } = this.#options
    if (call.state !== 'queued')
      return this.#error('invalid_request_error', 'persona_update_unsupported', 'It cannot be changed.')
    const release = admit()
    if (!release) return this.#error('rate_limit_error', 'resource_exhausted', `${maxSessions}: limit reached`)
    this.#release = release
    call.state = 'priming'
    call.asked = { prompt: wishes.instructions, voice: wishes.voice }
    const voice = wishes.voice.endsWith('.pt') ? voiceName(wishes.voice) : undefined
    if (voice === undefined || voice === voiceName(quirks['voice-load-fails'] ?? ''))
      return this.#error('invalid_request_error', 'invalid_voice', 'PersonaPlex voice must be a bundled .pt basename')
    const prompt = wishes.instructions
    const ms = quirks['slow-handshake'] ?? promptSteps(prompt) * (quirks.step ?? 0)
    try {
      await sleep(ms, undefined, { signal: this.#gone.signal })
    } catch {
      return // the caller left
    }
    call.effective = { prompt, voice }
    const session = {
      object: 'realtime.session',
      type: 'realtime',
      id: `duplex-${call.id}`,
      state: 'open',
      epoch: 0,
      instructions: prompt,
      voice: wishes.voice,
      input_audio_format: wishes.input_audio_format,
      output_audio_format: 'pcm16',
      audio: { input: { sample_rate_hz: fakeRate }, output: { format: { type: 'audio/pcm', rate: fakeRate } } },
      capabilities: { implementation_level: 'model_native_duplex', chunk_period_ms: frameMs, supports_barge_in: false },
    }
    const promptMs = promptSteps(prompt) * frameMs
    call.primed(
      new FakeSpeaker({ prompt, voice, say, contextMs: quirks.context, promptMs, greets: quirks['no-greeting'] !== true }),
    )
    this.#tell({ type: 'session.created', attachment_generation: 1, session })
    this.#tell({ type: 'session.updated', session })
  }

  #step(frame: Float32Array): void {
    const { call, quirks, random } = this.#options
    if (!call.speaker) return
    if (this.#frames === 0)
      this.#tell({ type: 'response.created', response_id: 'resp_01', response: { id: 'resp_01', status: 'in_progress' } })
    this.#frames++
    const { sound, piece } = call.speaker.step(frame)
    this.#lump.push(sound)
    if (piece !== undefined) this.#words += piece
    // The first frame goes out alone, then five at a time.
    if (this.#frames === 1 || this.#lump.length === framesPerLump) this.#flush()
    if (quirks.garbage && this.#frames % 5 === 0) {
      const choices = [
        '{"type":',
        '[]',
        '{"type":"response.shout"}',
        '{"type":"response.output_audio.delta"}',
        Buffer.of(1, 2, 3),
      ]
      const choice = choices[Math.floor(random() * choices.length)]
      if (choice !== undefined) this.#options.socket.send(choice)
    }
    this.#end(this.#frames * frameMs)
  }

  #flush(): void {
    const { call } = this.#options
    const place = { response_id: 'resp_01', item_id: 'item_resp_01', output_index: 0, content_index: 0 }
    const delta = this.#lump.map((sound) => Buffer.from(encodePcm(sound, 'pcm16'), 'base64'))
    call.spokenMs += this.#lump.length * frameMs
    this.#tell({
      type: 'response.output_audio.delta',
      ...place,
      delta: Buffer.concat(delta).toString('base64'),
      format: 'pcm16',
      sample_rate_hz: fakeRate,
    })
    this.#tell({ type: 'response.output_audio_transcript.delta', ...place, delta: this.#words })
    call.text += this.#words
    this.#lump = []
    this.#words = ''
  }

  #end(mediaMs: number): void {
    const { quirks, die, hang, socket } = this.#options
    const { 'dies-at': diesAt, 'hangs-at': hangsAt, 'max-session': most = contextMs } = quirks
    if (hangsAt !== undefined && mediaMs >= hangsAt) return hang()
    if (diesAt !== undefined && mediaMs >= diesAt) return die(quirks['close-code'] ?? 1006)
    if (mediaMs < most) return
    this.#options.call.fault = 'the session is at its limit'
    this.#tell({ type: 'session.closed', session_id: `duplex-${this.#options.call.id}`, epoch: 0, reason: 'timeout' })
    closeWith(socket, quirks['close-code'] ?? 1000)
  }

  #error(type: string, code: string, message: string): void {
    this.#options.call.fault ??= code
    this.#tell({ type: 'error', error: { type, code, message } })
  }

  #tell(event: Readonly<Record<string, unknown>>): void {
    this.#options.socket.send(JSON.stringify({ ...event, server_event_seq: ++this.#sequence }))
  }
}

/** 3000 frames. */
const contextMs = 240_000

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
