/** The sessions of a bridge: made, found, and at most one call in each. */
import { EventEmitter, once } from 'node:events'
import type { Persona } from '../personas/persona.ts'
import { voiceName, voiceNames } from '../personas/voices.ts'
import { DuetError } from '../protocol/errors.ts'
import { leastRecorded, type RecordingLevel } from '../protocol/recording-level.ts'
import type { Journal, SessionRecord } from '../store/journal.ts'
import type { Call } from './call.ts'
import { endDelivery, eraseDelivery } from './deliveries.ts'
import { type Keeping, recordedLevel } from './recording/keeping.ts'
import type { RecordingLibrary } from './recording/library.ts'

export type NewSession = {
  readonly persona: string
  readonly voice?: string | undefined
  readonly conversation_id?: string | undefined
  readonly user_id: string
  readonly recording?: RecordingLevel | undefined
}

/** What went with a session; `orchestrator`: whether one is told, which takes away what it has of it. */
export type Forgotten = { readonly turns: number; readonly soundBytes: number; readonly orchestrator: boolean }

export type SessionsOptions = {
  readonly journal: Journal
  readonly personas: ReadonlyMap<string, Persona>
  /** Goes before the persona's own voice: PERSONAPLEX_VOICE. */
  readonly voice: string | undefined
  readonly maxCalls: number
  readonly keeping: Keeping
  readonly recordings: Pick<RecordingLibrary, 'remove'>
  /** The voice this person has asked for earlier, where they have; answers soon, whatever the disk does. */
  readonly prefers?: (userId: string, persona: Persona) => Promise<string | undefined>
  /** Whether there is an orchestrator to be told. */
  readonly tells?: boolean
  /** Longest wait for the disk before a session is answered for, ms. */
  readonly durableMs?: number
}

export class Sessions {
  readonly #options: Required<SessionsOptions>
  readonly #calls = new Map<string, Call>()
  /** Claimed by a socket that is being opened. */
  readonly #claimed = new Set<string>()
  readonly #quiet = new EventEmitter<{ quiet: [] }>()
  /** Not on disk yet. */
  readonly #unwritten = new Map<string, SessionRecord>()

  constructor(options: SessionsOptions) {
    this.#options = { durableMs: 2000, tells: false, prefers: async () => undefined, ...options }
  }

  get calls(): ReadonlyMap<string, Call> {
    return this.#calls
  }

