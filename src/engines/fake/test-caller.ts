/** A caller of a Moshi socket for tests: sends what it is told at once and keeps every message as it came. */
import { WebSocket } from 'ws'
import { type OpusPacket, OpusStreamReader, OpusStreamWriter } from '../../audio/ogg-opus.ts'
import { tonePackets } from '../../audio/test-sound.ts'
import { decodeMoshi, encodeAudio, type MoshiFrame } from '../../protocol/moshi.ts'

export class TestCaller {
  readonly socket: WebSocket
  readonly frames: MoshiFrame[] = []
  readonly packets: OpusPacket[] = []
  readonly opened: Promise<void>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly writer: OpusStreamWriter
  readonly reader = new OpusStreamReader()
  readonly #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = []

  constructor(url: string | URL, options: { readonly serial?: number } = {}) {
    this.writer = new OpusStreamWriter({ serial: options.serial ?? 7, inputSampleRate: 24000 })
    this.socket = new WebSocket(url, { perMessageDeflate: false })
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
        if (frame.type === 'audio') this.packets.push(...this.reader.push(frame.data))
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
  /** A tone, or nothing, in pages of 80 ms. */
  talk(ms: number, hz = 300): void {
    const packets =
      hz === 0 ? Array.from({ length: ms / 20 }, () => silence) : tonePackets({ hz, ms, packetMs: 20, sampleRate: 24000 })
    for (let at = 0; at < packets.length; at += 4) this.sound(packets.slice(at, at + 4))
  }
  quiet(ms: number): void {
    this.talk(ms, 0)
  }

  #look(): void {
    for (const one of this.#waiting) if (one.done()) one.resolve()
  }
}

const silence = Uint8Array.of(0xf8, 0xff, 0xfe)
