/** What goes into the conversation core and what comes out. Positions are samples at 48 kHz on the session's media clock. */
import type { ServerEvent, Side, WordsSource } from '../protocol/session.ts'
import type { TimedWord } from '../protocol/timed-word.ts'

export type ConversationInput =
  /**
   * Voice activity of one side. Windows of any length, of one side in order, unvoiced ones too: they say how far that side is known.
   * The user's are positions of the client's sound; the agent's are stamped with the client's position as they are sent.
   */
  | {
      readonly type: 'voice'
      readonly side: Side
      readonly voiced: boolean
      readonly fromSample: number
      readonly toSample: number
    }
  /** Words of the agent, already joined from bytes; a leading space begins a word. Stamped as the agent's sound is. */
  | { readonly type: 'piece'; readonly text: string; readonly atSample: number }
  /** The client says how much of the agent's sound it has played, of how much was sent by then. */
  | { readonly type: 'heard'; readonly sentSamples: number; readonly playedSamples: number }
  /**
   * The user's words from an ear. Partials of an utterance replace each other, the final one replaces them all and may come late.
   * Without positions they belong to the user's latest utterance.
   */
  | {
      readonly type: 'userWords'
      readonly utterance: string | number
      readonly text: string
      readonly final: boolean
      readonly fromSample?: number
      readonly toSample?: number
      /** Whose ear it was; the engine's if not given. */
      readonly source?: WordsSource
      /** When each was said, where the ear knows. */
      readonly words?: readonly TimedWord[]
    }
  /** Silence was put in where the client's sound was missing. Comes before the voice windows that cover it. */
  | { readonly type: 'gap'; readonly fromSample: number; readonly toSample: number }
  /** A new engine leg: the agent's stream starts anew. */
  | { readonly type: 'leg'; readonly epoch: number }
  /** The media clock stands here. */
  | { readonly type: 'tick'; readonly sample: number }
  /** The session is over. Only late words count after this. */
  | { readonly type: 'end'; readonly sample: number }

type ConversationEventType =
  | 'speech'
  | 'turn.start'
  | 'turn.end'
  | 'transcript'
  | 'overlap.start'
  | 'overlap.end'
  | 'backchannel'
  | 'interruption'
  | 'latency'
  | 'pause'
export type ConversationEvent = Extract<ServerEvent, { type: ConversationEventType }>
