/** What was learned from one conversation; nothing at all where nothing is remembered here. */
import { useEffect, useState } from 'preact/hooks'
import { RefusedError } from '../api.ts'
import { type Fact, fetchLearned } from '../memory-api.ts'
import { FactItem } from './fact.tsx'
import { TroubleNote } from './trouble-note.tsx'

type State =
  | { readonly type: 'reading' | 'none' }
  | { readonly type: 'failed'; readonly thrown: unknown }
  | { readonly type: 'read'; readonly facts: readonly Fact[] }

export function Learned({ sessionId }: { readonly sessionId: string }) {
  const [state, setState] = useState<State>({ type: 'reading' })
  const read = () => {
    fetchLearned(sessionId).then(
      (facts) => setState({ type: 'read', facts }),
      (thrown: unknown) =>
        setState(
          // The conversation is all there is to see for those who keep no memory, or may not look at it.
          thrown instanceof RefusedError && (thrown.code === 'mas.none' || thrown.code === 'access.forbidden')
            ? { type: 'none' }
            : { type: 'failed', thrown },
        ),
    )
  }
  useEffect(read, [sessionId])
  if (state.type === 'none') return null
  return (
    <section class="learned" aria-labelledby="learned-title">
      <h2 id="learned-title">What was learned from this conversation</h2>
      {state.type === 'reading' && <p>Reading…</p>}
      {state.type === 'failed' && <TroubleNote thrown={state.thrown} onAgain={read} />}
      {state.type === 'read' && state.facts.length === 0 && <p>Nothing that is still remembered.</p>}
      {state.type === 'read' && (
        <ul class="facts">
          {state.facts.map((fact) => (
            <FactItem key={fact.id} fact={fact} onChanged={() => {}} />
          ))}
        </ul>
      )}
    </section>
  )
}
