/** The two sockets of the bridge: who may open them, which call they become, and finding those whose other end has vanished. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Access } from '../access/access.ts'
import { chosenProtocol } from '../access/credentials.ts'
import { errorBody } from '../access/http.ts'
import { type Principal, requireScope } from '../access/principal.ts'
import type { EnginePool } from '../engines/pool.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { CountTokens } from '../personas/tokens.ts'
import { DuetError, errorCatalogue, toDuetError } from '../protocol/errors.ts'
import { MAX_MOSHI_MESSAGE_BYTES } from '../protocol/moshi.ts'
import { offeredResume, type ResumeOffer } from '../protocol/resume.ts'
import type { Journal } from '../store/journal.ts'
import type { Admission } from './admission.ts'
import { Call } from './call.ts'
import { CallMeter } from './call-meter.ts'
import { ClientLeg, type ClientLegLimits, type Wire } from './client-leg.ts'
import type { EngineSideOptions } from './engine-side-options.ts'
import type { FirstWords } from './first-words.ts'
import type { Known } from './known.ts'
import type { Summariser } from './legs/call-story.ts'
import { comfortLoop } from './legs/comfort-tone.ts'
import { type Joining, type NewCall, Openings, sessionOf } from './openings.ts'
import type { RecentErrors } from './recent-errors.ts'
import { Recorder } from './recorder.ts'
import type { Keeping } from './recording/keeping.ts'
import type { RecordingLibrary } from './recording/library.ts'
import type { Sessions } from './sessions.ts'
import type { Tap } from './tap.ts'
import { TickWheel } from './tick-wheel.ts'
import { sessionWire } from './wires.ts'

export type SocketsOptions = {
  readonly sessions: Sessions
  readonly known: Known
  readonly firstWords: FirstWords
  readonly journal: Journal
  readonly metrics: Metrics
  readonly errors: RecentErrors
  /** Whether there is an orchestrator to be told. */
  readonly tells: boolean
  readonly keeping: Keeping
  readonly recordings: Pick<RecordingLibrary, 'endMs'>
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
  /** How long a call is kept for a client that is away, ms. */
  readonly graceMs: number
  /** What becomes of a call that another client asks for: it must want it on purpose, gets it, or does not get it. */
  readonly takeover: Takeover
}

export type Takeover = 'ask' | 'take' | 'refuse'

/** Silence is looked for this often, ms. */
const tickMs = 20

