/** One headless call with its clock, over as many connections as it takes: sends at media pace and places what comes back on the same time line. */

import { setTimeout as sleep } from 'node:timers/promises'
import { OpusStreamReader, OpusStreamWriter } from '../audio/ogg-opus.ts'
import { OpusDecoder, OpusEncoder } from '../audio/opus-codec.ts'
import { DuetError, type ErrorCode, toDuetError } from '../protocol/errors.ts'
import { decodeMoshi, encodeAudio } from '../protocol/moshi.ts'
import type { ReconnectPolicy } from '../protocol/reconnect-policy.ts'
import { serverEventSchema } from '../protocol/session.ts'
import type { CallEvent } from './call-event.ts'
import { Playback } from './call-playback.ts'
import { CallSocket } from './call-socket.ts'
import { type CallSource, callRate } from './call-source.ts'
import { errorOfClose } from './call-target.ts'

export type CallResult = {
  readonly sampleRate: typeof callRate
  /** What was sent, silence included. */
  readonly user: Float32Array
  /** What a listener with a 40 ms jitter buffer heard at the same moments (see `Playback`); as long as `user`. */
  readonly agent: Float32Array
  readonly events: readonly CallEvent[]
  /** `server`: it went away before the source and the tail were over; then `code` says why. */
  readonly endedBy: 'client' | 'server'
  readonly code: ErrorCode | null
  readonly reason: string
}

const packetSamples = 480 // 20 ms
const packetsPerPage = 2
const pageSamples = packetSamples * packetsPerPage
const pageMs = 40
/** More than this unsent means that the server has stopped reading. */
const maxUnsentBytes = 256 * 1024
const playedEveryPages = 5

type LegOptions = {
  readonly record: (event: CallEvent) => void
  readonly keep: boolean
  readonly onAudio: ((samples: Float32Array) => void) | undefined
  readonly insecure: boolean
  readonly key: string | undefined
  /** Undefined: what breaks is over. */
  readonly policy: ReconnectPolicy | undefined
}

export class CallLeg {
  readonly #socket: CallSocket
  readonly #options: LegOptions
  readonly #host: string
  #reader = new OpusStreamReader()
  #decoder = new OpusDecoder({ sampleRate: callRate })
  #writer = new OpusStreamWriter({ serial: 1, inputSampleRate: callRate })
  readonly #encoder = new OpusEncoder({ sampleRate: callRate })
  readonly #playback: Playback
  readonly #user: Float32Array[] = []
  readonly #handshake = Promise.withResolvers<void>()
  #startedAt: number | undefined
  #sentPages = 0
  #ended: { readonly by: 'client' | 'server'; readonly code: ErrorCode | null; readonly reason: string } | undefined
  #lastError: { readonly code: ErrorCode; readonly message: string } | undefined
  /** The server takes sound on this connection. */
  #listened = false
  #connections = 1
  /** What had been played when this connection began, samples. */
  #playedBefore = 0

  constructor(url: URL, options: LegOptions) {
    this.#options = options
    this.#host = url.host
    this.#playback = new Playback({ sampleRate: callRate, keep: options.keep })
    this.#handshake.promise.catch(() => {})
    this.#socket = new CallSocket(
      { url, insecure: options.insecure, key: options.key, policy: options.policy },
      {
        message: (data, binary) => this.#hear(data, binary),
        broken: (code) => {
          this.#listened = false
          options.record({ atMs: this.#now(), type: 'broken', code })
        },
        gone: (close, reason, error) => this.#gone(close, reason, error),
        refused: (error) => {
          this.#handshake.reject(error)
          this.#end('server', error.code, error.message)
        },
      },
    )
  }

  /** Resolves at the server's handshake. */
  async ready(waitMs: number, signal: AbortSignal): Promise<void> {
    const late = AbortSignal.timeout(waitMs)
    const stop = AbortSignal.any([late, signal])
    const onStop = () =>
      this.#handshake.reject(
        late.aborted
          ? new DuetError('engine.handshake_timeout', `${this.#host} sent no handshake within ${waitMs / 1000} s.`)
          : new DuetError('server.stopping', 'Hung up before the call began.'),
      )
    stop.addEventListener('abort', onStop, { once: true })
    if (stop.aborted) onStop()
    try {
      await this.#handshake.promise
    } finally {
      stop.removeEventListener('abort', onStop)
    }
  }

  /** Sends the source and the tail, and leaves `#ended` set. */
  async run(source: CallSource, tailMs: number, bridge: boolean, signal: AbortSignal): Promise<void> {
    this.#startedAt = performance.now()
    this.#send(encodeAudio(this.#writer.headers()))
    let tailPages = Math.ceil(tailMs / pageMs)
    while (!this.#ended) {
      const sound = source.read(pageSamples)
      if (!sound && tailPages-- <= 0) break
      await this.#untilPage(this.#sentPages + 1, signal)
      this.#socket.look()
      if (signal.aborted) {
        this.#end('client', null, 'hung up')
        break
      }
      this.#sendPage(sound ?? new Float32Array(pageSamples))
      if (bridge && this.#sentPages % playedEveryPages === 0) this.#sendPlayed()
    }
    if (!this.#ended && bridge) this.#socket.send(JSON.stringify({ type: 'end' }))
    this.#end('client', null, 'the sound is over')
  }

  result(events: readonly CallEvent[]): CallResult {
    const length = this.#sentPages * pageSamples
    const user = new Float32Array(length)
    for (const [index, page] of this.#user.entries()) user.set(page, index * pageSamples)
    const ended = this.#ended ?? { by: 'client', code: null, reason: '' }
    return {
      sampleRate: callRate,
      user,
      agent: this.#playback.render(this.#options.keep ? length : 0),
      events,
      endedBy: ended.by,
      code: ended.code,
      reason: ended.reason,
    }
  }

  async close(): Promise<void> {
    this.#end('client', null, 'closed')
    await this.#socket.close()
  }

  #now(): number {
    return this.#startedAt === undefined ? 0 : Math.round((performance.now() - this.#startedAt) * 10) / 10
  }

  /** Waits until the last sample of page number `count` would have been recorded. */
  async #untilPage(count: number, signal: AbortSignal): Promise<void> {
    const waitMs = count * pageMs - this.#now()
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => {})
  }

