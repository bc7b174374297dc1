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

export function overlapFrame(state: TurnTakingState, onset: boolean, options: TurnTakingOptions): Step {
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

export function heardOverlap(state: TurnTakingState, event: HeardEvent, options: TurnTakingOptions): Step {
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
