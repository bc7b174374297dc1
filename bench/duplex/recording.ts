/** Plays one item over a socket and keeps what both sides did, ready to be scored. */
import { resample } from '../../src/audio/resample.ts'
import { call } from '../../src/cli/call-client.ts'
import type { CallEvent } from '../../src/cli/call-event.ts'
import type { CallSource } from '../../src/cli/call-source.ts'
import type { Ear } from '../../src/speech/speech.ts'
import type { Item } from './families.ts'
import { clipRate } from './item.ts'
import { Listener } from './listener.ts'
import { Scene } from './scene.ts'
import { levels, type Stretch, spreadWords, voiceStretches, type Word } from './scoring.ts'

export type Mark = Stretch & { readonly name: string; readonly text: string }

export type Recording = {
  readonly item: Item
  /** Whether every step was played. */
  readonly complete: boolean
  /** Why the call ended before its time, if it did. */
  readonly fault: string | undefined
  readonly user: Float32Array
  readonly agent: Float32Array
  readonly lengthMs: number
  /** Breaks in the agent's sound because it came late, ms in all. */
  readonly lateMs: number
  readonly marks: readonly Mark[]
  readonly events: readonly CallEvent[]
  /** Levels of the agent's side. */
  readonly levels: Float32Array
  /** Stretches of the agent's voice: gaps bridged as the definitions say, and hardly any. */
  readonly stretches: readonly Stretch[]
  readonly fine: readonly Stretch[]
}

/** Long enough for a model server that reads its prompt first. */
const handshakeMs = 60_000
/** Gaps within words. */
const fineGapMs = 120

/** Makes the call. What fails before the handshake is thrown. */
export async function record(item: Item, url: string, signal: AbortSignal): Promise<Recording> {
  const scene = new Scene(item)
  const listener = new Listener()
  let startedAt: number | undefined
  const source: CallSource = {
    // The call's clock starts with its first read.
    read: (count) => {
      startedAt ??= performance.now()
      return scene.read(count)
    },
  }
  const { user, events, endedBy, reason } = await call({
    url,
    source,
    waitMs: handshakeMs,
    signal,
    onAudio: (samples) => {
      scene.hear(samples)
      listener.hear(samples, startedAt === undefined ? 0 : performance.now() - startedAt)
    },
  })
  const agent = listener.render(user.length)
  const agentLevels = levels(agent, clipRate)
  return {
    item,
    complete: scene.complete,
    fault: endedBy === 'server' ? reason : undefined,
    user,
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

/** Longer stretches are heard in pieces. */
const pieceMs = 20_000

/** What the ear makes of the agent's voice from a time on, in words with rough times. */
export async function hearAgent(recording: Recording, ear: Ear, fromMs: number, toMs: number): Promise<Word[]> {
  const words: Word[] = []
  for (const stretch of recording.stretches) {
    const endMs = Math.min(stretch.endMs, toMs)
    for (let startMs = Math.max(stretch.startMs, fromMs); startMs < endMs; startMs += pieceMs) {
      const piece = { startMs, endMs: Math.min(endMs, startMs + pieceMs) }
      const sound = recording.agent.subarray(toSamples(piece.startMs), toSamples(piece.endMs))
      const { text } = await ear.hear(await resample(sound, clipRate, 16_000))
      words.push(...spreadWords(text, piece))
    }
  }
  return words
}

function toMs(samples: number): number {
  return (samples * 1000) / clipRate
}

function toSamples(ms: number): number {
  return Math.round((ms * clipRate) / 1000)
}
