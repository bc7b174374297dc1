/** One call: takes the client's sound and messages, gives them to its engine side without waiting for anything, and lets the tap listen along. */
import { MediaClock } from '../audio/clock.ts'
import type { OpusPacket } from '../audio/ogg-opus.ts'
import type { Persona } from '../personas/persona.ts'
import { DuetError } from '../protocol/errors.ts'
import { type ClientMessage, SESSION_PROTOCOL_VERSION, type Turn } from '../protocol/session.ts'
import type { ResumePoint, SessionRecord } from '../store/journal.ts'
import { type ClientLeg, errorEvent } from './client-leg.ts'
import { EngineSide, type EngineSideOptions } from './engine-side.ts'
import { earWish } from './hearing.ts'
import { type LegView, silence } from './legs/leased-leg.ts'
import type { CallEvent } from './mas-events.ts'
import type { Tap, TapLine } from './tap.ts'
import type { TapEvent } from './tap.worker.ts'

export type CallOptions = Omit<EngineSideOptions, 'sessionId'> & {
  readonly session: SessionRecord
  readonly persona: Pick<Persona, 'id' | 'name' | 'language' | 'vocabulary'>
  readonly tap: Tap
  /** Where the session's media time and turns stand. */
  readonly resume: ResumePoint
  /** Once, when the first engine leg is ready: waiting is over. */
  readonly onBegan: () => void
  /** Once, when both legs are gone and the last turn is told. */
  readonly onOver: (reason: string) => void
}

const samplesPerMs = 48
/** Longest wait for the last turns when a call ends, ms. */
const lastTurnsMs = 500

export class Call {
  readonly sessionId: string
  readonly #options: CallOptions
  readonly #clock = new MediaClock()
  readonly #base: number
  readonly #engine: EngineSide
  #line: TapLine | undefined
  #typed: number
  #muted = false
  /** The first engine leg is ready. */
  #began = false
  #over = false

  constructor(options: CallOptions) {
    this.#options = options
    this.sessionId = options.session.sessionId
    const { client, resume, tap, persona, now } = options
    const { userTurns, agentTurns } = resume
    this.#base = Math.ceil(resume.mediaMs) * samplesPerMs
    this.#typed = userTurns
    this.#engine = new EngineSide(
      { ...options, sessionId: this.sessionId },
      {
        sample: () => this.#sample,
        line: ({ capabilities }, prompt) => {
          const userWords = capabilities.userTranscript
          const ear = earWish(capabilities, persona, prompt)
          if (this.#line) this.#line.note({ type: 'ear', ear })
          else {
            const at = { startSample: this.#base, userTurns, agentTurns, userWords, ...(ear ? { ear } : {}) }
            this.#line = tap.open(at, (events) => this.#told(events))
          }
          return this.#line
        },
        ear: () => tap.status.ear?.model ?? null,
        viewed: () => this.#tellSession(),
        ready: () => {
          this.#began = true
          this.#clock.start(now())
          client.ready()
          options.onBegan()
        },
        over: (error) => {
          client.event({ type: 'engine', state: 'lost', name: this.#engine.view.name, detail: error.message })
          void this.#end(error, error.message, error.closeCode)
        },
      },
    )
    this.#tellSession()
    client.listen({
      audio: (packets) => this.#clientAudio(packets),
      message: (message) => this.#clientMessage(message),
      gone: (error) => void this.#end(error, error ? error.code : 'the client left', 1000),
    })
    this.#engine.begin()
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

  /** As operators see it. */
  get legs(): EngineSide['legs'] {
    return this.#engine.legs
  }

  /** Its leg on this server. */
  legOn(serverId: string): LegView | undefined {
    const { current, successor } = this.legs
    return [current, successor].find((leg) => leg?.serverId === serverId) ?? undefined
  }

  /** Puts silence in where the client's sound is missing. About every 20 ms. */
  tick(nowMs: number): void {
    if (this.#over || !this.#began) return
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
    const event = { type: 'notice', ...notice, atMs: Math.round(this.#sample / samplesPerMs) } as const
    this.#options.client.event(event)
    this.#options.recorder.take(event)
    if (say !== undefined && !(unless && this.#engine.has(unless))) this.#engine.news({ id: notice.id, text: say })
  }

  /** Ends the call from our side: the client is told first. `error` is what it is told, if it is one. */
  async close(reason: string, error: DuetError | undefined): Promise<void> {
    await this.#end(error, reason, error?.closeCode ?? 1000)
  }

  #clientAudio(packets: readonly OpusPacket[]): void {
    // What comes before the engine is ready is not kept: a backlog would make the whole call late.
    if (this.#over || !this.#began) return
    const nowMs = this.#options.now()
    // Nearly always all of them; a list of its own is made only where some are left out.
    let counted = packets
    for (const [index, packet] of packets.entries()) {
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
        const event = { type: 'gap', startMs, endMs, detail: 'silence was put in where your sound was missing' } as const
        this.#options.client.event(event)
        this.#options.recorder.take(event)
      }
      this.#line?.sound('user', this.#base + arrival.span.startSamples, packet.data)
    }
    if (counted.length > 0) this.#engine.send(counted)
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
    recorder.turn(turn)
    try {
      this.#engine.typed(turn, forward)
    } catch (thrown) {
      if (!(thrown instanceof DuetError)) throw thrown
      client.event(errorEvent(thrown))
    }
  }

  /** What the tap found, in the order it came to light. */
  #told(events: readonly TapEvent[]): void {
    const { client, recorder } = this.#options
    for (const event of events) {
      client.event(event)
      recorder.take(event)
      if (!this.#over) this.#engine.take(event)
    }
  }

  #tellSession(): void {
    const { client, session } = this.#options
    const { id, name } = this.#options.persona
    const persona = { id, name }
    const { sessionId, conversationId } = session
    const engine = this.#engine.view
    client.event({ type: 'session', version: SESSION_PROTOCOL_VERSION, sessionId, conversationId, persona, engine })
  }

  /** The one way a call ends, whoever began it: no more sound, the last turns, the client told, the engine let go. */
  async #end(error: DuetError | undefined, reason: string, code: number): Promise<void> {
    if (this.#over) return
    this.#over = true
    const { client, log, onOver } = this.#options
    if (error?.code === 'internal') log.error({ err: error.cause }, 'a call failed inside Duet')
    log.info({ reason: error?.code ?? reason, ms: Math.round(this.#clock.nowMs) }, 'call is over')
    const closed = this.#engine.close(reason)
    await this.#line?.end(this.#sample, lastTurnsMs)
    client.end(code, reason, error)
    await closed
    onOver(error?.code ?? reason)
  }
}
