/** The page's sound: microphone to Opus packets, Opus packets to the loudspeaker, in one AudioContext that lives as long as the call. */
import { splitPacket } from '../../../src/audio/opus-packet.ts'
import type { CaptureReport } from './capture.worklet.ts'
import captureUrl from './capture.worklet.ts?worker&url'
import { type OpusCodec, type OpusDecoder, type OpusEncoder, openCodec, PACKET_SAMPLES, SAMPLE_RATE } from './codecs.ts'
import type { PlaybackInput, PlaybackReport } from './playback.worklet.ts'
import playbackUrl from './playback.worklet.ts?worker&url'

export interface AudioEngineEvents {
  /** 20 ms of the user's side as an Opus packet, silence while muted. */
  onPacket(packet: Uint8Array): void
  /** What was captured, after mute. */
  onCaptured(report: { readonly frame: number; readonly level: number }): void
  onPlayed(report: PlaybackReport): void
  /** The microphone in use was unplugged or taken away. */
  onMicrophoneLost(): void
}

/** Why `open` rejects. */
export type AudioFailure = 'codec' | 'audio'
export class AudioOpenError extends Error {
  readonly failure: AudioFailure
  constructor(failure: AudioFailure, cause: unknown) {
    super(`the page's ${failure} did not start`, { cause })
    this.failure = failure
  }
}

const RESUME_DEADLINE_MS = 5_000

export class AudioEngine {
  readonly #context: AudioContext
  readonly #events: AudioEngineEvents
  readonly #output: GainNode
  readonly #resumed: Promise<void>
  #codec: OpusCodec | null = null
  #encoder: OpusEncoder | null = null
  #decoder: OpusDecoder | null = null
  #capture: AudioWorkletNode | null = null
  #playback: AudioWorkletNode | null = null
  #source: MediaStreamAudioSourceNode | null = null
  /** Decoded samples handed to the playback so far, and where among them the present stream began. */
  #decodedSamples = 0
  #streamStart = 0
  #muted = false
  #encoding = false
  #closed = false

  /** Must be called within the click: only there may a context begin to sound. */
  constructor(events: AudioEngineEvents, volume: number) {
    this.#events = events
    this.#context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' })
    this.#resumed = this.#context.resume()
    // A telephone call or another app may take the sound away for a while; it is asked for again as soon as it may be had.
    this.#context.onstatechange = () => {
      if (!this.#closed && this.#context.state !== 'running') this.#context.resume().catch(() => {})
    }
    this.#output = new GainNode(this.#context, { gain: volume })
    this.#output.connect(this.#context.destination)
  }

  /** Loads worklets and codec. Rejects with `AudioOpenError`. */
  async open(): Promise<void> {
    const codec = openCodec().catch((cause: unknown) => {
      throw new AudioOpenError('codec', cause)
    })
    const worklets = Promise.all([
      this.#context.audioWorklet.addModule(captureUrl),
      this.#context.audioWorklet.addModule(playbackUrl),
      withDeadline(this.#resumed, RESUME_DEADLINE_MS),
    ]).catch((cause: unknown) => {
      throw new AudioOpenError('audio', cause)
    })
    ;[this.#codec] = await Promise.all([codec, worklets])
    if (this.#closed) return
    this.#startPlayback()
    this.#startCapture()
  }

  /** The context's clock in frames at 48 kHz. */
  get frameNow(): number {
    return this.#context.currentTime * SAMPLE_RATE
  }

  /** Takes the sound of this stream from now on; the one before is stopped. */
  setMicrophone(stream: MediaStream): void {
    this.#releaseMicrophone()
    const [track] = stream.getAudioTracks()
    if (track === undefined || this.#closed) return stopStream(stream)
    track.enabled = !this.#muted
    track.onended = () => this.#events.onMicrophoneLost()
    this.#source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: stream })
    if (this.#capture !== null) this.#source.connect(this.#capture)
  }

  /** Begins a fresh run of packets, both ways: the server has just said that it listens. */
  startStreams(): void {
    if (this.#codec === null) return
    this.#encoder?.close()
    this.#decoder?.close()
    this.#encoder = this.#codec.encoder((packet) => this.#events.onPacket(packet))
    this.#decoder = this.#codec.decoder((samples) => {
      const input: PlaybackInput = samples
      this.#decodedSamples += samples.length
      this.#playback?.port.postMessage(input, [samples.buffer])
    })
    this.#streamStart = this.#decodedSamples
    this.#encoding = true
  }

  /** How much of the present stream has been played, samples at 48 kHz; what was dropped as late counts as past. */
  streamPosition(report: PlaybackReport): number {
    return Math.max(0, report.playedSamples - this.#streamStart)
  }

  /** The connection is gone: nothing is coded until the streams start again. */
  stopStreams(): void {
    this.#encoding = false
  }

  /** Plays an Opus packet of any length; longer ones than a decoder takes are split. */
  play(packet: Uint8Array): void {
    for (const frame of splitPacket(packet)) this.#decoder?.decode(frame)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    for (const track of this.#source?.mediaStream.getAudioTracks() ?? []) track.enabled = !muted
  }

  /** `volume` from 0 to 1. */
  setVolume(volume: number): void {
    this.#output.gain.setTargetAtTime(volume, this.#context.currentTime, 0.02)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#encoding = false
    this.#releaseMicrophone()
    this.#encoder?.close()
    this.#decoder?.close()
    this.#capture?.port.close()
    this.#playback?.port.close()
    void this.#context.close()
  }

  #startPlayback(): void {
    const node = new AudioWorkletNode(this.#context, 'duet-playback', { numberOfInputs: 0, outputChannelCount: [1] })
    node.port.onmessage = (event: MessageEvent<PlaybackReport>) => this.#events.onPlayed(event.data)
    node.connect(this.#output)
    this.#playback = node
  }

  #startCapture(): void {
    const node = new AudioWorkletNode(this.#context, 'duet-capture', {
      outputChannelCount: [1],
      channelCount: 1,
      channelCountMode: 'explicit',
    })
    node.port.onmessage = (event: MessageEvent<CaptureReport>) => this.#captured(event.data)
    // Its output is silence; connected, it runs even without a microphone, and the session's clock with it.
    node.connect(this.#context.destination)
    this.#source?.connect(node)
    this.#capture = node
  }

  #captured(report: CaptureReport): void {
    if (this.#closed) return
    const samples = this.#muted ? new Float32Array(PACKET_SAMPLES) : report.samples
    this.#events.onCaptured({ frame: report.frame, level: this.#muted ? 0 : report.level })
    if (this.#encoding) this.#encoder?.encode(samples)
  }

  #releaseMicrophone(): void {
    if (this.#source === null) return
    this.#source.disconnect()
    for (const track of this.#source.mediaStream.getAudioTracks()) track.onended = null
    stopStream(this.#source.mediaStream)
    this.#source = null
  }
}

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function withDeadline(promise: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing after ${ms} ms`)), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
