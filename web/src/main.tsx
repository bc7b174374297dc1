/** Starts the page. */
import { render } from 'preact'
import { App } from './app.tsx'
import { followLinks } from './route.ts'
import { watchServer } from './state/store.ts'

const root = document.getElementById('app')
if (root !== null) {
  followLinks()
  watchServer()
  render(<App />, root)
}
