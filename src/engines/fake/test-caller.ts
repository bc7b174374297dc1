/** A caller of a Moshi socket for tests: sends what it is told at once and keeps every message as it came. */
import { WebSocket } from 'ws'
import { type OggPage, OggPageReader, OggPageWriter } from '../../audio/ogg.ts'
import { type OpusPacket, OpusStreamReader, OpusStreamWriter } from '../../audio/ogg-opus.ts'
import type { OpusSampleRate } from '../../audio/opus-codec.ts'
import { tonePackets } from '../../audio/test-sound.ts'
import { decodeMoshi, encodeAudio, type MoshiFrame } from '../../protocol/moshi.ts'

export class TestCaller {
  readonly socket: WebSocket
  readonly frames: MoshiFrame[] = []
  readonly packets: OpusPacket[] = []
  readonly pagesHeard: OggPage[] = []
  readonly opened: Promise<void>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  writer: OpusStreamWriter
  readonly reader = new OpusStreamReader()
  readonly pageReader = new OggPageReader()
  #serial: number
  readonly #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = []

  constructor(url: string | URL, options: { readonly serial?: number; readonly deflate?: boolean } = {}) {
    this.#serial = options.serial ?? 7
    this.writer = new OpusStreamWriter({ serial: this.#serial, inputSampleRate: 24000 })
    this.socket = new WebSocket(url, { perMessageDeflate: options.deflate === true })
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve)
      this.socket.once('error', reject)
    })
    this.opened.catch(() => {})
    this.socket.on('error', () => {})
    this.socket.on('message', (data: Buffer) => {
      try {
        const frame = decodeMoshi(data)
        this.frames.push(frame)
        if (frame.type === 'audio') {
          this.packets.push(...this.reader.push(frame.data))
          this.pagesHeard.push(...this.pageReader.push(frame.data))
        }
      } catch {
        // Garbage is part of what is tested.
      }
      this.#look()
    })
    this.closed = new Promise((resolve) =>
      this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    )
    void this.closed.then(() => this.#look())
  }

  get isReady(): boolean {
    return this.frames.some((frame) => frame.type === 'handshake')
  }
  get text(): string {
    return this.frames.map((frame) => (frame.type === 'text' ? frame.text : '')).join('')
  }
  /** Sound received, ms. */
  get heardMs(): number {
    return this.packets.reduce((sum, packet) => sum + packet.durationSamples48 / 48, 0)
  }

  /** Resolves when `done` holds; rejects when the call is over before. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ done, resolve })
      this.#look()
      void this.closed.then(({ code }) => reject(new Error(`closed with ${code} before`)))
    })
  }
  ready(): Promise<void> {
    return this.until(() => this.isReady)
  }

  headers(): void {
    this.pages(this.writer.headers())
  }
  pages(bytes: Uint8Array): void {
    this.socket.send(encodeAudio(bytes))
  }
  /** Packets as one page. */
  sound(packets: readonly Uint8Array[]): void {
    this.pages(this.writer.page(packets))
  }
  /** A tone, or nothing (0 Hz), in pages of 80 ms. */
  talk(ms: number, hz = 300): void {
    this.speak({ ms, hz, packetMs: 20, perPage: 4 })
  }
  quiet(ms: number): void {
    for (let at = 0; at < ms; at += 80) this.pages(this.page(Math.min(80, ms - at)))
  }
  speak(options: {
    readonly ms: number
    readonly packetMs: number
    readonly perPage: number
    readonly hz?: number
    readonly sampleRate?: OpusSampleRate
  }): void {
    const packets = tonePackets({ hz: 300, sampleRate: 24000, ...options })
    for (let at = 0; at < packets.length; at += options.perPage) this.sound(packets.slice(at, at + options.perPage))
  }
  /** A page of silence that is not sent. */
  page(ms: number): Uint8Array {
    return this.writer.page(Array.from({ length: ms / 20 }, () => silence))
  }
  /** A page of packets that nobody has looked at, next in the stream. */
  rawPage(packets: readonly Uint8Array[]): Uint8Array {
    const pages = new OggPageWriter({ serial: this.#serial })
    return pages.write(
      packets,
      packets.map(() => 0),
    )
  }
  /** A new stream with its headers. */
  restart(serial: number): void {
    this.#serial = serial
    this.writer = new OpusStreamWriter({ serial, inputSampleRate: 24000 })
    this.headers()
  }

  #look(): void {
    for (const one of this.#waiting) if (one.done()) one.resolve()
  }
}

const silence = Uint8Array.of(0xf8, 0xff, 0xfe)
