/** What the keeper of a call's legs asks and tells of the call, and what it needs to find them. */
import type { OpusPacket } from '../../audio/ogg-opus.ts'
import type { LegRequest } from '../../engines/engine.ts'
import type { LagVerdict, LagView } from '../../engines/lag-meter.ts'
import type { EnginePool, PooledEngine } from '../../engines/pool.ts'
import type { MoveReason, RolloverPolicy } from '../../engines/rollover-policy.ts'
import type { Log } from '../../observe/log.ts'
import type { DuetError } from '../../protocol/errors.ts'
import type { RecoveryPolicy } from './recovery-policy.ts'

export type LegMove = {
  readonly epoch: number
  readonly reason: MoveReason
  readonly engine: PooledEngine
  /** Session media time at which the leg's own time began, 48 kHz samples. */
  readonly startSample: number
  /** Sound it was sent since then, samples. */
  readonly sentSamples: number
}

/** What the keeper asks and tells of the call; all but `prompt` are called in the order things happened. */
export type LegHooks = {
  /** Session media time, 48 kHz samples. */
  sample(): number
  /** How long neither side has spoken, ms, and who spoke last. */
  floor(): { readonly silentMs: number; readonly lastSpoke: 'user' | 'agent' | null }
  /** The prompt for a leg opened now; `short`: somebody waits for it. */
  prompt(engine: PooledEngine, short: boolean): { readonly text: string; readonly tokens: number }
  /** A better summary may be made now; it has a while. */
  prepare(): void
  queued(place: number, estimatedWaitMs: number | null): void
  /** A leg is asked for; `opening` once its slot is ours, `warming` once its socket is open. Not told of a spare. */
  waiting(state: 'opening' | 'warming', engine: PooledEngine): void
  /** No engine listens from here on; not told before the first leg. */
  away(reason: MoveReason): void
  /** A leg carries the call from here on. */
  moved(move: LegMove): void
  /** @param nowMs when they came */
  audio(packets: readonly OpusPacket[], nowMs: number): void
  text(piece: string): void
  metadata(json: string): void
  /** How the leg that carries the call keeps up has changed; `fine`: it does again. */
  lagging(verdict: LagVerdict, view: LagView): void
  /** There is no engine and will be none. */
  over(error: DuetError): void
}

export type LegKeeperOptions = {
  readonly pool: Pick<EnginePool, 'acquire' | 'tryAcquire'>
  readonly sessionId: string
  /** As `LeaseSeekerOptions`. */
  readonly engines?: readonly string[]
  readonly priority: number
  readonly request: Pick<LegRequest, 'voice' | 'greet' | 'listening'>
  readonly policy: RolloverPolicy
  readonly recovery: RecoveryPolicy
  /** Longest wait of a new caller for a free slot, ms. */
  readonly queueMs: number
  readonly log: Log
  /** Monotonic, ms. */
  readonly now: () => number
}
