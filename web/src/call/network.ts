/** What the browser notices of the network, as hints: an address on this machine is reached without any. */

export interface NetworkHints {
  readonly offline: boolean
  /** Calls back when something may have changed: another network, none, one again, or a phone that was asleep. @returns undo */
  onChange(changed: () => void): () => void
}

export const browserNetwork: NetworkHints = {
  get offline() {
    return !navigator.onLine
  },
  onChange(changed) {
    const awake = () => {
      if (document.visibilityState === 'visible') changed()
    }
    const targets: (readonly [EventTarget | undefined, string, () => void])[] = [
      [window, 'online', changed],
      [window, 'offline', changed],
      [connectionOf(navigator), 'change', changed],
      [document, 'visibilitychange', awake],
    ]
    for (const [target, name, listener] of targets) target?.addEventListener(name, listener)
    return () => {
      for (const [target, name, listener] of targets) target?.removeEventListener(name, listener)
    }
  },
}

/** The Network Information API, which not every browser has. */
function connectionOf(of: Navigator): EventTarget | undefined {
  return 'connection' in of && of.connection instanceof EventTarget ? of.connection : undefined
}
