/** The two sockets of the bridge: who may open them, which call they become, and finding those whose other end has vanished. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Access } from '../access/access.ts'
import { chosenProtocol } from '../access/credentials.ts'
import { errorBody } from '../access/http.ts'
import { type Principal, requireScope } from '../access/principal.ts'
import type { LegRequest } from '../engines/engine.ts'
import { promptFits } from '../engines/moshi-engine.ts'
import type { EnginePool } from '../engines/pool.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import { fitPrompt } from '../personas/persona.ts'
import type { PromptPart } from '../personas/prompt-parts.ts'
import type { CountTokens } from '../personas/tokens.ts'
import { DuetError, errorCatalogue, toDuetError } from '../protocol/errors.ts'
import { MAX_MOSHI_MESSAGE_BYTES } from '../protocol/moshi.ts'
import type { Turn } from '../protocol/session.ts'
import type { Journal, ResumePoint, SessionRecord } from '../store/journal.ts'
import type { Admission } from './admission.ts'
import { Call } from './call.ts'
import { CallMeter } from './call-meter.ts'
import { ClientLeg, type ClientLegLimits, type Wire } from './client-leg.ts'
import type { EngineSideOptions } from './engine-side.ts'
import type { Known } from './known.ts'
import type { Summariser } from './legs/call-story.ts'
import { comfortLoop } from './legs/comfort-tone.ts'
import type { Character } from './legs/leg-prompt.ts'
import { Recorder } from './recorder.ts'
import type { Sessions } from './sessions.ts'
import type { Tap } from './tap.ts'
import { moshiWire, sessionWire } from './wires.ts'

export type SocketsOptions = {
  readonly sessions: Sessions
  readonly known: Known
  readonly journal: Journal
  readonly metrics: Metrics
  /** Whether there is an orchestrator to be told. */
  readonly tells: boolean
  readonly pool: EnginePool
  /** Longest wait of a caller for a free slot, ms. */
  readonly queueMs: number
  readonly tap: Tap
  readonly countTokens: CountTokens
  readonly access: Access
  readonly admission: Admission
  readonly limits: ClientLegLimits
  readonly now: () => number
  readonly log: Log
  /** How often clients are pinged, ms; one that is silent for four times as long is cut. */
  readonly pingMs: number
  /** How often silence, lag and moves are looked for, ms; 20 if not given. */
  readonly tickMs?: number | undefined
  /** When calls move to a fresh engine leg, and how long one without an engine is kept. */
  readonly policies?: EngineSideOptions['policies']
  /** Makes better summaries for that; without it a call is summed up by its own sentences. */
  readonly summariser?: Summariser | undefined
}

/** What a socket asks for, decided before it is opened. */
type Opening = {
  readonly session: SessionRecord
  readonly character: Character
  /** What is remembered of the person, for the prompt. */
  readonly known: readonly PromptPart[]
  readonly request: Pick<LegRequest, 'voice' | 'greet'>
  readonly resume: ResumePoint
  /** The turns of the session before, as far as a prompt can hold them. */
  readonly earlier: readonly Turn[]
  readonly wire: Wire
  readonly principal: Principal
}

/** Silence is looked for this often, ms. */
const tickMs = 20
/** As many as a summary looks at. */
const earlierTurns = 40

