/** The person's tasks as the page knows them, kept true while there are any, and the link that may have led here. */
import { computed, effect, signal } from '@preact/signals'
import { RefusedError } from '../api.ts'
import { fetchTasks, openAnswerLink, type TaskView } from '../tasks-api.ts'
import { door, linkRefused } from './door.ts'
import { view } from './store.ts'
import { hasEnded, shownTasks } from './task-words.ts'

const tasks = signal<readonly TaskView[]>([])
/** Notes of ended tasks that were closed. */
const closed = signal<ReadonlySet<string>>(new Set())
/** The task that the address names. */
const wanted = signal<string | null>(null)
/** Why the link in the address opened nothing, in the server's words. */
export const linkProblem = signal<string | null>(null)

const LOOK_EVERY_MS = 2_000
const IDLE_EVERY_MS = 15_000

export const shown = computed(() => shownTasks(tasks.value, { now: Date.now(), closed: closed.value, wanted: wanted.value }))
/** The task whose question the next call begins with: the one a link was for. */
export const questioned = computed(
  () => tasks.value.find((task) => task.id === wanted.value && task.state === 'waiting_for_input') ?? null,
)

/** What a request answered goes before the next look. */
export function noteTask(task: TaskView): void {
  tasks.value = [task, ...tasks.value.filter((one) => one.id !== task.id)]
}

export function closeTask(id: string): void {
  closed.value = new Set([...closed.value, id])
}

export function closeLinkProblem(): void {
  linkProblem.value = null
}

/** Looks at once, then for as long as the page is open: often while something is being done, at once when a note comes. */
export function watchTasks(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = async () => {
    clearTimeout(timer)
    const goesOn = document.visibilityState === 'hidden' || (await lookOnce())
    const busy = tasks.value.some((task) => !hasEnded(task))
    clearTimeout(timer)
    if (goesOn) timer = setTimeout(look, busy ? LOOK_EVERY_MS : IDLE_EVERY_MS)
  }
  document.addEventListener('visibilitychange', () => void look())
  const latest = computed(() => view.value.news.at(-1)?.id ?? '')
  effect(() => {
    if (latest.value !== null && door.value === 'open') void look()
  })
}

/** False: there are no tasks here, and will be none. */
async function lookOnce(): Promise<boolean> {
  try {
    tasks.value = await fetchTasks()
  } catch (thrown) {
    return !(thrown instanceof RefusedError && thrown.code === 'mas.none')
  }
  return true
}

/** `?session=ID&mode=answer#answer=CODE`, as in a message: the code leaves the address at once, the rest may be loaded again. */
export async function followAnswerLink(): Promise<void> {
  const query = new URLSearchParams(location.search)
  wanted.value = query.get('session')
  const code = new URLSearchParams(location.hash.slice(1)).get('answer')
  if (code === null) return
  history.replaceState(null, '', location.pathname + location.search)
  try {
    noteTask(await openAnswerLink(code))
  } catch (thrown) {
    linkProblem.value =
      thrown instanceof RefusedError ? thrown.message : 'Duet is not answering. Load the page again in a moment.'
    linkRefused.value = linkProblem.value
  }
}
