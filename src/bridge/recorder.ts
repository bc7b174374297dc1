/** Writes what the conversation core tells of one session into the journal. */
import type { ConversationEvent } from '../conversation/conversation.ts'
import type { ServerEvent, Turn } from '../protocol/session.ts'
import type { Journal } from '../store/journal.ts'

/** Turns whose words may still be corrected. */
const recentTurns = 8
/** Events worth keeping beside the turns: what a timeline of the past shows. */
const kept: ReadonlySet<ServerEvent['type']> = new Set([
  'overlap.end',
  'backchannel',
  'interruption',
  'latency',
  'pause',
  'gap',
  'error',
  'ear',
])

export type RecorderOptions = {
  readonly journal: Journal
  readonly sessionId: string
  /** Wall time, epoch ms, of media time 0 of the session. */
  readonly startedAt: number
}

export class Recorder {
  /** Whose turns come now; '' while no engine is there yet. */
  engine = ''
  readonly #options: RecorderOptions
  readonly #recent: Turn[] = []

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  take(event: ConversationEvent | ServerEvent): void {
    if (event.type === 'turn.end') this.turn(event.turn)
    else if (event.type === 'transcript' && event.final) this.#correct(event)
    if (kept.has(event.type)) this.#keep(event)
  }

  turn(turn: Turn): void {
    const { journal, sessionId, startedAt } = this.#options
    journal.recordTurn(sessionId, { turn, saidAt: Math.round(startedAt + turn.startMs), engine: this.engine })
    if (this.#recent.push(turn) > recentTurns) this.#recent.shift()
  }

  /** Words may come after their turn is over. */
  #correct({ turnId, text, source }: Extract<ConversationEvent, { type: 'transcript' }>): void {
    const at = this.#recent.findIndex((turn) => turn.turnId === turnId)
    const [turn] = at < 0 ? [] : this.#recent.splice(at, 1)
    if (turn && turn.text !== text) this.turn({ ...turn, text, ...(source ? { source } : {}) })
  }

  #keep(event: ConversationEvent | ServerEvent): void {
    const { journal, sessionId } = this.#options
    const atMs = 'atMs' in event && event.atMs !== undefined ? event.atMs : 'startMs' in event ? event.startMs : 0
    journal.recordEvent(sessionId, { atMs, type: event.type, body: JSON.stringify(event) })
  }
}
