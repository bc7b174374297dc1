/** Starts the local engine in a process of its own, so that playing and measuring do not take its time. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { TurnTakingOptions } from '../../src/local/turn-state.ts'

export type EngineWish = { readonly turnTaking: Partial<TurnTakingOptions> }
export type EngineReport =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'failed'; readonly message: string }

export type StartedEngine = { readonly url: string; close(): Promise<void> }

/** Loading the models takes a few seconds on a free machine. */
const readyMs = 120_000
const closeMs = 8000

/** The engine's socket, once it answers. Throws when it cannot start. */
export async function startEngine(wish: EngineWish): Promise<StartedEngine> {
  const child = fork(new URL('./engine.worker.ts', import.meta.url), [JSON.stringify(wish)], { execArgv: [] })
  const gone = once(child, 'exit')
  const timeout = AbortSignal.timeout(readyMs)
  try {
    const report = await Promise.race([
      // The child sends nothing else.
      once(child, 'message', { signal: timeout }).then(([message]) => message as EngineReport),
      gone.then((): EngineReport => ({ type: 'failed', message: 'it ended' })),
    ])
    if (report.type === 'failed') throw new Error(`the local engine did not start: ${report.message}`)
    return {
      url: `ws://127.0.0.1:${report.port}/api/chat`,
      close: async () => {
        if (child.connected) child.disconnect()
        const hard = setTimeout(() => child.kill('SIGKILL'), closeMs)
        await gone
        clearTimeout(hard)
      },
    }
  } catch (thrown) {
    child.kill('SIGKILL')
    throw thrown
  }
}
