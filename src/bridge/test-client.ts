/** A client of the bridge for tests: one socket, everything it got in order, and waiting for what is to come. */
import { WebSocket } from 'ws'
import { type OpusPacket, OpusStreamReader, OpusStreamWriter } from '../audio/ogg-opus.ts'
import { decodeMoshi, encodeAudio, type MoshiFrame } from '../protocol/moshi.ts'
import { type ServerEvent, serverEventSchema } from '../protocol/session.ts'

export type TestClientOptions = {
  readonly headers?: Record<string, string>
  readonly autoPong?: boolean
  readonly rejectUnauthorized?: boolean
  /** Offered to the server. */
  readonly protocols?: readonly string[]
}

export class TestClient {
  readonly events: ServerEvent[] = []
  readonly frames: MoshiFrame[] = []
  readonly packets: OpusPacket[] = []
  /** "event:turn.end", "frame:audio" …, in the order they came. */
  readonly order: string[] = []
  readonly opened: Promise<void>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly socket: WebSocket
  readonly #reader = new OpusStreamReader()
  readonly #writer = new OpusStreamWriter({ serial: 7, inputSampleRate: 48000 })
  readonly #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = []

  constructor(url: string, options: TestClientOptions = {}) {
    const { protocols = [], ...others } = options
    const socket = new WebSocket(url, [...protocols], others)
    this.socket = socket
    socket.binaryType = 'nodebuffer'
    this.opened = new Promise((resolve, reject) => {
      socket.on('open', resolve)
      socket.on('unexpected-response', (_request, response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (part: string) => (body += part))
        response.on('end', () => reject(new Error(`${response.statusCode} ${body}`)))
      })
      socket.on('error', reject)
    })
    this.opened.catch(() => {})
    this.closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })))
    socket.on('message', (data: Buffer, binary) => {
      if (binary) this.#frame(decodeMoshi(data))
      else {
        const event = serverEventSchema.parse(JSON.parse(data.toString()))
        this.events.push(event)
        this.order.push(`event:${event.type}`)
      }
      this.#look()
    })
  }

  /** Header pages; once, first. */
  headers(): void {
    this.socket.send(encodeAudio(this.#writer.headers()))
  }
  audio(packets: readonly Uint8Array[]): void {
    this.socket.send(encodeAudio(this.#writer.page(packets)))
  }
  send(message: unknown): void {
    this.socket.send(JSON.stringify(message))
  }

  ready(): Promise<void> {
    return this.until(() => this.frames.some((frame) => frame.type === 'handshake'))
  }
  /** Resolves with the event once it has come, or comes. */
  async event<T extends ServerEvent['type']>(type: T): Promise<Extract<ServerEvent, { type: T }>> {
    const find = () => this.events.find((event): event is Extract<ServerEvent, { type: T }> => event.type === type)
    await this.until(() => find() !== undefined)
    const found = find()
    if (!found) throw new Error('the event went away')
    return found
  }
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ done, resolve })
      this.#look()
    })
  }

  #frame(frame: MoshiFrame): void {
    this.frames.push(frame)
    this.order.push(`frame:${frame.type}`)
    if (frame.type === 'audio') this.packets.push(...this.#reader.push(frame.data))
  }
  #look(): void {
    for (const one of this.#waiting) if (one.done()) one.resolve()
  }
}
