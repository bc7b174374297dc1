/** What the timeline shows of a call beside its levels: stretches of speech, overlaps, backchannels, interruptions, waits, and moves between engines, all in media time. */
import type { ServerEvent, Side, Turn } from '../../../src/protocol/session.ts'
import { type Move, moveOf } from './move-words.ts'

export interface SpeechSpan {
  readonly side: Side
  readonly startMs: number
  /** null while it lasts */
  readonly endMs: number | null
}
export interface OverlapSpan {
  readonly overlapId: string
  readonly startMs: number
  readonly endMs: number | null
}
export interface BackchannelMark {
  readonly side: Side
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}
export interface InterruptionMark {
  /** Who took the floor; the notch is cut out of the other's lane. */
  readonly by: Side
  /** Where both began to speak at once; `stopMs` later the other side stopped. */
  readonly atMs: number
  readonly stopMs: number
}
export interface WaitMark {
  readonly turnId: string
  readonly fromMs: number
  readonly toMs: number
}
/** What the user said while no engine listened. */
export interface UnheardSpan {
  readonly turnId: string
  readonly startMs: number
  readonly endMs: number
}
export interface Marks {
  readonly speech: readonly SpeechSpan[]
  readonly overlaps: readonly OverlapSpan[]
  readonly backchannels: readonly BackchannelMark[]
  readonly interruptions: readonly InterruptionMark[]
  readonly waits: readonly WaitMark[]
  readonly moves: readonly Move[]
  readonly unheard: readonly UnheardSpan[]
}

export const noMarks: Marks = {
  speech: [],
  overlaps: [],
  backchannels: [],
  interruptions: [],
  waits: [],
  moves: [],
  unheard: [],
}

/** Of each kind so many are kept: an hour's worth, and far more than the thirty seconds in view can hold. */
const MAX_MARKS = 1_000

/** The marks after an event; the same object where the event marks nothing. */
export function markEvent(marks: Marks, event: ServerEvent): Marks {
  switch (event.type) {
    case 'speech':
      return { ...marks, speech: markSpeech(marks.speech, event) }
    case 'turn.end':
      return { ...marks, speech: markTurn(marks.speech, event.turn) }
    case 'overlap.start':
      return {
        ...marks,
        overlaps: add(marks.overlaps, { overlapId: event.overlapId, startMs: event.atMs, endMs: null }),
      }
    case 'overlap.end': {
      const { overlapId, startMs, endMs } = event.overlap
      const others = marks.overlaps.filter((overlap) => overlap.overlapId !== overlapId)
      return { ...marks, overlaps: add(others, { overlapId, startMs, endMs }) }
    }
    case 'backchannel': {
      const { side, startMs, endMs, text } = event
      return { ...marks, backchannels: add(marks.backchannels, { side, startMs, endMs, text }) }
    }
    case 'interruption':
      return {
        ...marks,
        interruptions: add(marks.interruptions, { by: event.by, atMs: event.atMs, stopMs: event.stopMs }),
      }
    case 'latency':
      return { ...marks, waits: add(marks.waits, { turnId: event.turnId, fromMs: event.fromMs, toMs: event.toMs }) }
    case 'unheard': {
      const { turnId, startMs, endMs } = event
      return { ...marks, unheard: add(marks.unheard, { turnId, startMs, endMs }) }
    }
    case 'engine': {
      const move = moveOf(event)
      return move === null ? marks : { ...marks, moves: add(marks.moves, move) }
    }
    default:
      return marks
  }
}

/** The marks of a conversation that is over: speech from its turns, all else from its events. */
export function marksOfPast(turns: readonly Turn[], events: readonly ServerEvent[]): Marks {
  const speech = turns.map(({ side, startMs, endMs }) => ({ side, startMs, endMs }))
  return { ...events.reduce(markEvent, noMarks), speech }
}

export function otherSide(side: Side): Side {
  return side === 'user' ? 'agent' : 'user'
}

function markSpeech(spans: readonly SpeechSpan[], event: ServerEvent & { type: 'speech' }): readonly SpeechSpan[] {
  const open = spans.findLast((span) => span.side === event.side && span.endMs === null)
  if (event.speaking) {
    return open === undefined ? add(spans, { side: event.side, startMs: event.atMs, endMs: null }) : spans
  }
  return spans.map((span) => (span === open ? { ...span, endMs: Math.max(span.startMs, event.atMs) } : span))
}

/** A turn of which nothing was told while it lasted is speech all the same. */
function markTurn(spans: readonly SpeechSpan[], { side, startMs, endMs }: Turn): readonly SpeechSpan[] {
  const told = spans.some((span) => span.side === side && span.startMs < endMs && (span.endMs ?? endMs) > startMs)
  return told || startMs === endMs ? spans : add(spans, { side, startMs, endMs })
}

function add<T>(list: readonly T[], item: T): readonly T[] {
  return [...list.slice(-(MAX_MARKS - 1)), item]
}
