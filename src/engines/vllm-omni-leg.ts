/**
 * One session on vLLM-Omni's duplex socket. Its sound is PCM in JSON, so this leg, alone of all, decodes and codes Opus; and as the server
 * sends in lumps, speech is given out one frame for each frame of the caller's.
 */
import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import type { OpusPacket } from '../audio/ogg-opus.ts'
import { OpusEncoder, type OpusSampleRate } from '../audio/opus-codec.ts'
import { DuetError, type ErrorCode } from '../protocol/errors.ts'
import {
  readVllmEvent,
  type VllmClientEvent,
  type VllmInputFormat,
  type VllmServerEvent,
  vllmError,
} from '../protocol/vllm-duplex.ts'
import type { CloseOutcome, EngineLeg, LegEvents, LegRequest } from './engine.ts'
import { FramedSound } from './framed-sound.ts'
import { PacedSpeech } from './paced-speech.ts'
import { decodePcm, encodePcm } from './pcm-base64.ts'
import { brokenSocket, leavesPeerUnknown } from './socket-end.ts'
import { type TlsTrust, TrustingAgent } from './trust.ts'

export type VllmOmniLegOptions = {
  readonly url: URL
  readonly model: string
  readonly request: LegRequest
  readonly trust: TlsTrust
  readonly handshakeMs: number
  /** How the caller's sound is asked to be sent; the server's answer decides. */
  readonly input: { readonly format: VllmInputFormat; readonly sampleRate: OpusSampleRate }
  readonly connectMs?: number
  readonly stallMs?: number
  readonly closeMs?: number
}

const outputRate = 24_000
const frameMs = 80
const frameSamples = (outputRate * frameMs) / 1000
const packetMs = 20
const packetSamples = (outputRate * packetMs) / 1000
const samples48PerPacket = 48 * packetMs
/** Its lumps are of five frames. */
const comfortableFrames = 6
const mostWaitingFrames = 60_000 / frameMs
const maxUnsentBytes = 2 * 1024 * 1024
const maxMessageBytes = 16 * 1024 * 1024
const opusRates: readonly number[] = [8000, 12000, 16000, 24000, 48000]
/** Heartbeats to a stall: one may be late. */
const beatsPerStall = 3

export class VllmOmniLeg implements EngineLeg {
  readonly #options: Required<VllmOmniLegOptions>
  readonly #events: LegEvents
  readonly #socket: WebSocket
  readonly #encoder = new OpusEncoder({ sampleRate: outputRate })
  readonly #speech = new PacedSpeech({ frameSamples, comfortableFrames, mostFrames: mostWaitingFrames })
  readonly #closed = Promise.withResolvers<CloseOutcome>()
  #input: VllmOmniLegOptions['input']
  #caller: FramedSound
  #sentMs = 0
  #deadline: NodeJS.Timeout | undefined
  #watch: NodeJS.Timeout | undefined
  #silentBeats = 0
  #ready = false
  #over = false
  #reached = false
  #refusedUs = false
  #cut = false

