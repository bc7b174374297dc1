/** What is kept of the call under way, with a red dot while its sound is recorded, and the way to have no sound kept. */
import { useState } from 'preact/hooks'
import { keepLess } from '../recording-api.ts'
import { keptWords } from '../state/kept-words.ts'
import { view } from '../state/store.ts'
import { inCall } from '../state/view-state.ts'

export function KeptNote() {
  const { kept, session } = view.value
  const [failed, setFailed] = useState(false)
  if (kept === null || session === null || !inCall(view.value)) return null
  const stop = () => {
    setFailed(false)
    keepLess(session.sessionId, 'transcript').catch(() => setFailed(true))
  }
  return (
    <p class="kept-note" role="status">
      <span>
        {kept.level === 'audio' && <span class="recording-dot" aria-hidden="true" />}
        {kept.detail !== undefined && `${kept.detail} `}
        {keptWords(kept)}
        {failed && ' That did not work; it is still recorded.'}
      </span>
      {kept.level === 'audio' && (
        <button type="button" class="plain" title="What was recorded of this call is deleted at once." onClick={stop}>
          Keep no sound
        </button>
      )}
    </p>
  )
}
