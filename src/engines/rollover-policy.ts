/** When a session moves to a fresh engine leg, as a pure reducer: what is known of the legs in, what to do out. */

export type RolloverPolicy = {
  /** Shares of the engine's context used up, at which … the material of the next prompt is made ready, */
  readonly prepareAt: number
  /** … a fresh leg is opened where a slot is free, */
  readonly primeAt: number
  /** … the session moves in a good silence, */
  readonly moveAt: number
  /** … in any bearable silence, */
  readonly hurryAt: number
  /** … and at the latest. */
  readonly latestAt: number
  /** Silence of both sides in which a primed leg takes over, ms. */
  readonly silenceMs: number
  /** Silence in which the session goes without an engine for the seconds that priming takes, ms. */
  readonly longSilenceMs: number
  /** After the user's words the answer is still awaited; only a silence this long is a good one then, and half of it a bearable one, ms. */
  readonly answerMs: number
  /** A primed leg that does not know what was said since is primed anew after this long, if time allows, ms … */
  readonly refreshMs: number
  /** … or in the silence in which the session may move, where priming takes no longer than this, ms. */
  readonly quickMs: number
  /** Between two looks for a free slot, ms. */
  readonly seekMs: number
  /** What a token of the prompt takes of the context, ms: one step of the model … */
  readonly tokenMs: number
  /** … and how many steps a prompt takes beside its tokens: the voice's frames and the pauses around them. */
  readonly promptSteps: number
  /** Between two moves because of lag, ms: a machine that is too slow is not helped by moving about. */
  readonly lagEveryMs: number
}

/** PersonaPlex: of 240 s, prime from 178 s on, move from 192 s on, by 228 s at the latest. */
export const rolloverPolicy: RolloverPolicy = {
  prepareAt: 0.6,
  primeAt: 0.74,
  moveAt: 0.8,
  hurryAt: 0.9,
  latestAt: 0.95,
  silenceMs: 400,
  longSilenceMs: 1500,
  answerMs: 3000,
  refreshMs: 12_000,
  quickMs: 1000,
  seekMs: 2000,
  tokenMs: 80,
  promptSteps: 52,
  lagEveryMs: 60_000,
}

export type MoveReason = 'start' | 'context' | 'lag' | 'hang' | 'lost'

/** Times are media time, ms, of whatever origin; only differences count. */
export type RolloverEvent =
  /** A leg carries the session from now on. `contextMs` null: its persona never slides out. `promptTokens` 0: it took no prompt. */
  | { readonly type: 'leg'; readonly atMs: number; readonly contextMs: number | null; readonly promptTokens: number }
  | {
      readonly type: 'tick'
      readonly atMs: number
      /** How long neither side has spoken; 0 while one does or where that is not known. */
      readonly silentMs: number
      readonly lastSpoke: 'user' | 'agent' | null
      /** The primed leg talks to itself just now. */
      readonly successorTalks: boolean
    }
  /** Words came to light that the fresh leg's prompt does not hold. */
  | { readonly type: 'said' }
  | { readonly type: 'lagging'; readonly unbearable: boolean }
  /** It no longer lags. */
  | { readonly type: 'caughtUp' }
  /** A fresh leg is being opened. */
  | { readonly type: 'opened'; readonly atMs: number }
  /** No slot is free. */
  | { readonly type: 'refused'; readonly atMs: number }
  | { readonly type: 'primed'; readonly atMs: number }
  | { readonly type: 'successorLost'; readonly atMs: number }
  /** The leg that carried the session is gone. */
  | { readonly type: 'lost'; readonly reason: 'lost' | 'hang' }

export type RolloverEffect =
  /** A better summary may be made now. */
  | { readonly type: 'prepare' }
  /** Look for a free slot and open a fresh leg; `opened` or `refused` answers. */
  | { readonly type: 'prime' }
  /** Open the fresh leg anew: its prompt is old. */
  | { readonly type: 'refresh' }
  /** The primed leg carries the session from now on. */
  | { readonly type: 'move'; readonly reason: MoveReason }
  /** Close the leg if there is one, and that being opened; the session waits for the next, whose prompt is to be short. */
  | { readonly type: 'reopen'; readonly reason: MoveReason }