export class Sockets {
  readonly #options: SocketsOptions
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MOSHI_MESSAGE_BYTES + 1,
    perMessageDeflate: false,
    handleProtocols: chosenProtocol,
  })
  readonly #ticks: NodeJS.Timeout
  readonly #pings: NodeJS.Timeout
  #stopping = false
  #draining = false

  constructor(options: SocketsOptions) {
    this.#options = options
    comfortLoop() // coded before a call needs it
    this.#ticks = setInterval(() => {
      const nowMs = options.now()
      for (const call of options.sessions.calls.values()) call.tick(nowMs)
    }, options.tickMs ?? tickMs)
    this.#pings = setInterval(() => this.#ping(), options.pingMs)
  }

  /** For the `upgrade` event of an HTTP server. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy())
    try {
      const opening = await this.#opening(request, await this.#admit(request))
      if (socket.destroyed) return
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#opened(webSocket, socket, opening))
    } catch (thrown) {
      const error = toDuetError(thrown)
      if (error.code === 'internal') this.#options.log.error({ err: error.cause }, 'a socket could not be opened')
      refuse(socket, error)
    }
  }

  /** From now on only calls that run go on. */
  drain(): void {
    this.#draining = true
  }
  get draining(): boolean {
    return this.#draining
  }

  /** Ends every call, clients first. */
  async close(reason: string): Promise<void> {
    this.#stopping = true
    clearInterval(this.#pings)
    const error = new DuetError('server.stopping', 'Duet is being stopped.')
    await Promise.all([...this.#options.sessions.calls.values()].map((call) => call.close(reason, error)))
    clearInterval(this.#ticks)
    for (const client of this.#server.clients) client.terminate()
  }

  async #admit(request: IncomingMessage): Promise<Principal> {
    if (this.#stopping) throw new DuetError('server.stopping', 'Duet is being stopped.')
    const { admission } = this.#options
    const { remoteAddress, localAddress } = request.socket
    admission.door({ headers: request.headers, remoteAddress, localAddress })
    const principal = await admission.identify(request.headers)
    requireScope(principal, 'talk')
    return principal
  }

  async #opening(request: IncomingMessage, principal: Principal): Promise<Opening> {
    const url = new URL(request.url ?? '/', 'http://bridge')
    const { sessions, known, journal, admission } = this.#options
    const running = sessions.calls.has(/^\/ws\/([^/]+)$/.exec(url.pathname)?.[1] ?? '')
    if (this.#draining && !running) throw new DuetError('server.stopping', 'Duet is being stopped and takes no new calls.')
    if (url.pathname === '/api/chat') {
      this.#askForRoom('', request)
      return this.#chat(url.searchParams, principal)
    }
    const id = /^\/ws\/([^/]+)$/.exec(url.pathname)?.[1]
    if (id === undefined) throw new DuetError('request.not_found', 'Sockets are at /ws/{session_id} and /api/chat.')
    this.#askForRoom(id, request)
    const session = await sessions.find(id)
    admission.mustOwn(principal, session)
    const persona = sessions.persona(session.persona)
    const resume = await journal.resumePoint(session.sessionId).catch(() => fresh) // a failing disk stops no call
    const earlier = resume.mediaMs === 0 ? [] : await this.#earlier(id)
    const greet = url.searchParams.get('greet') === '1' && resume.mediaMs === 0
    return {
      session,
      resume,
      earlier,
      character: { type: 'persona', persona },
      known: await known.parts(session),
      request: { voice: session.voice, greet },
      wire: sessionWire,
      principal,
    }
  }

  async #earlier(sessionId: string): Promise<readonly Turn[]> {
    try {
      const { turns } = await this.#options.journal.history(sessionId, { limit: earlierTurns })
      return turns.map((record) => record.turn)
    } catch {
      return [] // a failing disk stops no call
    }
  }

  /**
   * Refuses whom the queue has no room for, before the upgrade. A page cannot read the status of a refused upgrade: its socket is opened,
   * and closed with the code and the reason. Throws `engine.queue_full`.
   */
  #askForRoom(sessionId: string, request: IncomingMessage): void {
    const full = request.headers.origin === undefined ? this.#options.pool.refusal(sessionId) : undefined
    if (full) throw full
  }

  /** A Moshi client has no session: it gets one, by the persona and the prompts in its query. */
  async #chat(query: URLSearchParams, principal: Principal): Promise<Opening> {
    const { sessions, known: digests, admission, countTokens } = this.#options
    const persona = sessions.persona(query.get('persona') ?? 'duet')
    const voice = query.get('voice_prompt')?.trim() || undefined
    const greet = query.get('greet') === '1'
    const own = query.get('text_prompt')?.trim()
    const prompt = own ? fitPrompt(own, countTokens) : undefined
    if (prompt !== undefined && !promptFits(prompt))
      throw new DuetError('request.invalid', 'The prompt is too long for an address.', { field: 'text_prompt' })
    const user = admission.userFor(principal, { user: 'local', persona: persona.id })
    const session = await sessions.create({ persona: persona.id, voice, user_id: user })
    const character: Character = prompt === undefined ? { type: 'persona', persona } : { type: 'given', prompt }
    const request = { voice: session.voice, greet }
    // Who brings a prompt of their own brings all that it should say.
    const known = prompt === undefined ? await digests.parts(session) : []
    return { session, resume: fresh, earlier: [], character, known, request, wire: moshiWire, principal }
  }

  #opened(webSocket: WebSocket, stream: Duplex, opening: Opening): void {
    const { session, character, known, request, resume, earlier, wire, principal } = opening
    const { policies, summariser, countTokens } = this.#options
    const { sessions, journal, metrics, tells, pool, queueMs, tap, now, limits, log, access, admission } = this.#options
    const { userId } = session
    let lengthMs = Number.POSITIVE_INFINITY
    const client = new ClientLeg(webSocket, stream, wire, now, limits)
    try {
      if (this.#stopping) throw new DuetError('server.stopping', 'Duet is being stopped.')
      const running = [...sessions.calls.values()].filter((call) => call.session.userId === userId).length
      lengthMs = admission.callLengthMs(principal, userId, running)
      sessions.claim(session.sessionId)
    } catch (thrown) {
      const error = toDuetError(thrown)
      client.end(error.closeCode, error.message, error)
      return
    }
    const persona = sessions.persona(session.persona)
    const { sessionId } = session
    const meter = new CallMeter({ metrics, sessionId, persona: persona.id, now })
    client.onEvent = (event) => meter.take(event)
    client.onRelayed = (ms) => metrics.record('duet_relay_delay_seconds', ms / 1000)
    const startedAt = Date.now() - resume.mediaMs
    // Time in the queue is nobody's talking time.
    let beganMs: number | undefined
    let timeUp: NodeJS.Timeout | undefined
    const call = new Call({
      session,
      persona,
      pool,
      queueMs,
      character,
      known,
      request,
      countTokens,
      earlier,
      policies,
      summariser,
      client,
      tap,
      recorder: new Recorder({ journal, session, startedAt, tells, memory: persona.memory }),
      log: log.child({ session: sessionId, trace: meter.traceId }),
      resume,
      now,
      onBegan: () => {
        beganMs = now()
        if (lengthMs < maxTimerMs) timeUp = setTimeout(() => this.#timeUp(call), lengthMs)
      },
      onOver: (reason) => {
        clearTimeout(timeUp)
        meter.end(Object.hasOwn(errorCatalogue, reason) ? reason : 'ok')
        if (beganMs !== undefined) access.talked(userId, now() - beganMs)
        sessions.over(call, reason)
      },
    })
    sessions.began(call)
  }

  #timeUp(call: Call): void {
    const error = new DuetError('user.limit', 'Your minutes for today are used up.')
    void call.close('the minutes are used up', error)
  }

  #ping(): void {
    const { sessions, now, pingMs, log } = this.#options
    for (const call of sessions.calls.values()) {
      if (now() - call.client.lastHeardMs > 4 * pingMs) {
        log.warn({ session: call.sessionId }, 'a client has vanished')
        call.client.cut()
      } else call.client.ping()
    }
  }
}

/** Longer than a day; a timer holds 2^31 ms. */
const maxTimerMs = 2 ** 31

const fresh: ResumePoint = { mediaMs: 0, userTurns: 0, agentTurns: 0 }

/** Answers a request that is not upgraded. */
function refuse(socket: Duplex, error: DuetError): void {
  const body = JSON.stringify(errorBody(error))
  const lines = [
    `HTTP/1.1 ${error.status} ${error.code}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...(error.retryAfterMs === undefined ? [] : [`Retry-After: ${Math.ceil(error.retryAfterMs / 1000)}`]),
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
  socket.once('finish', () => socket.destroy())
}
