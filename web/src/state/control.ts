/** The Talk control as a function of the state: what it says, what pressing it does, and what to expect. */
import { queueWords } from './queue-words.ts'
import type { ViewState } from './view-state.ts'

export type Tone = 'rest' | 'wait' | 'open' | 'user' | 'agent' | 'both' | 'trouble'

export interface Control {
  readonly label: string
  /** What pressing does, in two words; part of the accessible name. */
  readonly press: string
  readonly hint: string
  readonly tone: Tone
  readonly does: 'start' | 'end' | 'nothing'
}

export function controlOf(state: ViewState): Control {
  const name = state.session?.personaName ?? 'it'
  switch (state.phase) {
    case 'idle':
      return {
        label: 'Talk',
        press: 'press to start',
        hint: 'The browser then asks for the microphone.',
        tone: 'rest',
        does: 'start',
      }
    case 'asking':
      return wait('Microphone', 'Allow the microphone: the browser is asking, beside the address.')
    case 'connecting':
      return connecting(state)
    case 'reconnecting':
      return wait('Reconnecting', awayWords(state, name))
    case 'live':
      return live(state, name)
    case 'ended':
      return {
        label: 'Talk',
        press: 'press to start',
        hint: 'The conversation is over. It is kept under History.',
        tone: 'rest',
        does: 'start',
      }
    case 'problem':
      return state.problem?.retry === false
        ? { label: 'Talk', press: 'not possible here', hint: '', tone: 'trouble', does: 'nothing' }
        : { label: 'Talk', press: 'press to try again', hint: '', tone: 'trouble', does: 'start' }
  }
}

function awayWords({ away }: ViewState, name: string): string {
  if (away.offline) return 'This device is offline. What was said is kept; it goes on as soon as there is a network.'
  const since = away.seconds < 2 ? 'The connection broke.' : `The connection broke ${away.seconds} s ago.`
  return `${since} What was said is kept, and ${name === 'it' ? 'the call' : name} waits for you.`
}

function connecting(state: ViewState): Control {
  if (state.engineState === 'queued') {
    const where = state.queue === null ? 'All places are taken;' : `All places are taken. ${queueWords(state.queue)} Stay here:`
    return wait('Waiting', state.engineDetail || `${where} it starts by itself as soon as one is free.`)
  }
  if (state.engineState === 'warming') return wait('Warming up', state.engineDetail || 'The engine is getting ready.')
  return wait('Connecting', state.engineDetail || 'Reaching the speech engine.')
}

function live(state: ViewState, name: string): Control {
  const end = { press: 'press to end', does: 'end' } as const
  const { userSpeaking, agentSpeaking } = state
  if (state.engineState === 'lost' || state.engineState === 'recovering')
    return wait('Reconnecting', state.engineDetail || 'The engine went away; another is being reached.')
  if (state.engineState === 'rollover')
    return wait('One moment', state.engineDetail || 'The engine is being refreshed; it knows what was said.')
  if (state.engineState === 'queued')
    return wait('Waiting', state.engineDetail || 'No engine is free; it goes on as soon as one is. What was said is kept.')
  if (state.engineState === 'lagging') {
    const label = agentSpeaking ? 'Speaking' : 'Listening'
    return { ...end, label, hint: `${state.engineDetail || 'The engine falls behind.'} Answers may be late.`, tone: 'wait' }
  }
  if (userSpeaking && agentSpeaking)
    return { ...end, label: 'Both speaking', hint: `${name} hears you while speaking.`, tone: 'both' }
  if (agentSpeaking) return { ...end, label: 'Speaking', hint: state.muted ? 'You are muted.' : 'You can cut in.', tone: 'agent' }
  if (state.typing === 'instead')
    return { ...end, label: 'Reading along', hint: 'Type below; the answer is spoken.', tone: 'open' }
  if (state.muted) return { ...end, label: 'Muted', hint: `${name} hears silence until you unmute.`, tone: 'open' }
  if (userSpeaking) return { ...end, label: 'Hearing you', hint: 'Take your time.', tone: 'user' }
  return { ...end, label: 'Listening', hint: 'Just talk. You can cut in at any time.', tone: 'open' }
}

function wait(label: string, hint: string): Control {
  return { label, press: 'press to stop', hint, tone: 'wait', does: 'end' }
}