export type RolloverState = {
  readonly policy: RolloverPolicy
  readonly leg: { readonly sinceMs: number; readonly contextMs: number | null; readonly promptMs: number } | null
  readonly successor:
    | { readonly is: 'none'; readonly seekFromMs: number }
    | { readonly is: 'asked' }
    | { readonly is: 'opening'; readonly openedMs: number; readonly stale: boolean }
    | { readonly is: 'primed'; readonly openedMs: number; readonly tookMs: number; readonly stale: boolean }
  readonly prepared: boolean
  readonly lag: 'none' | 'lagging' | 'unbearable'
  readonly lastLagMoveMs: number
  /** Why there is no leg, while there is none. */
  readonly away: MoveReason
}

type Step = readonly [RolloverState, readonly RolloverEffect[]]

const nobody = { is: 'none', seekFromMs: Number.NEGATIVE_INFINITY } as const

/** A session without a leg: the first one is opened as after a `reopen`. */
export function initialRollover(policy: RolloverPolicy = rolloverPolicy): RolloverState {
  return {
    policy,
    leg: null,
    successor: nobody,
    prepared: false,
    lag: 'none',
    lastLagMoveMs: Number.NEGATIVE_INFINITY,
    away: 'start',
  }
}

/** Whether a tick now would change nothing, whoever speaks: true for the greater part of a call. */
export function isAtRest(state: RolloverState, atMs: number): boolean {
  const { leg, policy, successor, lag } = state
  if (leg === null) return true
  return lag === 'none' && successor.is === 'none' && shareUsed(leg, atMs) < Math.min(policy.prepareAt, policy.primeAt)
}

export function rollover(state: RolloverState, event: RolloverEvent): Step {
  const { successor } = state
  switch (event.type) {
    case 'leg': {
      const { tokenMs, promptSteps } = state.policy
      const promptMs = event.promptTokens === 0 ? 0 : (event.promptTokens + promptSteps) * tokenMs
      const leg = { sinceMs: event.atMs, contextMs: event.contextMs, promptMs }
      return [{ ...state, leg, successor: nobody, prepared: false, lag: 'none' }, []]
    }
    case 'said':
      if (successor.is !== 'opening' && successor.is !== 'primed') return [state, []]
      return [{ ...state, successor: { ...successor, stale: true } }, []]
    case 'lagging':
      return [{ ...state, lag: event.unbearable ? 'unbearable' : 'lagging' }, []]
    case 'caughtUp':
      // A fresh leg that is on its way holds a slot, and takes over all the same.
      return successor.is === 'none' ? [{ ...state, lag: 'none' }, []] : [state, []]
    case 'opened':
      return [{ ...state, successor: { is: 'opening', openedMs: event.atMs, stale: false } }, []]
    case 'refused':
    case 'successorLost': {
      const next: RolloverState = { ...state, successor: { is: 'none', seekFromMs: event.atMs + state.policy.seekMs } }
      return state.leg === null ? [next, [{ type: 'reopen', reason: state.away }]] : [next, []]
    }
    case 'primed': {
      if (successor.is !== 'opening') return [state, []]
      const { openedMs, stale } = successor
      const primed = { is: 'primed', openedMs, tookMs: event.atMs - openedMs, stale } as const
      const next = { ...state, successor: primed }
      // Nobody carries the session: words it missed are no reason to wait.
      return state.leg === null ? [next, [{ type: 'move', reason: state.away }]] : [next, []]
    }
    case 'lost': {
      if (state.leg === null) return [state, []]
      const away = { ...state, leg: null, away: event.reason }
      if (successor.is === 'primed') return [away, [{ type: 'move', reason: event.reason }]]
      // One that is being opened takes over when it is ready.
      return [away, successor.is === 'none' ? [{ type: 'reopen', reason: event.reason }] : []]
    }
    case 'tick':
      return tick(state, event)
  }
}

