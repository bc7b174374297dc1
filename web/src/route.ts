/** The page's addresses, and moving between them without loading anew. */
import { signal } from '@preact/signals'

export type Route =
  | { readonly view: 'talk' }
  | { readonly view: 'history' }
  /** `turnId`: the turn to show; null: the conversation from its beginning. */
  | { readonly view: 'conversation'; readonly sessionId: string; readonly turnId: string | null }
  | { readonly view: 'memory' }
  | { readonly view: 'personas' }
  | { readonly view: 'operate' }
  | { readonly view: 'unknown'; readonly path: string }

export const route = signal<Route>(routeHere())

/** `/` and `/test-voice` are the same: the second is the name that older clients know. @param hash as in "#turn=t7" */
export function routeOf(path: string, hash = ''): Route {
  const parts = path.split('/').filter((part) => part !== '')
  const [first, second] = parts
  if (first === 'persona' && second === undefined) return { view: 'personas' }
  if (first === undefined || (first === 'test-voice' && second === undefined)) return { view: 'talk' }
  if (first === 'operate' && second === undefined) return { view: 'operate' }
  if (first === 'memory' && second === undefined) return { view: 'memory' }
  if (first !== 'history' || parts.length > 2) return { view: 'unknown', path }
  if (second === undefined) return { view: 'history' }
  const turnId = new URLSearchParams(hash.slice(1)).get('turn')
  return { view: 'conversation', sessionId: decodeURIComponent(second), turnId }
}

/** Follows links within the page, as a browser would. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    route.value = routeHere()
  })
  document.addEventListener('click', (event) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!plain || event.defaultPrevented || link === null || link.origin !== location.origin || link.target !== '') return
    event.preventDefault()
    goTo(link.pathname + link.hash)
  })
}

/** @param address a path, with a hash or without */
export function goTo(address: string): void {
  if (address !== location.pathname + location.hash) history.pushState(null, '', address)
  route.value = routeHere()
  scrollTo(0, 0)
}

function routeHere(): Route {
  return routeOf(location.pathname, location.hash)
}