export class Sockets {
  readonly #options: SocketsOptions
  readonly #openings: Openings
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MOSHI_MESSAGE_BYTES + 1,
    perMessageDeflate: false,
    handleProtocols: chosenProtocol,
  })
  readonly #ticks: TickWheel
  readonly #pings: NodeJS.Timeout
  #stopping = false
  #draining = false

  constructor(options: SocketsOptions) {
    this.#options = options
    this.#openings = new Openings(options)
    comfortLoop() // coded before a call needs it
    this.#ticks = new TickWheel({ everyMs: options.tickMs ?? tickMs, now: options.now })
    this.#pings = setInterval(() => this.#ping(), options.pingMs)
  }

  /** For the `upgrade` event of an HTTP server. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy())
    try {
      const opening = await this.#openings.of(request, await this.#admit(request))
      if (socket.destroyed) return
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#opened(webSocket, socket, opening))
    } catch (thrown) {
      const error = toDuetError(thrown)
      if (error.code === 'internal') this.#options.log.error({ err: error.cause }, 'a socket could not be opened')
      if (!toldByClose(request, error)) return refuse(socket, error)
      this.#server.handleUpgrade(request, socket, head, (webSocket) =>
        this.#leg(webSocket, socket, sessionWire).end(error.closeCode, error.message, error),
      )
    }
  }

  /** From now on only calls that run go on. */
  drain(): void {
    this.#draining = true
    // Whoever is away comes back to another Duet, or to none.
    for (const call of this.#options.sessions.calls.values())
      if (call.client.away) void call.close('Duet is being stopped', undefined)
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
    this.#ticks.close()
    for (const client of this.#server.clients) client.terminate()
  }

  async #admit(request: IncomingMessage): Promise<Principal> {
    if (this.#stopping) throw new DuetError('server.stopping', 'Duet is being stopped.')
    const { admission } = this.#options
    const { remoteAddress, localAddress } = request.socket
    admission.door({ headers: request.headers, remoteAddress, localAddress })
    const principal = await admission.identify(request.headers)
    requireScope(principal, 'talk')
    const running = this.#options.sessions.calls.has(sessionOf(new URL(request.url ?? '/', 'http://bridge').pathname) ?? '')
    if (this.#draining && !running) throw new DuetError('server.stopping', 'Duet is being stopped and takes no new calls.')
    return principal
  }

  #leg(webSocket: WebSocket, stream: Duplex, wire: Wire): ClientLeg {
    const { now, limits, metrics } = this.#options
    const leg = new ClientLeg(webSocket, stream, wire, now, limits)
    leg.onRelayed = (ms) => metrics.record('duet_relay_delay_seconds', ms / 1000)
    return leg
  }

  #opened(webSocket: WebSocket, stream: Duplex, opening: NewCall | Joining): void {
    const client = this.#leg(webSocket, stream, opening.wire)
    try {
      if (this.#stopping) throw new DuetError('server.stopping', 'Duet is being stopped.')
      if (opening.type === 'join') this.#join(client, opening)
      else this.#begin(client, opening)
    } catch (thrown) {
      const error = toDuetError(thrown)
      client.end(error.closeCode, error.message, error)
    }
  }

  /** Throws `session.elsewhere`, `session.busy`. */
  #join(client: ClientLeg, { call, offer }: Joining): void {
    const { metrics, takeover } = this.#options
    try {
      const how = whose(call, offer, takeover)
      metrics.count('duet_resumes_total', { outcome: how === 'back' ? 'kept' : how })
      call.join(client, offer, how)
    } catch (thrown) {
      metrics.count('duet_resumes_total', { outcome: 'refused' })
      throw thrown
    }
  }

  /** Throws `session.busy`, `session.limit`, `user.limit`. */
  #begin(client: ClientLeg, opening: NewCall): void {
    const { session, character, known, first, request, resume, earlier, principal, offer } = opening
    const { policies, summariser, countTokens, graceMs, keeping } = this.#options
    const { sessions, journal, metrics, errors, tells, pool, queueMs, tap, now, log, access } = this.#options
    const { userId } = session
    const lengthMs = this.#lengthMs(principal, userId)
    sessions.claim(session.sessionId)
    const persona = sessions.persona(session.persona)
    const { sessionId } = session
    const meter = new CallMeter({ metrics, sessionId, persona: persona.id, now })
    if (offer && resume.mediaMs > 0) metrics.count('duet_resumes_total', { outcome: 'new' })
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
      first,
      request,
      countTokens,
      earlier,
      policies,
      summariser,
      client,
      offer,
      graceMs: () => (this.#draining ? 0 : graceMs),
      onEvent: (event) => {
        meter.take(event)
        if (event.type === 'error') errors.add({ at: Date.now(), code: event.code, sessionId })
      },
      onHeardAgain: (gapMs) => metrics.record('duet_resume_gap_seconds', gapMs / 1000),
      tap,
      keeping,
      recorder: new Recorder({ journal, session, startedAt, tells, persona }),
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
        this.#ticks.delete(call)
        sessions.over(call, reason)
      },
    })
    sessions.began(call)
    this.#ticks.add(call)
  }

  /** How long a call of this user may be, ms. A call that nobody is in makes room for theirs. Throws `user.limit`. */
  #lengthMs(principal: Principal, userId: string): number {
    const { sessions, admission } = this.#options
    const theirs = [...sessions.calls.values()].filter((call) => call.session.userId === userId)
    const empty = theirs.find((call) => call.client.away)
    try {
      return admission.callLengthMs(principal, userId, theirs.length)
    } catch (thrown) {
      if (!empty) throw thrown
      const lengthMs = admission.callLengthMs(principal, userId, theirs.length - 1)
      void empty.close('another call of the same user began', undefined)
      return lengthMs
    }
  }

  #timeUp(call: Call): void {
    const error = new DuetError('user.limit', 'Your minutes for today are used up.')
    void call.close('the minutes are used up', error)
  }

  #ping(): void {
    const { sessions, pingMs, log } = this.#options
    for (const call of sessions.calls.values())
      if (!call.client.ping(4 * pingMs)) log.warn({ session: call.sessionId }, 'a client has vanished')
  }
}

/** Longer than a day; a timer holds 2^31 ms. */
const maxTimerMs = 2 ** 31

/** Who may have the place of the client in a call: itself, and whom it may be taken over by. Throws `session.elsewhere`, `session.busy`. */
function whose(call: Call, offer: ResumeOffer | undefined, takeover: Takeover): 'back' | 'taken_over' {
  if (offer && call.client.knows(offer)) return 'back'
  if (takeover === 'take' || (takeover === 'ask' && offer?.takeover)) return 'taken_over'
  if (takeover === 'refuse') throw new DuetError('session.busy', 'This session has a call already.', { field: 'session_id' })
  throw new DuetError('session.elsewhere', 'This conversation is open elsewhere.', { field: 'session_id' })
}

/** A page cannot read the status of a refused upgrade; where it tries to come back, it must know whether to go on trying. */
function toldByClose({ headers }: IncomingMessage, { code }: DuetError): boolean {
  if (offeredResume(headers['sec-websocket-protocol']) === undefined) return false
  return code === 'session.not_found' || code === 'access.expired' || code === 'access.invalid' || code === 'server.stopping'
}

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
