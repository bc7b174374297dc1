/** What the end of a leg says about its slot and its server, pure. */
import type { DuetError } from '../../protocol/errors.ts'
import type { CloseOutcome } from '../engine.ts'

export type LegEnd = {
  /** The socket had opened: the server knew of us. */
  readonly reached: boolean
  readonly ready: boolean
  /** What the leg ended with; undefined: closed by us. */
  readonly error: DuetError | undefined
  readonly outcome: CloseOutcome
  /** The holder has reason to doubt the engine. */
  readonly suspect: boolean
}

export type Verdict = {
  /** Why the slot must be proven free before it is used again; null: it is free. */
  readonly quarantine: string | null
  /** The server itself is in trouble; null: it is not, as far as this leg shows. */
  readonly trouble: DuetError | null
  /** The voice asked for may not have been loaded, and the server would speak with the one before. */
  readonly doubtVoice: boolean
}

export function verdictOf({ reached, ready, error, outcome, suspect }: LegEnd): Verdict {
  const fine: Verdict = { quarantine: null, trouble: null, doubtVoice: false }
  if (error?.code === 'engine.busy') return { ...fine, quarantine: 'Somebody else is using it.' }
  if (!reached && outcome === 'confirmed' && error) return { ...fine, trouble: error }
  // A server that fails to load a voice drops the call; one that answers a close has loaded it.
  const early = !ready && (reached || outcome === 'cut')
  if (early && (error || outcome !== 'confirmed'))
    return { quarantine: 'The last call ended before it was ready.', trouble: null, doubtVoice: true }
  if (outcome === 'cut') return { ...fine, quarantine: 'It did not confirm the end of the last call.' }
  if (suspect) return { ...fine, quarantine: error?.message ?? 'The last call ended in doubt.' }
  return fine
}
