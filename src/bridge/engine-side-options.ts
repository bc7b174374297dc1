/** What a call's engine side is made with, and what it asks and tells of the call. */
import type { LegRequest } from '../engines/engine.ts'
import type { EnginePool, PooledEngine } from '../engines/pool.ts'
import type { RolloverPolicy } from '../engines/rollover-policy.ts'
import type { Log } from '../observe/log.ts'
import type { PromptPart } from '../personas/prompt-parts.ts'
import type { CountTokens } from '../personas/tokens.ts'
import type { DuetError } from '../protocol/errors.ts'
import type { EngineView, Turn } from '../protocol/session.ts'
import type { ClientSink } from './client-side.ts'
import type { News } from './legs/call-news.ts'
import type { Summariser } from './legs/call-story.ts'
import type { Character } from './legs/leg-prompt.ts'
import type { RecoveryPolicy } from './legs/recovery-policy.ts'
import type { Recorder } from './recorder.ts'
import type { TapLine } from './tap.ts'

export type EngineSideOptions = {
  readonly sessionId: string
  readonly pool: EnginePool
  /** Longest wait for a free slot, ms. */
  readonly queueMs: number
  /** Who the agent is, in the words its engines get. */
  readonly character: Character
  /** What is remembered of the person, for the prompt. */
  readonly known: readonly PromptPart[]
  /** What the agent is to say first. */
  readonly first?: News | undefined
  readonly request: Pick<LegRequest, 'voice' | 'greet' | 'listening'>
  readonly countTokens: CountTokens
  /** What was said in the session before this call, oldest first. */
  readonly earlier: readonly Turn[]
  readonly policies?: { readonly rollover?: RolloverPolicy; readonly recovery?: RecoveryPolicy } | undefined
  readonly summariser?: Summariser | undefined
  readonly client: ClientSink
  readonly recorder: Recorder
  readonly log: Log
  /** Monotonic, ms. */
  readonly now: () => number
}

export type EngineSideHost = {
  /** Session media time, 48 kHz samples. */
  sample(): number
  /** An engine is told this prompt: the tap's line for the call. */
  line(engine: PooledEngine, prompt: string): TapLine
  /** The ear that listens where an engine tells no words; null: none does. */
  ear(): string | null
  /** The engine in use, or what is known of it, has changed. */
  viewed(view: EngineView): void
  /** The first leg carries the call: its time begins. */
  ready(): void
  /** There is no engine and will be none. */
  over(error: DuetError): void
}
