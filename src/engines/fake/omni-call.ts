/** One session of a fake vLLM-Omni server with PersonaPlex: JSON and PCM, its errors and its ends by that server's source (0e61742). */
import { setTimeout as sleep } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { voiceName } from '../../personas/voices.ts'
import { fakeRate, type Say } from './babble.ts'
import type { FakeCall } from './call.ts'
import { FakeFrames, frameMs } from './frames.ts'
import { closeWith } from './moshi-call.ts'
import {
  OmniFault,
  type OmniRequest,
  type OmniWishes,
  omniErrorType,
  omniSound,
  omniVoice,
  readOmniRequest,
} from './omni-request.ts'
import { OmniSpeech } from './omni-speech.ts'
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

/** A message beyond this is refused, and the session goes on; bytes. */
const mostEventBytes = 15 * 1024 * 1024
/** 3000 frames. */
const contextMs = 240_000
const defaultPersona = 'You enjoy having a good conversation.'

export class FakeOmniCall {
  readonly #options: FakeOmniCallOptions
  readonly #gone = new AbortController()
  readonly #model: FakeFrames
  readonly #speech: OmniSpeech
  /** Messages of a caller who is not ready yet: they are read in their order afterwards. */
  readonly #early: string[] = []
  #session: Readonly<Record<string, unknown>> = {}
  #defaults = { format: 'pcm16', rate: 16_000 }
  #release = (): void => {}
  #sequence = 0
  #frames = 0

