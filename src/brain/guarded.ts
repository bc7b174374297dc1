/** Keeps a call alive whatever its brain does: a filler when it is slow, an honest sentence and the small brain when it fails. */
import { DuetError, toDuetError } from '../protocol/errors.ts'
import type { Brain, BrainOutput, BrainRequest } from './brain.ts'

export type GuardOptions = {
  /** Answers for the turns that the brain fails. Closed together with it. */
  readonly fallback: Brain
  /** Silence after which a filler is said. Default 1,200. */
  readonly fillerAfterMs?: number
  /** After two failures in a row the brain is left alone for so long. Default 15,000. */
  readonly restMs?: number
  /** Told of each failure; its message holds nothing of what was said. */
  readonly onFailure?: (error: DuetError) => void
  readonly clock?: () => number
}

const fillers = ['Let me think. ', 'One moment. ', 'Hm, let me see. ']
const notice = "My bigger brain can't be reached just now, so you get the small one. "
const noticeMark = 'the small one'
const brokenOff = " Sorry, I've lost my thread there."

export function guardBrain(brain: Brain, options: GuardOptions): Brain {
  const { fallback, fillerAfterMs = 1200, restMs = 15_000, onFailure, clock = Date.now } = options
  let failures = 0
  let restsUntil = 0
  let turns = 0

  async function* instead(request: BrainRequest): AsyncGenerator<BrainOutput> {
    const known = request.history.some((entry) => entry.side === 'agent' && entry.text.includes(noticeMark))
    if (!known && request.cause === 'user') yield { type: 'text', text: notice }
    yield* fallback.reply(request)
  }

  async function* reply(request: BrainRequest): AsyncGenerator<BrainOutput> {
    const { signal } = request
    if (signal.aborted) return
    if (clock() < restsUntil) {
      yield* instead(request)
      return
    }
    const turn = turns++
    const stop = new AbortController()
    const outputs = brain.reply({ ...request, signal: AbortSignal.any([signal, stop.signal]) })[Symbol.asyncIterator]()
    let spoken = false
    try {
      let next = outputs.next()
      // Whoever waits on the filler's timer must not lose a failure of the brain.
      next.catch(() => {})
      if (request.cause === 'user' && (await isSlow(next, fillerAfterMs, signal))) {
        if (signal.aborted) return
        yield { type: 'text', text: fillers[turn % fillers.length] ?? '' }
      }
      for (;;) {
        const result = await next
        if (result.done === true || signal.aborted) break
        spoken ||= result.value.type === 'text'
        yield result.value
        next = outputs.next()
      }
      failures = 0
    } catch (thrown) {
      if (signal.aborted) return
      failures += 1
      if (failures >= 2) restsUntil = clock() + restMs
      const error = toDuetError(thrown)
      onFailure?.(error.code === 'brain.failed' ? error : new DuetError('brain.failed', `${brain.name} failed.`))
      if (spoken) yield { type: 'text', text: brokenOff }
      else yield* instead(request)
    } finally {
      stop.abort()
    }
  }

  return {
    name: brain.name,
    speculative: brain.speculative,
    timers: brain.timers === true,
    reply,
    close: async () => {
      await Promise.all([brain.close(), fallback.close()])
    },
  }
}

/** True where nothing came within `ms`; false once something did, a failure included. */
function isSlow(first: Promise<unknown>, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (slow: boolean) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      resolve(slow)
    }
    const aborted = () => end(true)
    const timer = setTimeout(() => end(true), ms)
    signal.addEventListener('abort', aborted, { once: true })
    first.then(
      () => end(false),
      () => end(false),
    )
  })
}
