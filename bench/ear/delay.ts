/** When the final words come: calls at media pace through the bridge's tap and its ear, from the end of the speech to the event. */
import { setTimeout as delay } from 'node:timers/promises'
import { OpusEncoder } from '../../src/audio/opus-codec.ts'
import { openTap, type TapLine } from '../../src/bridge/tap.ts'
import type { TapEvent } from '../../src/bridge/tap.worker.ts'
import { createLog } from '../../src/observe/log.ts'
import type { EarModel } from '../../src/speech/ear.ts'
import { earRate, type Sentence } from './speech.ts'
import { ErrorRate, percentile } from './words.ts'

export type DelayRow = {
  readonly calls: number
  readonly finals: number
  readonly delayP50Ms: number
  readonly delayP95Ms: number
  readonly wordErrors: number
  readonly partialsShed: number
  readonly finalsLost: number
  /** Of one core, all processes of the tap together, where the kernel tells. */
  readonly latestPacketMs: number
}
export type DelayOptions = {
  readonly modelsDir: string
  readonly model: EarModel
  readonly ears: number
  readonly calls: number
  readonly sentencesPerCall: number
}

const packetMs = 20
const frame = (earRate * packetMs) / 1000
const samplesPerMs = 48
/** Silence behind each sentence, ms: enough to make it a turn of its own. Calls begin apart by parts of it. */
const restMs = 3600

/** One sentence of one call. */
type Said = {
  readonly sentence: Sentence
  readonly startMs: number
  endedAtMs: number
  heardAtMs: number | undefined
  text: string
}

export async function delays(sentences: readonly Sentence[], options: DelayOptions): Promise<DelayRow> {
  const { modelsDir, model, ears, calls, sentencesPerCall } = options
  const tap = openTap({ modelsDir, log: createLog({ level: 'silent', name: 'tap' }), ear: { model, ears } })
  while (tap.status.vad === 'starting' || (tap.status.ear?.ears ?? 0) < ears) await delay(20)
  let latestPacketMs = 0
  const told = await Promise.all(
    Array.from({ length: calls }, async (_, call) => {
      await delay((call * restMs) / calls)
      const own = Array.from({ length: sentencesPerCall }, (_, i) => sentences[(call * sentencesPerCall + i) % sentences.length])
      const talk = own.flatMap((sentence) => sentence ?? [])
      const all: Said[] = []
      const line = tap.open(
        { startSample: 0, userTurns: 0, agentTurns: 0, userWords: false, ear: { hotWords: [], language: 'en' } },
        (events) => hear(all, events),
      )
      latestPacketMs = Math.max(latestPacketMs, await speak(line, talk, all))
      await line.end(Number.MAX_SAFE_INTEGER, 30_000)
      return all
    }),
  )
  const { shedPartials = 0, lostFinals = 0 } = tap.status.ear ?? {}
  tap.close()
  const all = told.flat()
  const waits = all.flatMap(({ heardAtMs, endedAtMs }) => (heardAtMs === undefined ? [] : heardAtMs - endedAtMs))
  const rate = new ErrorRate()
  for (const { sentence, text } of all) rate.add(sentence.text, text)
  return {
    calls,
    finals: waits.length,
    delayP50Ms: Math.round(percentile(waits, 0.5)),
    delayP95Ms: Math.round(percentile(waits, 0.95)),
    wordErrors: rate.rate,
    partialsShed: shedPartials,
    finalsLost: lostFinals,
    latestPacketMs: Math.round(latestPacketMs),
  }
}

/** @returns how late the latest packet was, ms: a sender that is late itself makes the figures worthless */
async function speak(line: TapLine, talk: readonly Sentence[], all: Said[]): Promise<number> {
  const encoder = new OpusEncoder({ sampleRate: earRate, bitrate: 32_000 })
  const beganMs = performance.now()
  let packets = 0
  let latest = 0
  for (const sentence of talk) {
    const startMs = packets * packetMs
    const endPacket = Math.ceil(sentence.endMs / packetMs)
    const one: Said = { sentence, startMs, endedAtMs: 0, heardAtMs: undefined, text: '' }
    all.push(one)
    const count = Math.ceil(sentence.pcm.length / frame) + restMs / packetMs
    for (let i = 0; i < count; i++, packets++) {
      const pcm = new Float32Array(frame)
      pcm.set(sentence.pcm.subarray(i * frame, (i + 1) * frame))
      const dueMs = beganMs + (packets + 1) * packetMs
      await delay(Math.max(0, dueMs - performance.now()))
      latest = Math.max(latest, performance.now() - dueMs)
      if (i + 1 === endPacket) one.endedAtMs = performance.now()
      line.sound('user', packets * packetMs * samplesPerMs, encoder.encode(pcm))
      line.sound('agent', packets * packetMs * samplesPerMs, silence)
    }
  }
  return latest
}
const silence = new OpusEncoder({ sampleRate: earRate }).encode(new Float32Array(frame))

/** The last final text of a turn that began in a sentence's time is that sentence's. */
function hear(all: readonly Said[], events: readonly TapEvent[]): void {
  for (const event of events) {
    if (event.type !== 'transcript' || event.side !== 'user') continue
    const one = all.findLast(({ startMs }) => startMs <= event.atMs)
    if (!one) continue
    if (event.text === one.text) continue
    one.text = event.text
    one.heardAtMs = performance.now()
  }
}
