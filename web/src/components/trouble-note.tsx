/** Why the memory could not be read or changed, and the way to try again. */
import { RefusedError } from '../api.ts'
import { memoryTrouble } from '../state/memory-words.ts'

export interface TroubleNoteProps {
  /** What a request rejected with. */
  readonly thrown: unknown
  /** Not given: there is no way back but the buttons around it. */
  readonly onAgain?: () => void
}

export function TroubleNote({ thrown, onAgain }: TroubleNoteProps) {
  const { what, lost, todo, again } = memoryTrouble(thrown instanceof RefusedError ? thrown : null)
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{what}</strong> {lost}
      </p>
      <p>{todo}</p>
      {again && onAgain && (
        <p>
          <button type="button" class="plain" onClick={onAgain}>
            Read again
          </button>
        </p>
      )}
    </div>
  )
}
