/** One call: takes the client's sound and messages, gives them to its engine side without waiting for anything, and lets the tap listen along. */
import { setTimeout } from 'node:timers/promises'
import { MediaClock } from '../audio/clock.ts'
import type { OpusPacket } from '../audio/ogg-opus.ts'
import type { Persona } from '../personas/persona.ts'
import { DuetError } from '../protocol/errors.ts'
import type { RecordingLevel } from '../protocol/recording-level.ts'
import type { ResumeOffer } from '../protocol/resume.ts'
import { type ClientMessage, SESSION_PROTOCOL_VERSION, type ServerEvent, type Turn } from '../protocol/session.ts'
import type { ResumePoint, SessionRecord } from '../store/journal.ts'
import { type ClientLeg, errorEvent } from './client-leg.ts'
import { ClientSide } from './client-side.ts'
import { EngineSide } from './engine-side.ts'
import type { EngineSideOptions } from './engine-side-options.ts'
import { earWish } from './hearing.ts'
import { type LegView, silence } from './legs/leased-leg.ts'
import type { CallEvent } from './mas-events.ts'
import type { RecordingFailure } from './recording/call-recording.ts'
import { type Keeping, recordingEvent } from './recording/keeping.ts'
import type { RecordingNews } from './recording/tap-recordings.ts'
import type { Tap, TapLine } from './tap.ts'
import type { TapEvent } from './tap.worker.ts'

export type CallOptions = Omit<EngineSideOptions, 'sessionId' | 'client'> & {
  readonly client: ClientLeg
  /** As `ClientSideOptions`. */
  readonly offer: ResumeOffer | undefined
  readonly graceMs: () => number
  readonly onEvent: (event: ServerEvent) => void
  /** A client that was away hears again, ms after it last had. */
  readonly onHeardAgain: (gapMs: number) => void
  readonly session: SessionRecord
  readonly persona: Pick<Persona, 'id' | 'name' | 'language' | 'vocabulary'>
  readonly tap: Tap
  readonly keeping: Keeping
  /** Where the session's media time and turns stand. */
  readonly resume: ResumePoint
  /** Once, when the first engine leg is ready: waiting is over. */
  readonly onBegan: () => void
  /** Once, when both legs are gone and the last turn is told. */
  readonly onOver: (reason: string) => void
}

const samplesPerMs = 48
/** How often a call's clocks are looked at, ms … */
const lookMs = 40
/** … or so much sooner when a message has just come. */
const earlyMs = 10
/** Longest wait for the last turns when a call ends, ms. */
const lastTurnsMs = 500
/** Longest wait for the last of the sound to be written, ms. */
const stopRecordingMs = 1000

export class Call {
  readonly sessionId: string
  readonly #options: CallOptions
  readonly #clock = new MediaClock()
  readonly #base: number
  readonly #engine: EngineSide
  readonly #client: ClientSide
  readonly #ended = Promise.withResolvers<void>()
  #line: TapLine | undefined
  #typed: number
  #muted = false
  #lookedMs = Number.NEGATIVE_INFINITY
  readonly #unrecorded = Promise.withResolvers<void>()
  /** The first engine leg is ready. */
  #began = false
  #over = false

