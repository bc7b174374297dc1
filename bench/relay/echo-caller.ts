/** Callers of the benchmarks: one side of a call as messages made beforehand, and a bare socket that sends them and times their echoes. */
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { OpusStreamWriter } from '../../src/audio/ogg-opus.ts'
import { OpusEncoder } from '../../src/audio/opus-codec.ts'
import { readWav } from '../../src/audio/wav.ts'
import { encodeAudio } from '../../src/protocol/moshi.ts'
import { clientFrame, FrameReader } from './frames.ts'

/** A message every so often, ms. */
export const periodMs = 40
const packetsPerMessage = 2

export type Speech = { readonly headers: Buffer; readonly pages: readonly Buffer[] }

/** A question and as much silence after it, what one side of a call is like, as messages ready to be written. */
export function speech(): Speech {
  const { channels, sampleRate } = readWav(readFileSync(new URL('../../test/fixtures/question.wav', import.meta.url)))
  if (sampleRate !== 16000 && sampleRate !== 24000 && sampleRate !== 48000) throw new Error(`the fixture has ${sampleRate} Hz`)
  const samples = channels[0] ?? new Float32Array(0)
  const encoder = new OpusEncoder({ sampleRate })
  const frame = sampleRate / 50
  const all = new Float32Array(Math.ceil((samples.length * 2) / (frame * packetsPerMessage)) * frame * packetsPerMessage)
  all.set(samples)
  const packets = Array.from({ length: all.length / frame }, (_, i) => encoder.encode(all.subarray(i * frame, (i + 1) * frame)))
  const writer = new OpusStreamWriter({ serial: 1, inputSampleRate: 24000 })
  const headers = clientFrame(encodeAudio(writer.headers()))
  const pages = Array.from({ length: packets.length / packetsPerMessage }, (_, i) =>
    clientFrame(encodeAudio(writer.page(packets.slice(i * packetsPerMessage, (i + 1) * packetsPerMessage)))),
  )
  return { headers, pages }
}

/** Packets that end on the Ogg pages of a sound message; a header page has none. */
function packetsIn(message: Buffer): number {
  let packets = 0
  for (let at = 1; at + 27 <= message.length; ) {
    const segments = message[at + 26] ?? 0
    let body = 0
    let ends = 0
    for (let i = at + 27; i < at + 27 + segments; i++) {
      const length = message[i] ?? 0
      body += length
      if (length < 255) ends++
    }
    const from = at + 27 + segments
    if (!(message[from] === 0x4f && message[from + 1] === 0x70)) packets += ends
    at = from + body
  }
  return packets
}

export type CallerEvents = {
  /** The server is ready for sound. */
  readonly ready: () => void
  /** The answer to the message sent at `sentMs` is complete, at `nowMs`. */
  readonly answered: (sentMs: number, nowMs: number) => void
  /** The connection is over, and it was not this side that left. Once. */
  readonly closed: (error: Error) => void
}

export class EchoCaller {
  readonly #sentAt: number[] = []
  readonly #socket: Socket
  readonly #speech: Speech
  readonly #events: CallerEvents
  #page: number
  #left = false
  #packets = 0

  /** @param url of a Moshi socket behind which everything comes back as it went @param page the first to be sent */
  constructor(url: string, speech: Speech, page: number, events: CallerEvents) {
    const { hostname, port, pathname, host } = new URL(url)
    this.#speech = speech
    this.#events = events
    this.#page = page
    this.#socket = connect(Number(port), hostname)
    this.#socket.setNoDelay(true)
    let open = false
    let head = Buffer.alloc(0)
    const reader = new FrameReader({
      message: (payload) => {
        if (payload[0] === 0) {
          this.#socket.write(speech.headers)
          events.ready()
        } else if (payload[0] === 1) this.#answer(payload)
      },
      ping: (payload) => this.#socket.write(clientFrame(payload, 'pong')),
      close: () => this.#socket.destroy(),
    })
    this.#socket.on('data', (chunk: Buffer) => {
      if (open) return reader.push(chunk)
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      if (!head.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101')))
        return void this.#socket.destroy(new Error(head.toString('utf8', 0, 200)))
      open = true
      reader.push(head.subarray(end + 4))
    })
    let fault = new Error('the relay closed the connection')
    this.#socket.on('error', (error) => {
      fault = error
    })
    this.#socket.on('close', () => this.#left || events.closed(fault))
    const key = Buffer.alloc(16, page % 251).toString('base64')
    this.#socket.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
  }

  send(now: number): void {
    const { pages } = this.#speech
    const page = pages[this.#page % pages.length]
    this.#page++
    if (!page) return
    this.#sentAt.push(now)
    this.#socket.write(page)
  }

  /** Hangs up without a word. */
  leave(): void {
    this.#left = true
    this.#socket.destroy()
  }

  #answer(payload: Buffer): void {
    this.#packets += packetsIn(payload)
    const now = performance.now()
    for (; this.#packets >= packetsPerMessage; this.#packets -= packetsPerMessage) {
      const at = this.#sentAt.shift()
      if (at !== undefined) this.#events.answered(at, now)
    }
  }
}
