/** A call without a socket on a clock of its own: the local engine and an item's scene, the real models, no waiting; the same each time. */
import pino from 'pino'
import { OpusDecoder, OpusEncoder } from '../../src/audio/opus-codec.ts'
import type { Brain } from '../../src/brain/brain.ts'
import type { CallEvent } from '../../src/cli/call-event.ts'
import { Duplex } from '../../src/local/duplex.ts'
import { EchoCanceller } from '../../src/local/echo.ts'
import type { EchoControl } from '../../src/local/hearing.ts'
import { personaOfPrompt } from '../../src/local/persona-prompt.ts'
import type { Ear, Mouth, TurnEnd, Vad } from '../../src/speech/speech.ts'
import type { Item } from './families.ts'
import { clipRate } from './item.ts'
import { Listener } from './listener.ts'
import { MediaClock } from './media-clock.ts'
import type { Recording } from './recording.ts'
import { Scene } from './scene.ts'
import { levels, voiceStretches } from './scoring.ts'
import { concat, seededRandom } from './sound.ts'

export type VirtualModels = {
  readonly vads: { open(): Vad }
  readonly ear: Ear
  readonly turnEnd: TurnEnd
  readonly mouth: Mouth
  readonly brain: Brain
}
export type VirtualCallOptions = {
  readonly voice?: string
  readonly echo?: EchoControl
  /** The agent's sound stalls about so often, s, each time for 60 to 160 ms: what a busy machine does. Never if not given. */
  readonly stallEveryS?: number
  /** Sees what the ear was asked and answered. */
  readonly onHeard?: (heard: { readonly atMs: number; readonly text: string; readonly pcm: Float32Array }) => void
}

const tickMs = 20
const pageTicks = 2
const packetSamples = (clipRate * tickMs) / 1000
/** From one side to the other, ms: on one machine. */
const transportMs = 5
/** What the models take on an idle machine, ms. */
const takes = { ear: (soundMs: number) => 45 + 0.028 * soundMs, look: 30, mouth: (letters: number) => 60 + 7 * letters } as const
const fineGapMs = 120
/** No item is longer, ms. */
const longestMs = 120_000

export async function virtualCall(item: Item, models: VirtualModels, options: VirtualCallOptions = {}): Promise<Recording> {
  const clock = new MediaClock()
  const duplex = new Duplex(partsOf(item, models, clock, options), {
    persona: personaOfPrompt(undefined),
    voice: options.voice ?? 'joe',
    greeting: undefined,
    timeZone: 'UTC',
  })
  const events: CallEvent[] = []
  duplex.onMetadata = (metadata) => events.push({ atMs: Math.round(clock.nowMs), type: 'metadata', metadata })
  const scene = new Scene(item)
  const listener = new Listener()
  const down = new Downlink(item.seed, options.stallEveryS)
  const up = { encoder: new OpusEncoder({ sampleRate: clipRate }), decoder: new OpusDecoder({ sampleRate: 16_000 }) }
  const own = {
    encoder: new OpusEncoder({ sampleRate: clipRate, bitrate: 32_000 }),
    decoder: new OpusDecoder({ sampleRate: 16_000 }),
  }
  const ears = new OpusDecoder({ sampleRate: clipRate })
  const user: Float32Array[] = []
  let waiting = scene.read(pageTicks * packetSamples)
  for (let tick = 1; tick * tickMs < longestMs && waiting; tick++) {
    const nowMs = tick * tickMs
    await clock.advance(nowMs)
    const packet = own.encoder.encode(duplex.speak().samples)
    duplex.played(own.decoder.decode(packet))
    for (const arrived of down.pass(packet, nowMs)) {
      const samples = ears.decode(arrived)
      scene.hear(samples)
      listener.hear(samples, nowMs + transportMs)
    }
    if (tick % pageTicks !== 0) continue
    user.push(waiting)
    for (let at = 0; at < waiting.length; at += packetSamples)
      duplex.listen(up.decoder.decode(up.encoder.encode(waiting.subarray(at, at + packetSamples))))
    waiting = scene.read(pageTicks * packetSamples)
  }
  await clock.advance(clock.nowMs + tickMs)
  duplex.close()
  const said = concat(user)
  const agent = listener.render(said.length)
  const agentLevels = levels(agent, clipRate)
  const toMs = (samples: number): number => (samples * 1000) / clipRate
  return {
    item,
    complete: scene.complete,
    fault: undefined,
    user: said,
    agent,
    lengthMs: toMs(agent.length),
    lateMs: listener.lateMs,
    marks: scene.marks.map(({ name, text, startSamples, endSamples }) => ({
      name,
      text,
      startMs: toMs(startSamples),
      endMs: toMs(endSamples),
    })),
    events,
    levels: agentLevels,
    stretches: voiceStretches(agentLevels),
    fine: voiceStretches(agentLevels, fineGapMs),
  }
}

