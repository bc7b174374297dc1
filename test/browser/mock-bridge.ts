/** A bridge of the page's tests: it serves the built page under the strict policy, answers the API, and plays each call by a script. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as opus from '@evan/opus'
import { type WebSocket, WebSocketServer } from 'ws'
import { OpusStreamReader, OpusStreamWriter } from '../../src/audio/ogg-opus.ts'
import type { ErrorCode } from '../../src/protocol/errors.ts'
import type { ClientMessage, ServerEvent, Turn } from '../../src/protocol/session.ts'
import type { TaskView } from '../../src/protocol/task-api.ts'
import { madeSpeech } from './made-sound.ts'

const FRAME_MS = 80
const PACKET_SAMPLES = 960
/** A sample so loud is sound and not the hiss of a codec. */
const AUDIBLE = 0.02
const distDir = fileURLToPath(new URL('../../web/dist', import.meta.url))
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
}
export const strictPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** One socket as a script sees it. */
export interface MockCall {
  /** Resolves at this media time, counted in the samples the page has sent; rejects when the socket closes before. */
  at(ms: number): Promise<void>
  ready(): void
  send(event: ServerEvent): void
  /** The agent's voice from now on for so long; silence otherwise. */
  speak(lengthMs: number): void
  hush(): void
  close(code: number): void
  /** Breaks it as a network would. */
  terminate(): void
  readonly mediaMs: number
  readonly received: readonly ClientMessage[]
  /** Loudest sample decoded from the page so far. */
  readonly loudest: number
  forgetLoudest(): void
  /** Media time at which the page's microphone was first heard. */
  firstSound(): Promise<number>
  readonly audioMessages: number
  readonly closed: Promise<number>
}

export type Script = (call: MockCall, connection: number) => Promise<void> | void

export class MockBridge {
  script: Script = () => {}
  engineUp = true
  sessions: readonly Record<string, unknown>[] = []
  history: readonly Turn[] = []
  events: readonly ServerEvent[] = []
  tasks: readonly TaskView[] = []
  /** What `POST /session` answers, where it is not a session. */
  refusal: { readonly status: number; readonly code: ErrorCode; readonly message: string } | null = null
  readonly calls: MockCall[] = []
  /** The body of the latest `POST /session`. */
  wanted: unknown
  readonly #http = createServer((request, response) => this.#answer(request, response))
  readonly #sockets = new WebSocketServer({ noServer: true })
  #refusing = false

  async listen(): Promise<string> {
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.#refusing) return socket.destroy()
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#connected(webSocket))
    })
    this.#http.listen(0, '127.0.0.1')
    await once(this.#http, 'listening')
    return `http://localhost:${this.port}`
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port // it listens on TCP
  }

  /** From now on no socket is taken, as if nothing listened. */
  refuse(refusing: boolean): void {
    this.#refusing = refusing
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#http.closeAllConnections()
    this.#http.close()
    await once(this.#http, 'close')
  }

  #connected(socket: WebSocket): void {
    const call = new Call(socket)
    this.calls.push(call)
    // A script that waits for a time that never comes ends with its socket.
    Promise.resolve(this.script(call, this.calls.length)).catch(() => {})
  }

  /** A persona without a role is refused; every other one is taken. */
  #persona(request: IncomingMessage, path: string, json: (value: unknown) => void, response: ServerResponse): void {
    const shown = mockPersonas.personas.find(({ id }) => path.endsWith(`/${id}`))
    const persona = { ...shown, role: 'You are calm.', style: 'Be brief.', language: 'en', memory: 'own' }
    if (request.method === 'GET') return json({ persona, origin: 'shipped' })
    request.on('data', (body: Buffer) => {
      this.wanted = JSON.parse(body.toString())
      const { role } = this.wanted as { role: string } // the page sends a persona
      if (role !== '') return json({ persona: this.wanted, origin: 'changed' })
      response.statusCode = 422
      json({ error: { code: 'persona.invalid', message: 'role: is missing', action: '' }, faults: { role: 'is missing' } })
    })
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.#refusing) return void request.socket.destroy()
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const json = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    if (path === '/health') return void json({ status: 'healthy', moshi_available: this.engineUp })
    if (path === '/engine') return void json({ ...mockEngine, voice: null })
    if (path === '/personas' && request.method === 'GET') return void json(mockPersonas)
    if (path === '/voices/preview') {
      response.statusCode = 503
      return void json({ error: { code: 'engine.busy', message: 'Every engine is in a call.', action: '' } })
    }
    if (/^\/personas(?:\/\w+)?$/.test(path)) return this.#persona(request, path, json, response)
    if (path === '/session') {
      request.on('data', (body: Buffer) => {
        this.wanted = JSON.parse(body.toString())
      })
      if (this.refusal === null) return void json({ session_id: 's-1', conversation_id: 'c-1' })
      const { status, code, message } = this.refusal
      response.statusCode = status
      return void json({ error: { code, message, action: '' } })
    }
    if (request.method === 'DELETE') {
      this.sessions = []
      return void json({ session_id: 's-1', deleted: true })
    }
    if (/^\/session\/[^/]+\/events$/.test(path)) return void json({ session_id: 's-1', events: this.events })
    if (path === '/memory/items') return void json({ items: [] })
    if (path === '/tasks') return void json({ tasks: this.tasks })
    if (path === '/sessions') return void json({ sessions: this.sessions, older: null })
    if (/^\/session\/[^/]+\/history$/.test(path))
      return void json({ session_id: 's-1', persona: 'arcus', history: this.history.map(entryOf), older: null })
    const file = extname(path) === '' ? 'index.html' : normalize(path)
    try {
      const body = readFileSync(join(distDir, file))
      response.setHeader('content-type', contentTypes[extname(file)] ?? 'application/octet-stream')
      response.setHeader('content-security-policy', strictPolicy)
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  }
}

