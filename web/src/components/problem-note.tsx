/** What went wrong: what happened, whether anything was lost, the one thing to do. Stays until it is over. */

import type { Problem } from '../state/problems.ts'
import { startCall } from '../state/store.ts'

export function ProblemNote({ problem, canType = false }: { readonly problem: Problem; readonly canType?: boolean }) {
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{problem.what}</strong> {problem.lost}
      </p>
      <p>{problem.todo}</p>
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
