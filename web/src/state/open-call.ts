/** The call that is open on this machine, as its tab leaves word of it for the others and for itself after a reload. */

export interface OpenCall {
  readonly sessionId: string
  readonly name: string
  /** Its tab said so lately; false: that one is closed or was loaded anew. */
  readonly inTab: boolean
}

const KEY = 'duet.call'
const SAID_EVERY_MS = 2_000
const LATELY_MS = 5_000

let saying: ReturnType<typeof setInterval> | undefined

/** This page has a call, or (null) has none any more. */
export function sayOpen(call: { readonly sessionId: string; readonly name: string } | null): void {
  clearInterval(saying)
  if (call === null) return
  const say = () => store(JSON.stringify({ ...call, at: Date.now() }))
  say()
  saying = setInterval(say, SAID_EVERY_MS)
}

/** The call of this session is over. */
export function forgetOpen(sessionId: string): void {
  if (readOpen()?.sessionId === sessionId) store(null)
}

/** What a tab has left word of; null: nothing. */
export function readOpen(): OpenCall | null {
  try {
    const left: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (typeof left !== 'object' || left === null || !('sessionId' in left && 'name' in left && 'at' in left)) return null
    const { sessionId, name, at } = left
    if (typeof sessionId !== 'string' || typeof name !== 'string' || typeof at !== 'number') return null
    return { sessionId, name, inTab: Date.now() - at < LATELY_MS }
  } catch {
    return null
  }
}

function store(word: string | null): void {
  try {
    if (word === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, word)
  } catch {
    // A browser that stores nothing has no word for its other tabs.
  }
}
