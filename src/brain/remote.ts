/** A brain over the network through the AI SDK: streamed, cancelled within a tick, and never silent for longer than its deadlines. */
import { APICallError, extractReasoningMiddleware, type LanguageModel, streamText, wrapLanguageModel } from 'ai'
import { DuetError } from '../protocol/errors.ts'
import type { Brain, BrainOutput, BrainRequest } from './brain.ts'
import { speechInstructions, speechMessages } from './speech-prompt.ts'

/** A model object of a provider package; a bare model id would go to a gateway elsewhere. */
export type RemoteModel = Exclude<Parameters<typeof wrapLanguageModel>[0]['model'], string> & LanguageModel

export type RemoteBrainOptions = {
  readonly name: string
  /** Made once, at the first answer; rejections fail that answer only. */
  readonly model: (signal: AbortSignal) => Promise<RemoteModel>
  /** To the first text. Default 6,000. */
  readonly firstTextMs?: number
  /** Between two texts. Default 4,000. */
  readonly betweenTextsMs?: number
}

/** An answer for the ear is short; a story of two minutes has about 450 tokens. */
const maxOutputTokens = 700
/** Marks that a voice would spell out or stumble over. */
const unspeakable = /[*_`#~|<>]|\p{Extended_Pictographic}|\uFE0F|\u200D/gu

/** Makes a brain of a model. Errors: `brain.failed`, with a status or a deadline in its message and nothing of what was said. */
export function createRemoteBrain(options: RemoteBrainOptions): Brain {
  const { name, firstTextMs = 6000, betweenTextsMs = 4000 } = options
  const closing = new AbortController()
  let made: RemoteModel | undefined

  async function* reply(request: BrainRequest): AsyncGenerator<BrainOutput> {
    const stop = new AbortController()
    const signal = AbortSignal.any([request.signal, closing.signal])
    // In a turn of its own: the packages below take their time to tear down a request, and the caller does not wait for it.
    const give = () => setImmediate(() => stop.abort())
    if (signal.aborted) return
    signal.addEventListener('abort', give, { once: true })
    try {
      made ??= await within(
        options
          .model(stop.signal)
          .then((model) => wrapLanguageModel({ model, middleware: extractReasoningMiddleware({ tagName: 'think' }) })),
        firstTextMs,
        signal,
        name,
      )
      if (made === undefined) return
      const { stream } = streamText({
        model: made,
        instructions: speechInstructions(request),
        messages: speechMessages(request).map(({ role, content }) => ({ role, content })),
        maxOutputTokens,
        maxRetries: 0,
        abortSignal: stop.signal,
        // The default writes the error, and with it the prompt, to the console.
        onError: () => {},
      })
      const parts = stream[Symbol.asyncIterator]()
      const deadline = Date.now() + firstTextMs
      let spoken = false
      for (;;) {
        const left = spoken ? betweenTextsMs : deadline - Date.now()
        const next = await within(parts.next(), left, signal, name)
        if (next === undefined || signal.aborted) return
        if (next.done === true) break
        const part = next.value
        if (part.type === 'error') throw part.error
        if (part.type === 'abort') throw new DuetError('brain.failed', `${name} broke off its answer.`)
        if (part.type !== 'text-delta') continue
        const text = part.text.replace(unspeakable, '')
        if (text === '' || (!spoken && text.trim() === '')) continue
        spoken = true
        yield { type: 'text', text }
      }
      if (!spoken) throw new DuetError('brain.failed', `${name} gave an empty answer.`)
    } catch (thrown) {
      if (signal.aborted) return
      throw failure(name, thrown)
    } finally {
      signal.removeEventListener('abort', give)
      give()
    }
  }

  return {
    name,
    speculative: false,
    reply,
    close: async () => closing.abort(),
  }
}

/** The value; undefined as soon as `signal` aborts, whatever `work` still does; `brain.failed` after `ms`. */
function within<T>(work: Promise<T>, ms: number, signal: AbortSignal, name: string): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
    }
    const aborted = () => {
      end()
      resolve(undefined)
    }
    const timer = setTimeout(
      () => {
        end()
        reject(new DuetError('brain.failed', `${name} did not answer in time.`))
      },
      Math.max(0, ms),
    )
    signal.addEventListener('abort', aborted, { once: true })
    if (signal.aborted) aborted()
    work.then(
      (value) => {
        end()
        resolve(value)
      },
      (thrown: unknown) => {
        end()
        reject(thrown)
      },
    )
  })
}

/** Provider errors carry the request in their fields, so none is kept as a cause. */
function failure(name: string, thrown: unknown): DuetError {
  if (thrown instanceof DuetError) return thrown
  const status = APICallError.isInstance(thrown) ? thrown.statusCode : undefined
  if (status === 401 || status === 403) return new DuetError('brain.failed', `${name} refused the key (HTTP ${status}).`)
  if (status === 404) return new DuetError('brain.failed', `${name} was not found there (HTTP 404).`)
  if (status === 429) return new DuetError('brain.failed', `${name} has no capacity left for this key (HTTP 429).`)
  return new DuetError(
    'brain.failed',
    status === undefined ? `${name} could not be reached or broke off.` : `${name} failed (HTTP ${status}).`,
  )
}
