/** Whether an engine that is in doubt can be trusted again: a whole handshake, with a voice that has nothing to do with the doubt. */
import { voiceNames } from '../personas/voices.ts'
import type { Engine } from './engine.ts'

/**
 * Opens a leg with the shortest prompt and waits for its handshake and the confirmed close. The caller holds the engine's place meanwhile.
 * A PersonaPlex server that failed to load a voice gives the next caller of that voice the one before it, without a word; once it has
 * loaded another, the name is read afresh.
 * @param options.avoidVoice the voice that was asked for when the engine failed
 * @param options.signal gives up; aborted, the answer is false
 * @returns never rejects
 */
export async function proveEngine(
  engine: Engine,
  options: { readonly avoidVoice: string | null; readonly signal: AbortSignal },
): Promise<boolean> {
  const { avoidVoice, signal } = options
  if (signal.aborted) return false
  const { voices } = engine.capabilities
  const voice = voices.find((one) => one !== avoidVoice) ?? voiceNames[0]
  const done = Promise.withResolvers<boolean>()
  const stop = (): void => done.resolve(false)
  signal.addEventListener('abort', stop)
  try {
    const leg = engine.open(
      { prompt: 'Be quiet.', voice, greet: false },
      {
        warming() {},
        ready: () => done.resolve(true),
        audio() {},
        text() {},
        metadata() {},
        closed: () => done.resolve(false),
      },
    )
    const proven = await done.promise
    await leg.close('a trial')
    return proven
  } catch {
    return false
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
