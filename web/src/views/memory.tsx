/** What is remembered of the person at the page: by kind, to search, to correct and forget, to take along and to erase. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { FactItem } from '../components/fact.tsx'
import { MemoryChanges } from '../components/memory-changes.tsx'
import { MemoryWhole } from '../components/memory-whole.tsx'
import { TroubleNote } from '../components/trouble-note.tsx'
import { type Fact, type FactPage, type Found, fetchFacts, recall } from '../memory-api.ts'
import { kindTitles } from '../state/memory-words.ts'

type State =
  | { readonly type: 'reading' | 'erased' }
  | { readonly type: 'failed'; readonly thrown: unknown }
  | ({ readonly type: 'read' } & FactPage)
  | { readonly type: 'found'; readonly query: string; readonly found: readonly Found[] }

export function MemoryView() {
  const [state, setState] = useState<State>({ type: 'reading' })
  const [changesShown, setChangesShown] = useState(false)
  const [version, setVersion] = useState(0)
  const [query, setQuery] = useState('')
  /** The latest request; an answer to an earlier one comes too late to be shown. */
  const latest = useRef(0)
  const show = (wanted: Promise<State>) => {
    latest.current += 1
    const mine = latest.current
    wanted.then(
      (next) => mine === latest.current && setState(next),
      (thrown: unknown) => mine === latest.current && setState({ type: 'failed', thrown }),
    )
  }
  const readAll = () => {
    setQuery('')
    show(fetchFacts(null).then((page) => ({ type: 'read', ...page })))
  }
  const readOlder = ({ facts, older }: FactPage) =>
    show(fetchFacts(older).then((page) => ({ type: 'read', facts: [...facts, ...page.facts], older: page.older })))
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    const asked = query.trim()
    if (asked === '') readAll()
    else show(recall(asked).then((found) => ({ type: 'found', query: asked, found })))
  }
  const changed = () => setVersion((now) => now + 1)
  useEffect(readAll, [])

  const some = state.type === 'found' || (state.type === 'read' && state.facts.length > 0)
  return (
    <section class="readable memory">
      <h1>What Duet remembers about you</h1>
      {state.type === 'reading' && <p>Reading…</p>}
      {state.type === 'failed' && <TroubleNote thrown={state.thrown} onAgain={readAll} />}
      {state.type === 'erased' && (
        <p role="status">
          <strong>Everything was erased.</strong> Nothing is remembered about you any more, and your conversations are gone.
        </p>
      )}
      {state.type === 'read' && state.facts.length === 0 && (
        <p>
          Nothing yet. <a href="/">Talk</a>, and what you tell about yourself is kept here: to see, to correct and to forget.
        </p>
      )}
      {some && (
        <search>
          <form class="search-form" onSubmit={search}>
            <input
              type="search"
              aria-label="Search what is remembered"
              placeholder="Where does Ana live?"
              autocomplete="off"
              maxLength={500}
              value={query}
              onInput={(event) => setQuery(event.currentTarget.value)}
            />
            <button type="submit" class="plain">
              Search
            </button>
          </form>
        </search>
      )}
      {state.type === 'found' && <FoundFacts query={state.query} found={state.found} onChanged={changed} onAll={readAll} />}
      {state.type === 'read' &&
        kindTitles.map(([kind, title]) => (
          <FactList key={kind} title={title} facts={state.facts.filter((fact) => fact.kind === kind)} onChanged={changed} />
        ))}
      {state.type === 'read' && state.older !== null && (
        <p>
          <button type="button" class="plain" onClick={() => readOlder(state)}>
            Show older ones
          </button>
        </p>
      )}
      {(state.type === 'read' || state.type === 'found') && (
        <>
          <section class="memory-part" aria-labelledby="changes-title">
            <h2 id="changes-title">What changed</h2>
            <button type="button" class="plain" aria-expanded={changesShown} onClick={() => setChangesShown(!changesShown)}>
              {changesShown ? 'Hide what changed' : 'Show what changed'}
            </button>
            {changesShown && (
              <MemoryChanges
                version={version}
                onChanged={() => {
                  changed()
                  readAll()
                }}
              />
            )}
          </section>
          <section class="memory-part" aria-labelledby="whole-title">
            <h2 id="whole-title">All of it</h2>
            <MemoryWhole onErased={() => setState({ type: 'erased' })} />
          </section>
        </>
      )}
    </section>
  )
}

interface FactListProps {
  readonly title: string
  readonly facts: readonly Fact[]
  readonly onChanged: () => void
}

function FactList({ title, facts, onChanged }: FactListProps) {
  if (facts.length === 0) return null
  return (
    <section class="memory-part" aria-label={title}>
      <h2>{title}</h2>
      <ul class="facts">
        {facts.map((fact) => (
          <FactItem key={fact.id} fact={fact} onChanged={onChanged} />
        ))}
      </ul>
    </section>
  )
}

interface FoundFactsProps {
  readonly query: string
  readonly found: readonly Found[]
  readonly onChanged: () => void
  readonly onAll: () => void
}

function FoundFacts({ query, found, onChanged, onAll }: FoundFactsProps) {
  const facts = (likely: boolean) => found.filter((one) => one.likely === likely).map((one) => one.fact)
  return (
    <>
      <p class="found" role="status">
        {facts(true).length === 0
          ? `Nothing is remembered that clearly fits “${query}”.`
          : `Found for “${query}”: ${facts(true).length}.`}{' '}
        <button type="button" class="plain" onClick={onAll}>
          Show everything
        </button>
      </p>
      <FactList title="What fits" facts={facts(true)} onChanged={onChanged} />
      <FactList title="What may have to do with it" facts={facts(false)} onChanged={onChanged} />
    </>
  )
}
