/** The page's addresses, and moving between them without loading anew. */
import { signal } from '@preact/signals'

export type Route =
  | { readonly view: 'talk' }
  | { readonly view: 'history' }
  | { readonly view: 'conversation'; readonly sessionId: string }
  | { readonly view: 'personas' }
  | { readonly view: 'unknown'; readonly path: string }

export const route = signal<Route>(routeOf(location.pathname))

/** `/` and `/test-voice` are the same: the second is the name that older clients know. */
export function routeOf(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '')
  const [first, second] = parts
  if (first === 'persona' && second === undefined) return { view: 'personas' }
  if (first === undefined || (first === 'test-voice' && second === undefined)) return { view: 'talk' }
  if (first !== 'history' || parts.length > 2) return { view: 'unknown', path }
  return second === undefined ? { view: 'history' } : { view: 'conversation', sessionId: decodeURIComponent(second) }
}

/** Follows links within the page, as a browser would. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    route.value = routeOf(location.pathname)
  })
  document.addEventListener('click', (event) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!plain || event.defaultPrevented || link === null || link.origin !== location.origin || link.target !== '') return
    event.preventDefault()
    goTo(link.pathname)
  })
}

export function goTo(path: string): void {
  if (path !== location.pathname) history.pushState(null, '', path)
  route.value = routeOf(path)
  scrollTo(0, 0)
}