  constructor(options: FakeOmniCallOptions) {
    this.#options = options
    const { socket, call, quirks, random } = options
    this.#speech = new OmniSpeech((event) => this.#tell(event))
    this.#model = new FakeFrames({
      quirks,
      random,
      signal: this.#gone.signal,
      running: () => call.state === 'ready',
      step: (frame) => this.#step(frame),
    })
    socket.on('message', (data: Buffer, binary: boolean) => this.#message(data, binary))
    socket.on('error', () => socket.terminate())
    socket.on('close', (code, reason) => {
      this.#gone.abort()
      call.over(code, reason.toString())
      void this.#left()
    })
  }

  /** A socket whose address names a model and does not say `autostart=0` is a session from the start. */
  async run(): Promise<void> {
    const { query } = this.#options.call
    const waits = ['0', 'false', 'no', 'off'].includes(query.get('autostart') ?? '')
    if (query.get('model') && !waits && query.get('resume') !== '1') await this.#open({})
  }

  hang(): void {
    this.#options.call.state = 'hanging'
    this.#options.socket.pause()
  }

  async #left(): Promise<void> {
    await sleep(this.#options.quirks['slow-release'] ?? 0)
    this.#release()
  }

  #message(data: Buffer, binary: boolean): void {
    const { call } = this.#options
    if (call.state === 'hanging' || call.state === 'over') return
    // It reads text from whatever comes, and breaks at what has none.
    if (binary) return this.#end(new OmniFault('realtime_input_failed', "'text'"))
    const text = data.toString()
    if (call.state === 'priming') {
      call.early++
      this.#early.push(text)
    } else if (call.state === 'queued') void this.#first(text)
    else this.#next(text, data.length)
  }

  async #first(text: string): Promise<void> {
    const first = this.#read(
      () => readOmniRequest(text),
      (fault) => this.#end(fault),
    )
    if (first?.type === 'session.resume')
      return this.#end(new OmniFault('session_resume_expired', 'Unknown or expired duplex session'))
    if (first?.type === 'session.update') await this.#open(first.session)
    else if (first) {
      await this.#open({})
      if (this.#options.call.state === 'ready') this.#asked(first)
    }
  }

  #next(text: string, bytes: number): void {
    this.#read(
      () => {
        if (bytes > mostEventBytes) throw new OmniFault('event_too_large', 'Duplex event too large')
        this.#asked(readOmniRequest(text))
      },
      (fault) => this.#error(fault),
    )
  }

  #asked(request: OmniRequest): void {
    const { call, socket } = this.#options
    const session_id = `duplex-${call.id}`
    switch (request.type) {
      case 'session.update':
        return this.#change(request.session)
      case 'session.heartbeat':
        return this.#tell({ type: 'session.heartbeat_ack', session_id })
      case 'session.close':
        if (this.#options.quirks['slow-release'] === undefined) this.#release()
        this.#tell({ type: 'session.closed', session_id, epoch: 0, reason: 'client_close' })
        return socket.close(1000)
      case 'session.resume':
        throw new OmniFault('unsupported_session_resume', 'session.resume must be the first message of a new connection')
      case 'session.event_ack':
        return
      case 'input_audio_buffer.append': {
        const sound = omniSound(request, this.#defaults)
        call.receivedPackets++
        call.heardMs += (sound.length * 1000) / fakeRate
        this.#model.push(sound)
      }
    }
  }

  #change({ instructions, voice }: OmniWishes): void {
    const { effective } = this.#options.call
    if (instructions !== undefined && instructions !== effective.prompt)
      throw new OmniFault(
        'persona_update_unsupported',
        'PersonaPlex persona (instructions) cannot be changed after the session is created',
      )
    if (voice !== undefined && omniVoice(voice) !== effective.voice)
      throw new OmniFault('voice_update_unsupported', 'PersonaPlex voice cannot be changed after the session is created')
    this.#tell({ type: 'session.updated', session: this.#session })
  }

  async #open(wishes: OmniWishes): Promise<void> {
    const { call, quirks, say, admit } = this.#options
    call.state = 'priming'
    const prompt = wishes.instructions || defaultPersona
    call.asked = { prompt: wishes.instructions ?? '', voice: wishes.voice ?? '' }
    const voice = this.#read(
      () => {
        const named = omniVoice(wishes.voice)
        if (named === voiceName(quirks['voice-load-fails'] ?? ''))
          throw new OmniFault('prefill_unavailable', 'PersonaPlex voice/persona prefill could not be prepared')
        const release = admit()
        if (!release) throw new OmniFault('resource_exhausted', 'duplex_session_capacity_exhausted: limit reached')
        this.#release = release
        return named
      },
      (fault) => this.#end(fault),
    )
    if (voice === undefined) return
    try {
      await sleep(quirks['slow-handshake'] ?? promptSteps(prompt) * (quirks.step ?? 0), undefined, { signal: this.#gone.signal })
    } catch {
      return // the caller left
    }
    call.effective = { prompt, voice }
    const rate = wishes.audio?.input?.sample_rate_hz ?? wishes.sample_rate_hz
    this.#defaults = { format: wishes.input_audio_format ?? 'pcm16', rate: rate ?? this.#defaults.rate }
    this.#session = sessionOf(call, this.#defaults)
    const promptMs = promptSteps(prompt) * frameMs
    call.primed(
      new FakeSpeaker({ prompt, voice, say, contextMs: quirks.context, promptMs, greets: quirks['no-greeting'] !== true }),
    )
    this.#tell({ type: 'session.created', session: this.#session })
    this.#tell({ type: 'session.updated', session: this.#session })
    for (const text of this.#early.splice(0)) this.#next(text, Buffer.byteLength(text))
  }

  #step(frame: Float32Array): void {
    const { call, quirks, random } = this.#options
    if (!call.speaker) return
    this.#frames++
    const { sound, piece } = call.speaker.step(frame)
    const sent = this.#speech.push(sound, piece)
    call.spokenMs += sent.frames * frameMs
    call.text += sent.words
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
    this.#limits(this.#frames * frameMs)
  }

  #limits(mediaMs: number): void {
    const { quirks, die, hang, socket, call } = this.#options
    const { 'dies-at': diesAt, 'hangs-at': hangsAt, 'max-session': most = contextMs } = quirks
    if (hangsAt !== undefined && mediaMs >= hangsAt) return hang()
    if (diesAt !== undefined && mediaMs >= diesAt) return die(quirks['close-code'] ?? 1006)
    if (mediaMs < most) return
    call.fault = 'the session is at its limit'
    this.#tell({ type: 'session.closed', session_id: `duplex-${call.id}`, epoch: 0, reason: 'timeout' })
    closeWith(socket, quirks['close-code'] ?? 1000)
  }

  /** What `work` gives; where it finds a fault, `otherwise` has it. */
  #read<Result>(work: () => Result, otherwise: (fault: OmniFault) => void): Result | undefined {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof OmniFault)) throw error
      otherwise(error)
      return undefined
    }
  }

  /** A fault before the session is there, or a message that is no text: said, and the connection ended. */
  #end(fault: OmniFault): void {
    this.#error(fault)
    this.#options.socket.close(1000)
  }

  #error({ code, message, eventId }: OmniFault): void {
    this.#options.call.fault ??= code
    const about = eventId === undefined ? {} : { event_id: eventId }
    this.#tell({ type: 'error', error: { type: omniErrorType(code), code, message, ...about } })
  }

  #tell(event: Readonly<Record<string, unknown>>): void {
    this.#options.socket.send(JSON.stringify({ ...event, server_event_seq: ++this.#sequence }))
  }
}

function sessionOf(
  { id, effective }: FakeCall,
  { format, rate }: { readonly format: string; readonly rate: number },
): Readonly<Record<string, unknown>> {
  return {
    object: 'realtime.session',
    type: 'realtime',
    id: `duplex-${id}`,
    state: 'open',
    epoch: 0,
    instructions: effective.prompt,
    voice: `${effective.voice}.pt`,
    input_audio_format: format,
    output_audio_format: 'pcm16',
    audio: { input: { sample_rate_hz: rate }, output: { format: { type: 'audio/pcm', rate: fakeRate } } },
    capabilities: {
      implementation_level: 'model_native_duplex',
      chunk_period_ms: frameMs,
      supports_barge_in: false,
      supports_session_resume: false,
    },
  }
}
