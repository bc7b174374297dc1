/** The user's half of the manners: a turn grows, pauses, is suspected to be over, and is let go or goes on. */
import type { TimedWord } from '../protocol/timed-word.ts'
import { completeness } from './completeness.ts'
import type { Evidence } from './turn-evidence.ts'
import { finishedProbability, waitMs } from './turn-evidence.ts'
import type { Attempt, HeardEvent, Step, Turn, TurnTakingEffect, TurnTakingOptions, TurnTakingState } from './turn-state.ts'
import { isBackchannel } from './words.ts'

export function openTurn(
  state: TurnTakingState,
  startMs: number,
  options: TurnTakingOptions,
  afterYield = false,
): Pick<TurnTakingState, 'turn' | 'nextUtterance'> {
  const turn: Turn = {
    utterance: state.nextUtterance,
    startMs,
    committed: '',
    committedTimes: [],
    openMs: startMs,
    partial: '',
    partialToMs: startMs,
    nextPartialMs: startMs + options.partialMs,
    voicedMs: state.nowMs - startMs,
    unmurmuredMs: state.nowMs - startMs,
    attempt: undefined,
    longestPauseMs: 0,
    takenBack: 0,
    afterYield,
  }
  return { turn, nextUtterance: state.nextUtterance + 1 }
}

export function speakingFrame(
  state: TurnTakingState,
  turn: Turn,
  pauseMs: number,
  frameMs: number,
  options: TurnTakingOptions,
): Step {
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
      longestPauseMs: stands(turn) ? Math.max(turn.longestPauseMs, pauseMs) : turn.longestPauseMs,
      ...(settled ? { ...committed(turn, turn.attempt), openMs: state.nowMs - state.runMs, partial: '' } : {}),
    }
  } else if (state.nowMs - turn.openMs >= options.longestMs && turn.partialToMs > turn.openMs) {
    next = { ...next, ...committed(turn, { text: turn.partial }), openMs: turn.partialToMs, partial: '' }
  }
  if (state.nowMs >= turn.nextPartialMs) {
    effects.push({ type: 'hear', id: nextId, purpose: 'partial', fromMs: next.openMs, toMs: state.nowMs })
    nextId += 1
    next = { ...next, nextPartialMs: state.nowMs + options.partialMs }
  }
  return [{ ...state, turn: next, pausesMs, nextId }, effects]
}

export function silentFrame(state: TurnTakingState, turn: Turn, options: TurnTakingOptions): Step {
  const { attempt } = turn
  if (!attempt) {
    if (state.quietMs < options.suspectMs) return [state, []]
    const id = state.nextId
    const fresh: Attempt = { id, text: undefined, finished: [], looks: 0 }
    return [
      { ...state, nextId: id + 1, turn: { ...turn, attempt: fresh } },
      [{ type: 'hear', id, purpose: 'attempt', fromMs: turn.openMs, toMs: state.nowMs, ...voicedOf(turn) }],
    ]
  }
  if (state.quietMs >= (options.looksMs[attempt.looks] ?? Number.POSITIVE_INFINITY))
    return [
      { ...state, turn: { ...turn, attempt: { ...attempt, looks: attempt.looks + 1 } } },
      [{ type: 'look', id: attempt.id, fromMs: turn.startMs, toMs: state.nowMs }],
    ]
  // At the end of a phrase in a long turn, whether it is over or not: people murmur there, and an answer may well follow.
  if (state.agent === 'silent' && turn.unmurmuredMs >= options.murmurEveryMs && state.quietMs >= options.murmurPauseMs)
    return [{ ...state, turn: { ...turn, unmurmuredMs: 0 } }, [{ type: 'murmur' }]]
  if (attempt.text === undefined || state.agent === 'murmur') return [state, []]
  const { committed: text, committedTimes: times } = committed(turn, attempt)
  if (turn.afterYield && (!text || isBackchannel(text))) {
    if (state.quietMs < options.resumeMs) return [state, []]
    return [
      { ...state, turn: undefined, agent: 'pending' },
      [...(text ? [words(turn, text, true, state, times)] : []), { type: 'resume' }],
    ]
  }
  if (!text) return state.quietMs < options.noiseMs ? [state, []] : [{ ...state, turn: undefined, idleMs: 0 }, [{ type: 'drop' }]]
  const { voicedMs, longestPauseMs, takenBack } = turn
  const evidence: Evidence = { text, finished: attempt.finished, voicedMs, longestPauseMs, takenBack, pausesMs: state.pausesMs }
  const wait = waitMs(evidence, options.wait)
  if (state.quietMs >= wait && (attempt.finished.length > 0 || state.quietMs >= options.wait.evenMs))
    return release(state, turn, attempt.id, { text, times }, evidence)
  return [state, []]
}

