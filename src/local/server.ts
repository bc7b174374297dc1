/** The local engine's door: `/api/chat` as a PersonaPlex or Moshi server has it, with a limit, clear refusals and a health page. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex as Stream } from 'node:stream'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import type { Brain, BrainPersona } from '../brain/brain.ts'
import { metricsType } from '../observe/metrics.ts'
import { hotWords } from '../personas/hot-words.ts'
import { DuetError, toDuetError } from '../protocol/errors.ts'
import { MAX_MOSHI_MESSAGE_BYTES } from '../protocol/moshi.ts'
import type { Voice } from '../speech/speech.ts'
import { type ResolvedVoice, resolveVoice } from '../speech/voices.ts'
import { Call } from './call.ts'
import type { Duplex } from './duplex.ts'
import { greetingOfPrompt, personaOfPrompt } from './persona-prompt.ts'

/** A prompt longer than this is refused: PersonaPlex's own page allows 1,000 characters, its request line 8 kB. */
const MOST_PROMPT_CHARACTERS = 6000
const DEFAULT_VOICE = 'NATM0'
const ENGINE_VERSION = '1'

export type CallWishes = {
  readonly persona: BrainPersona
  readonly voice: ResolvedVoice
  /** Said at the start; empty: the brain chooses the words; absent: the caller speaks first. */
  readonly greeting: string | undefined
  /** What the ear should expect, and in which language; what is murmured, empty: the usual. */
  readonly hotWords: readonly string[]
  readonly language: string | undefined
  readonly backchannels: readonly string[]
}
export type LocalServerOptions = {
  readonly host: string
  readonly port: number
  readonly maxCalls: number
  readonly log: Logger
  readonly brain: Brain
  readonly ear: string
  /** Those of the mouth. */
  readonly voices: readonly Voice[]
  /** Prometheus' text. */
  readonly metrics?: () => Promise<string>
  /** Opens the conversation behind a call. */
  readonly open: (wishes: CallWishes, log: Logger) => Promise<Duplex>
}

/** Serves calls until closed. Throws `port.busy` from `start`. */
export class LocalServer {
  readonly #options: LocalServerOptions
  readonly #http: Server
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MOSHI_MESSAGE_BYTES + 1, perMessageDeflate: false })
  readonly #calls = new Set<Call>()
  #opening = 0
  #stopping = false

  constructor(options: LocalServerOptions) {
    this.#options = options
    this.#http = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://engine')
      if (pathname === '/metrics' && options.metrics) {
        void options.metrics().then((text) => response.writeHead(200, { 'content-type': metricsType }).end(text))
        return
      }
      const { status, body } = this.#answer(pathname)
      response
        .writeHead(status, { 'content-type': 'application/json', ...(status === 426 ? { upgrade: 'websocket' } : {}) })
        .end(JSON.stringify(body))
    })
    this.#http.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head))
  }

  /** @returns the port in use */
  async start(): Promise<number> {
    const { host, port } = this.#options
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new DuetError('port.busy', `Port ${port} is taken by another program; MOSHI_PORT changes it.`, {
                field: 'MOSHI_PORT',
                cause: error,
              })
            : error,
        ),
      )
      this.#http.listen(port, host, resolve)
    })
    const address = this.#http.address() as AddressInfo // a listening TCP server has one
    return address.port
  }
  /** Tells every caller, then stops. */
  async close(): Promise<void> {
    this.#stopping = true
    for (const call of this.#calls) call.close('server.stopping', 'The engine is being stopped.')
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()))
    setTimeout(() => this.#http.closeAllConnections(), 1000).unref()
    await closed
  }
  get calls(): number {
    return this.#calls.size
  }

  #answer(path: string): { readonly status: number; readonly body: unknown } {
    const { maxCalls, brain, ear } = this.#options
    if (path === '/health')
      return { status: 200, body: { status: 'ok', engine: 'local', calls: this.#calls.size, maxCalls, brain: brain.name, ear } }
    if (path === '/') return { status: 200, body: { engine: 'local', socket: '/api/chat' } }
    if (path === '/api/chat')
      return { status: 426, body: { error: { code: 'request.invalid', message: 'Open a WebSocket here.' } } }
    return refusal(new DuetError('request.not_found', `There is nothing at ${path}; the socket is at /api/chat.`))
  }

  async #upgrade(request: IncomingMessage, socket: Stream, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy())
    const { maxCalls, log } = this.#options
    let counted = false
    try {
      if (this.#stopping) throw new DuetError('server.stopping', 'The engine is being stopped.')
      const wishes = readWishes(new URL(request.url ?? '/', 'http://engine'), request.headers.origin, this.#options.voices)
      if (this.#calls.size + this.#opening >= maxCalls)
        throw new DuetError(
          'engine.busy',
          `All ${maxCalls} places of the local engine are taken; DUET_ENGINE_SESSIONS changes their number.`,
        )
      this.#opening += 1
      counted = true
      const callLog = log.child({ call: crypto.randomUUID().slice(0, 8) })
      const duplex = await this.#options.open(wishes, callLog)
      if (socket.destroyed) return duplex.close()
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const { brain, ear } = this.#options
        const call = new Call({
          socket: webSocket,
          duplex,
          log: callLog,
          hello: {
            v: 1,
            type: 'hello',
            engine: 'local',
            version: ENGINE_VERSION,
            brain: brain.name,
            ear,
            voice: { ...wishes.voice, used: wishes.voice.used.label },
            textInput: true,
            timers: brain.timers === true,
          },
        })
        this.#calls.add(call)
        callLog.info({ voice: wishes.voice.used.id }, 'call opened')
        call.onClosed = (reason) => {
          this.#calls.delete(call)
          callLog.info({ reason }, 'call closed')
        }
      })
    } catch (thrown) {
      const error = toDuetError(thrown)
      if (error.code === 'internal') log.error({ err: error.cause ?? error }, 'a call could not be opened')
      const { status, body } = refusal(error)
      const text = JSON.stringify(body)
      const retry = error.retryable ? 'Retry-After: 5\r\n' : ''
      socket.end(
        `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n${retry}Connection: close\r\n\r\n${text}`,
      )
    } finally {
      if (counted) this.#opening -= 1
    }
  }
}

