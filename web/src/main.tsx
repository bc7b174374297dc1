/** Starts the page. */
import { render } from 'preact'
import { App } from './app.tsx'
import { followLinks } from './route.ts'
import { watchServer } from './state/store.ts'
import { followAnswerLink, watchTasks } from './state/tasks.ts'

const root = document.getElementById('app')
if (root !== null) {
  followLinks()
  // A link opens the door before anything else is asked.
  void followAnswerLink().finally(() => {
    watchServer()
    watchTasks()
  })
  render(<App />, root)
}
