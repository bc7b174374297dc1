/** What happened in a call beside its words, as a list a person reads. */
import type { ServerEvent } from '../../../src/protocol/session.ts'
import { moveOf } from './move-words.ts'

export interface Happening {
  /** Session media time, ms. */
  readonly atMs: number
  readonly words: string
}

/** In the order of media time; pieces of speech and pauses are seen on the timeline. */
export function happenings(events: readonly ServerEvent[], agentName: string): readonly Happening[] {
  return events.flatMap((event) => happening(event, agentName) ?? []).sort((a, b) => a.atMs - b.atMs)
}

function happening(event: ServerEvent, agent: string): Happening | null {
  const who = (side: 'user' | 'agent') => (side === 'user' ? 'You' : agent)
  switch (event.type) {
    case 'latency':
      return { atMs: event.toMs, words: `${agent} answered after ${Math.round(event.responseMs)} ms` }
    case 'interruption':
      return {
        atMs: event.atMs,
        words: `${who(event.by)} cut in; the other side fell silent after ${Math.round(event.stopMs)} ms`,
      }
    case 'overlap.end': {
      const { by, startMs, endMs, kind } = event.overlap
      return kind === 'other' ? { atMs: startMs, words: `Both spoke for ${seconds(endMs - startMs)}; ${who(by)} began` } : null
    }
    case 'backchannel':
      return { atMs: event.startMs, words: `${who(event.side)} murmured “${event.text.trim() || '…'}”` }
    case 'gap':
      return { atMs: event.startMs, words: `Your sound was missing for ${seconds(event.endMs - event.startMs)}` }
    case 'unheard':
      return { atMs: event.startMs, words: 'No engine heard what you said' }
    case 'engine':
      return engineHappening(event)
    case 'ear':
    case 'recording':
      return event.detail === undefined || event.detail === '' ? null : { atMs: event.atMs, words: event.detail }
    case 'notice':
      return { atMs: event.atMs, words: `${event.source}: ${event.message}` }
    default:
      return null
  }
}

function engineHappening(event: ServerEvent & { type: 'engine' }): Happening | null {
  const move = moveOf(event)
  if (move !== null) return { atMs: move.atMs, words: `The call ${move.words}` }
  const { state, detail, atMs } = event
  const told = state === 'lagging' || state === 'rollover' || state === 'recovering' || state === 'lost'
  return told && detail !== undefined && atMs !== undefined ? { atMs, words: detail } : null
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
