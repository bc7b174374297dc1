/** One call: relays between the client leg and the engine leg without waiting for anything, and lets the tap listen along. */
import { MediaClock } from '../audio/clock.ts'
import type { OpusPacket } from '../audio/ogg-opus.ts'
import type { EngineLeg, LegEvents, LegRequest } from '../engines/engine.ts'
import type { EnginePool, Lease, PooledEngine } from '../engines/pool.ts'
import type { Log } from '../observe/log.ts'
import type { Persona } from '../personas/persona.ts'
import { engineMetadataSchema } from '../protocol/engine-metadata.ts'
import { DuetError, type ErrorCode, errorCatalogue, toDuetError } from '../protocol/errors.ts'
import { noPieces, pushPiece } from '../protocol/pieces.ts'
import { type ClientMessage, type EngineView, SESSION_PROTOCOL_VERSION } from '../protocol/session.ts'
import type { ResumePoint, SessionRecord } from '../store/journal.ts'
import { type ClientLeg, errorEvent } from './client-leg.ts'
import { earWish } from './hearing.ts'
import type { Recorder } from './recorder.ts'
import type { Tap, TapLine } from './tap.ts'
import type { TapEvent } from './tap.worker.ts'

export type CallOptions = {
  readonly session: SessionRecord
  readonly persona: Pick<Persona, 'id' | 'name' | 'language' | 'vocabulary'>
  readonly pool: EnginePool
  /** Longest wait for a free slot, ms. */
  readonly queueMs: number
  readonly request: LegRequest
  readonly client: ClientLeg
  readonly tap: Tap
  readonly recorder: Recorder
  readonly log: Log
  /** Where the session's media time and turns stand. */
  readonly resume: ResumePoint
  /** Monotonic, ms. */
  readonly now: () => number
  /** Once, when both legs are gone and the last turn is told. */
  readonly onOver: (reason: string) => void
}

const samplesPerMs = 48
/** 20 ms of digital silence (CELT, one frame): what is put in where the client's sound is missing. */
const silence: OpusPacket = { data: Uint8Array.of(0xf8, 0xff, 0xfe), durationSamples48: 960 }
/** The agent's sound may be this far behind the clock before its place is moved up: a frame. */
const agentSlackSamples = 80 * samplesPerMs
/** Longest wait for the last turns when a call ends, ms. */
const lastTurnsMs = 500
/** Ends before readiness after which another server is tried. */
const elsewhere: ReadonlySet<ErrorCode> = new Set([
  'engine.unreachable',
  'engine.busy',
  'engine.lost',
  'engine.stalled',
  'engine.handshake_timeout',
  'engine.voice_failed',
  'engine.untrusted',
])

export class Call {
  readonly sessionId: string
  readonly #options: CallOptions
  readonly #clock = new MediaClock()
  readonly #base: number
  readonly #leaving = new AbortController()
  readonly #seatedBy: number
  #avoid: readonly string[] = []
  #lease: Lease | undefined
  #leg: EngineLeg | undefined
  #line: TapLine | undefined
  #view: EngineView
  #agentSample = 0
  #pieces = noPieces
  #typed: number
  #muted = false
  #over = false

  constructor(options: CallOptions) {
    this.#options = options
    this.sessionId = options.session.sessionId
    const { pool, client, resume, now, queueMs } = options
    const [engine] = pool.engines
    this.#base = Math.ceil(resume.mediaMs) * samplesPerMs
    this.#typed = resume.userTurns
    this.#seatedBy = now() + queueMs
    this.#view = viewOf(engine, options.tap)
    this.#tellSession()
    client.event({ type: 'engine', state: 'connecting', name: engine.name })
    client.listen({
      audio: (packets) => this.#clientAudio(packets),
      message: (message) => this.#clientMessage(message),
      gone: (error) => void this.#end(error, error ? error.code : 'the client left', 1000),
    })
    void this.#seat(undefined)
  }

