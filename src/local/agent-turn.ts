/** The agent's half of the manners: its voice is lowered, restored, or gives way when somebody speaks into it. */
import type {
  HeardEvent,
  Overlap,
  OverlapReason,
  Step,
  TurnTakingEvent,
  TurnTakingOptions,
  TurnTakingState,
} from './turn-state.ts'
import { openTurn, retract } from './user-turn.ts'
import { asksForFloor, countWords, isBackchannel } from './words.ts'

export function agentSpeech(
  state: TurnTakingState,
  event: Extract<TurnTakingEvent, { type: 'agent' }>,
  options: TurnTakingOptions,
): Step {
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

/** @param onset speech begins with this frame */
export function overlapFrame(state: TurnTakingState, onset: boolean, options: TurnTakingOptions): Step {
  const { overlap } = state
  if (!overlap) {
    const maybeUnfinished = state.released && state.nowMs - state.agentStartMs < options.retractMs
    if (maybeUnfinished) return onset ? retract(state, options) : [state, []]
    if (!onset && state.runMs < options.lowerAfterMs) return [state, []]
    return [{ ...state, tookUp: false, overlap: newOverlap(state.nowMs - state.runMs) }, [{ type: 'lower' }]]
  }
  const ageMs = state.nowMs - overlap.startMs
  const hear = (over: boolean): Step => [
    { ...state, nextId: state.nextId + 1, overlap: { ...overlap, asked: overlap.asked + 1, askedAgeMs: ageMs, over } },
    [{ type: 'hear', id: state.nextId, purpose: 'overlap', fromMs: overlap.startMs, toMs: state.nowMs }],
  ]
  if (overlap.over) return onset ? [{ ...state, overlap: { ...overlap, over: false } }, []] : [state, []]
  const along = overlap.heard !== undefined && (overlap.heard === '' || isBackchannel(overlap.heard))
  if (state.quietMs >= options.overlapEndMs) return along && overlap.heard ? goOn(state, 'backchannel') : hear(true)
  // One recognition at a time: an ear that is slow is asked less often, not later and later.
  const due =
    options.overlapHearMs.some((hearMs) => hearMs > overlap.askedAgeMs && hearMs <= ageMs) ||
    (overlap.own && ageMs - overlap.askedAgeMs >= options.echoHearMs)
  if (due && overlap.answered === overlap.asked) return hear(false)
  const awaitedMs = overlap.answered < overlap.asked ? options.earGraceMs : 0
  const stillSpeaking = state.quietMs < options.overlapEndMs / 2
  if (stillSpeaking && !overlap.own && ageMs >= (along ? options.backchannelYieldMs : options.yieldMs) + awaitedMs)
    return giveWay(state, overlap, 'going-on', options)
  return [state, []]
}

export function heardOverlap(state: TurnTakingState, event: HeardEvent, options: TurnTakingOptions): Step {
  const { overlap } = state
  if (!overlap || state.agent !== 'answer' || event.toMs < overlap.startMs) return [state, []] // of an overlap that is settled
  const early = event.toMs - overlap.startMs < options.earlyMs
  const own = event.own === true
  if (!own && asksForFloor(event.text) && (!early || (event.firstWordP ?? 1) >= options.earlyP))
    return giveWay(state, overlap, 'stop-word', options)
  const heard: Overlap = { ...overlap, heard: event.text, own, answered: overlap.answered + 1 }
  if (!overlap.over || heard.answered < heard.asked) return [{ ...state, overlap: heard }, []]
  const voicedMs = state.nowMs - state.quietMs - overlap.startMs
  if (own) return goOn(state, 'echo')
  if (
    event.text &&
    !isBackchannel(event.text) &&
    (countWords(event.text) > options.shortOverlapWords || voicedMs >= options.shortOverlapMs)
  )
    return giveWay(state, heard, 'speech', options)
  return goOn(state, event.text ? 'backchannel' : 'noise')
}

const newOverlap = (startMs: number): Overlap => ({
  startMs,
  asked: 0,
  answered: 0,
  askedAgeMs: 0,
  heard: undefined,
  own: false,
  over: false,
})

const goOn = (state: TurnTakingState, reason: OverlapReason): Step => [
  { ...state, overlap: undefined },
  [{ type: 'restore', reason }],
]

function giveWay(state: TurnTakingState, overlap: Overlap, reason: OverlapReason, options: TurnTakingOptions): Step {
  const next: TurnTakingState = { ...state, agent: 'silent', released: undefined, overlap: undefined }
  return [{ ...next, ...openTurn(next, overlap.startMs, options, true) }, [{ type: 'yield', reason }]]
}
