/** The one state the page is drawn from, and the pure reducer that moves it: server events and the page's own steps in, the next state out. */
import type { EngineView, ServerEvent, Turn } from '../../../src/protocol/session.ts'
import type { Kept } from './kept-words.ts'
import { closeLines, type Line, lineEvent, linesBefore } from './lines.ts'
import { type Marks, markEvent, noMarks } from './marks.ts'
import { addNews, type News } from './news.ts'
import { type Problem, serverProblem } from './problems.ts'
import type { QueuePlace } from './queue-words.ts'

/** Where the call stands. `problem`: it is over, and `problem` says why. */
export type Phase = 'idle' | 'asking' | 'connecting' | 'live' | 'reconnecting' | 'ended' | 'problem'
export type EngineState = (ServerEvent & { type: 'engine' })['state']

export interface CallIdentity {
  readonly sessionId: string
  readonly personaName: string
  readonly engine: EngineView
}

/** The connection was broken, and is there again. */
export interface Back {
  readonly awayMs: number
  /** The engine was there all the time. */
  readonly engineKept: boolean
  /** What the other side said to nobody. */
  readonly missed: readonly string[]
}

export interface ViewState {
  readonly phase: Phase
  /** While it is `reconnecting`. */
  readonly away: { readonly seconds: number; readonly offline: boolean }
  /** Until it is read. */
  readonly back: Back | null
  readonly engineState: EngineState | null
  /** What the server adds to the engine's state. */
  readonly engineDetail: string
  /** While the engine's state is `queued`. */
  readonly queue: QueuePlace | null
  readonly problem: Problem | null
  /** Something is amiss, and the call goes on. */
  readonly notice: Problem | null
  /** What agents found out during the call, newest last. */
  readonly news: readonly News[]
  readonly session: CallIdentity | null
  /** What is kept of the call; null: not told yet. */
  readonly kept: Kept | null
  readonly userSpeaking: boolean
  readonly agentSpeaking: boolean
  readonly muted: boolean
  readonly typing: 'with-microphone' | 'instead'
  readonly lines: readonly Line[]
  readonly marks: Marks
  /** The latest wait between the end of the user's speech and the answer. */
  readonly responseMs: number | null
}

export const initialState: ViewState = {
  phase: 'idle',
  away: { seconds: 0, offline: false },
  back: null,
  engineState: null,
  engineDetail: '',
  queue: null,
  problem: null,
  notice: null,
  news: [],
  session: null,
  kept: null,
  userSpeaking: false,
  agentSpeaking: false,
  muted: false,
  typing: 'with-microphone',
  lines: [],
  marks: noMarks,
  responseMs: null,
}

export type ViewEvent =
  | { readonly type: 'started'; readonly typing: ViewState['typing'] }
  | { readonly type: 'microphone.allowed' }
  /** The socket is open; the engine is not there yet. */
  | { readonly type: 'connected' }
  /** The engine listens: the `0x00` of the wire. */
  | { readonly type: 'ready' }
  /** `atMs`: in the page's media time. */
  | { readonly type: 'reconnecting'; readonly atMs: number }
  | { readonly type: 'away'; readonly seconds: number; readonly offline: boolean }
  | ({ readonly type: 'back' } & Back)
  | { readonly type: 'back.read' }
  /** What was said before this page had the call. */
  | { readonly type: 'earlier'; readonly turns: readonly Turn[] }
  | { readonly type: 'server'; readonly event: ServerEvent }
  | { readonly type: 'failed'; readonly problem: Problem }
  | { readonly type: 'noticed'; readonly problem: Problem | null }
  | { readonly type: 'news.read'; readonly id: string }
  | { readonly type: 'muted'; readonly muted: boolean }
  | { readonly type: 'ended' }

