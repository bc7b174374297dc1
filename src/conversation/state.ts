/** The state of the conversation core: plain data, bounded, and the draft of it that one reduction works on. */
import type { Side, WordsSource } from '../protocol/session.ts'
import type { TimedWord } from '../protocol/timed-word.ts'
import type { ConversationEvent } from './inputs.ts'
import { type ConversationOptions, defaultOptions } from './options.ts'

export type Span = { readonly fromSample: number; readonly toSample: number }
export type Piece = { readonly text: string; readonly atSample: number }
/** What an ear understood of one of its utterances. */
export type EarWords = {
  readonly utterance: string
  readonly text: string
  readonly final: boolean
  readonly span: Span | null
  readonly source: WordsSource
  readonly words?: readonly TimedWord[]
}

/** Hysteresis over voice windows. */
export type Voice = {
  speaking: boolean
  /** Start of the stretch, or of what may become one. */
  onsetSample: number | null
  /** Voiced samples since the onset. */
  runSamples: number
  /** Silence in what may become a stretch. */
  holeSamples: number
  /** Of the last stretch. */
  lastVoicedSample: number
  /** Since then, without what a gap put in. */
  silenceSamples: number
  /** Gap samples forgiven in this silence. */
  forgivenSamples: number
}

/** What one side says without the floor changing: a candidate until it proves to be a turn (`turnId`). */
export type Utterance = {
  readonly key: number
  startSample: number
  endSample: number
  voicedSamples: number
  turnId: string | null
  /** The other side's silence when it began; null: it had nothing open. */
  otherSilenceSamples: number | null
  /** It followed the other side's question. */
  asked: boolean
  overlapped: boolean
  /** It made the other side stop. */
  tookFloor: boolean
  pauses: readonly Span[]
  /** Agent: words whose sound was heard. */
  text: string
  /** Agent: words later than the last voiced sample. */
  tail: readonly Piece[]
  ears: readonly EarWords[]
  response: { readonly ms: number | null; readonly fromSample: number } | null
  toldText: string
  toldAtSample: number
}

/** An utterance that is over; words may still come for it. */
export type Closed = {
  readonly kind: 'turn' | 'backchannel' | 'noise'
  readonly key: number
  readonly turnId: string | null
  readonly startSample: number
  readonly endSample: number
  readonly text: string
  readonly ears: readonly EarWords[]
  readonly interrupted: boolean
  /** It lay in the other side's turn, which went on. */
  readonly within: boolean
  /** No more pieces can be of it: they are of a later engine leg. */
  readonly sealed: boolean
}

export type OverlapRecord = {
  readonly overlapId: string
  readonly by: Side
  readonly keys: { readonly user: number; readonly agent: number }
  readonly startSample: number
  /** Null while it goes on. */
  readonly endSample: number | null
}

export type SideState = {
  voice: Voice
  utterance: Utterance | null
  /** Voiced windows not yet reached by the clock. */
  queue: readonly Span[]
  /** Up to here the windows are known. */
  knownSample: number
  closed: readonly Closed[]
  turns: number
}

/** Everything is a plain value: it can be stored, compared and sent. */
export type ConversationState = {
  readonly options: ConversationOptions
  readonly clockSample: number
  readonly tickSample: number
  readonly user: SideState
  readonly agent: SideState
  readonly gaps: readonly Span[]
  /** Agent pieces not yet reached by the clock. */
  readonly pieces: readonly Piece[]
  /** Agent pieces whose sound has not begun. */
  readonly loose: readonly Piece[]
  /** User's words for which no voice was found yet. */
  readonly strayWords: readonly EarWords[]
  readonly overlaps: readonly OverlapRecord[]
  readonly overlapCount: number
  readonly keyCount: number
  readonly playLagSamples: number
  readonly lagReported: boolean
  readonly agentHasWords: boolean
  readonly epoch: number | null
  readonly ended: boolean
}

/** The state while one input is worked in: side records and utterances are copies of its own, arrays are replaced. */
export type Draft = { -readonly [K in keyof ConversationState]: ConversationState[K] } & { readonly events: ConversationEvent[] }

export const SAMPLES_PER_MS = 48
export const toSamples = (ms: number): number => ms * SAMPLES_PER_MS
export const toMs = (samples: number): number => Math.round(samples / SAMPLES_PER_MS)

/** Bounds of what the state keeps; the oldest goes first. */
export const LIMITS = {
  queue: 1024,
  pieces: 1024,
  gaps: 64,
  closed: 8,
  strays: 8,
  ears: 128,
  overlaps: 16,
  textChars: 20_000,
  pauses: 16,
} as const

/** The array with one more, at most `limit` long. */
export function push<T>(list: readonly T[], item: T, limit: number): readonly T[] {
  return list.length < limit ? [...list, item] : [...list.slice(list.length - limit + 1), item]
}

const silent: Voice = {
  speaking: false,
  onsetSample: null,
  runSamples: 0,
  holeSamples: 0,
  lastVoicedSample: 0,
  silenceSamples: 0,
  forgivenSamples: 0,
}
const side = (): SideState => ({ voice: { ...silent }, utterance: null, queue: [], knownSample: 0, closed: [], turns: 0 })

/** The beginning of a conversation. */
export function initialConversation(options: Partial<ConversationOptions> = {}): ConversationState {
  const all = { ...defaultOptions, ...options }
  return {
    options: all,
    clockSample: 0,
    tickSample: 0,
    user: side(),
    agent: side(),
    gaps: [],
    pieces: [],
    loose: [],
    strayWords: [],
    overlaps: [],
    overlapCount: 0,
    keyCount: 0,
    playLagSamples: toSamples(all.playLagMs),
    lagReported: false,
    agentHasWords: false,
    epoch: null,
    ended: false,
  }
}

const copySide = (from: SideState): SideState => ({
  ...from,
  voice: { ...from.voice },
  utterance: from.utterance === null ? null : { ...from.utterance },
})

export function draftOf(state: ConversationState): Draft {
  return { ...state, user: copySide(state.user), agent: copySide(state.agent), events: [] }
}

export function stateOf(draft: Draft): ConversationState {
  const { events: _, ...state } = draft
  return state
}

export const otherSide = (of: Side): Side => (of === 'user' ? 'agent' : 'user')

/** Where an utterance's words come from, as a field of its events; nothing where it has none. The ear's last word counts. */
export function sourceOf(
  side: Side,
  words: { readonly text: string; readonly ears: readonly EarWords[] },
): { source?: WordsSource } {
  if (textOf(words) === '') return {}
  return { source: side === 'agent' ? 'engine' : (words.ears.findLast((ear) => ear.text.trim() !== '')?.source ?? 'engine') }
}

/** When the words were said, as a field of a final transcript; nothing where no ear knows of all of them. */
export function timesOf({ ears }: { readonly ears: readonly EarWords[] }): { words?: readonly TimedWord[] } {
  const told = ears.filter((ear) => ear.text.trim() !== '')
  if (told.length === 0 || told.some((ear) => ear.words === undefined)) return {}
  return { words: told.flatMap((ear) => ear.words ?? []).toSorted((a, b) => a.startMs - b.startMs) }
}

/** What is known of an utterance's words, the user's from the ears in their order. */
export function textOf(utterance: { readonly text: string; readonly ears: readonly EarWords[] }): string {
  if (utterance.ears.length === 0) return utterance.text.trim()
  return [...utterance.ears]
    .sort((a, b) => (a.span?.fromSample ?? 0) - (b.span?.fromSample ?? 0))
    .map((ear) => ear.text.trim())
    .filter((text) => text !== '')
    .join(' ')
}
