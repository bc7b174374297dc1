/** The life of one model server as a pure reducer: starting, ready, waiting to be started again, given up. No clock and no process of its own. */
import { DuetError } from '../../protocol/errors.ts'

export type LifePolicy = {
  /** How often a starting server is looked at, ms. */
  readonly lookMs: number
  /** How often a ready one is asked for a sign of life, ms. */
  readonly checkMs: number
  /** A ready server that has answered nothing for so long is hung, ms. */
  readonly hangMs: number
  /** How often a ready one proves itself by a handshake and sound, ms. */
  readonly proveMs: number
  /** A starting server that prints nothing for so long will never be ready, ms: reading weights is quiet, fetching them is not. */
  readonly quietMs: number
  /** The longest start, ms: weights over a slow line. */
  readonly startMs: number
  /** Failures within `windowMs`, or starts in a row that came to nothing, at which it is given up. */
  readonly maxFailures: number
  readonly windowMs: number
  /** Wait before the first restart in a row, ms; doubled for each further one up to the longest. */
  readonly backoffMs: number
  readonly longestBackoffMs: number
  /** How often the one who waits for a start is told that it goes on, ms. */
  readonly tellMs: number
}

export const lifePolicy = {
  lookMs: 1000,
  checkMs: 10_000,
  quietMs: 600_000,
  startMs: 4 * 3600_000,
  windowMs: 300_000,
  backoffMs: 1000,
  longestBackoffMs: 60_000,
  tellMs: 30_000,
} as const satisfies Partial<LifePolicy>

export type Phase = 'starting' | 'ready' | 'waiting' | 'ending' | 'ended'

export type LifeState = {
  readonly phase: Phase
  /** When the phase began. All times are of one steady clock, ms. */
  readonly sinceMs: number
  /** The last output while starting; the last answer while ready. */
  readonly aliveMs: number
  /** The last time it took a call and made sound. */
  readonly provenMs: number
  readonly failedProofs: number
  /** Since when its slots are in doubt without a break; null: they are not. */
  readonly doubtedMs: number | null
  /** Times of the failures within the window. */
  readonly failuresMs: readonly number[]
  /** Failures in a row with no ready time as long as the window between. */
  readonly inARow: number
  /** Starts in a row that never got ready. */
  readonly vainStarts: number
  readonly toldMs: number
  /** Why it is being killed, until it has gone; then why it went last. */
  readonly fault: DuetError | null
}

/**
 * `busy`: it carries a call, whose own leg watches it. `doubted`: the owner of its slots has them in quarantine and proves them itself.
 * `unknown`: whoever would ask it is not there, or a caller is just being connected.
 */
export type ProofOutcome = 'ready' | 'busy' | 'failed' | 'doubted' | 'unknown'

export type LifeEvent = { readonly atMs: number } & (
  | { readonly type: 'start' }
  | { readonly type: 'output' }
  /** The timer set by `wake` has run down. */
  | { readonly type: 'woke' }
  | { readonly type: 'answered'; readonly ok: boolean }
  | { readonly type: 'proved'; readonly outcome: ProofOutcome }
  /** The process has gone; `fault` is what its output and its exit tell. */
  | { readonly type: 'exited'; readonly fault: DuetError }
  | { readonly type: 'stop' }
)

export type LifeEffect =
  | { readonly type: 'spawn' }
  /** Send `woke` after so long; takes the place of an earlier one. */
  | { readonly type: 'wake'; readonly afterMs: number }
  /** Ask for a plain answer and send `answered`. */
  | { readonly type: 'check' }
  /** Have it prove itself and send `proved`. */
  | { readonly type: 'prove' }
  /** Ask it to end, then make it. */
  | { readonly type: 'terminate' }
  | { readonly type: 'kill' }
  /** The phase is another one. */
  | { readonly type: 'phase' }
  /** A line for a person. */
  | { readonly type: 'tell'; readonly line: string }

export const newLife: LifeState = {
  phase: 'waiting',
  sinceMs: 0,
  aliveMs: 0,
  provenMs: 0,
  failedProofs: 0,
  doubtedMs: null,
  failuresMs: [],
  inARow: 0,
  vainStarts: 0,
  toldMs: 0,
  fault: null,
}

type Step = readonly [LifeState, readonly LifeEffect[]]

export function live(state: LifeState, event: LifeEvent, policy: LifePolicy, name = 'the server'): Step {
  switch (event.type) {
    case 'start':
      return launch(state, event.atMs, policy)
    case 'output':
      return state.phase === 'starting' ? [{ ...state, aliveMs: event.atMs }, []] : [state, []]
    case 'woke':
      return woke(state, event.atMs, policy, name)
    case 'answered':
      return answered(state, event.atMs, event.ok, policy, name)
    case 'proved':
      return proved(state, event.atMs, event.outcome, policy, name)
    case 'exited':
      return exited(state, event.atMs, event.fault, policy)
    case 'stop':
      return stop(state, event.atMs)
  }
}

function launch(state: LifeState, atMs: number, policy: LifePolicy): Step {
  const next = {
    ...state,
    phase: 'starting',
    sinceMs: atMs,
    aliveMs: atMs,
    toldMs: atMs,
    failedProofs: 0,
    doubtedMs: null,
  } as const
  return [next, [{ type: 'spawn' }, { type: 'phase' }, { type: 'wake', afterMs: policy.lookMs }]]
}

