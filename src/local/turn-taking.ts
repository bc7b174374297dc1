/** The local engine's manners as a pure reducer over media time: when to listen closely, answer, murmur, lower the voice, give way, go on. */

import { defaultWait, type Evidence, finishedProbability, type WaitOptions, waitMs } from './turn-evidence.ts'
import { asksForFloor, countWords, isBackchannel } from './words.ts'

export type TurnTakingOptions = {
  readonly wait: WaitOptions
  /** Voice in a row that counts as speech, ms. */
  readonly onsetMs: number
  /** Silence at which an answer is prepared on suspicion, ms. */
  readonly suspectMs: number
  /** Silence at which the turn model is asked, ms. */
  readonly lookMs: number
  /** Time between partial recognitions while the user speaks, ms. */
  readonly partialMs: number
  /** A stretch this long is recognised for good at a pause of `commitPauseMs`, so that no recognition grows without bound. */
  readonly commitMs: number
  readonly commitPauseMs: number
  /** Speech this soon after an answer began means that the turn was not over: the answer is taken back. */
  readonly retractMs: number
  /** Overlap after which the first words are recognised, ms. */
  readonly overlapHearMs: number
  /** Overlap still going on after which the floor is given, ms. */
  readonly yieldMs: number
  /** The same where the first words are those of somebody listening along. */
  readonly backchannelYieldMs: number
  /** Silence that ends an overlap, ms. */
  readonly overlapEndMs: number
  /** Speech of the user before the first murmur, and between two, ms. */
  readonly murmurEveryMs: number
  /** A pause at least this long is a phrase end for a murmur, ms. */
  readonly murmurPauseMs: number
  /** How much longer an overlap is borne while its first words are still being recognised, ms. */
  readonly earGraceMs: number
  /** Silence after sound without words that shows it was no turn, ms. */
  readonly noiseMs: number
  /** Silence of both sides after which the thread is taken up, once, ms. */
  readonly takeUpMs: number
  /** Speech without a pause that is recognised for good as it stands, ms: the ear takes 30 s at most. */
  readonly longestMs: number
}
export const defaultTurnTaking: TurnTakingOptions = {
  wait: defaultWait,
  onsetMs: 64,
  suspectMs: 96,
  lookMs: 224,
  partialMs: 640,
  commitMs: 4000,
  commitPauseMs: 320,
  retractMs: 800,
  overlapHearMs: 320,
  yieldMs: 420,
  backchannelYieldMs: 1100,
  overlapEndMs: 160,
  murmurEveryMs: 6000,
  murmurPauseMs: 256,
  earGraceMs: 120,
  noiseMs: 640,
  takeUpMs: 8000,
  longestMs: 20_000,
}

type Attempt = {
  readonly id: number
  /** What the ear made of the open stretch; empty for noise, `undefined` while it has not answered. */
  readonly text: string | undefined
  readonly finished: number | undefined
  readonly looked: boolean
}
type Turn = {
  readonly utterance: number
  readonly startMs: number
  /** Text recognised for good; the stretch still open begins at `openMs`. */
  readonly committed: string
  readonly openMs: number
  readonly partial: string
  readonly partialToMs: number
  readonly nextPartialMs: number
  readonly voicedMs: number
  /** Speech since the last murmur, ms. */
  readonly unmurmuredMs: number
  readonly attempt: Attempt | undefined
  /** The agent gave way to this turn and can take its sentence up again. */
  readonly afterYield: boolean
}
type Overlap = {
  readonly startMs: number
  /** Recognitions asked for, and the last answer. */
  readonly asked: number
  readonly heard: string | undefined
  readonly over: boolean
}