export const mockEngine = {
  name: 'local',
  textInput: true,
  userTranscript: true,
  personaPrompt: true,
  brain: 'built-in',
  voice: { asked: 'NATF2', used: 'Salt', standIn: true },
}
const mockPersonas = {
  personas: [
    { id: 'arcus', name: 'Arcus', voice: 'NATF2' },
    { id: 'duet', name: 'Duet', voice: 'NATM1' },
    { id: 'myca', name: 'Myca', voice: 'NATF0' },
  ],
  voices: ['NATF0', 'NATF1', 'NATF2', 'NATM0', 'NATM1', 'VARF0', 'VARM3'],
}

function entryOf(turn: Turn): Record<string, unknown> {
  const speaker = turn.side === 'user' ? 'user' : 'arcus'
  return { speaker, text: turn.text, timestamp: '2026-03-01T10:00:00.000Z', turn }
}

class Call implements MockCall {
  readonly received: ClientMessage[] = []
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  readonly #reader = new OpusStreamReader()
  readonly #writer = new OpusStreamWriter({ serial: 7, inputSampleRate: 48_000 })
  readonly #encoder = new opus.Encoder({ channels: 1, sample_rate: 48_000, application: 'voip' })
  readonly #decoder = new opus.Decoder({ channels: 1, sample_rate: 48_000 })
  readonly #voice = madeSpeech(20_000, 120)
  #waiting: { readonly ms: number; readonly resolve: () => void; readonly reject: (why: Error) => void }[] = []
  readonly #firstSound = Promise.withResolvers<number>()
  #samples = 0
  #spoken = 0
  #speakUntil = 0
  loudest = 0
  audioMessages = 0

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer, binary) => (binary ? this.#audio(data) : this.#message(JSON.parse(data.toString()))))
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        for (const { reject } of this.#waiting) reject(new Error('the page hung up'))
        resolve(code)
      })
    })
  }

  get mediaMs(): number {
    return this.#samples / 48
  }

  at(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (ms <= this.mediaMs) resolve()
      else this.#waiting.push({ ms, resolve, reject })
    })
  }

  ready(): void {
    this.#socket.send(Uint8Array.of(0))
    this.#sendAudio(this.#writer.headers())
    // At the wall's pace, as an engine does.
    const timer = setInterval(() => this.#frame(), FRAME_MS)
    void this.closed.then(() => clearInterval(timer))
  }

  send(event: ServerEvent): void {
    this.#socket.send(JSON.stringify(event))
  }
  speak(lengthMs: number): void {
    this.#speakUntil = this.#spoken + lengthMs
  }
  firstSound(): Promise<number> {
    return this.#firstSound.promise
  }
  forgetLoudest(): void {
    this.loudest = 0
  }
  hush(): void {
    this.#speakUntil = this.#spoken
  }
  close(code: number): void {
    this.#socket.close(code)
  }
  terminate(): void {
    this.#socket.terminate()
  }

  #frame(): void {
    const packets = Array.from({ length: FRAME_MS / 20 }, () => {
      const pcm = new Int16Array(PACKET_SAMPLES)
      if (this.#spoken < this.#speakUntil) {
        const from = (this.#spoken * 48) % this.#voice.length
        for (let i = 0; i < pcm.length; i += 1) pcm[i] = (this.#voice[from + i] ?? 0) * 32_767
      }
      this.#spoken += 20
      return this.#encoder.encode(pcm)
    })
    this.#sendAudio(this.#writer.page(packets))
  }

  #sendAudio(ogg: Uint8Array): void {
    this.#socket.send(Buffer.concat([Uint8Array.of(1), ogg]))
  }

  #message(message: ClientMessage): void {
    this.received.push(message)
    if (!('text' in message)) return
    const atMs = this.mediaMs
    const turn = {
      turnId: 't1',
      side: 'user',
      startMs: atMs,
      endMs: atMs,
      text: message.text,
      interrupted: false,
      responseMs: null,
    } as const
    this.send({ type: 'turn.end', turn })
  }

  #audio(message: Buffer): void {
    this.audioMessages += 1
    for (const packet of this.#reader.push(message.subarray(1))) {
      this.#samples += packet.durationSamples48
      const bytes = this.#decoder.decode(packet.data)
      const pcm = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
      for (const value of pcm) this.loudest = Math.max(this.loudest, Math.abs(value) / 32_768)
      if (this.loudest > AUDIBLE) this.#firstSound.resolve(this.mediaMs)
    }
    const due = this.#waiting.filter(({ ms }) => ms <= this.mediaMs)
    this.#waiting = this.#waiting.filter(({ ms }) => ms > this.mediaMs)
    for (const { resolve } of due) resolve()
  }
}