function partsOf(item: Item, models: VirtualModels, clock: MediaClock, { echo, onHeard }: VirtualCallOptions) {
  const vad = models.vads.open()
  const { ear, turnEnd, mouth } = models
  return {
    vad: { next: (frame: Float32Array) => clock.now(() => vad.next(frame)), reset: () => vad.reset() },
    ear: {
      ...ear,
      hear: (pcm: Float32Array, asked: Parameters<Ear['hear']>[1] = {}) => {
        const { signal, ...rest } = asked
        const askedMs = clock.nowMs
        return clock.after('ear', takes.ear(pcm.length / 16), async () => {
          if (signal?.aborted) return { text: '', words: [], logprob: 0, noSpeech: 1, stopped: 'abort' as const, ms: 0 }
          const heard = await ear.hear(pcm, rest)
          onHeard?.({ atMs: askedMs, text: heard.text, pcm })
          return heard
        })
      },
    },
    turnEnd: { ...turnEnd, finished: (pcm: Float32Array) => clock.after('turn end', takes.look, () => turnEnd.finished(pcm)) },
    mouth: {
      ...mouth,
      say: (text: string, { signal: _, ...asked }: Parameters<Mouth['say']>[1]) =>
        clock.after('mouth', takes.mouth(text.length), () => mouth.say(text, asked)),
    },
    brain: prompt(models.brain, clock, item.seed),
    echo: echo ?? new EchoCanceller(),
    murmur: () => undefined,
    log: pino({ enabled: false }),
  }
}

/** A brain whose whole answer is there at once, asked on the same day each time: the stories it chooses depend on it. */
function prompt(brain: Brain, clock: MediaClock, seed: number): Brain {
  const day = new Date(Date.UTC(2026, 0, 1 + (seed % 365), 12))
  return {
    ...brain,
    async *reply(request) {
      yield* await clock.now(() => Array.fromAsync(brain.reply({ ...request, now: day })))
    },
  }
}

/** The way of the agent's packets to the caller, with stalls after which everything that waited comes at once. */
class Downlink {
  readonly #random: () => number
  readonly #everyMs: number
  #nextMs: number
  #untilMs = 0
  #waiting: Uint8Array[] = []

  constructor(seed: number, everyS = Number.POSITIVE_INFINITY) {
    this.#random = seededRandom(seed ^ 0x57a11)
    this.#everyMs = everyS * 1000
    this.#nextMs = this.#everyMs * 2 * this.#random() || Number.POSITIVE_INFINITY
  }

  pass(packet: Uint8Array, nowMs: number): Uint8Array[] {
    if (nowMs >= this.#nextMs) {
      this.#untilMs = nowMs + 60 + 100 * this.#random()
      this.#nextMs = nowMs + this.#everyMs * 2 * this.#random()
    }
    this.#waiting.push(packet)
    return nowMs < this.#untilMs ? [] : this.#waiting.splice(0)
  }
}
