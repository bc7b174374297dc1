/** What a socket asks for, found out before it is opened: a call of its own, by its session or its query, or a place in one that runs. */
import type { IncomingMessage } from 'node:http'
import type { Principal } from '../access/principal.ts'
import type { LegRequest, Listening } from '../engines/engine.ts'
import { promptFits } from '../engines/moshi-engine.ts'
import type { EnginePool } from '../engines/pool.ts'
import { fitPrompt, type Persona } from '../personas/persona.ts'
import type { PromptPart } from '../personas/prompt-parts.ts'
import type { CountTokens } from '../personas/tokens.ts'
import { DuetError } from '../protocol/errors.ts'
import { offeredResume, type ResumeOffer } from '../protocol/resume.ts'
import { recordingLevelSchema, type Turn } from '../protocol/session.ts'
import type { Journal, ResumePoint, SessionRecord } from '../store/journal.ts'
import type { Admission } from './admission.ts'
import type { Call } from './call.ts'
import type { Wire } from './client-leg.ts'
import type { FirstWords } from './first-words.ts'
import type { Known } from './known.ts'
import type { News } from './legs/call-news.ts'
import type { Character } from './legs/leg-prompt.ts'
import type { RecordingLibrary } from './recording/library.ts'
import type { Sessions } from './sessions.ts'
import { moshiWire, sessionWire } from './wires.ts'

export type NewCall = {
  readonly type: 'call'
  readonly session: SessionRecord
  readonly character: Character
  /** What is remembered of the person, for the prompt. */
  readonly known: readonly PromptPart[]
  readonly request: Pick<LegRequest, 'voice' | 'greet' | 'listening'>
  readonly resume: ResumePoint
  /** What the agent says first. */
  readonly first?: News | undefined
  /** The turns of the session before, as far as a prompt can hold them. */
  readonly earlier: readonly Turn[]
  readonly offer: ResumeOffer | undefined
  readonly wire: Wire
  readonly principal: Principal
}

/** A place in a call that runs, if its client may have it. */
export type Joining = {
  readonly type: 'join'
  readonly call: Call
  readonly offer: ResumeOffer | undefined
  readonly wire: Wire
}

export type OpeningsOptions = {
  readonly sessions: Sessions
  readonly known: Known
  readonly firstWords: FirstWords
  readonly journal: Journal
  readonly pool: EnginePool
  readonly recordings: Pick<RecordingLibrary, 'endMs'>
  readonly countTokens: CountTokens
  readonly admission: Admission
}

/** As many as a summary looks at. */
const earlierTurns = 40
/** Longest wait for a call that is ending to have ended, ms. */
const endingMs = 5000
const fresh: ResumePoint = { mediaMs: 0, userTurns: 0, agentTurns: 0 }

/** The session that a path names, if it is one of a session's socket. */
export function sessionOf(path: string): string | undefined {
  return /^\/ws\/([^/]+)$/.exec(path)?.[1]
}

export class Openings {
  readonly #options: OpeningsOptions

  constructor(options: OpeningsOptions) {
    this.#options = options
  }

  /** Throws a code of the catalogue where nothing can be opened. */
  async of(request: IncomingMessage, principal: Principal): Promise<NewCall | Joining> {
    const url = new URL(request.url ?? '/', 'http://bridge')
    if (url.pathname === '/api/chat') {
      this.#askForRoom('', request)
      return this.#chat(url.searchParams, principal)
    }
    const id = sessionOf(url.pathname)
    if (id === undefined) throw new DuetError('request.not_found', 'Sockets are at /ws/{session_id} and /api/chat.')
    const offer = offeredResume(request.headers['sec-websocket-protocol'])
    await this.#ending(id)
    const before = this.#running(id, principal, offer)
    if (before) return before
    this.#askForRoom(id, request)
    const opening = await this.#session(id, principal, offer, url.searchParams.get('greet') === '1')
    // Two sockets of one client may have come at the same time.
    return this.#running(id, principal, offer) ?? opening
  }

  #running(id: string, principal: Principal, offer: ResumeOffer | undefined): Joining | undefined {
    const { sessions, admission } = this.#options
    const call = sessions.calls.get(id)
    if (!call || call.over) return undefined
    admission.mustOwn(principal, call.session)
    return { type: 'join', call, offer, wire: sessionWire }
  }

  async #ending(id: string): Promise<void> {
    const call = this.#options.sessions.calls.get(id)
    if (!call?.over) return
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, endingMs)
    await Promise.race([call.ended, late.promise])
    clearTimeout(timer)
  }

  async #session(id: string, principal: Principal, offer: ResumeOffer | undefined, greets: boolean): Promise<NewCall> {
    const { sessions, known, admission, firstWords } = this.#options
    const session = await sessions.find(id)
    admission.mustOwn(principal, session)
    const persona = sessions.persona(session.persona)
    const resume = await this.#resume(session)
    const earlier = resume.mediaMs === 0 ? [] : await this.#earlier(id)
    return {
      type: 'call',
      session,
      resume,
      earlier,
      character: { type: 'persona', persona },
      known: await known.parts(session),
      first: firstWords.take(id),
      request: { voice: session.voice, greet: greets && resume.mediaMs === 0, listening: listeningOf(persona) },
      offer,
      wire: sessionWire,
      principal,
    }
  }

  /** After its last turn and its last sound, whichever was later: media time never goes back. A failing disk stops no call. */
  async #resume({ sessionId, recording }: SessionRecord): Promise<ResumePoint> {
    const { journal, recordings } = this.#options
    const [point, soundMs] = await Promise.all([
      journal.resumePoint(sessionId).catch(() => fresh),
      recording === 'audio' ? recordings.endMs(sessionId).catch(() => 0) : 0,
    ])
    return { ...point, mediaMs: Math.max(point.mediaMs, soundMs) }
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
  async #chat(query: URLSearchParams, principal: Principal): Promise<NewCall> {
    const { sessions, known: digests, admission, countTokens } = this.#options
    const persona = sessions.persona(query.get('persona') ?? 'duet')
    const voice = query.get('voice_prompt')?.trim() || undefined
    const greet = query.get('greet') === '1'
    const own = query.get('text_prompt')?.trim()
    const prompt = own ? fitPrompt(own, countTokens) : undefined
    if (prompt !== undefined && !promptFits(prompt))
      throw new DuetError('request.invalid', 'The prompt is too long for an address.', { field: 'text_prompt' })
    const user = admission.userFor(principal, { user: 'local', persona: persona.id })
    const recording = recordingLevelSchema
      .optional()
      .catch(undefined)
      .parse(query.get('recording') ?? undefined)
    const session = await sessions.create({ persona: persona.id, voice, user_id: user, recording })
    const character: Character = prompt === undefined ? { type: 'persona', persona } : { type: 'given', prompt }
    const request = { voice: session.voice, greet, listening: listeningOf(persona) }
    // Who brings a prompt of their own brings all that it should say.
    const known = prompt === undefined ? await digests.parts(session) : []
    return {
      type: 'call',
      session,
      resume: fresh,
      earlier: [],
      character,
      known,
      request,
      offer: undefined,
      wire: moshiWire,
      principal,
    }
  }
}

function listeningOf({ name, language, vocabulary = [], backchannels = [] }: Persona): Listening {
  return { language, vocabulary: [name, ...vocabulary], backchannels }
}
