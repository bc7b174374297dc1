/** Whether this Duet lets the page in: the token it holds, how it got it, and when one is asked for. */
import { signal } from '@preact/signals'

export interface Pass {
  readonly token: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
  readonly user: string
}

/** `locked`: the server asked for a key or token, and the page has none that counts. */
export const door = signal<'open' | 'locked'>('open')
/** Why a link did not open the door, in the server's words. */
export const linkRefused = signal<string | null>(null)

const KEY = 'duet.pass'
let pass: Pass | null = load()

/** The token to send along; null where there is none that still counts. */
export function token(): string | null {
  if (pass !== null && pass.expiresAt <= Date.now()) pass = null
  return pass?.token ?? null
}

export function letIn(next: Pass): void {
  pass = next
  linkRefused.value = null
  door.value = 'open'
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // A browser that stores nothing asks again after the next load.
  }
}

/** The server refused what the page holds. */
export function lock(): void {
  pass = null
  door.value = 'locked'
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Nothing is stored, then.
  }
}

/** The secret of a link (`…#link=SECRET`), which is taken out of the address at once; null where there is none. */
export function takeLinkFromAddress(): string | null {
  const secret = new URLSearchParams(location.hash.slice(1)).get('link')
  if (secret !== null) history.replaceState(null, '', location.pathname + location.search)
  return secret
}

function load(): Pass | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    return isPass(stored) ? stored : null
  } catch {
    return null
  }
}

function isPass(value: unknown): value is Pass {
  if (typeof value !== 'object' || value === null || !('token' in value && 'expiresAt' in value && 'user' in value)) return false
  return typeof value.token === 'string' && typeof value.expiresAt === 'number' && typeof value.user === 'string'
}
