/** One caller of a fake server of the Moshi socket, from the upgrade to the end, as the real ones treat him. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { OpusDecoder } from '../../audio/opus-codec.ts'
import { encodeAudio, encodeMoshi, encodeText } from '../../protocol/moshi.ts'
import { fakeRate, type Say } from './babble.ts'
import type { FakeCall } from './call.ts'
import { FakeFrames, frameMs } from './frames.ts'
import { garbage } from './garbage.ts'
import type { FakeWire } from './kinds.ts'
import type { FakeModel } from './model.ts'
import { AlignedReader, type CallerReader, ReadFault, StrictReader } from './ogg-in.ts'
import { SpeechWriter } from './ogg-out.ts'
import { promptSteps } from './prompt-steps.ts'
import type { Quirks } from './quirks.ts'
import { FakeSpeaker } from './speaker.ts'

export type FakeMoshiCallOptions = {
  readonly call: FakeCall
  readonly socket: WebSocket
  readonly wire: FakeWire
  readonly quirks: Quirks
  readonly model: FakeModel
  readonly say: Say
  /** 0 to 1. */
  readonly random: () => number
  /** The server dies, or hangs, with all its calls. */
  readonly die: (code: number) => void
  readonly hang: () => void
}

export class FakeMoshiCall {
  readonly #options: FakeMoshiCallOptions
  readonly #reader: CallerReader
  readonly #writer: SpeechWriter
  readonly #decoder = new OpusDecoder({ sampleRate: fakeRate })
  readonly #gone = new AbortController()
  /** Messages of a caller who is not ready yet, where they are kept. */
  readonly #early: Buffer[] = []
  readonly #model: FakeFrames
  #frames = 0
  #headersSent = false

