/** The page's signals: the call's view state, and what is known of the server while no call is up. */
import { computed, effect, signal } from '@preact/signals'
import type { EngineView } from '../../../src/protocol/session.ts'
import {
  fetchEngine,
  fetchEngineUp,
  fetchMayManage,
  fetchPersonas,
  fetchSessions,
  type PersonaChoice,
  RefusedError,
  redeemLink,
} from '../api.ts'
import { mayUseMicrophone } from '../audio/microphone.ts'
import { Call } from '../call/call.ts'
import { fetchKeeping, type Keeping } from '../recording-api.ts'
import { door, linkRefused, lock, takeLinkFromAddress } from './door.ts'
import { forgetOpen, type OpenCall, readOpen, sayOpen } from './open-call.ts'
import { preferences } from './preferences.ts'
import { pageProblem } from './problems.ts'
import { inCall, initialState, reduce, type ViewEvent, type ViewState } from './view-state.ts'

export type Reach = 'checking' | 'up' | 'engine-down' | 'down'

export const view = signal<ViewState>(initialState)
export const call = signal<Call | null>(null)
export const reach = signal<Reach>('checking')
export const engine = signal<EngineView | null>(null)
export const personas = signal<readonly PersonaChoice[]>([])
/** A call that is open in another tab, or was left open by this one. */
export const openElsewhere = signal<OpenCall | null>(null)
export const voices = signal<readonly string[]>([])

/** Whether who uses this page may see and manage all of this Duet. */
export const mayOperate = signal(false)

/** What is kept of calls here; null: not known. */
export const keeping = signal<Keeping | null>(null)

const WATCH_EVERY_MS = 10_000
const USUAL_PERSONA = 'duet'

/** Reads anew whom one can talk with: a persona was made, changed or removed. */
export async function choosePersonas(): Promise<void> {
  const choices = await fetchPersonas()
  personas.value = choices.personas
  voices.value = choices.voices
}

/** Whom the next call is with: the one chosen, else the server's usual one. */
export const persona = computed<PersonaChoice | undefined>(() => {
  const byId = (id: string) => personas.value.find((one) => one.id === id)
  return byId(preferences.value.persona) ?? byId(USUAL_PERSONA) ?? personas.value[0]
})

function dispatch(event: ViewEvent): void {
  view.value = reduce(view.value, event)
}

/** Starts a call; must run within the click or key press. @param taskId a task whose question it begins with */
export function startCall(withMicrophone = true, taskId: string | null = null): void {
  begin(withMicrophone, null, taskId)
}

/** Goes on here with a call that is open elsewhere; must run within the click or key press. */
export function takeOver(sessionId: string): void {
  openElsewhere.value = null
  begin(true, sessionId)
}

function begin(withMicrophone: boolean, takesOver: string | null, taskId: string | null = null): void {
  if (inCall(view.value)) return
  if (!mayUseMicrophone()) return dispatch({ type: 'failed', problem: pageProblem('page.insecure') })
  const { voice, microphoneId, volume, recording } = preferences.value
  const whom = { persona: persona.value?.id ?? '', voice, taskId }
  call.value = new Call({ ...whom, microphoneId, volume, recording, withMicrophone, takesOver, dispatch })
}

/** The session of this page's call while it has one. */
const own = computed(() => {
  const { session } = view.value
  return session !== null && inCall(view.value) ? JSON.stringify([session.sessionId, session.personaName]) : null
})

/** Leaves word for other tabs for as long as this page has a call; one that went elsewhere is not over. */
effect(() => {
  if (own.value === null) return
  const [sessionId, name] = JSON.parse(own.value) as [string, string] // as `own` writes it
  sayOpen({ sessionId, name })
  return () => {
    sayOpen(null)
    if (view.peek().problem?.id !== 'session.taken_over') forgetOpen(sessionId)
  }
})

export function dismissBack(): void {
  dispatch({ type: 'back.read' })
}

/** Finds out whether the call that some tab has left word of is on. */
async function lookElsewhere(): Promise<void> {
  const left = readOpen()
  if (left === null) {
    openElsewhere.value = null
    return
  }
  const { sessions } = await fetchSessions(null)
  const on = sessions.some((one) => one.sessionId === left.sessionId && one.live)
  if (!on && !left.inTab) forgetOpen(left.sessionId)
  openElsewhere.value = on && !inCall(view.value) ? left : null
}

export function dismissNotice(): void {
  dispatch({ type: 'noticed', problem: null })
}

/** A note was read. */
export function dismissNews(id: string): void {
  dispatch({ type: 'news.read', id })
}

export function endCall(): void {
  call.value?.hangUp()
}

/** Keeps `reach`, `engine` and the choices true while the page is open and no call says so itself. */
export function watchServer(): void {
  const look = async () => {
    if (document.visibilityState === 'visible' && !inCall(view.value)) await lookOnce()
  }
  void open()
  setInterval(look, WATCH_EVERY_MS)
  // Its tab says again and again that it has it; only another word counts.
  addEventListener('storage', () => {
    if (readOpen()?.sessionId !== openElsewhere.peek()?.sessionId) void look()
  })
  document.addEventListener('visibilitychange', look)
}

/** Looks at the server at once: the door has just been opened. */
export function watchServerNow(): Promise<void> {
  return lookOnce()
}

/** A link in the address opens the door before anything is asked. */
async function open(): Promise<void> {
  const secret = takeLinkFromAddress()
  if (secret !== null) {
    try {
      await redeemLink(secret)
    } catch (thrown) {
      linkRefused.value = thrown instanceof RefusedError ? thrown.message : null
      lock()
    }
  }
  await lookOnce()
}

async function lookOnce(): Promise<void> {
  try {
    const up = await fetchEngineUp()
    reach.value = up ? 'up' : 'engine-down'
    if (personas.value.length === 0) {
      await choosePersonas()
    }
    engine.value = await fetchEngine()
    await lookElsewhere()
    mayOperate.value = await fetchMayManage().catch(() => false)
    keeping.value ??= await fetchKeeping().catch(() => null)
  } catch {
    if (door.peek() === 'locked') return
    // One failed look tells all there is to tell; the next one comes by itself.
    if (reach.value === 'checking' || reach.value === 'up') reach.value = 'down'
  }
}