const refusal = (error: DuetError): { readonly status: number; readonly body: unknown } => ({
  status: error.status,
  body: {
    error: { code: error.code, message: error.message, action: error.action, ...(error.field ? { field: error.field } : {}) },
  },
})

/** What the query asks for. Throws `request.not_found`, `request.invalid`, `voice.unknown`, `access.origin`. */
export function readWishes(url: URL, origin: string | undefined, voices: readonly Voice[]): CallWishes {
  if (url.pathname !== '/api/chat')
    throw new DuetError('request.not_found', `There is no socket at ${url.pathname}; it is at /api/chat.`)
  if (origin !== undefined && !isLoopbackOrigin(origin))
    throw new DuetError('access.origin', `Pages of ${origin} may not call the engine.`, { field: 'Origin' })
  const prompt = url.searchParams.get('text_prompt') ?? undefined
  if ((prompt?.length ?? 0) > MOST_PROMPT_CHARACTERS)
    throw new DuetError(
      'request.invalid',
      `text_prompt has ${prompt?.length} characters; at most ${MOST_PROMPT_CHARACTERS} are taken.`,
      { field: 'text_prompt' },
    )
  return {
    persona: personaOfPrompt(prompt),
    voice: resolveVoice(url.searchParams.get('voice_prompt') || DEFAULT_VOICE, voices),
    greeting: url.searchParams.get('greet') === '1' ? greetingOfPrompt(prompt) : undefined,
    hotWords: hotWords(listed(url, 'vocabulary', 40), prompt ?? ''),
    language: LANGUAGE.exec(url.searchParams.get('language') ?? '')?.[0],
    backchannels: listed(url, 'backchannels', 8),
  }
}

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Z]{2})?$/

/** Texts with "|" between, at most so many and of 40 characters each. */
function listed(url: URL, name: string, most: number): readonly string[] {
  const texts = (url.searchParams.get(name) ?? '').split('|').map((text) => text.trim())
  return texts.filter((text) => text !== '' && text.length <= 40).slice(0, most)
}

function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { hostname } = new URL(origin)
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
