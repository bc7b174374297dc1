/** Which tasks the page shows, and in which words. Pure. */
import type { TaskView } from '../tasks-api.ts'

/** What has ended is shown for so long, ms. */
const ENDED_MS = 15 * 60_000
/** More are a list for the command line. */
const MOST = 5

/** The one that the address names first, then those that want something of the person, then what runs, then what has ended lately. */
export function shownTasks(
  tasks: readonly TaskView[],
  { now, closed, wanted }: { readonly now: number; readonly closed: ReadonlySet<string>; readonly wanted: string | null },
): readonly TaskView[] {
  return tasks
    .filter((task) => !hasEnded(task) || (!closed.has(task.id) && (task.id === wanted || now - task.updated_at < ENDED_MS)))
    .toSorted((one, other) => rank(one, wanted) - rank(other, wanted))
    .slice(0, MOST)
}

export function hasEnded({ state }: TaskView): boolean {
  return state === 'completed' || state === 'failed'
}

/** One line that says how it stands. */
export function standing({ state, confirm, text }: TaskView): string {
  if (confirm !== null) return `A task wants to ${confirm.what}`
  switch (state) {
    case 'pending':
      return `Waits for its turn: ${text}`
    case 'running':
      return `Being done: ${text}`
    case 'waiting_for_input':
      return `A task has a question: ${text}`
    case 'completed':
      return `Done: ${text}`
    case 'failed':
      return `Did not work out: ${text}`
  }
}

function rank(task: TaskView, wanted: string | null): number {
  if (task.id === wanted) return -1
  if (task.confirm !== null) return 0
  if (task.state === 'waiting_for_input') return 1
  return hasEnded(task) ? 3 : 2
}
