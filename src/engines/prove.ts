/** Whether an engine that is in doubt can be trusted again: a whole handshake, with a voice that has nothing to do with the doubt. */
import { voiceNames } from '../personas/voices.ts'
import { type DuetError, toDuetError } from '../protocol/errors.ts'
import type { CloseOutcome, Engine } from './engine.ts'

export type Proof = {
  /** It got ready and confirmed the end: its place is free. */
  readonly free: boolean
  /** Why it did not get ready. */
  readonly error: DuetError | undefined
}

/**
 * Opens a leg with the shortest prompt and waits for its handshake and the confirmed close. The caller holds the engine's place meanwhile.
 * An answer over HTTP would prove nothing: a server of the Moshi family gives one while it holds a dead call, too. A PersonaPlex server
 * that failed to load a voice gives the next caller of that voice the one before it, without a word; once it has loaded another, the name
 * is read afresh.
 * @param options.avoidVoice the voice that was asked for when the engine failed
 * @param options.knownVoice a voice that got a call ready there, if one is known
 * @param options.signal gives up; aborted, the engine is not free
 * @returns never rejects
 */
export async function proveEngine(
  engine: Engine,
  options: { readonly avoidVoice: string | null; readonly knownVoice?: string | null; readonly signal: AbortSignal },
): Promise<Proof> {
  const { avoidVoice, knownVoice, signal } = options
  if (signal.aborted) return { free: false, error: undefined }
  const { voices } = engine.capabilities
  const [voice = voiceNames[0]] = [knownVoice ?? undefined, ...voices].filter((one) => one !== undefined && one !== avoidVoice)
  const done = Promise.withResolvers<{ readonly ready: boolean; readonly error?: DuetError | undefined }>()
  const stop = (): void => done.resolve({ ready: false })
  signal.addEventListener('abort', stop)
  try {
    const leg = engine.open(
      { prompt: 'Be quiet.', voice, greet: false },
      {
        warming() {},
        ready: () => done.resolve({ ready: true }),
        audio() {},
        text() {},
        metadata() {},
        closed: (error) => done.resolve({ ready: false, error }),
      },
    )
    const { ready, error } = await done.promise
    const outcome: CloseOutcome = await leg.close('a trial')
    return { free: ready && outcome === 'confirmed', error }
  } catch (thrown) {
    return { free: false, error: toDuetError(thrown) }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