  constructor(options: FakeMoshiCallOptions) {
    this.#options = options
    const { wire, quirks, socket, call, random } = options
    this.#model = new FakeFrames({
      quirks,
      random,
      signal: this.#gone.signal,
      running: () => call.state === 'ready',
      step: (frame) => this.#step(frame),
    })
    this.#reader = wire.reader === 'sphn-0.1' ? new StrictReader() : new AlignedReader()
    this.#writer = new SpeechWriter(wire, quirks['granule-24k'] === true)
    socket.on('message', (data: Buffer, binary: boolean) => this.#message(data, binary))
    socket.on('ping', (data) => {
      if (wire.strictKinds && data.length > 0) this.#fail('a ping is no message')
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', (code, reason) => {
      this.#gone.abort()
      call.over(code, reason.toString())
    })
  }

  /** Resolves when the call is over and its place is free again. */
  async run(): Promise<void> {
    const { call, wire, quirks, model, socket } = this.#options
    if (wire.prompts && !this.#readQuery()) return
    let release = (): void => {}
    if (quirks['silent-lock']) {
      // Nobody reads the socket of a caller who waits: no pong, no answer to a close.
      if (model.lock.busy) socket.pause()
      release = await model.lock.acquire()
    }
    call.state = 'priming'
    // Moshi answers whoever's turn it is before it reads from him, be he still there or not.
    if (!wire.prompts && quirks['slow-handshake'] === undefined) this.#begin()
    socket.resume()
    if (call.state === 'priming' && !(await this.#prime())) return release()
    await call.closed
    if (quirks['slow-release'] !== undefined) await sleep(quirks['slow-release'])
    release()
  }

  /** Stops reading and sending for good. */
  hang(): void {
    this.#options.call.state = 'hanging'
    this.#options.socket.pause()
  }

  #readQuery(): boolean {
    const { call, model } = this.#options
    const prompt = call.query.get('text_prompt')
    const voice = call.query.get('voice_prompt')
    const missing =
      voice === null ? 'voice_prompt' : prompt === null ? 'text_prompt' : call.query.has('seed') ? 'seed' : undefined
    const fault = missing === undefined ? model.set(prompt ?? '', voice ?? '') : `KeyError: '${missing}'`
    if (fault === undefined) {
      call.effective = { prompt: prompt ?? '', voice: model.voice }
      return true
    }
    call.fault = fault
    this.#options.socket.terminate()
    return false
  }

  /** Gets ready: runs the prompt through the model; false when the call ended meanwhile. */
  async #prime(): Promise<boolean> {
    const { call, quirks, model, wire } = this.#options
    const ms = quirks['slow-handshake'] ?? promptSteps(call.asked.prompt) * (quirks.step ?? 0)
    if (!(await this.#wait(ms))) return false
    if (!wire.prompts) {
      this.#begin()
      return true
    }
    // One model, one persona: whoever came last, even while this one was being primed.
    if (quirks['persona-leak']) call.effective = { prompt: model.prompt, voice: model.voice }
    if (call.effective.prompt === '') {
      this.#fail("TypeError: 'NoneType' object is not iterable", 1006)
      return false
    }
    this.#begin()
    return true
  }

  #begin(): void {
    const { call, wire, quirks, say, socket } = this.#options
    const { prompt, voice } = call.effective
    const promptMs = wire.prompts ? promptSteps(prompt) * frameMs : 0
    const greets = quirks['no-greeting'] !== true
    if (wire.metadata !== undefined) socket.send(encodeMoshi({ type: 'metadata', json: wire.metadata }))
    socket.send(encodeMoshi({ type: 'handshake', payload: new Uint8Array(quirks['handshake-bytes'] ?? 0) }))
    if (wire.headers === 'ready') this.#sendHeaders()
    call.primed(new FakeSpeaker({ prompt, voice, say, contextMs: quirks.context, promptMs, greets }))
    for (const message of this.#early.splice(0)) this.#message(message, true)
  }

  #sendHeaders(): void {
    for (const page of this.#writer.headers()) this.#options.socket.send(encodeAudio(page))
    this.#headersSent = true
  }

  #message(data: Buffer, binary: boolean): void {
    const { call, quirks, wire } = this.#options
    if (call.state === 'queued' || call.state === 'priming') {
      call.early++
      if (!quirks['drops-early-audio'] && this.#early.length < mostEarly) this.#early.push(data)
      return
    }
    if (call.state !== 'ready') return
    const kind = data[0]
    if (wire.strictKinds && (!binary || kind === undefined || kind > mostKnownKind)) return this.#fail('unknown message kind')
    if (!binary || kind !== 1) return
    try {
      for (const packet of this.#reader.push(data.subarray(1))) this.#heard(packet)
    } catch (thrown) {
      if (!(thrown instanceof ReadFault)) throw thrown
      this.#fail(thrown.message)
    }
  }

  #heard(packet: Uint8Array): void {
    const { call } = this.#options
    call.took(packet)
    const sound = packet.length === 0 ? new Float32Array(this.#reader.emptyPacketSamples) : this.#decode(packet)
    call.heardMs += (sound.length * 1000) / fakeRate
    this.#model.push(sound)
  }

  #decode(packet: Uint8Array): Float32Array {
    try {
      return this.#decoder.decode(packet)
    } catch (cause) {
      throw new ReadFault('a packet that cannot be decoded', { cause })
    }
  }

  #step(frame: Float32Array): void {
    const { call, wire, quirks, socket, random } = this.#options
    if (call.state !== 'ready' || !call.speaker) return
    const first = this.#frames++ === 0
    const mediaMs = this.#frames * frameMs
    if (first && wire.losesFirstFrame) return
    const { sound, piece } = call.speaker.step(frame)
    const text = piece ?? oddPiece(quirks, this.#frames)
    if (quirks['text-before-audio'] && text !== undefined) this.#sendPiece(text)
    if (!this.#headersSent && wire.headers === 'first-sound') this.#sendFirst(sound)
    else for (const payload of this.#writer.frame(sound)) socket.send(encodeAudio(payload))
    call.spokenMs += frameMs
    if (!quirks['text-before-audio'] && text !== undefined) this.#sendPiece(text)
    if (quirks.garbage && this.#frames % 5 === 0) for (const message of garbage(random, this.#writer)) socket.send(message)
    this.#end(mediaMs)
  }

  /** The headers stand before the first page of sound, in its message. */
  #sendFirst(sound: Float32Array): void {
    const headers = this.#writer.headers()
    this.#headersSent = true
    const [page, ...rest] = this.#writer.frame(sound)
    this.#options.socket.send(encodeAudio(Buffer.concat([...headers, page ?? new Uint8Array(0)])))
    for (const payload of rest) this.#options.socket.send(encodeAudio(payload))
  }

  #sendPiece(text: string): void {
    this.#options.call.text += text
    this.#options.socket.send(encodeText(text))
  }

  #end(mediaMs: number): void {
    const { quirks, die, hang } = this.#options
    const { 'dies-at': diesAt, 'hangs-at': hangsAt, 'max-session': most } = quirks
    if (hangsAt !== undefined && mediaMs >= hangsAt) hang()
    else if (diesAt !== undefined && mediaMs >= diesAt) die(quirks['close-code'] ?? 1006)
    else if (most !== undefined && mediaMs >= most) this.#fail('the session is at its limit', quirks['close-code'] ?? 1000)
  }

  #fail(why: string, code: number = this.#options.wire.faultCode): void {
    this.#options.call.fault = why
    closeWith(this.#options.socket, code)
  }

  /** False when the caller went away before the time was over. */
  async #wait(ms: number): Promise<boolean> {
    try {
      // Even no time at all is a turn of the loop, in which a caller may be found to have gone.
      await sleep(ms, undefined, { signal: this.#gone.signal })
    } catch {
      return false
    }
    return this.#options.socket.readyState === this.#options.socket.OPEN
  }
}

const mostEarly = 5000
const mostKnownKind = 6

/** Closes as the real servers do: properly, or by dropping the connection. */
export function closeWith(socket: WebSocket, code: number): void {
  if (code === 1006) socket.terminate()
  else socket.close(code)
}

function oddPiece(quirks: Quirks, frame: number): string | undefined {
  if (!quirks['odd-pieces']) return undefined
  // A control piece, then the three bytes of a euro sign over three frames.
  return ['</s>', ' <0xE2>', '<0x82>', '<0xAC>', '<s>'][frame % 10]
}
