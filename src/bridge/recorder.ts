/** Writes what the conversation core tells of one session into the journal, and with it what the orchestrator is to be told. */
import type { ConversationEvent } from '../conversation/conversation.ts'
import type { Persona } from '../personas/persona.ts'
import type { RecordingLevel } from '../protocol/recording-level.ts'
import type { ServerEvent, Turn } from '../protocol/session.ts'
import type { Journal, SessionRecord } from '../store/journal.ts'
import { turnDelivery } from './deliveries.ts'

/** Turns whose words may still be corrected, and backchannels that may still belong to one. */
const recent = 8
/** Events worth keeping beside the turns: what a timeline of the past shows. */
const kept: ReadonlySet<ServerEvent['type']> = new Set([
  'overlap.end',
  'backchannel',
  'interruption',
  'latency',
  'pause',
  'gap',
  'unheard',
  'client',
  'engine',
  'error',
  'ear',
  'notice',
  'recording',
])

export type RecorderOptions = {
  readonly journal: Journal
  readonly session: SessionRecord
  /** Wall time, epoch ms, of media time 0 of the session. */
  readonly startedAt: number
  /** Whether there is an orchestrator to be told. */
  readonly tells: boolean
  /** Whether what is learned is the persona's own, and which agents it uses; its own and all if not given. */
  readonly persona?: Pick<Persona, 'memory' | 'tools'>
}

type TurnChange = Pick<Partial<Turn>, 'text' | 'source' | 'unheard'> & { readonly words?: Turn['words'] }
type Recent = { readonly turn: Turn; readonly revision: number; readonly engine: string }
type Backchannel = Extract<ConversationEvent, { type: 'backchannel' }>

export class Recorder {
  /** Whose turns come now; '' while no engine is there yet. */
  engine = ''
  /** With "off" nothing is written. */
  level: RecordingLevel
  readonly #options: RecorderOptions
  readonly #turns: Recent[] = []
  readonly #backchannels: Backchannel[] = []

  constructor(options: RecorderOptions) {
    this.#options = options
    this.level = options.session.recording ?? 'transcript'
  }

  take(event: ConversationEvent | ServerEvent): void {
    if (this.level === 'off') return
    if (event.type === 'turn.end') this.turn(event.turn)
    else if (event.type === 'transcript' && event.final) this.#correct(event)
    else if (event.type === 'backchannel' && this.#backchannels.push(event) > recent) this.#backchannels.shift()
    if (kept.has(event.type)) this.#keep(event)
  }

  turn(turn: Turn): void {
    if (this.level === 'off') return
    this.#write({ turn, revision: 0, engine: this.engine })
  }

  /** A turn of the agent turns out to have been heard by nobody. */
  unheard(turnId: string): void {
    if (this.level !== 'off') this.#change(turnId, () => ({ unheard: true }))
  }

  /** Words may come after their turn is over. */
  #correct({ turnId, text, source, words }: Extract<ConversationEvent, { type: 'transcript' }>): void {
    this.#change(turnId, (turn) =>
      turn.text === text && words === undefined ? undefined : { text, words, ...(source ? { source } : {}) },
    )
  }

  /** Writes a turn again, where it is not too long ago and `change` says so. The orchestrator is told unless only times of words are new. */
  #change(turnId: string, change: (turn: Turn) => TurnChange | undefined): void {
    const at = this.#turns.findIndex((one) => one.turn.turnId === turnId)
    const found = this.#turns[at]
    const changed = found && change(found.turn)
    if (!changed) return
    this.#turns.splice(at, 1)
    const { words, ...rest } = { ...found.turn, ...changed }
    const turn: Turn = words === undefined ? rest : { ...rest, words }
    const news = changed.text !== found.turn.text || changed.words === undefined
    this.#write({ turn, revision: found.revision + (news ? 1 : 0), engine: found.engine }, news)
  }

  /** @param news it is to be told to the orchestrator, too */
  #write(one: Recent, news = true): void {
    const { journal, session, startedAt, tells, persona = { memory: 'own' } } = this.#options
    const { turn, engine } = one
    const saidAt = Math.round(startedAt + turn.startMs)
    const said = { ...one, saidAt, hadBackchannels: this.#hadBackchannels(turn), recorded: this.level === 'audio' }
    const delivery = tells && news ? turnDelivery(session, said, Date.now(), persona) : undefined
    journal.recordTurn(session.sessionId, { turn, saidAt, engine }, delivery)
    if (this.#turns.push(one) > recent) this.#turns.shift()
  }

  /** Whether the other side murmured into it. */
  #hadBackchannels(turn: Turn): boolean {
    return this.#backchannels.some((one) => one.side !== turn.side && one.endMs > turn.startMs && one.startMs < turn.endMs)
  }

  #keep(event: ConversationEvent | ServerEvent): void {
    const { journal, session } = this.#options
    const atMs = 'atMs' in event && event.atMs !== undefined ? event.atMs : 'startMs' in event ? event.startMs : 0
    journal.recordEvent(session.sessionId, { atMs, type: event.type, body: JSON.stringify(event) })
  }
}
