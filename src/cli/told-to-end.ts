/** The ways a process is told to end, as one AbortSignal: Ctrl-C, a termination signal, or the end of the process that started it. */

export type ToldToEndOptions = {
  /** Leave Ctrl-C to the supervisor, which gets it too. */
  readonly ignoreInterrupt?: boolean
  /** A person pressed Ctrl-C again. */
  readonly onInsist?: () => void
}

/** npm passes on the Ctrl-C that the terminal has already sent to everybody: signals this close together are one. */
const samePressMs = 700

/** The reason where a signal to terminate came: whoever sent it can wait. */
export const terminated = 'terminated'

/** Aborts once, with the reason as a string. A broken IPC channel means that the parent died, be it by `kill -9`. */
export function toldToEnd(options: ToldToEndOptions = {}): AbortSignal {
  const controller = new AbortController()
  let firstAt: number | undefined
  const interrupt = () => {
    if (options.ignoreInterrupt) return
    const now = performance.now()
    if (firstAt !== undefined && now - firstAt > samePressMs) options.onInsist?.()
    firstAt ??= now
    controller.abort('interrupted')
  }
  process.on('SIGINT', interrupt)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort(terminated))
  if (process.channel) {
    process.on('disconnect', () => controller.abort('the parent process is gone'))
    // Listening must not keep a finished command alive.
    process.channel.unref()
  }
  return controller.signal
}

/** Resolves with the reason. */
export function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const done = () => resolve(String(signal.reason))
    if (signal.aborted) done()
    else signal.addEventListener('abort', done, { once: true })
  })
}