export type TurnTakingState = {
  readonly nowMs: number
  /** Voice in a row, ms, and silence since the last voiced frame, ms. */
  readonly runMs: number
  readonly quietMs: number
  readonly speaking: boolean
  readonly turn: Turn | undefined
  /** What the agent does; `pending` between its decision to speak and the first sound. */
  readonly agent: 'silent' | 'pending' | 'answer' | 'murmur'
  readonly agentStartMs: number
  /** The user's turn that is being answered. */
  readonly released: Turn | undefined
  readonly overlap: Overlap | undefined
  /** Pauses this caller made inside turns, ms, newest last, at most eight. */
  readonly pausesMs: readonly number[]
  readonly idleMs: number
  readonly tookUp: boolean
  readonly nextId: number
  readonly nextUtterance: number
}
export const initialTurnTaking: TurnTakingState = {
  nowMs: 0,
  runMs: 0,
  quietMs: Number.POSITIVE_INFINITY,
  speaking: false,
  turn: undefined,
  agent: 'silent',
  agentStartMs: 0,
  released: undefined,
  overlap: undefined,
  pausesMs: [],
  idleMs: 0,
  tookUp: true, // nobody has spoken yet: an empty room is not spoken into
  nextId: 1,
  nextUtterance: 1,
}

export type HearPurpose = 'partial' | 'attempt' | 'overlap'
export type OverlapReason = 'speech' | 'backchannel' | 'noise' | 'stop-word' | 'going-on' | 'late-backchannel'

export type TurnTakingEvent =
  /** One frame of the user's sound; `atMs` is its end on the media clock. */
  | { readonly type: 'frame'; readonly voiced: boolean; readonly atMs: number; readonly frameMs: number }
  /** The ear's answer; `text` is empty where it believes that nobody spoke. */
  | { readonly type: 'heard'; readonly id: number; readonly purpose: HearPurpose; readonly text: string; readonly toMs: number }
  | { readonly type: 'looked'; readonly id: number; readonly finished: number }
  | { readonly type: 'agent'; readonly state: 'started' | 'ended'; readonly kind: 'answer' | 'murmur' }
  /** Written instead of said: a whole turn. */
  | { readonly type: 'typed'; readonly text: string }
  /** The agent has something to say of its own (a greeting, a timer): granted if afterwards it is `pending`. */
  | { readonly type: 'initiative' }

export type TurnTakingEffect =
  | { readonly type: 'hear'; readonly id: number; readonly purpose: HearPurpose; readonly fromMs: number; readonly toMs: number }
  | { readonly type: 'look'; readonly id: number; readonly fromMs: number; readonly toMs: number }
  /** Prepare an answer to `text`, unheard. */
  | { readonly type: 'prepare'; readonly id: number; readonly text: string }
  /** Forget what was prepared. */
  | { readonly type: 'drop' }
  /** The turn is over: let the answer out. */
  | {
      readonly type: 'release'
      readonly id: number
      readonly text: string
      readonly silenceMs: number
      readonly finished: number
    }
  /** The turn was not over after all: stop within a frame, as if nothing had been said. */
  | { readonly type: 'retract' }
  | { readonly type: 'lower' }
  | { readonly type: 'restore'; readonly reason: OverlapReason }
  | { readonly type: 'yield'; readonly reason: OverlapReason }
  /** It was only "yeah": take the sentence up from the clause that was cut. */
  | { readonly type: 'resume' }
  | { readonly type: 'murmur' }
  | {
      readonly type: 'words'
      readonly utterance: number
      readonly text: string
      readonly final: boolean
      readonly startMs: number
      readonly endMs: number
    }
  /** Nobody has spoken for a while. */
  | { readonly type: 'takeUp' }

export type Step = readonly [TurnTakingState, readonly TurnTakingEffect[]]
type Frame = Extract<TurnTakingEvent, { type: 'frame' }>
type HeardEvent = Extract<TurnTakingEvent, { type: 'heard' }>

/** One step. Pure: the same state and event give the same result. */
export function turnTaking(state: TurnTakingState, event: TurnTakingEvent, options: TurnTakingOptions = defaultTurnTaking): Step {
  switch (event.type) {
    case 'frame':
      return frame(state, event, options)
    case 'heard':
      return event.purpose === 'overlap' ? heardOverlap(state, event, options) : heardTurn(state, event)
    case 'looked': {
      const attempt = state.turn?.attempt
      if (!state.turn || attempt?.id !== event.id) return [state, []]
      return [{ ...state, turn: { ...state.turn, attempt: { ...attempt, finished: event.finished } } }, []]
    }
    case 'agent':
      return agent(state, event, options)
    case 'typed':
      return typed(state, event.text, options)
    case 'initiative':
      return state.agent === 'silent' && !state.turn ? [{ ...state, agent: 'pending', released: undefined }, []] : [state, []]
  }
}

