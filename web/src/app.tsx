/** The frame of the page: the bar at the top, and the view that the address names. */
import { useEffect, useRef } from 'preact/hooks'
import { KeyForm } from './components/key-form.tsx'
import { TopBar } from './components/top-bar.tsx'
import { type Route, route } from './route.ts'
import { door } from './state/door.ts'
import { ConversationView } from './views/conversation.tsx'
import { HistoryView } from './views/history.tsx'
import { MemoryView } from './views/memory.tsx'
import { OperateView } from './views/operate.tsx'
import { PersonasView } from './views/personas.tsx'
import { TalkView } from './views/talk.tsx'

const titles: Readonly<Record<Route['view'], string>> = {
  talk: 'Talk · Duet',
  history: 'History · Duet',
  conversation: 'A conversation · Duet',
  memory: 'Memory · Duet',
  personas: 'Personas · Duet',
  operate: 'Operate · Duet',
  unknown: 'Not found · Duet',
}

export function App() {
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  const now = route.value
  useEffect(() => {
    document.title = titles[now.view]
    // A screen reader is taken to the new view as a page load would take it there.
    if (!first.current) main.current?.focus({ preventScroll: true })
    first.current = false
  }, [now])
  return (
    <>
      <TopBar />
      <main ref={main} tabIndex={-1} class={`view view-${now.view}`}>
        {door.value === 'locked' ? <KeyForm /> : <View now={now} />}
      </main>
    </>
  )
}

function View({ now }: { readonly now: Route }) {
  switch (now.view) {
    case 'talk':
      return <TalkView />
    case 'history':
      return <HistoryView />
    case 'conversation':
      return <ConversationView key={now.sessionId} at={now} />
    case 'memory':
      return <MemoryView />
    case 'personas':
      return <PersonasView />
    case 'operate':
      return <OperateView />
    case 'unknown':
      return (
        <section class="readable">
          <h1>There is nothing at this address</h1>
          <p>
            <a href="/">Go to Talk</a> to start a conversation, or to <a href="/history">History</a> for those you had.
          </p>
        </section>
      )
  }
}
