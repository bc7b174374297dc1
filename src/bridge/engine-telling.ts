/** What the client of a call, and the record of it, are told of the engine: its states, with their place on the session's clock. */
import type { MoveReason } from '../engines/rollover-policy.ts'
import type { ServerEvent } from '../protocol/session.ts'
import type { ClientSink } from './client-side.ts'
import type { Recorder } from './recorder.ts'

export type EngineEvent = Extract<ServerEvent, { type: 'engine' }>
export type EngineTold = Omit<EngineEvent, 'type' | 'name' | 'atMs'>

export type EngineTellingHost = {
  /** The connection that hears it at this moment. */
  client(): Pick<ClientSink, 'event'>
  readonly recorder: Pick<Recorder, 'take'>
  /** Session media time, 48 kHz samples. */
  sample(): number
  /** The engine in use. */
  engine(): string
}

const samplesPerMs = 48

export class EngineTelling {
  readonly #host: EngineTellingHost
  #state: EngineEvent | undefined
  /** What was told when no engine listened any more, and whether a place in line was told since. */
  #away: EngineTold | undefined
  #inLine = false

  constructor(host: EngineTellingHost) {
    this.#host = host
  }

  /** What was told last of the engine. */
  get state(): EngineEvent | undefined {
    return this.#state
  }

  /** Tells the client. */
  tell(told: EngineTold): ServerEvent {
    const atMs = Math.round(this.#host.sample() / samplesPerMs)
    const event = { type: 'engine', name: this.#host.engine(), atMs, ...told } as const
    this.#host.client().event(event)
    this.#state = event
    return event
  }

  /** Tells the client, and keeps it with the session. */
  record(told: EngineTold): void {
    this.#host.recorder.take(this.tell(told))
  }

  /** Another event, told and kept. */
  note(event: ServerEvent): void {
    this.#host.client().event(event)
    this.#host.recorder.take(event)
  }

  /** No engine listens from here on. */
  away(reason: MoveReason): void {
    const planned = reason === 'context' || reason === 'lag'
    this.#away = { state: planned ? 'rollover' : 'recovering', reason, detail: awayText[reason] }
    this.record(this.#away)
  }

  queued(place: number, estimatedWaitMs: number | null): void {
    this.#inLine = true
    this.tell({ state: 'queued', place, estimatedWaitMs })
  }

  /** It has a slot: where it was told that it waits in line, it is told that it does so no more. */
  outOfLine(): void {
    if (this.#inLine && this.#away) this.tell(this.#away)
    this.#inLine = false
  }
}

const awayText: { readonly [Reason in MoveReason]: string } = {
  start: '',
  context: 'The engine is being refreshed; it knows what was said.',
  lag: 'The engine fell behind and is being refreshed; it knows what was said.',
  hang: 'The engine stopped answering; another is being reached. What was said is kept.',
  lost: 'The engine went away; another is being reached. What was said is kept.',
}