function frame(before: TurnTakingState, event: Frame, options: TurnTakingOptions): Step {
  const runMs = event.voiced ? before.runMs + event.frameMs : 0
  const onset = !before.speaking && runMs >= options.onsetMs
  const counted = event.voiced && (before.speaking || onset)
  const quietMs = counted ? 0 : before.quietMs + event.frameMs
  const state: TurnTakingState = {
    ...before,
    nowMs: event.atMs,
    runMs,
    quietMs,
    speaking: counted || (before.speaking && quietMs < options.overlapEndMs),
    idleMs: counted || before.agent !== 'silent' || before.turn ? 0 : before.idleMs + event.frameMs,
  }
  if (state.agent === 'answer') return overlapFrame(state, onset, options)
  if (state.agent === 'pending') return onset ? retract(state, options) : [state, []]
  if (!state.turn) {
    if (onset) return [{ ...state, tookUp: false, ...openTurn(state, state.nowMs - runMs, options) }, []]
    if (state.tookUp || state.idleMs < options.takeUpMs) return [state, []]
    return [{ ...state, tookUp: true, agent: 'pending', released: undefined }, [{ type: 'takeUp' }]]
  }
  return counted
    ? speakingFrame(state, state.turn, before.quietMs, event.frameMs, options)
    : silentFrame(state, state.turn, options)
}

// ---- the user's turn --------------------------------------------------------------------------------------------

function openTurn(
  state: TurnTakingState,
  startMs: number,
  options: TurnTakingOptions,
  afterYield = false,
): Pick<TurnTakingState, 'turn' | 'nextUtterance'> {
  const turn: Turn = {
    utterance: state.nextUtterance,
    startMs,
    committed: '',
    openMs: startMs,
    partial: '',
    partialToMs: startMs,
    nextPartialMs: startMs + options.partialMs,
    voicedMs: state.nowMs - startMs,
    unmurmuredMs: state.nowMs - startMs,
    attempt: undefined,
    afterYield,
  }
  return { turn, nextUtterance: state.nextUtterance + 1 }
}

function speakingFrame(state: TurnTakingState, turn: Turn, pauseMs: number, frameMs: number, options: TurnTakingOptions): Step {
  const effects: TurnTakingEffect[] = []
  let next: Turn = { ...turn, voicedMs: turn.voicedMs + frameMs, unmurmuredMs: turn.unmurmuredMs + frameMs }
  let { pausesMs, nextId } = state
  if (turn.attempt) {
    effects.push({ type: 'drop' })
    pausesMs = [...pausesMs, pauseMs].slice(-8)
    const settled = turn.attempt.text && pauseMs >= options.commitPauseMs && state.nowMs - turn.openMs >= options.commitMs
    next = {
      ...next,
      attempt: undefined,
      ...(settled ? { committed: join(turn.committed, turn.attempt.text), openMs: state.nowMs - state.runMs, partial: '' } : {}),
    }
  } else if (state.nowMs - turn.openMs >= options.longestMs && turn.partialToMs > turn.openMs) {
    next = { ...next, committed: join(turn.committed, turn.partial), openMs: turn.partialToMs, partial: '' }
  }
  if (state.nowMs >= turn.nextPartialMs) {
    effects.push({ type: 'hear', id: nextId, purpose: 'partial', fromMs: next.openMs, toMs: state.nowMs })
    nextId += 1
    next = { ...next, nextPartialMs: state.nowMs + options.partialMs }
  }
  return [{ ...state, turn: next, pausesMs, nextId }, effects]
}

