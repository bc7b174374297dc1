/** What became of a call's connection: it is there again, and what was missed; or the call is open elsewhere and can be had here. */
import { dismissBack, openElsewhere, takeOver, view } from '../state/store.ts'
import type { Back } from '../state/view-state.ts'

export function BackNote({ back }: { readonly back: Back }) {
  const seconds = Math.max(1, Math.round(back.awayMs / 1000))
  return (
    <div class="news-note" role="status">
      <div>
        <p>
          <strong>You are back after {seconds} s.</strong>{' '}
          {back.engineKept ? 'Your side was silent meanwhile.' : 'A fresh engine has the call; it knows what was said.'}
        </p>
        {back.missed.length > 0 && (
          <p class="missed-words">
            You missed: <q>{back.missed.join(' ')}</q>
          </p>
        )}
      </div>
      <button type="button" class="plain" onClick={dismissBack}>
        Close
      </button>
    </div>
  )
}

/** Asks whether a call that is open elsewhere is to go on here; nothing where there is none. */
export function ElsewhereNote() {
  const open = openElsewhere.value
  if (open === null) return null
  const { sessionId, name, inTab } = open
  return (
    <div class="news-note" role="status">
      <p>
        <strong>{inTab ? `Your call with ${name} is open in another tab.` : `Your call with ${name} is still open.`}</strong>{' '}
        {inTab ? 'Take it over here? It then ends there.' : 'It waits for you for a while.'}
      </p>
      <button type="button" class="plain" onClick={() => takeOver(sessionId)}>
        {inTab ? 'Take it over' : 'Go on with it'}
      </button>
    </div>
  )
}

/** Under a problem that another window has the call. */
export function TakeBack() {
  const { session, problem } = view.value
  if (session === null || (problem?.id !== 'session.taken_over' && problem?.id !== 'session.elsewhere')) return null
  return (
    <p>
      <button type="button" class="plain" onClick={() => takeOver(session.sessionId)}>
        Take it over here
      </button>
    </p>
  )
}