export function reduce(state: ViewState, event: ViewEvent): ViewState {
  switch (event.type) {
    case 'started':
      return {
        ...initialState,
        phase: event.typing === 'instead' ? 'connecting' : 'asking',
        typing: event.typing,
        muted: event.typing === 'instead',
      }
    case 'microphone.allowed':
      return state.phase === 'asking' ? { ...state, phase: 'connecting' } : state
    case 'connected':
      return { ...state, engineState: 'connecting', engineDetail: '', queue: null }
    case 'ready':
      return isOver(state) ? state : { ...state, phase: 'live', engineState: 'ready', engineDetail: '', queue: null }
    case 'reconnecting':
      return isOver(state) ? state : brokenAt(state, event.atMs)
    case 'away':
      return state.phase === 'reconnecting' ? { ...state, away: { seconds: event.seconds, offline: event.offline } } : state
    case 'back': {
      const { awayMs, engineKept, missed } = event
      return isOver(state) ? state : { ...state, back: { awayMs, engineKept, missed } }
    }
    case 'back.read':
      return { ...state, back: null }
    case 'earlier':
      return isOver(state) ? state : { ...state, lines: linesBefore(state.lines, event.turns) }
    case 'failed':
      return state.phase === 'problem' ? state : { ...over(state), phase: 'problem', problem: event.problem }
    case 'noticed':
      return { ...state, notice: event.problem }
    case 'news.read':
      return { ...state, news: state.news.filter((one) => one.id !== event.id) }
    case 'muted':
      return { ...state, muted: event.muted }
    case 'ended':
      return isOver(state) ? state : { ...over(state), phase: 'ended' }
    case 'server':
      return isOver(state) ? state : reduceServer(state, event.event)
  }
}

/** Whether a conversation is under way, or was when the connection broke. */
export function inCall(state: ViewState): boolean {
  return !isOver(state)
}

/** Whether anything was said or could have been. */
export function hasTalked(state: ViewState): boolean {
  return state.phase === 'live' || state.phase === 'reconnecting' || state.lines.length > 0
}

function reduceServer(state: ViewState, event: ServerEvent): ViewState {
  const next = { ...state, lines: lineEvent(state.lines, event), marks: markEvent(state.marks, event) }
  switch (event.type) {
    case 'session':
      return {
        ...next,
        session: { sessionId: event.sessionId, personaName: event.persona.name, engine: event.engine },
      }
    case 'engine':
      return { ...next, engineState: event.state, engineDetail: event.detail ?? '', queue: queueOf(event) }
    case 'speech':
      return event.side === 'user' ? { ...next, userSpeaking: event.speaking } : { ...next, agentSpeaking: event.speaking }
    case 'latency':
      return { ...next, responseMs: event.responseMs }
    case 'error': {
      const problem = serverProblem(event.code, event.message, hasTalked(state))
      // The socket's close says whether the call is over; until then it is a notice.
      return { ...next, notice: problem }
    }
    case 'recording':
      return { ...next, kept: event }
    case 'notice':
      return { ...next, news: addNews(state.news, event) }
    case 'end':
      return endOf(next, event)
    default:
      return next
  }
}

function queueOf({ state, place, estimatedWaitMs = null }: ServerEvent & { type: 'engine' }): QueuePlace | null {
  return state === 'queued' && place !== undefined ? { place, estimatedWaitMs } : null
}

function endOf(state: ViewState, event: ServerEvent & { type: 'end' }): ViewState {
  if (event.code === null) return { ...over(state), phase: 'ended' }
  if (!isFinalEnd(event)) return { ...state, notice: null } // the socket closes, and is opened again
  const told = state.notice?.id === event.code ? state.notice : null
  return { ...over(state), phase: 'problem', problem: told ?? serverProblem(event.code, event.reason, hasTalked(state)) }
}

/** Whether the conversation is over with it. A restart of the server, or a quiet connection, is not the end of the session. */
export function isFinalEnd(event: ServerEvent & { type: 'end' }): boolean {
  return event.code !== 'server.stopping' && event.code !== 'session.idle'
}

function isOver(state: ViewState): boolean {
  return state.phase === 'idle' || state.phase === 'ended' || state.phase === 'problem'
}

function over(state: ViewState): ViewState {
  return {
    ...quiet(state),
    back: null,
    engineState: null,
    engineDetail: '',
    queue: null,
    notice: null,
    lines: closeLines(state.lines),
  }
}

/** Nobody is heard any more. */
function quiet(state: ViewState): ViewState {
  return { ...state, userSpeaking: false, agentSpeaking: false }
}

/** What the other side would have told the end of ends here. */
function brokenAt(state: ViewState, atMs: number): ViewState {
  const close = <T extends { readonly endMs: number | null }>(span: T): T =>
    span.endMs === null ? { ...span, endMs: atMs } : span
  const { speech, overlaps } = state.marks
  return {
    ...quiet(state),
    phase: 'reconnecting',
    away: initialState.away,
    lines: closeLines(state.lines),
    marks: { ...state.marks, speech: speech.map(close), overlaps: overlaps.map(close) },
  }
}
