/** The child's side of a `ModelProcess`: loads, answers one request after the other, and ends when its parent does. */
import { setPriority } from 'node:os'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { FromModel, ToModel } from './model-messages.ts'

/**
 * Answers a request, or resolves to `undefined` when it found that it is not wanted any more.
 * `wanted` lets waiting messages in first: ask it between steps of at most 100 ms.
 */
export type Answerer<Ask, Answer> = (ask: Ask, wanted: () => Promise<boolean>) => Promise<Answer | undefined>

/** The voice path goes before the models where cores are few. */
const NICENESS = 5

/** Serves the parent until it goes away. Any error ends the process: the parent starts a fresh one. */
export function serveModel<Setup, Ask, Answer>(load: (setup: Setup) => Promise<Answerer<Ask, Answer>>): void {
  // Ctrl-C reaches the whole group; the parent decides when its models end.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => undefined)
  process.once('disconnect', endNow)
  setPriority(NICENESS)
  let answerer: Answerer<Ask, Answer> | undefined
  let abortedId = 0
  // Only the parent writes to this channel.
  process.on('message', (message) => void handle(message as ToModel<Setup, Ask>).catch(fail))

  async function handle(message: ToModel<Setup, Ask>): Promise<void> {
    if (message.type === 'setup') {
      answerer = await load(message.setup)
      say({ type: 'ready' })
    } else if (message.type === 'abort') abortedId = message.id
    else if (answerer) {
      const { id, ask } = message
      const startedAt = performance.now()
      const wanted = async (): Promise<boolean> => {
        await turnOfTheLoop()
        return abortedId !== id
      }
      const value = await answerer(ask, wanted)
      say(value === undefined ? { type: 'aborted', id } : { type: 'answer', id, value, ms: performance.now() - startedAt })
    }
  }

  function say(message: FromModel<Answer>): void {
    process.send?.(message, undefined, undefined, () => undefined)
  }
}

function fail(error: unknown): void {
  const message: FromModel<never> = { type: 'failing', message: error instanceof Error ? error.message : 'unknown error' }
  if (!process.send) endNow()
  else process.send(message, undefined, undefined, endNow)
}

/** Without destructors: native threads that still compute make an orderly exit crash. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL')
}
