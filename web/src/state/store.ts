/** The page's signals: the call's view state, and what is known of the server while no call is up. */
import { computed, signal } from '@preact/signals'
import type { EngineView } from '../../../src/protocol/session.ts'
import { fetchEngine, fetchEngineUp, fetchPersonas, type PersonaChoice, RefusedError, redeemLink } from '../api.ts'
import { mayUseMicrophone } from '../audio/microphone.ts'
import { Call } from '../call/call.ts'
import { door, linkRefused, lock, takeLinkFromAddress } from './door.ts'
import { preferences } from './preferences.ts'
import { pageProblem } from './problems.ts'
import { inCall, initialState, reduce, type ViewEvent, type ViewState } from './view-state.ts'

export type Reach = 'checking' | 'up' | 'engine-down' | 'down'

export const view = signal<ViewState>(initialState)
export const call = signal<Call | null>(null)
export const reach = signal<Reach>('checking')
export const engine = signal<EngineView | null>(null)
export const personas = signal<readonly PersonaChoice[]>([])
export const voices = signal<readonly string[]>([])

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

/** Starts a call; must run within the click or key press. */
export function startCall(withMicrophone = true): void {
  if (inCall(view.value)) return
  if (!mayUseMicrophone()) return dispatch({ type: 'failed', problem: pageProblem('page.insecure') })
  const { voice, microphoneId, volume } = preferences.value
  call.value = new Call({ persona: persona.value?.id ?? '', voice, microphoneId, volume, withMicrophone, dispatch })
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
  void begin()
  setInterval(look, WATCH_EVERY_MS)
  document.addEventListener('visibilitychange', look)
}

/** Looks at the server at once: the door has just been opened. */
export function watchServerNow(): Promise<void> {
  return lookOnce()
}

/** A link in the address opens the door before anything is asked. */
async function begin(): Promise<void> {
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
  } catch {
    if (door.peek() === 'locked') return
    // One failed look tells all there is to tell; the next one comes by itself.
    if (reach.value === 'checking' || reach.value === 'up') reach.value = 'down'
  }
}
