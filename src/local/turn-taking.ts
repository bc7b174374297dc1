/** The local engine's manners as a pure reducer over media time: when to listen closely, answer, murmur, lower the voice, give way, go on. */
import { agentSpeech, heardOverlap, overlapFrame } from './agent-turn.ts'
import {
  defaultTurnTaking,
  type Frame,
  type Step,
  type TurnTakingEvent,
  type TurnTakingOptions,
  type TurnTakingState,
} from './turn-state.ts'
import { heardTurn, openTurn, retract, silentFrame, speakingFrame, typed } from './user-turn.ts'

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
      return [{ ...state, turn: { ...state.turn, attempt: { ...attempt, finished: [...attempt.finished, event.finished] } } }, []]
    }
    case 'agent':
      return agentSpeech(state, event, options)
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
