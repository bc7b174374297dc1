/** How a voice sounds: one sentence said by an engine as the greeting of a call of its own, kept as an Ogg Opus file. */
import { type OpusPacket, OpusStreamWriter } from '../audio/ogg-opus.ts'
import type { EnginePool, Lease } from '../engines/pool.ts'
import { DuetError } from '../protocol/errors.ts'

export type SampleWish = { readonly voice: string; readonly text: string }

/** 20 ms of silence, mono, as an Opus encoder writes it. */
const silence: OpusPacket = { data: Uint8Array.of(0xf8, 0xff, 0xfe), durationSamples48: 960 }
const frameMs = 20
/** A sentence of 200 signs takes no longer, ms. */
const longestMs = 15_000
/** Sound that goes on so long after the last word is the end of it, ms. */
const afterWordsMs = 1500
/** For an engine to prepare and begin, ms. */
const beginMs = 20_000

/** Throws `engine.busy` where no slot is free now, `engine.stalled` where nothing comes, and what the engine ends with. */
export async function voiceSample(
  pool: Pick<EnginePool, 'tryAcquire'>,
  wish: SampleWish,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const sessionId = `voice-${crypto.randomUUID()}`
  const lease = await pool.tryAcquire({ sessionId, priority: -1, purpose: 'call', engines: [], avoid: [] })
  if (!lease) throw new DuetError('engine.busy', 'Every engine is in a call; a voice can be heard when one is free.')
  try {
    return ogg(await listen(lease, wish, signal))
  } finally {
    lease.release('the voice was heard')
  }
}

async function listen(lease: Lease, { voice, text }: SampleWish, signal: AbortSignal): Promise<readonly OpusPacket[]> {
  const packets: OpusPacket[] = []
  const outcome = Promise.withResolvers<void>()
  let heardMs = 0
  let wordMs: number | undefined
  let pace: NodeJS.Timeout | undefined
  const late = setTimeout(() => outcome.reject(new DuetError('engine.stalled', 'The engine said nothing in time.')), beginMs)
  const stop = () => outcome.reject(new DuetError('server.stopping', 'Nobody waits for the voice any more.'))
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const prompt = `Begin by saying: "${text.replaceAll(/["“”<>]/g, "'")}"`
  const leg = lease.open(
    { prompt, voice, greet: true },
    {
      warming() {},
      ready() {
        // Engines listen while they speak: without sound from this side some say nothing.
        pace = setInterval(() => leg.send([silence]), frameMs)
      },
      audio(came) {
        for (const packet of came) heardMs += packet.durationSamples48 / 48
        packets.push(...came)
        if (heardMs >= longestMs || (wordMs !== undefined && heardMs - wordMs >= afterWordsMs)) outcome.resolve()
      },
      text() {
        clearTimeout(late)
        wordMs = heardMs
      },
      metadata() {},
      closed: (error) => outcome.reject(error ?? new DuetError('engine.lost', 'The engine ended the call.')),
    },
  )
  try {
    await outcome.promise
    return packets
  } finally {
    clearTimeout(late)
    clearInterval(pace)
    signal.removeEventListener('abort', stop)
    await leg.close('the voice was heard')
  }
}

function ogg(packets: readonly OpusPacket[]): Uint8Array {
  const writer = new OpusStreamWriter({ serial: 1, inputSampleRate: 24_000 })
  const pages = [writer.headers()]
  for (let at = 0; at < packets.length; at += 50) pages.push(writer.page(packets.slice(at, at + 50).map(({ data }) => data)))
  return Buffer.concat(pages)
}