function silentFrame(state: TurnTakingState, turn: Turn, options: TurnTakingOptions): Step {
  const { attempt } = turn
  if (!attempt) {
    if (state.quietMs < options.suspectMs) return [state, []]
    const id = state.nextId
    const fresh: Attempt = { id, text: undefined, finished: undefined, looked: false }
    return [
      { ...state, nextId: id + 1, turn: { ...turn, attempt: fresh } },
      [{ type: 'hear', id, purpose: 'attempt', fromMs: turn.openMs, toMs: state.nowMs }],
    ]
  }
  if (!attempt.looked && state.quietMs >= options.lookMs)
    return [
      { ...state, turn: { ...turn, attempt: { ...attempt, looked: true } } },
      [{ type: 'look', id: attempt.id, fromMs: turn.startMs, toMs: state.nowMs }],
    ]
  if (attempt.text === undefined) return [state, []]
  const text = join(turn.committed, attempt.text)
  if (turn.afterYield && (!text || isBackchannel(text))) {
    if (state.quietMs < options.lookMs) return [state, []]
    return [
      { ...state, turn: undefined, agent: 'pending' },
      [...(text ? [words(turn, text, true, state)] : []), { type: 'resume' }],
    ]
  }
  if (!text) return state.quietMs < options.noiseMs ? [state, []] : [{ ...state, turn: undefined, idleMs: 0 }, [{ type: 'drop' }]]
  const evidence: Evidence = { text, finished: attempt.finished, voicedMs: turn.voicedMs, pausesMs: state.pausesMs }
  const wait = waitMs(evidence, options.wait)
  if (state.quietMs >= wait && (attempt.finished !== undefined || state.quietMs >= options.wait.evenMs))
    return release(state, turn, attempt.id, text, evidence)
  const murmurs =
    state.agent === 'silent' &&
    turn.unmurmuredMs >= options.murmurEveryMs &&
    state.quietMs >= options.murmurPauseMs &&
    wait > state.quietMs + options.murmurPauseMs
  if (murmurs && attempt.finished !== undefined) return [{ ...state, turn: { ...turn, unmurmuredMs: 0 } }, [{ type: 'murmur' }]]
  return [state, []]
}

function release(state: TurnTakingState, turn: Turn, id: number, text: string, evidence: Evidence): Step {
  return [
    { ...state, agent: 'pending', turn: undefined, released: { ...turn, attempt: undefined } },
    [
      words(turn, text, true, state),
      { type: 'release', id, text, silenceMs: state.quietMs, finished: finishedProbability(evidence) },
    ],
  ]
}

/** The user speaks on before the answer is heard, or just as it begins: the turn goes on as if it had not been answered. */
function retract(state: TurnTakingState, options: TurnTakingOptions): Step {
  const { released } = state
  const silent: TurnTakingState = { ...state, agent: 'silent', released: undefined, overlap: undefined }
  if (!released)
    return [{ ...silent, tookUp: false, ...openTurn(state, state.nowMs - state.runMs, options) }, [{ type: 'retract' }]]
  const turn: Turn = { ...released, voicedMs: released.voicedMs + state.runMs, nextPartialMs: state.nowMs + options.partialMs }
  return [{ ...silent, turn }, [{ type: 'retract' }]]
}

function heardTurn(state: TurnTakingState, event: HeardEvent): Step {
  const { turn } = state
  if (!turn) return [state, []]
  const text = join(turn.committed, event.text)
  if (event.purpose === 'partial') {
    if (!event.text || event.toMs <= turn.openMs || turn.attempt) return [state, []]
    return [{ ...state, turn: { ...turn, partial: event.text, partialToMs: event.toMs } }, [words(turn, text, false, state)]]
  }
  if (turn.attempt?.id !== event.id) return [state, []]
  const next: TurnTakingState = { ...state, turn: { ...turn, attempt: { ...turn.attempt, text: event.text } } }
  if (!text) return [next, []]
  const shown = words(turn, text, false, state)
  return [next, turn.afterYield && isBackchannel(text) ? [shown] : [shown, { type: 'prepare', id: event.id, text }]]
}

function typed(state: TurnTakingState, text: string, options: TurnTakingOptions): Step {
  const opened = openTurn(state, state.nowMs, options)
  const { turn } = opened
  if (!turn) return [state, []]
  const id = state.nextId
  const effects: TurnTakingEffect[] = state.agent === 'answer' ? [{ type: 'yield', reason: 'speech' }] : [{ type: 'drop' }]
  effects.push(
    words(turn, text, true, state),
    { type: 'prepare', id, text },
    { type: 'release', id, text, silenceMs: 0, finished: 1 },
  )
  return [
    {
      ...state,
      ...opened,
      turn: undefined,
      tookUp: false,
      overlap: undefined,
      agent: 'pending',
      released: undefined,
      nextId: id + 1,
    },
    effects,
  ]
}

// ---- the agent's turn -------------------------------------------------------------------------------------------

