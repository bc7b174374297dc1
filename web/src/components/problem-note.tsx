/** What went wrong: what happened, whether anything was lost, the one thing to do. Stays until it is over. */

import type { Problem } from '../state/problems.ts'
import { startCall } from '../state/store.ts'
import { TakeBack } from './call-notes.tsx'

export interface ProblemNoteProps {
  readonly problem: Problem
  readonly canType?: boolean
  /** Given where the call goes on all the same. */
  readonly onDismiss?: (() => void) | undefined
}

export function ProblemNote({ problem, canType = false, onDismiss }: ProblemNoteProps) {
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{problem.what}</strong> {problem.lost}
      </p>
      <p>{problem.todo}</p>
      <TakeBack />
      {onDismiss && (
        <p>
          <button type="button" class="plain" onClick={onDismiss}>
            Understood
          </button>
        </p>
      )}
      {canType && (
        <p>
          <button type="button" class="plain" onClick={() => startCall(false)}>
            Type instead
          </button>
        </p>
      )}
    </div>
  )
}