  constructor(options: CallOptions) {
    this.#options = options
    this.sessionId = options.session.sessionId
    const { resume, tap, persona, now } = options
    const { userTurns, agentTurns } = resume
    this.#base = Math.ceil(resume.mediaMs) * samplesPerMs
    this.#typed = userTurns
    this.#client = new ClientSide(options, {
      audio: (packets, nowMs) => this.#clientAudio(packets, nowMs),
      message: (message) => this.#clientMessage(message),
      gone: (error) => void this.#end(error, error ? error.code : 'the client left', 1000),
      sink: (sink) => {
        this.#engine.client = sink
      },
      away: () => this.#away(),
      unheard: (turnId) => {
        options.recorder.unheard(turnId)
        this.#engine.missed(turnId)
      },
      mediaMs: () => this.#sample / samplesPerMs,
      dueMs: () => this.#sample / samplesPerMs + this.#clock.behindMs,
    })
    this.#engine = new EngineSide(
      { ...options, client: this.#client.sink, sessionId: this.sessionId },
      {
        sample: () => this.#sample,
        line: ({ capabilities }, prompt) => {
          const userWords = capabilities.userTranscript
          const ear = earWish(capabilities, persona, prompt)
          if (this.#line) this.#line.note({ type: 'ear', ear })
          else {
            const at = { startSample: this.#base, userTurns, agentTurns, userWords, ...(ear ? { ear } : {}) }
            const recorded = this.recording === 'audio' ? { record: this.sessionId } : {}
            this.#line = tap.open({ ...at, ...recorded }, (events) => this.#told(events))
          }
          return this.#line
        },
        ear: () => tap.status.ear?.model ?? null,
        viewed: () => this.#tellSession(),
        ready: () => {
          this.#began = true
          this.#clock.start(now())
          this.#client.ready()
          options.onBegan()
        },
        over: (error) => {
          this.#client.sink.event({ type: 'engine', state: 'lost', name: this.#engine.view.name, detail: error.message })
          void this.#end(error, error.message, error.closeCode)
        },
      },
    )
    this.#client.begin(lastUnheard(options.earlier))
    this.#tellSession()
    this.#note(this.#recordingEvent())
    this.#engine.begin()
  }

  /** Session media time, 48 kHz samples. */
  get #sample(): number {
    return this.#base + this.#clock.nowSamples
  }

  get session(): SessionRecord {
    return this.#options.session
  }

  /** What is kept of it now. */
  get recording(): RecordingLevel {
    return this.#options.recorder.level
  }

  /** Who hears it, and whether anybody does. */
  get client(): Pick<ClientSide, 'away' | 'knows' | 'ping'> {
    return this.#client
  }

  /** Whether it is ending or has ended. */
  get over(): boolean {
    return this.#over
  }

  /** Resolves once it is over and its session may have another call. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  /** Another connection takes the place of the client's; it is told where the call stands. */
  join(leg: ClientLeg, offer: ResumeOffer | undefined, how: 'back' | 'taken_over'): void {
    // What the lost connection still owed cannot come any more.
    this.#clock.forgetDebt()
    this.#muted = false
    const awayMs = this.#client.replace(leg, offer)
    this.#options.log.info({ awayMs, how }, 'a client is back in its call')
    this.#tellSession()
    this.#client.sink.event(this.#recordingEvent())
    if (this.#engine.state) this.#client.sink.event(this.#engine.state)
    this.#client.retell(awayMs)
    this.#note({ type: 'client', state: how, awayMs, atMs: this.#atMs })
    if (this.#began) this.#client.ready()
  }

  /** What its client was told last of its engine. */
  get engineState(): EngineSide['state'] {
    return this.#engine.state
  }

  /** Session media time, ms. */
  get lengthMs(): number {
    return this.#atMs
  }

  /** As operators see it. */
  get legs(): EngineSide['legs'] {
    return this.#engine.legs
  }

  /** Its leg on this server. */
  legOn(serverId: string): LegView | undefined {
    const { current, successor } = this.legs
    return [current, successor].find((leg) => leg?.serverId === serverId) ?? undefined
  }

  /** About every 20 ms. */
  tick(nowMs: number): void {
    if (nowMs - this.#lookedMs >= lookMs) this.#look(nowMs)
  }

  /**
   * Puts silence in where the client's sound is missing, and lets the engine's side look after its legs. All that it touches is at hand in the
   * processor when a packet has just been counted, and far away at any other time.
   */
  #look(nowMs: number): void {
    if (this.#over) return
    this.#lookedMs = nowMs
    if (this.#client.expired(nowMs)) return void this.#end(undefined, 'the client did not come back', 1000)
    if (!this.#began) return
    const heardAgain = this.#client.heardAgain(nowMs)
    if (heardAgain !== undefined) this.#options.onHeardAgain(heardAgain)
    const span = this.#clock.tick(nowMs)
    if (span) {
      const count = (span.endSamples - span.startSamples) / silence.durationSamples48
      this.#engine.send(Array.from({ length: count }, () => silence))
      this.#line?.gap(this.#base + span.startSamples, this.#base + span.endSamples)
    }
    this.#engine.tick(nowMs)
  }

  /** Something an agent found out: shown at once, said when nobody speaks. */
  event({ notice, say, unless }: CallEvent): void {
    if (this.#over) return
    this.#note({ type: 'notice', ...notice, atMs: this.#atMs })
    if (say !== undefined && !(unless && this.#engine.has(unless))) this.#engine.news({ id: notice.id, text: say })
  }

  /** From now on no more than this is kept of it. Resolves when nothing more is written. */
  async keepLess(level: RecordingLevel): Promise<void> {
    const { recorder } = this.#options
    const recorded = recorder.level === 'audio'
    recorder.level = level
    this.#note(this.#recordingEvent())
    if (!recorded || !this.#line) return
    this.#line.note({ type: 'unrecord' })
    await Promise.race([this.#unrecorded.promise, setTimeout(stopRecordingMs)])
  }

  /** Ends the call from our side: the client is told first. `error` is what it is told, if it is one. */
  async close(reason: string, error: DuetError | undefined): Promise<void> {
    await this.#end(error, reason, error?.closeCode ?? 1000)
  }

  #clientAudio(packets: readonly OpusPacket[], nowMs: number): void {
    // What comes before the engine is ready is not kept: a backlog would make the whole call late.
    if (this.#over || !this.#began) return
    // Nearly always all of them; a list of its own is made only where some are left out.
    let counted = packets
    let index = -1
    for (const packet of packets) {
      index++
      const arrival = this.#clock.received(packet.durationSamples48, nowMs)
      if (arrival.type !== 'counted') {
        if (counted === packets) counted = packets.slice(0, index)
        continue
      }
      if (counted !== packets) counted = [...counted, packet]
      if (arrival.gap && !this.#muted) {
        const { startSamples, endSamples } = arrival.gap
        const startMs = Math.round((this.#base + startSamples) / samplesPerMs)
        const endMs = Math.round((this.#base + endSamples) / samplesPerMs)
        this.#note({ type: 'gap', startMs, endMs, detail: 'silence was put in where your sound was missing' })
      }
      this.#line?.sound('user', this.#base + arrival.span.startSamples, packet.data)
    }
    if (counted.length > 0) this.#engine.send(counted)
    if (nowMs - this.#lookedMs >= lookMs - earlyMs) this.#look(nowMs)
  }

  #clientMessage(message: ClientMessage): void {
    if (this.#over) return
    if ('text' in message) return this.#clientText(message.text, message.forward_to_moshi)
    switch (message.type) {
      case 'played':
        this.#line?.note({ type: 'heard', sentSamples: this.#client.sentSamples, playedSamples: message.samples })
        return
      case 'mute':
        this.#muted = message.muted
        return
      case 'end':
        void this.#end(undefined, 'ended by you', 1000)
        return
      default:
        this.#client.message(message)
    }
  }

  /** Typed words are a turn of their own without length. */
  #clientText(text: string, forward: boolean): void {
    const client = this.#client.sink
    const atMs = this.#atMs
    const turnId = `t${++this.#typed}`
    const turn: Turn = {
      turnId,
      side: 'user',
      startMs: atMs,
      endMs: atMs,
      text,
      source: 'typed',
      interrupted: false,
      responseMs: null,
    }
    client.event({ type: 'turn.start', turnId, side: 'user', atMs })
    client.event({ type: 'turn.end', turn })
    this.#options.recorder.turn(turn)
    try {
      this.#engine.typed(turn, forward)
    } catch (thrown) {
      if (!(thrown instanceof DuetError)) throw thrown
      client.event(errorEvent(thrown))
    }
  }

  /** What the tap found, in the order it came to light. */
  #told(events: readonly TapEvent[]): void {
    for (const found of events) {
      if (found.type === 'unrecorded') {
        this.#notRecorded(found)
        continue
      }
      const event = this.#client.marked(found)
      this.#note(event)
      if (!this.#over) this.#engine.take(event)
    }
  }

  /** The sound that is on the disk stays, the call goes on. */
  #notRecorded({ reason, detail }: RecordingNews): void {
    this.#unrecorded.resolve()
    if (reason === 'wish') return
    const { recorder, log } = this.#options
    log.error({ reason, detail }, 'the sound of a call is no longer kept')
    if (recorder.level === 'audio') recorder.level = 'transcript'
    this.#note(this.#recordingEvent(unrecordedText[reason]))
  }

  #recordingEvent(detail?: string): ServerEvent {
    const { recorder, keeping } = this.#options
    return recordingEvent(keeping, { level: recorder.level, atMs: this.#atMs, ...(detail === undefined ? {} : { detail }) })
  }

  /** The client is away: its engine goes on with silence from its side. */
  #away(): void {
    this.#options.log.info({ ms: Math.round(this.#clock.nowMs) }, 'a client is away; its call is kept')
    this.#note({ type: 'client', state: 'away', atMs: this.#atMs })
  }

  get #atMs(): number {
    return Math.round(this.#sample / samplesPerMs)
  }

  /** Tells the client, and keeps it with the session. */
  #note(event: ServerEvent): void {
    this.#client.sink.event(event)
    this.#options.recorder.take(event)
  }

  #tellSession(): void {
    const { session } = this.#options
    const { id, name } = this.#options.persona
    const persona = { id, name }
    const { sessionId, conversationId } = session
    const engine = this.#engine.view
    this.#client.sink.event({ type: 'session', version: SESSION_PROTOCOL_VERSION, sessionId, conversationId, persona, engine })
  }

  /** The one way a call ends, whoever began it: no more sound, the last turns, the client told, the engine let go. */
  async #end(error: DuetError | undefined, reason: string, code: number): Promise<void> {
    if (this.#over) return
    this.#over = true
    const { log, onOver } = this.#options
    if (error?.code === 'internal') log.error({ err: error.cause }, 'a call failed inside Duet')
    log.info({ reason: error?.code ?? reason, ms: Math.round(this.#clock.nowMs) }, 'call is over')
    const closed = this.#engine.close(reason)
    await this.#line?.end(this.#sample, lastTurnsMs)
    this.#client.end(code, reason, error)
    await closed
    onOver(error?.code ?? reason)
    this.#ended.resolve()
  }
}

/** What the session's last call said to nobody: its client was away to the end. */
function lastUnheard(turns: readonly Turn[]): readonly Turn[] {
  const heard = turns.findLastIndex((turn) => turn.side === 'agent' && !turn.unheard)
  const from = turns.findIndex((turn, index) => index > heard && turn.unheard)
  return from < 0 ? [] : turns.slice(from)
}

const unrecordedText: { readonly [Reason in RecordingFailure['reason']]: string } = {
  room: 'There is no room for more sound; the words are kept.',
  disk: 'The sound cannot be written; the words are kept.',
}