function agent(state: TurnTakingState, event: Extract<TurnTakingEvent, { type: 'agent' }>, options: TurnTakingOptions): Step {
  if (event.kind === 'murmur') {
    if (state.agent === 'answer' || state.agent === 'pending') return [state, []]
    return [{ ...state, agent: event.state === 'started' ? 'murmur' : 'silent' }, []]
  }
  if (event.state === 'started')
    return state.agent === 'pending' ? [{ ...state, agent: 'answer', agentStartMs: state.nowMs }, []] : [state, []]
  if (state.agent !== 'answer' && state.agent !== 'pending') return [state, []]
  const next: TurnTakingState = { ...state, agent: 'silent', released: undefined, overlap: undefined, idleMs: 0 }
  // What began as an overlap and is not settled when the agent's sentence ends is the user's turn.
  return state.overlap ? [{ ...next, ...openTurn(next, state.overlap.startMs, options) }, []] : [next, []]
}

function overlapFrame(state: TurnTakingState, onset: boolean, options: TurnTakingOptions): Step {
  const { overlap } = state
  if (!overlap) {
    if (!onset) return [state, []]
    if (state.released && state.nowMs - state.agentStartMs < options.retractMs) return retract(state, options)
    return [
      { ...state, tookUp: false, overlap: { startMs: state.nowMs - state.runMs, asked: 0, heard: undefined, over: false } },
      [{ type: 'lower' }],
    ]
  }
  const ageMs = state.nowMs - overlap.startMs
  const hear = (over: boolean): Step => [
    { ...state, nextId: state.nextId + 1, overlap: { ...overlap, asked: overlap.asked + 1, over } },
    [{ type: 'hear', id: state.nextId, purpose: 'overlap', fromMs: overlap.startMs, toMs: state.nowMs }],
  ]
  if (overlap.over) return onset ? [{ ...state, overlap: { ...overlap, over: false } }, []] : [state, []]
  if (state.quietMs >= options.overlapEndMs) return hear(true)
  if (overlap.asked === 0 && ageMs >= options.overlapHearMs) return hear(false)
  const along = overlap.heard !== undefined && (overlap.heard === '' || isBackchannel(overlap.heard))
  if (along && overlap.asked === 1 && ageMs >= 2 * options.overlapHearMs) return hear(false)
  const awaited = overlap.heard === undefined ? options.earGraceMs : 0
  if (ageMs >= (along ? options.backchannelYieldMs : options.yieldMs + awaited))
    return giveWay(state, overlap, 'going-on', options)
  return [state, []]
}

function heardOverlap(state: TurnTakingState, event: HeardEvent, options: TurnTakingOptions): Step {
  const { overlap } = state
  if (!overlap || state.agent !== 'answer') return [state, []]
  if (asksForFloor(event.text)) return giveWay(state, overlap, 'stop-word', options)
  const heard: Overlap = { ...overlap, heard: event.text }
  if (!overlap.over) return [{ ...state, overlap: heard }, []]
  const voicedMs = state.nowMs - state.quietMs - overlap.startMs
  if (event.text && !isBackchannel(event.text) && (countWords(event.text) > 1 || voicedMs >= 400))
    return giveWay(state, heard, 'speech', options)
  return [{ ...state, overlap: undefined }, [{ type: 'restore', reason: event.text ? 'backchannel' : 'noise' }]]
}

function giveWay(state: TurnTakingState, overlap: Overlap, reason: OverlapReason, options: TurnTakingOptions): Step {
  const next: TurnTakingState = { ...state, agent: 'silent', released: undefined, overlap: undefined }
  return [{ ...next, ...openTurn(next, overlap.startMs, options, true) }, [{ type: 'yield', reason }]]
}

// ---- helpers ----------------------------------------------------------------------------------------------------

const join = (a: string, b: string | undefined): string => (a && b ? `${a} ${b}` : a || b || '')

const words = (turn: Turn, text: string, final: boolean, state: TurnTakingState): TurnTakingEffect => ({
  type: 'words',
  utterance: turn.utterance,
  text,
  final,
  startMs: turn.startMs,
  endMs: Math.max(turn.startMs, state.nowMs - Math.min(state.quietMs, state.nowMs)),
})
