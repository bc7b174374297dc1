/** What the page says of a call that went on with another engine, or after its connection was broken. */
import type { ServerEvent } from '../../../src/protocol/session.ts'

export interface Move {
  /** Session media time at which the next engine was first heard, ms. */
  readonly atMs: number
  /** How long nothing of an engine was heard, ms. */
  readonly gapMs: number
  /** "moved to a fresh engine · 0.2 s" */
  readonly words: string
}

type Reason = NonNullable<(ServerEvent & { type: 'engine' })['reason']>

const why: { readonly [R in Reason]: string | null } = {
  start: null,
  context: 'moved to a fresh engine',
  lag: 'moved: the engine fell behind',
  hang: 'moved: the engine stopped answering',
  lost: 'moved: the engine went away',
}
/** A shorter gap is not noticed. */
const NOTICED_MS = 50

/** The move an event tells of; null where it tells of none. */
export function moveOf(event: ServerEvent): Move | null {
  if (event.type === 'client') return returnOf(event)
  if (event.type !== 'engine' || event.state !== 'ready') return null
  const { reason, gapMs, atMs } = event
  const what = reason === undefined ? null : why[reason]
  if (what === null || gapMs === undefined || atMs === undefined) return null
  return { atMs, gapMs, words: `${what} · ${gapMs < NOTICED_MS ? 'no gap' : `${(gapMs / 1000).toFixed(1)} s`}` }
}

/** A connection that was taken over at once makes no gap worth a line. */
function returnOf({ state, awayMs = 0, atMs }: ServerEvent & { type: 'client' }): Move | null {
  const seconds = Math.round(awayMs / 1000)
  if (state === 'away' || (state === 'back' && seconds < 1)) return null
  const words = state === 'back' ? `you were away for ${seconds} s` : 'the call was taken over'
  return { atMs, gapMs: awayMs, words }
}
