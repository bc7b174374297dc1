/** Whether an engine works: a call of our own, as short as can be, in a slot that the asker owns. */
import type { OpusPacket } from '../audio/ogg-opus.ts'
import { voiceNames } from '../personas/voices.ts'
import { DuetError, toDuetError } from '../protocol/errors.ts'
import type { Engine } from './engine.ts'

/** An engine, or a lease on one of its slots. */
export type Opener = Pick<Engine, 'open'> & { readonly engine: Pick<Engine, 'address' | 'capabilities'> }

export type TrialOptions = {
  /** How far it is to come: the handshake shows that the last call is gone, sound that the model runs. */
  readonly until: 'ready' | 'sound'
  /** The voice that was asked for when the engine failed. */
  readonly avoidVoice?: string | null
  /** A voice that got a call ready there, if one is known. */
  readonly knownVoice?: string | null
  /** Gives up; what is given up has not come so far. */
  readonly signal: AbortSignal
}

export type Trial = {
  readonly works: boolean
  /** It works and has confirmed the end: its place is free. */
  readonly free: boolean
  /** Why it did not come so far; undefined where it was given up, too. */
  readonly error: DuetError | undefined
}

/** 20 ms of silence, mono, as an Opus encoder writes it. */
const silence = Uint8Array.of(0xf8, 0xff, 0xfe)
/** Enough for the first frame of any of them, and little to be waited for. */
const silentPackets = 25
/** From the readiness to the first sound, ms: half a second of it is due after a fifth of one. */
const soundMs = 10_000

/**
 * Opens a leg with a short prompt, waits, and closes it. An answer over HTTP would prove nothing: a server of the Moshi family gives one
 * while it holds a dead call, too. A PersonaPlex server that failed to load a voice gives the next caller of that voice the one before it,
 * without a word; once it has loaded another, the name is read afresh. Never rejects.
 */
export async function trialCall({ engine, open }: Opener, options: TrialOptions): Promise<Trial> {
  const { until, avoidVoice, knownVoice, signal } = options
  if (signal.aborted) return { works: false, free: false, error: undefined }
  const voices = [knownVoice ?? undefined, ...engine.capabilities.voices]
  const [voice = voiceNames[0]] = voices.filter((one) => one !== undefined && one !== avoidVoice)
  const came = Promise.withResolvers<{ readonly works: boolean; readonly error?: DuetError }>()
  const failed = (error: DuetError) => came.resolve({ works: false, error })
  const giveUp = () => came.resolve({ works: false })
  signal.addEventListener('abort', giveUp, { once: true })
  let deadline: NodeJS.Timeout | undefined
  try {
    const leg = open(
      { prompt: 'Be quiet.', voice, greet: false },
      {
        warming() {},
        ready() {
          if (until === 'ready') return came.resolve({ works: true })
          deadline = setTimeout(() => {
            failed(new DuetError('engine.stalled', `The engine at ${engine.address} takes calls, but sends no sound.`))
          }, soundMs)
          leg.send(Array.from({ length: silentPackets }, (): OpusPacket => ({ data: silence, durationSamples48: 960 })))
        },
        audio: () => came.resolve({ works: true }),
        text() {},
        metadata() {},
        closed: (error) => failed(error ?? new DuetError('engine.lost', `The engine at ${engine.address} ended the call.`)),
      },
    )
    const { works, error } = await came.promise
    const outcome = await leg.close('a trial')
    return { works, free: works && outcome === 'confirmed', error }
  } catch (thrown) {
    return { works: false, free: false, error: toDuetError(thrown) }
  } finally {
    clearTimeout(deadline)
    signal.removeEventListener('abort', giveUp)
  }
}