  /** Resolves when there is no call, or after `ms`. */
  async quiet(ms: number): Promise<void> {
    if (this.#calls.size === 0) return
    const signal = AbortSignal.timeout(ms)
    await once(this.#quiet, 'quiet', { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }

  /**
   * A new session, on disk before it is answered unless the disk fails or is slow: then it is kept in memory until it is.
   * Throws `persona.not_found`, `voice.unknown`.
   */
  async create(wanted: NewSession): Promise<SessionRecord> {
    const persona = this.persona(wanted.persona)
    const session: SessionRecord = {
      sessionId: crypto.randomUUID(),
      conversationId: wanted.conversation_id ?? crypto.randomUUID(),
      persona: persona.id,
      voice: this.voice(wanted.voice ?? (await this.#options.prefers(wanted.user_id, persona)), persona),
      userId: wanted.user_id,
      createdAt: Date.now(),
      recording: recordedLevel(this.#options.keeping, wanted.recording),
    }
    this.#unwritten.set(session.sessionId, session)
    const written = this.#options.journal
      .createSession(session)
      .catch(() => {})
      .finally(() => this.#unwritten.delete(session.sessionId))
    await withDeadline(written, this.#options.durableMs)
    return session
  }

  /** Throws `session.not_found`. */
  async find(sessionId: string): Promise<SessionRecord> {
    const session = this.#unwritten.get(sessionId) ?? (await this.#options.journal.session(sessionId))
    if (!session)
      throw new DuetError('session.not_found', `There is no session "${sessionId.slice(0, 100)}".`, { field: 'session_id' })
    return session
  }

  /** Throws `persona.not_found` with the list. */
  persona(id: string): Persona {
    const { personas } = this.#options
    const persona = personas.get(id)
    if (persona) return persona
    const known = [...personas.keys()].join(', ')
    throw new DuetError('persona.not_found', `"${id.slice(0, 100)}" is not one of ${known}.`, { field: 'persona' })
  }

  /** A voice by its name, by that of a persona who has it, or the usual one: PERSONAPLEX_VOICE, else the persona's. Throws `voice.unknown` with the list. */
  voice(written: string | undefined, persona: Persona): string {
    if (written === undefined) return this.#options.voice ?? persona.voice
    const voice = voiceName(written) ?? this.#options.personas.get(written)?.voice
    if (voice) return voice
    throw new DuetError('voice.unknown', `"${written.slice(0, 100)}" is not one of ${voiceNames.join(', ')}.`, { field: 'voice' })
  }

  /**
   * Forgets a session and all that was said in it, here and at the orchestrator; its call must have ended. Throws `store.failed`.
   * @param facts whether what was learned only from it goes, too
   */
  async forget(session: SessionRecord, facts: 'keep' | 'erase'): Promise<Forgotten> {
    const { journal, tells } = this.#options
    const { userTurns, agentTurns } = await journal.resumePoint(session.sessionId)
    const soundBytes = await this.#removeSound(session.sessionId)
    await journal.deleteSession(session.sessionId, tells ? eraseDelivery(session, Date.now(), facts) : undefined)
    return { turns: userTurns + agentTurns, soundBytes, orchestrator: tells }
  }

  /**
   * Keeps less of a session from now on, running or over, and deletes what the lesser level would not have kept.
   * Throws `request.invalid` for more than is kept now, `store.failed`.
   * @returns the session as it is kept now
   */
  async keepLess(session: SessionRecord, level: RecordingLevel): Promise<SessionRecord> {
    const { journal, tells } = this.#options
    const { sessionId, recording = 'transcript' } = session
    if (leastRecorded(recording, level) !== level)
      throw new DuetError('request.invalid', `Only less can be kept of a call than "${recording}".`, { field: 'recording' })
    const kept = { ...session, recording: level }
    if (level === recording) return kept
    if (this.#unwritten.has(sessionId)) this.#unwritten.set(sessionId, kept)
    await this.#calls.get(sessionId)?.keepLess(level)
    await this.#removeSound(sessionId)
    const delivery = tells && level === 'off' ? eraseDelivery(session, Date.now(), 'erase') : undefined
    await journal.lowerRecording(sessionId, level, delivery)
    return kept
  }

  /** Forgets every session of a user and what is remembered of them here; their calls end. Throws `store.failed`. */
  async forgetUser(userId: string): Promise<void> {
    const { journal } = this.#options
    const ended = new DuetError('session.ended', 'Everything of this user is being erased.')
    for (const call of this.#calls.values()) if (call.session.userId === userId) await call.close('erased', ended)
    for (;;) {
      const { sessions } = await journal.sessions({ limit: 200, userId })
      for (const session of sessions) await this.forget(session, 'erase')
      if (sessions.length === 0) break
    }
    await journal.eraseDigests(userId)
  }

  /** Throws `store.failed`. @returns bytes */
  async #removeSound(sessionId: string): Promise<number> {
    try {
      return await this.#options.recordings.remove(sessionId)
    } catch (cause) {
      throw new DuetError('store.failed', 'The sound of a call could not be deleted.', { field: 'DUET_DATA_DIR', cause })
    }
  }

  /** Takes a place for a call; give it back or turn it into a call. Throws `session.busy`, `session.limit`. */
  claim(sessionId: string): void {
    if (this.#calls.has(sessionId) || this.#claimed.has(sessionId)) {
      throw new DuetError('session.busy', 'This session has a call already.', { field: 'session_id' })
    }
    if (this.#calls.size + this.#claimed.size >= this.#options.maxCalls) {
      throw new DuetError('session.limit', `All ${this.#options.maxCalls} places are taken (DUET_MAX_SESSIONS).`)
    }
    this.#claimed.add(sessionId)
  }

  unclaim(sessionId: string): void {
    this.#claimed.delete(sessionId)
  }

  began(call: Call): void {
    this.#claimed.delete(call.sessionId)
    this.#calls.set(call.sessionId, call)
  }

  over({ session, recording }: Call, reason: string): void {
    const { journal, tells } = this.#options
    this.#calls.delete(session.sessionId)
    if (this.#calls.size === 0) this.#quiet.emit('quiet')
    const now = Date.now()
    const delivery =
      tells && recording !== 'off'
        ? endDelivery(session, reason, now, this.#options.personas.get(session.persona)?.memory ?? 'own')
        : undefined
    void journal.endSession(session.sessionId, now, reason, delivery).catch(() => {})
  }
}

async function withDeadline(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, deadline])
  clearTimeout(timer)
}
