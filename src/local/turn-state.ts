/** What the manners of the local engine know, are told and decide: the words of the reducer in `turn-taking.ts`. */

import type { TimedWord } from '../protocol/timed-word.ts'
import { defaultWait, type WaitOptions } from './turn-evidence.ts'

export type TurnTakingOptions = {
  readonly wait: WaitOptions
  /** Voice in a row that counts as speech, ms. */
  readonly onsetMs: number
  /** Voice in a row for which the agent becomes softer, ms: sooner than it counts as speech, since being soft for a moment costs little. */
  readonly lowerAfterMs: number
  /** Silence at which an answer is prepared on suspicion, ms. */
  readonly suspectMs: number
  /** Silences at which the turn model is asked, ms, while the turn is undecided. */
  readonly looksMs: readonly number[]
  /** Time between partial recognitions while the user speaks, ms. */
  readonly partialMs: number
  /** A stretch this long is recognised for good at a pause of `commitPauseMs`, so that no recognition grows without bound. */
  readonly commitMs: number
  readonly commitPauseMs: number
  /** Speech this soon after an answer began means that the turn was not over: the answer is taken back. */
  readonly retractMs: number
  /** Overlap after which its words are recognised, each time anew, ms. */
  readonly overlapHearMs: readonly number[]
  /** Time between recognitions while an overlap is the agent's own echo, for as long as it lasts, ms. */
  readonly echoHearMs: number
  /** Words of asking for the floor are taken from the first `earlyMs` of an overlap only where the first of them is at least so probable. */
  readonly earlyMs: number
  readonly earlyP: number
  /** Overlap still going on after which the floor is given where its words say nothing either way. */
  readonly yieldMs: number
  /** The same where its words are those of somebody listening along, or none. */
  readonly backchannelYieldMs: number
  /** An overlap that was over before this, in so few words that nobody begins to talk with, was listening along (the field's definition). */
  readonly shortOverlapMs: number
  readonly shortOverlapWords: number
  /** Silence after a listening-along that cut the agent off, before it takes its sentence up again, ms. */
  readonly resumeMs: number
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
  lowerAfterMs: 32,
  suspectMs: 64,
  looksMs: [160, 448, 736],
  partialMs: 640,
  commitMs: 4000,
  commitPauseMs: 320,
  retractMs: 800,
  overlapHearMs: [256, 320, 384, 448, 512, 608, 736],
  echoHearMs: 256,
  earlyMs: 300,
  earlyP: 0.35,
  yieldMs: 640,
  backchannelYieldMs: 900,
  shortOverlapMs: 1000,
  shortOverlapWords: 3,
  resumeMs: 224,
  overlapEndMs: 160,
  murmurEveryMs: 6000,
  murmurPauseMs: 224,
  earGraceMs: 120,
  noiseMs: 640,
  takeUpMs: 8000,
  longestMs: 20_000,
}

export type Attempt = {
  readonly id: number
  /** What the ear made of the open stretch; empty for noise, `undefined` while it has not answered. */
  readonly text: string | undefined
  /** When its words were said, where the ear told. */
  readonly times?: readonly TimedWord[] | undefined
  /** What the turn model said so far, and how often it was asked. */
  readonly finished: readonly number[]
  readonly looks: number
}
export type Turn = {
  readonly utterance: number
  readonly startMs: number
  /** Text recognised for good; the stretch still open begins at `openMs`. */
  readonly committed: string
  /** When its words were said; `undefined`: of some of them it is not known. */
  readonly committedTimes: readonly TimedWord[] | undefined
  readonly openMs: number
  readonly partial: string
  readonly partialToMs: number
  readonly nextPartialMs: number
  readonly voicedMs: number
  /** Speech since the last murmur, ms. */
  readonly unmurmuredMs: number
  readonly attempt: Attempt | undefined
  /** The longest pause inside it after words that could have been all, ms, and the answers to it that were taken back. */
  readonly longestPauseMs: number
  readonly takenBack: number
  /** The agent gave way to this turn and can take its sentence up again. */
  readonly afterYield: boolean
}
export type Overlap = {
  readonly startMs: number
  /** Recognitions asked for and answered, how old the overlap was at the last one, ms, and what was heard then. */
  readonly asked: number
  readonly answered: number
  readonly askedAgeMs: number
  readonly heard: string | undefined
  /** What was heard last are the agent's own words. */
  readonly own: boolean
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
  /** The user's turn that is being answered, and when its speech ended. */
  readonly released: Turn | undefined
  readonly releasedEndMs: number
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
  releasedEndMs: 0,
  overlap: undefined,
  pausesMs: [],
  idleMs: 0,
  tookUp: true, // nobody has spoken yet: an empty room is not spoken into
  nextId: 1,
  nextUtterance: 1,
}

export type HearPurpose = 'partial' | 'attempt' | 'overlap'
export type OverlapReason = 'speech' | 'backchannel' | 'noise' | 'echo' | 'stop-word' | 'going-on' | 'late-backchannel'

export type TurnTakingEvent =
  /** One frame of the user's sound; `atMs` is its end on the media clock. */
  | { readonly type: 'frame'; readonly voiced: boolean; readonly atMs: number; readonly frameMs: number }
  /** The ear's answer; `text` is empty where it believes that nobody spoke. */
  | {
      readonly type: 'heard'
      readonly id: number
      readonly purpose: HearPurpose
      readonly text: string
      /** The ear's probability of its first word; 1 where it is not said. */
      readonly firstWordP?: number
      /** It is what is left of the agent's own words. */
      readonly own?: boolean
      /** When each word was said, where that is known of all. */
      readonly times?: readonly TimedWord[]
      readonly toMs: number
    }
  | { readonly type: 'looked'; readonly id: number; readonly finished: number }
  | { readonly type: 'agent'; readonly state: 'started' | 'ended'; readonly kind: 'answer' | 'murmur' }
  /** Written instead of said: a whole turn. */
  | { readonly type: 'typed'; readonly text: string }
  /** The agent has something to say of its own (a greeting, a timer): granted if afterwards it is `pending`. */
  | { readonly type: 'initiative' }

export type TurnTakingEffect =
  | {
      readonly type: 'hear'
      readonly id: number
      readonly purpose: HearPurpose
      readonly fromMs: number
      readonly toMs: number
      /** How much of the stretch is voice, where that is known. */
      readonly voicedMs?: number
    }
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
      /** Of final words, where it is known of all of them. */
      readonly words?: readonly TimedWord[]
    }
  /** Nobody has spoken for a while. */
  | { readonly type: 'takeUp' }

export type Step = readonly [TurnTakingState, readonly TurnTakingEffect[]]
export type Frame = Extract<TurnTakingEvent, { type: 'frame' }>
export type HeardEvent = Extract<TurnTakingEvent, { type: 'heard' }>