  #sendPage(sound: Float32Array): void {
    const packets = [sound.subarray(0, packetSamples), sound.subarray(packetSamples)].map((pcm) => this.#encoder.encode(pcm))
    if (this.#options.keep) this.#user.push(sound)
    this.#sentPages++
    this.#send(encodeAudio(this.#writer.page(packets)))
  }

  #send(message: Uint8Array): void {
    if (!this.#listened || !this.#socket.open) return
    if (this.#socket.unsentBytes > maxUnsentBytes) this.#end('server', 'engine.stalled', `${this.#host} has stopped reading.`)
    else this.#socket.send(message)
  }

  #sendPlayed(): void {
    if (!this.#listened) return
    const samples = Math.max(0, this.#playback.playedSamples(this.#now()) - this.#playedBefore) * (48_000 / callRate)
    this.#socket.send(JSON.stringify({ type: 'played', samples }))
  }

  #hear(bytes: Buffer, binary: boolean): void {
    if (this.#ended) return
    try {
      if (binary) this.#hearFrame(bytes)
      else this.#hearJson(bytes.toString())
    } catch (thrown) {
      this.#options.record({ atMs: this.#now(), type: 'error', message: toDuetError(thrown).message })
    }
  }

  #hearFrame(bytes: Uint8Array): void {
    const atMs = this.#now()
    const frame = decodeMoshi(bytes)
    if (frame.type === 'handshake') {
      this.#options.record({ atMs, type: 'handshake' })
      this.#listened = true
      const awayMs = this.#socket.listens()
      if (awayMs === undefined) this.#handshake.resolve()
      else this.#goOn(Math.round(awayMs))
    }
    if (frame.type === 'audio') this.#hearAudio(frame.data, atMs)
    else if (frame.type === 'text') this.#options.record({ atMs, type: 'text', text: frame.text })
    else if (frame.type === 'metadata') this.#options.record({ atMs, type: 'metadata', metadata: parsedOrText(frame.json) })
    else if (frame.type === 'control') this.#options.record({ atMs, type: 'control', control: frame.control })
    else if (frame.type === 'error') this.#options.record({ atMs, type: 'error', message: frame.message })
  }

  #hearAudio(data: Uint8Array, atMs: number): void {
    for (const packet of this.#reader.push(data)) {
      const samples = this.#decoder.decode(packet.data)
      if (samples.length === 0) continue
      const placed = this.#playback.add(samples, atMs)
      if (placed.dropped) this.#options.record({ atMs, type: 'dropped', ms: (samples.length * 1000) / callRate })
      else this.#options.onAudio?.(samples)
      if (placed.gapMs > 0) this.#options.record({ atMs, type: 'gap', gapMs: placed.gapMs })
    }
  }

  /** Fresh streams both ways; the clock and what was heard go on. */
  #goOn(awayMs: number): void {
    this.#reader = new OpusStreamReader()
    this.#decoder = new OpusDecoder({ sampleRate: callRate })
    this.#writer = new OpusStreamWriter({ serial: ++this.#connections, inputSampleRate: callRate })
    this.#playedBefore = this.#playback.playedSamples(this.#now())
    this.#send(encodeAudio(this.#writer.headers()))
    this.#options.record({ atMs: this.#now(), type: 'back', awayMs })
  }

  #hearJson(text: string): void {
    const event = parsedOrText(text)
    const known = serverEventSchema.safeParse(event).data
    if (known?.type === 'resume') this.#socket.resumed(known)
    if (known?.type === 'error') this.#lastError = { code: known.code, message: known.message }
    // The token opens the call to whoever reads the file.
    this.#options.record({ atMs: this.#now(), type: 'event', event: known?.type === 'resume' ? { ...known, token: '' } : event })
  }

  #end(by: 'client' | 'server', code: ErrorCode | null, reason: string): void {
    if (this.#ended) return
    this.#ended = { by, code, reason }
    if (this.#startedAt !== undefined) this.#options.record({ atMs: this.#now(), type: 'ended', by, code, reason })
  }

  #gone(close: number, reason: string, connectError: Error | undefined): void {
    const said = this.#lastError
    if (this.#startedAt === undefined) {
      const code = said?.code ?? (close >= 4000 || reason !== '' ? errorOfClose(close, reason) : 'engine.unreachable')
      const why = said?.message ?? (reason || connectError?.message || `closed with ${close}`)
      this.#handshake.reject(new DuetError(code, `${this.#host} took no call: ${why}.`.replace(/\.\.$/, '.')))
    }
    this.#end(
      'server',
      said?.code ?? errorOfClose(close, reason),
      said?.message ?? (reason || `The server closed the call (${close}).`),
    )
  }
}

function parsedOrText(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