  /** Session media time, 48 kHz samples. */
  get #sample(): number {
    return this.#base + this.#clock.nowSamples
  }

  get session(): SessionRecord {
    return this.#options.session
  }

  get client(): ClientLeg {
    return this.#options.client
  }

  /** Puts silence in where the client's sound is missing. About every 20 ms. */
  tick(nowMs: number): void {
    if (this.#over || !this.#leg?.ready) return
    const span = this.#clock.tick(nowMs)
    if (!span) return
    const count = (span.endSamples - span.startSamples) / silence.durationSamples48
    this.#leg.send(Array.from({ length: count }, () => silence))
    this.#line?.gap(this.#base + span.startSamples, this.#base + span.endSamples)
  }

  /** Ends the call from our side: the client is told first. `error` is what it is told, if it is one. */
  async close(reason: string, error: DuetError | undefined): Promise<void> {
    await this.#end(error, reason, error?.closeCode ?? 1000)
  }

  /** Takes a slot, however long the queue, and opens the leg there. `before`: why the last server was of no use. */
  async #seat(before: DuetError | undefined): Promise<void> {
    const { pool, now } = this.#options
    const deadline = setTimeout(() => {
      this.#leaving.abort(new DuetError('engine.busy', 'No engine came free in time (DUET_QUEUE_WAIT).'))
    }, this.#seatedBy - now())
    try {
      const lease = await pool.acquire({
        sessionId: this.sessionId,
        priority: 0,
        purpose: 'call',
        engines: [],
        avoid: this.#avoid,
        onQueue: (place, estimatedWaitMs) => this.#queued(place, estimatedWaitMs),
        signal: this.#leaving.signal,
      })
      if (this.#over) lease.release('the client left')
      else this.#seated(lease)
    } catch (thrown) {
      const error = before ?? toDuetError(thrown)
      void this.#end(error, error.message, error.closeCode)
    } finally {
      clearTimeout(deadline)
    }
  }

  #queued(place: number, estimatedWaitMs: number | null): void {
    const [{ name }] = this.#options.pool.engines
    this.#options.client.event({ type: 'engine', state: 'queued', name, place, estimatedWaitMs })
  }

  #seated(lease: Lease): void {
    const { resume, tap, recorder, request, persona } = this.#options
    const { engine } = lease
    const { userTurns, agentTurns } = resume
    const userWords = engine.capabilities.userTranscript
    this.#lease = lease
    recorder.engine = engine.name
    if (engine.name !== this.#view.name) {
      this.#view = viewOf(engine, tap)
      this.#tellSession()
    }
    const ear = earWish(engine.capabilities, persona, request.prompt)
    if (this.#line) this.#line.note({ type: 'ear', ear })
    else {
      const at = { startSample: this.#base, userTurns, agentTurns, userWords, ...(ear ? { ear } : {}) }
      this.#line = tap.open(at, (events) => this.#told(events))
    }
    this.#leg = lease.open(request, this.#legEvents(lease))
  }

  #clientAudio(packets: readonly OpusPacket[]): void {
    // What comes before the engine is ready is not kept: a backlog would make the whole call late.
    if (this.#over || !this.#leg?.ready) return
    const nowMs = this.#options.now()
    const counted: OpusPacket[] = []
    for (const packet of packets) {
      const arrival = this.#clock.received(packet.durationSamples48, nowMs)
      if (arrival.type !== 'counted') continue
      counted.push(packet)
      if (arrival.gap && !this.#muted) {
        const { startSamples, endSamples } = arrival.gap
        const startMs = Math.round((this.#base + startSamples) / samplesPerMs)
        const endMs = Math.round((this.#base + endSamples) / samplesPerMs)
        const event = { type: 'gap', startMs, endMs, detail: 'silence was put in where your sound was missing' } as const
        this.#options.client.event(event)
        this.#options.recorder.take(event)
      }
      this.#line?.sound('user', this.#base + arrival.span.startSamples, packet.data)
    }
    if (counted.length > 0) this.#leg.send(counted)
  }

  #clientMessage(message: ClientMessage): void {
    if (this.#over) return
    if ('text' in message) return this.#clientText(message.text, message.forward_to_moshi)
    switch (message.type) {
      case 'played':
        this.#line?.note({ type: 'heard', sentSamples: this.#options.client.sentSamples, playedSamples: message.samples })
        return
      case 'mute':
        this.#muted = message.muted
        return
      case 'end':
        void this.#end(undefined, 'ended by you', 1000)
    }
  }

  /** Typed words are a turn of their own without length. */
  #clientText(text: string, forward: boolean): void {
    const { client, recorder } = this.#options
    const atMs = Math.round(this.#sample / samplesPerMs)
    const turnId = `t${++this.#typed}`
    const turn = {
      turnId,
      side: 'user',
      startMs: atMs,
      endMs: atMs,
      text,
      source: 'typed',
      interrupted: false,
      responseMs: null,
    } as const
    client.event({ type: 'turn.start', turnId, side: 'user', atMs })
    client.event({ type: 'turn.end', turn })
    recorder.turn(turn)
    if (!forward) return
    if (this.#view.textInput) this.#leg?.sendText(text)
    else client.event(errorEvent(new DuetError('request.invalid', 'This engine takes no text.', { field: 'forward_to_moshi' })))
  }

  #legEvents(lease: Lease): LegEvents {
    const { client, log } = this.#options
    const { engine, serverId } = lease
    let ready = false
    return {
      warming: () => client.event({ type: 'engine', state: 'warming', name: engine.name }),
      ready: () => {
        ready = true
        this.#clock.start(this.#options.now())
        log.info({ server: serverId, fence: lease.fence }, 'call is ready')
        client.ready()
        client.event({ type: 'engine', state: 'ready', name: engine.name })
      },
      audio: (packets) => this.#agentAudio(packets),
      text: (piece) => this.#agentPiece(piece),
      metadata: (json) => this.#agentMetadata(json),
      closed: (error) => {
        if (error && !ready && !this.#over && elsewhere.has(error.code)) {
          log.warn({ server: serverId, why: error.code }, 'an engine was of no use to a call')
          lease.release(error.code)
          // One that is only busy is waited for.
          if (error.code !== 'engine.busy') this.#avoid = [...this.#avoid, serverId]
          void this.#seat(error.code === 'engine.busy' ? undefined : error)
          return
        }
        if (error) client.event({ type: 'engine', state: 'lost', name: engine.name, detail: error.message })
        void this.#end(error, error?.message ?? 'the engine left', error?.closeCode ?? 1000)
      },
    }
  }

  #agentAudio(packets: readonly OpusPacket[]): void {
    if (this.#over) return
    this.#options.client.audio(packets)
    for (const packet of packets) {
      const fromSample = Math.max(this.#agentSample, this.#sample - agentSlackSamples)
      this.#line?.sound('agent', fromSample, packet.data)
      this.#agentSample = fromSample + packet.durationSamples48
    }
  }

  #agentPiece(piece: string): void {
    if (this.#over) return
    const { client } = this.#options
    client.piece(piece)
    const [state, text] = pushPiece(this.#pieces, piece)
    this.#pieces = state
    if (text === '') return
    const atSample = Math.max(this.#agentSample, this.#sample - agentSlackSamples)
    client.event({ type: 'text', text, atMs: Math.round(atSample / samplesPerMs) })
    this.#line?.note({ type: 'piece', text, atSample })
  }

  #agentMetadata(json: string): void {
    const { client } = this.#options
    client.metadata(json)
    if (!this.#lease?.engine.capabilities.metadata) return
    const parsed = engineMetadataSchema.safeParse(parseJson(json))
    if (!parsed.success) return
    const metadata = parsed.data
    if (metadata.type === 'hello') {
      this.#view = { ...this.#view, textInput: metadata.textInput, brain: metadata.brain, voice: metadata.voice }
      this.#tellSession()
    } else if (metadata.type === 'user.words') {
      // The leg's clock begins with the call: what it received is what the session's clock counted since.
      const { utterance, text, final } = metadata
      const fromSample = this.#base + metadata.startMs * samplesPerMs
      this.#line?.note({
        type: 'userWords',
        utterance,
        text,
        final,
        fromSample,
        toSample: this.#base + metadata.endMs * samplesPerMs,
      })
    } else if (metadata.type === 'notice' && Object.hasOwn(errorCatalogue, metadata.code)) {
      // A key of the catalogue, as just checked.
      client.event(errorEvent(new DuetError(metadata.code as keyof typeof errorCatalogue, metadata.message)))
    }
  }

  /** What the tap found, in the order it came to light. */
  #told(events: readonly TapEvent[]): void {
    const { client, recorder } = this.#options
    for (const event of events) {
      client.event(event)
      recorder.take(event)
    }
  }

  #tellSession(): void {
    const {
      client,
      session,
      persona: { id, name },
    } = this.#options
    const { sessionId, conversationId } = session
    const persona = { id, name }
    client.event({ type: 'session', version: SESSION_PROTOCOL_VERSION, sessionId, conversationId, persona, engine: this.#view })
  }

  /** The one way a call ends, whoever began it: no more sound, the last turns, the client told, the engine let go. */
  async #end(error: DuetError | undefined, reason: string, code: number): Promise<void> {
    if (this.#over) return
    this.#over = true
    const { client, log, onOver } = this.#options
    if (error?.code === 'internal') log.error({ err: error.cause }, 'a call failed inside Duet')
    log.info({ reason: error?.code ?? reason, ms: Math.round(this.#clock.nowMs) }, 'call is over')
    this.#leaving.abort(error ?? new DuetError('session.ended', reason))
    await this.#line?.end(this.#sample, lastTurnsMs)
    client.end(code, reason, error)
    this.#lease?.release(reason)
    await this.#leg?.close(reason)
    onOver(error?.code ?? reason)
  }
}

function viewOf({ name, capabilities }: PooledEngine, tap: Tap): EngineView {
  const { textInput, userTranscript, personaPrompt } = capabilities
  const ear = tap.status.ear?.model ?? null
  return { name, textInput, userTranscript, personaPrompt, ear, brain: null, voice: null }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
