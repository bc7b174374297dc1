/**
 * Callers: open sessions at a Moshi socket, send each a sound message every 40 ms, and measure how long its echo takes. All begin together;
 * what could not be sent in time is left out, never caught up with. Prints "measuring", then one JSON line.
 * Arguments: url, sessions, warm-up ms, window ms.
 */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { OpusStreamWriter } from '../../src/audio/ogg-opus.ts'
import { OpusEncoder } from '../../src/audio/opus-codec.ts'
import { readWav } from '../../src/audio/wav.ts'
import { encodeAudio } from '../../src/protocol/moshi.ts'
import { clientFrame, FrameReader } from './frames.ts'
import type { Measured } from './summary.ts'

const [url = '', sessionsText = '1', warmMs = '2000', windowMs = '5000'] = process.argv.slice(2)
const sessions = Number(sessionsText)
const periodMs = 40
const packetsPerMessage = 2
/** Later than this a message is left out. */
const lateMs = 10
const openAtOnce = 25
const openMs = 30_000

/** A question and as much silence after it, what one side of a call is like, as messages ready to be written. */
function messages(): { readonly headers: Buffer; readonly pages: readonly Buffer[] } {
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

const { headers, pages } = messages()
const delays: { readonly atMs: number; readonly ms: number }[] = []
let measuring = false
let sent = 0
let answered = 0
let skipped = 0
let gone = 0

class Caller {
  readonly #sentAt: number[] = []
  readonly #socket
  #page: number
  #packets = 0

  constructor(index: number, ready: () => void, failed: (error: Error) => void) {
    const { hostname, port, pathname, host } = new URL(url)
    this.#page = Math.floor((index * pages.length) / sessions)
    this.#socket = connect(Number(port), hostname)
    this.#socket.setNoDelay(true)
    let open = false
    let head = Buffer.alloc(0)
    const reader = new FrameReader({
      message: (payload) => {
        if (payload[0] === 0) {
          this.#socket.write(headers)
          ready()
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
      if (!head.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) return failed(new Error(head.toString('utf8', 0, 200)))
      open = true
      reader.push(head.subarray(end + 4))
    })
    this.#socket.on('error', failed)
    this.#socket.on('close', () => {
      gone++
      failed(new Error('the relay closed the connection'))
    })
    const key = Buffer.alloc(16, index % 251).toString('base64')
    this.#socket.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
  }

  send(now: number): void {
    const page = pages[this.#page % pages.length]
    this.#page++
    if (!page) return
    this.#sentAt.push(now)
    if (measuring) sent++
    this.#socket.write(page)
  }

  #answer(payload: Buffer): void {
    this.#packets += packetsIn(payload)
    const now = performance.now()
    for (; this.#packets >= packetsPerMessage; this.#packets -= packetsPerMessage) {
      const at = this.#sentAt.shift()
      if (at === undefined || !measuring) continue
      answered++
      delays.push({ atMs: now, ms: now - at })
    }
  }
}

const callers: Caller[] = []
for (let i = 0; i < sessions; i += openAtOnce) {
  const batch = Array.from({ length: Math.min(openAtOnce, sessions - i) }, (_, j) => {
    return new Promise<void>((resolve, reject) => callers.push(new Caller(i + j, resolve, reject)))
  })
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('the relay opens no sessions')), openMs).unref(),
  )
  await Promise.race([Promise.all(batch), late])
}

const startMs = performance.now() + 50
let due = 0
const timer = setInterval(() => {
  const now = performance.now()
  const upTo = Math.floor(((now - startMs) / periodMs) * sessions)
  const oldest = Math.floor(((now - lateMs - startMs) / periodMs) * sessions)
  if (oldest > due) {
    if (measuring) skipped += oldest - due
    due = oldest
  }
  // Each caller has its own phase, so that messages come evenly.
  while (due <= upTo) callers[due++ % sessions]?.send(now)
}, 1)

await new Promise((resolve) => setTimeout(resolve, Number(warmMs)))
console.log('measuring')
measuring = true
const windowStart = performance.now()
await new Promise((resolve) => setTimeout(resolve, Number(windowMs)))
measuring = false
clearInterval(timer)
const seconds = (performance.now() - windowStart) / 1000

const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN
/** A single stall of the machine must not decide: the median of the half seconds' 99th percentiles. */
const halves = Map.groupBy(delays, ({ atMs }) => Math.floor((atMs - windowStart) / 500))
const p99s = [...halves.values()].map((half) =>
  quantile(
    half.map(({ ms }) => ms),
    0.99,
  ),
)
const measured: Measured = {
  seconds,
  sent,
  answered,
  skipped,
  gone,
  p50Ms: quantile(
    delays.map(({ ms }) => ms),
    0.5,
  ),
  p99Ms: quantile(p99s, 0.5),
}
console.log(JSON.stringify(measured))
process.exit()