function woke(state: LifeState, atMs: number, policy: LifePolicy, name: string): Step {
  if (state.phase === 'waiting') return launch(state, atMs, policy)
  if (state.phase === 'ready') return [state, [{ type: atMs - state.provenMs >= policy.proveMs ? 'prove' : 'check' }]]
  if (state.phase !== 'starting') return [state, []]
  const [elapsedMs, quietMs] = [atMs - state.sinceMs, atMs - state.aliveMs]
  if (quietMs >= policy.quietMs || elapsedMs >= policy.startMs) {
    const how =
      quietMs >= policy.quietMs ? `has printed nothing for ${seconds(quietMs)}` : `is starting for ${seconds(elapsedMs)}`
    return killed(state, new DuetError('engine.not_ready', `${name} ${how} and takes no call.`))
  }
  if (atMs - state.toldMs < policy.tellMs) return [state, [{ type: 'prove' }]]
  const line = `still starting after ${seconds(elapsedMs)}; the first start fetches the model`
  return [{ ...state, toldMs: atMs }, [{ type: 'tell', line }, { type: 'prove' }]]
}

function answered(state: LifeState, atMs: number, ok: boolean, policy: LifePolicy, name: string): Step {
  if (state.phase !== 'ready') return [state, []]
  if (ok) return [{ ...state, aliveMs: atMs }, [{ type: 'wake', afterMs: policy.checkMs }]]
  const silentMs = atMs - state.aliveMs
  if (silentMs < policy.hangMs) return [state, [{ type: 'wake', afterMs: policy.checkMs }]]
  return killed(state, new DuetError('engine.hung', `${name} has answered nothing for ${seconds(silentMs)}.`))
}

function proved(state: LifeState, atMs: number, outcome: ProofOutcome, policy: LifePolicy, name: string): Step {
  if (state.phase === 'starting') {
    // Somebody who waited for it may have its slot before it could be tried: then it carries a call, which proves as much.
    if (outcome !== 'ready' && outcome !== 'busy') return [state, [{ type: 'wake', afterMs: policy.lookMs }]]
    const ready = { ...state, phase: 'ready', sinceMs: atMs, aliveMs: atMs, provenMs: atMs, vainStarts: 0, fault: null } as const
    const line = `ready after ${seconds(atMs - state.sinceMs)}`
    return [ready, [{ type: 'phase' }, { type: 'tell', line }, { type: 'wake', afterMs: policy.checkMs }]]
  }
  if (state.phase !== 'ready') return [state, []]
  const again: LifeEffect = { type: 'wake', afterMs: policy.checkMs }
  if (outcome === 'unknown') return [state, [again]]
  if (outcome === 'doubted') {
    const sinceMs = state.doubtedMs ?? atMs
    if (atMs - sinceMs < policy.hangMs) return [{ ...state, doubtedMs: sinceMs }, [again]]
    return killed(state, new DuetError('engine.hung', `${name} has not let go of its last call for ${seconds(atMs - sinceMs)}.`))
  }
  // A caller's own leg watches the sound: while there is one, nothing is to be proved.
  if (outcome !== 'failed') return [{ ...state, provenMs: atMs, aliveMs: atMs, failedProofs: 0, doubtedMs: null }, [again]]
  if (state.failedProofs === 0) return [{ ...state, failedProofs: 1 }, [again]]
  return killed(state, new DuetError('engine.hung', `${name} answers, but takes no call and makes no sound.`))
}

/** Its end is seen as `exited`, with this as the cause. */
function killed(state: LifeState, fault: DuetError): Step {
  return [{ ...state, fault }, [{ type: 'tell', line: fault.message }, { type: 'kill' }]]
}

function exited(state: LifeState, atMs: number, found: DuetError, policy: LifePolicy): Step {
  if (state.phase === 'ended' || state.phase === 'waiting') return [state, []]
  if (state.phase === 'ending') return [{ ...state, phase: 'ended', sinceMs: atMs }, [{ type: 'phase' }]]
  const fault = state.fault ?? found
  const heldOut = state.phase === 'ready' && atMs - state.sinceMs >= policy.windowMs
  const failuresMs = [...state.failuresMs.filter((at) => atMs - at < policy.windowMs), atMs]
  const inARow = heldOut ? 1 : state.inARow + 1
  const vainStarts = state.phase === 'starting' ? state.vainStarts + 1 : 0
  const failed = { ...state, sinceMs: atMs, failuresMs, inARow, vainStarts, fault } as const
  if (!fault.retryable || Math.max(failuresMs.length, vainStarts) >= policy.maxFailures) {
    const how = fault.retryable ? `given up after ${Math.max(failuresMs.length, vainStarts)} failures: ` : 'given up: '
    return [{ ...failed, phase: 'ended' }, [{ type: 'phase' }, { type: 'tell', line: how + fault.message }]]
  }
  const afterMs = Math.min(policy.longestBackoffMs, policy.backoffMs * 2 ** Math.min(30, inARow - 1))
  const line = `${fault.message} Starting it again in ${seconds(afterMs)}.`
  return [{ ...failed, phase: 'waiting' }, [{ type: 'phase' }, { type: 'tell', line }, { type: 'wake', afterMs }]]
}

function stop(state: LifeState, atMs: number): Step {
  if (state.phase === 'ended' || state.phase === 'ending') return [state, []]
  if (state.phase === 'waiting') return [{ ...state, phase: 'ended', sinceMs: atMs }, [{ type: 'phase' }]]
  return [{ ...state, phase: 'ending', sinceMs: atMs }, [{ type: 'phase' }, { type: 'terminate' }]]
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms / 1000)} s`
}