function tick(state: RolloverState, now: Extract<RolloverEvent, { type: 'tick' }>): Step {
  const { leg, policy, successor } = state
  if (leg === null) return [state, []]
  const share = shareUsed(leg, now.atMs)
  const lags = state.lag !== 'none' && now.atMs - state.lastLagMoveMs >= policy.lagEveryMs
  const reason: MoveReason = lags && share < policy.moveAt ? 'lag' : 'context'
  const pressed = lags ? Math.max(share, state.lag === 'unbearable' ? policy.latestAt : policy.hurryAt) : share

  const effects: RolloverEffect[] = []
  let next = state
  if (!next.prepared && pressed >= policy.prepareAt) {
    next = { ...next, prepared: true }
    effects.push({ type: 'prepare' })
  }
  const moved = (type: 'move' | 'reopen'): Step => {
    const lastLagMoveMs = reason === 'lag' ? now.atMs : state.lastLagMoveMs
    const after: RolloverState =
      type === 'reopen' ? { ...next, leg: null, successor: nobody, away: reason, lastLagMoveMs } : { ...next, lastLagMoveMs }
    return [after, [...effects, { type, reason }]]
  }
  switch (successor.is) {
    case 'none':
      if (pressed < policy.primeAt) break
      // Looked for at once before the session is left without an engine.
      if (now.atMs >= successor.seekFromMs) return [{ ...next, successor: { is: 'asked' } }, [...effects, { type: 'prime' }]]
      if (mayReopen(policy, pressed, now)) return moved('reopen')
      break
    case 'primed': {
      if (mayMove(policy, pressed, now, successor.stale)) return moved('move')
      const quick = successor.tookMs <= policy.quickMs
      if (successor.stale && quick && pressed >= policy.moveAt && isGood(policy, now)) {
        return [{ ...next, successor: { is: 'asked' } }, [...effects, { type: 'refresh' }]]
      }
      const timeLeftMs = leg.contextMs === null ? Number.POSITIVE_INFINITY : (policy.latestAt - share) * leg.contextMs
      const old = now.atMs - successor.openedMs >= successor.tookMs + policy.refreshMs
      if (successor.stale && !quick && old && timeLeftMs > 2 * successor.tookMs + policy.refreshMs / 2) {
        return [{ ...next, successor: { is: 'asked' } }, [...effects, { type: 'refresh' }]]
      }
      break
    }
    case 'opening':
      // The persona is about to be lost: better a wait than another character.
      if (share >= 1) return moved('reopen')
      break
    case 'asked':
      break
  }
  return [next, effects]
}

/** Of the engine's context, 0…1 and more. */
function shareUsed(leg: NonNullable<RolloverState['leg']>, atMs: number): number {
  return leg.contextMs === null ? 0 : (atMs - leg.sinceMs + leg.promptMs) / leg.contextMs
}

type Now = Extract<RolloverEvent, { type: 'tick' }>

function mayMove(policy: RolloverPolicy, pressed: number, now: Now, stale: boolean): boolean {
  if (pressed >= policy.latestAt) return true
  if (pressed < policy.moveAt || now.successorTalks) return false
  return pressed >= policy.hurryAt ? isBearable(policy, now) : !stale && isGood(policy, now)
}

function mayReopen(policy: RolloverPolicy, pressed: number, now: Now): boolean {
  if (pressed >= policy.latestAt) return true
  if (pressed < policy.moveAt) return false
  if (pressed >= policy.hurryAt) return isBearable(policy, now)
  return now.silentMs >= policy.longSilenceMs && isGood(policy, now)
}

/** Nobody speaks, and no answer is awaited. */
function isGood(policy: RolloverPolicy, now: Now): boolean {
  return now.silentMs >= (now.lastSpoke === 'user' ? policy.answerMs : policy.silenceMs)
}

/** Nobody speaks, and an answer that was awaited would have come. */
function isBearable(policy: RolloverPolicy, now: Now): boolean {
  return now.silentMs >= (now.lastSpoke === 'user' ? policy.answerMs / 2 : policy.silenceMs)
}