function release(
  state: TurnTakingState,
  turn: Turn,
  id: number,
  { text, times }: { readonly text: string; readonly times: Turn['committedTimes'] },
  evidence: Evidence,
): Step {
  return [
    {
      ...state,
      agent: 'pending',
      turn: undefined,
      released: { ...turn, attempt: undefined },
      releasedEndMs: state.nowMs - state.quietMs,
    },
    [
      words(turn, text, true, state, times),
      { type: 'release', id, text, silenceMs: state.quietMs, finished: finishedProbability(evidence) },
    ],
  ]
}

/** The user speaks on before the answer is heard, or just as it begins: the turn goes on as if it had not been answered. */
export function retract(state: TurnTakingState, options: TurnTakingOptions): Step {
  const { released } = state
  const silent: TurnTakingState = { ...state, agent: 'silent', released: undefined, overlap: undefined }
  if (!released)
    return [{ ...silent, tookUp: false, ...openTurn(state, state.nowMs - state.runMs, options) }, [{ type: 'retract' }]]
  const pauseMs = state.nowMs - state.runMs - state.releasedEndMs
  const turn: Turn = {
    ...released,
    voicedMs: released.voicedMs + state.runMs,
    nextPartialMs: state.nowMs + options.partialMs,
    longestPauseMs: Math.max(released.longestPauseMs, pauseMs),
    takenBack: released.takenBack + 1,
  }
  return [{ ...silent, pausesMs: [...state.pausesMs, pauseMs].slice(-8), turn }, [{ type: 'retract' }]]
}

export function heardTurn(state: TurnTakingState, event: HeardEvent): Step {
  const { turn } = state
  if (!turn) return [state, []]
  const text = join(turn.committed, event.text)
  if (event.purpose === 'partial') {
    if (!event.text || event.toMs <= turn.openMs || turn.attempt) return [state, []]
    return [{ ...state, turn: { ...turn, partial: event.text, partialToMs: event.toMs } }, [words(turn, text, false, state)]]
  }
  if (turn.attempt?.id !== event.id) return [state, []]
  const next: TurnTakingState = {
    ...state,
    turn: { ...turn, attempt: { ...turn.attempt, text: event.text, times: event.times } },
  }
  if (!text) return [next, []]
  const shown = words(turn, text, false, state)
  return [next, turn.afterYield && isBackchannel(text) ? [shown] : [shown, { type: 'prepare', id: event.id, text }]]
}

export function typed(state: TurnTakingState, text: string, options: TurnTakingOptions): Step {
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

/** Could what was said before this pause have been all? A pause inside a sentence says nothing about those between two. */
const stands = ({ committed, attempt }: Turn): boolean =>
  attempt?.text !== undefined && completeness(join(committed, attempt.text)) >= 0

const join = (a: string, b: string | undefined): string => (a && b ? `${a} ${b}` : a || b || '')

/** What was recognised for good together with a further stretch. */
function committed(
  turn: Turn,
  { text, times }: { readonly text: string | undefined; readonly times?: readonly TimedWord[] | undefined },
): Pick<Turn, 'committed' | 'committedTimes'> {
  const known = text ? times : []
  return {
    committed: join(turn.committed, text),
    committedTimes: turn.committedTimes && known ? [...turn.committedTimes, ...known] : undefined,
  }
}

/** Of a turn that is one open stretch so far. */
const voicedOf = (turn: Turn): { voicedMs?: number } => (turn.openMs === turn.startMs ? { voicedMs: turn.voicedMs } : {})

const words = (
  turn: Turn,
  text: string,
  final: boolean,
  state: TurnTakingState,
  times: Turn['committedTimes'] = undefined,
): TurnTakingEffect => ({
  type: 'words',
  utterance: turn.utterance,
  text,
  final,
  ...(times && times.length > 0 ? { words: times } : {}),
  startMs: turn.startMs,
  endMs: Math.max(turn.startMs, state.nowMs - Math.min(state.quietMs, state.nowMs)),
})