  constructor(options: VllmOmniLegOptions, events: LegEvents) {
    this.#options = { connectMs: 10_000, stallMs: 10_000, closeMs: 2_000, ...options }
    this.#events = events
    this.#input = options.input
    this.#caller = new FramedSound(options.input.sampleRate, frameMs)
    this.#socket = new WebSocket(options.url, {
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      handshakeTimeout: this.#options.connectMs,
      ...(options.url.protocol === 'wss:' ? { agent: new TrustingAgent(options.trust) } : {}),
    })
    this.#socket.on('open', () => this.#opened())
    this.#socket.on('message', (data, binary) => {
      if (!binary) this.#message(String(data))
    })
    this.#socket.on('unexpected-response', (_request, response) => this.#refused(response))
    this.#socket.on('error', (error) => this.#failed(error))
    this.#socket.on('close', (code) => this.#gone(code))
  }

  get ready(): boolean {
    return this.#ready && !this.#over
  }

  send(packets: readonly OpusPacket[]): void {
    if (!this.ready) return
    for (const frame of this.#caller.frames(packets)) {
      if (this.#over) return
      this.#append(frame)
      this.#speak()
    }
  }

  sendText(): void {
    // Its models take no text.
  }

  instruct(): void {
    // Nor a word beside the sound.
  }

  close(reason: string): Promise<CloseOutcome> {
    this.#end(undefined, reason)
    return this.#closed.promise
  }

  #opened(): void {
    this.#reached = true
    const { handshakeMs, model, request, input } = this.#options
    this.#deadline = setTimeout(() => {
      this.#end(new DuetError('engine.handshake_timeout', `The engine was not ready within ${Math.round(handshakeMs / 1000)} s.`))
    }, handshakeMs)
    this.#tell({
      type: 'session.update',
      session: {
        model,
        modalities: ['audio', 'text'],
        instructions: request.prompt,
        voice: `${request.voice}.pt`,
        input_audio_format: input.format,
        output_audio_format: 'pcm16',
        sample_rate_hz: input.sampleRate,
        audio: { input: { sample_rate_hz: input.sampleRate }, output: { sample_rate_hz: outputRate } },
        turn_detection: null,
        extra_body: { auto_response: true },
      },
    })
    if (!this.#over) this.#events.warming()
  }

  #message(message: string): void {
    if (this.#over) return
    this.#silentBeats = 0
    const event = readVllmEvent(message)
    if (event) this.#told(event)
  }

  #told(event: VllmServerEvent): void {
    switch (event.type) {
      case 'session.created':
        return this.#created(event)
      case 'response.output_audio.delta':
        if (event.sample_rate_hz === outputRate) this.#speech.push(decodePcm(event.delta, 'pcm16'))
        else
          this.#end(
            new DuetError('engine.lost', `The engine speaks at ${event.sample_rate_hz} Hz; ${outputRate} were asked for.`),
          )
        return
      case 'response.output_audio_transcript.delta':
      case 'response.output_text.delta':
        return this.#speech.words(event.delta)
      case 'output_audio_buffer.cleared':
        return this.#speech.clear()
      case 'response.done':
        // What it did not get to say is not to be heard.
        if (event.response.status === 'cancelled') this.#speech.clear()
        return
      case 'error':
        return this.#reported(event)
      case 'session.closed':
      case 'session.expired':
      case 'session.replaced':
        return this.#end(new DuetError('engine.lost', `The engine ended the session (${event.type}).`))
      case 'session.heartbeat_ack':
    }
  }

  #created({ session }: Extract<VllmServerEvent, { type: 'session.created' }>): void {
    if (this.#ready) return
    const sampleRate = session.audio?.input?.sample_rate_hz ?? this.#input.sampleRate
    const format =
      session.input_audio_format === 'pcm16' || session.input_audio_format === 'pcm_f32le'
        ? session.input_audio_format
        : this.#input.format
    if (!opusRates.includes(sampleRate)) {
      this.#end(
        new DuetError('engine.lost', `The engine listens at ${sampleRate} Hz; Opus is decoded to ${opusRates.join(', ')}.`),
      )
      return
    }
    // One of the rates, as just checked.
    this.#input = { format, sampleRate: sampleRate as OpusSampleRate }
    this.#caller = new FramedSound(this.#input.sampleRate, frameMs)
    this.#ready = true
    clearTimeout(this.#deadline)
    this.#watch = setInterval(() => {
      if (++this.#silentBeats > beatsPerStall)
        this.#end(new DuetError('engine.stalled', 'The engine has sent nothing for some time.'))
      else this.#tell({ type: 'session.heartbeat' })
    }, this.#options.stallMs / beatsPerStall)
    this.#events.ready()
  }

  /** Before the session is there every error ends it; later only those that are the server's own. */
  #reported(event: Extract<VllmServerEvent, { type: 'error' }>): void {
    const { type, code, message } = vllmError(event)
    if (this.#ready && type !== 'server_error') return
    this.#end(
      new DuetError(meaningOf(type, code), `The engine reported an error${code ? ` (${code})` : ''}: ${message.slice(0, 200)}`),
    )
  }

  #append(sound: Float32Array): void {
    if (this.#socket.bufferedAmount > maxUnsentBytes) {
      this.#end(new DuetError('engine.stalled', 'The engine does not read the sound it is sent.'))
      return
    }
    this.#sentMs += frameMs
    const { format, sampleRate } = this.#input
    this.#tell({
      type: 'input_audio_buffer.append',
      audio: encodePcm(sound, format),
      format,
      sample_rate_hz: sampleRate,
      duration_ms: frameMs,
      audio_end_ms: this.#sentMs,
    })
  }

  #speak(): void {
    const { sound, text } = this.#speech.next()
    const packets: OpusPacket[] = []
    for (let at = 0; at < frameSamples; at += packetSamples) {
      packets.push({ data: this.#encoder.encode(sound.subarray(at, at + packetSamples)), durationSamples48: samples48PerPacket })
    }
    this.#events.audio(packets)
    if (text !== '' && !this.#over) this.#events.text(text)
  }

  #tell(event: VllmClientEvent): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(event))
  }

  #refused(response: IncomingMessage): void {
    response.resume()
    this.#refusedUs = true
    const status = response.statusCode ?? 0
    const code = status === 503 ? 'engine.busy' : 'engine.unreachable'
    this.#end(new DuetError(code, `The engine refused the connection with HTTP status ${status}.`))
  }

  #failed(error: Error): void {
    if (leavesPeerUnknown(error, this.#reached)) this.#cut = true
    this.#end(brokenSocket(error, this.#ready, this.#options.url.host))
  }

  #gone(code: number): void {
    this.#end(new DuetError(code === 1013 ? 'engine.busy' : 'engine.lost', `The engine ended the call (close code ${code}).`))
    clearTimeout(this.#deadline)
    this.#closed.resolve(this.#cut ? 'cut' : 'confirmed')
  }

  /** The one place where a leg ends; later causes are of no interest. */
  #end(error: DuetError | undefined, reason: string = error?.code ?? ''): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#deadline)
    clearInterval(this.#watch)
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#cutOff()
    else if (this.#socket.readyState !== WebSocket.CLOSED) {
      this.#tell({ type: 'session.close' })
      this.#socket.close(1000, reason.slice(0, 100))
      this.#deadline = setTimeout(() => this.#cutOff(), this.#options.closeMs)
    }
    this.#events.closed(error)
  }

  #cutOff(): void {
    if (!this.#refusedUs) this.#cut = true
    this.#socket.terminate()
  }
}

function meaningOf(type: string, code: string): ErrorCode {
  if (type === 'rate_limit_error' || code === 'resource_exhausted') return 'engine.busy'
  if (code === 'invalid_voice' || code === 'prefill_unavailable') return 'engine.voice_failed'
  return 'engine.lost'
}
