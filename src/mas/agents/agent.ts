/** What an agent is: a name, what it is for, and what it does with a turn; its results are events, never a voice of its own. */
import type { NewEvent } from '../events.ts'
import type { Intent } from './intent.ts'

/** A final turn of the user, as agents see it. */
export type AgentTurn = {
  readonly sessionId: string
  readonly conversationId: string
  readonly userId: string
  readonly persona: string
  readonly turnId: string
  /** Raised each time its words were corrected. */
  readonly revision: number
  readonly text: string
  /** Epoch ms. */
  readonly saidAt: number
  /** Agents its persona uses; undefined: all. */
  readonly tools?: readonly string[] | undefined
}

/** What an agent found out. */
export type Finding = Pick<NewEvent, 'type' | 'message' | 'priority'> & {
  /** A sentence for the voice of the call; told in silence, or not at all where its engine cannot be told. */
  readonly say?: string
  /** An engine that has this of its own says it itself: then it is only shown. `timers`: rings in its call. */
  readonly unless?: 'brain' | 'timers' | undefined
  /** What goes with it: where it is from, what it is about. */
  readonly details?: { readonly [name: string]: unknown }
}

export interface Agent {
  readonly name: string
  matches(intent: Intent, turn: AgentTurn): boolean
  /** May run twice for the same turn, after a crash: what it changes must be the same then. */
  run(turn: AgentTurn, intent: Intent, signal: AbortSignal): Promise<readonly Finding[]>
}
