/** Past conversations, newest first. */
import { useEffect, useState } from 'preact/hooks'
import { fetchSessions, type PastSession } from '../api.ts'
import { lengthWords } from '../length-words.ts'
import { personas } from '../state/store.ts'

type Loaded = { readonly sessions: readonly PastSession[]; readonly older: number | null }
type State = { readonly type: 'reading' } | { readonly type: 'failed' } | ({ readonly type: 'read' } & Loaded)

export function HistoryView() {
  const [state, setState] = useState<State>({ type: 'reading' })
  const read = (known: readonly PastSession[], before: number | null) => {
    fetchSessions(before).then(
      ({ sessions, older }) => setState({ type: 'read', sessions: [...known, ...sessions], older }),
      () => setState({ type: 'failed' }),
    )
  }
  useEffect(() => read([], null), [])
  return (
    <section class="readable">
      <h1>Past conversations</h1>
      {state.type === 'reading' && <p>Reading…</p>}
      {state.type === 'failed' && (
        <div class="problem" role="alert">
          <p>
            <strong>The conversations could not be read.</strong> Nothing was lost: they are kept on the machine that runs Duet.
          </p>
          <p>
            Check that Duet runs, then{' '}
            <button type="button" class="plain" onClick={() => read([], null)}>
              read again
            </button>
          </p>
        </div>
      )}
      {state.type === 'read' && state.sessions.length === 0 && (
        <p>
          There are none yet. <a href="/">Talk</a>, and what was said can be read here afterwards.
        </p>
      )}
      {state.type === 'read' && (
        <ul class="sessions">
          {state.sessions.map((session) => (
            <li key={session.sessionId}>
              <a class="session-link" href={`/history/${encodeURIComponent(session.sessionId)}`}>
                <span class="session-opening">{session.opening || 'Nothing was said.'}</span>
                <span class="session-facts">{facts(session)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {state.type === 'read' && state.older !== null && (
        <button type="button" class="plain" onClick={() => read(state.sessions, state.older)}>
          Show older ones
        </button>
      )}
    </section>
  )
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

function facts({ createdAt, persona, lengthMs, turns }: PastSession): string {
  const name = personas.value.find(({ id }) => id === persona)?.name ?? persona
  const begun = `${day.format(createdAt)} · with ${name}`
  return turns === 0 ? begun : `${begun} · ${lengthWords(lengthMs)} · ${turns} ${turns === 1 ? 'turn' : 'turns'}`
}
