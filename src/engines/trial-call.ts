/** Whether an engine takes a call and makes sound: a whole call of half a second, in a slot that the asker owns. */
import type { OpusPacket } from '../audio/ogg-opus.ts'
import { DuetError } from '../protocol/errors.ts'
import type { Engine } from './engine.ts'

/** An engine, or a lease on one of its slots. */
export type Opener = Pick<Engine, 'open'> & { readonly engine: Pick<Engine, 'address' | 'capabilities'> }

/** 20 ms of silence, mono, as an Opus encoder writes it. */
const silence = Uint8Array.of(0xf8, 0xff, 0xfe)
/** Enough for the first frame of any of them, and little to be waited for. */
const silentPackets = 25
/** From the readiness to the first sound, ms: half a second of it is due after a fifth of one. */
const soundMs = 10_000

/** Resolves with nothing where it works, or with what went wrong; the leg has been closed and the close confirmed. Never rejects. */
export async function trialCall({ engine, open }: Opener, signal: AbortSignal): Promise<DuetError | undefined> {
  const outcome = Promise.withResolvers<DuetError | undefined>()
  let deadline: NodeJS.Timeout | undefined
  const [voice = ''] = engine.capabilities.voices
  const leg = open(
    { prompt: 'You enjoy having a good conversation.', voice, greet: false },
    {
      warming() {},
      ready() {
        deadline = setTimeout(() => {
          outcome.resolve(new DuetError('engine.stalled', `The engine at ${engine.address} takes calls, but sends no sound.`))
        }, soundMs)
        leg.send(Array.from({ length: silentPackets }, (): OpusPacket => ({ data: silence, durationSamples48: 960 })))
      },
      audio: () => outcome.resolve(undefined),
      text() {},
      metadata() {},
      closed: (error) =>
        outcome.resolve(error ?? new DuetError('engine.lost', `The engine at ${engine.address} ended the call.`)),
    },
  )
  const giveUp = () => outcome.resolve(new DuetError('server.stopping', 'Given up before the engine answered.'))
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  const error = await outcome.promise
  clearTimeout(deadline)
  signal.removeEventListener('abort', giveUp)
  await leg.close('proved')
  return error
}
