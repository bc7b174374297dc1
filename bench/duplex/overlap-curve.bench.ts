/** Stop latency against floor kept: replays the calibration set's "yeah"s and interruptions through the engine's manners, with one option varied. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultTurnTaking, initialTurnTaking, type TurnTakingEvent, type TurnTakingState } from '../../src/local/turn-state.ts'
import { turnTaking } from '../../src/local/turn-taking.ts'
import { defaultModelsDir } from '../../src/models/folder.ts'
import { believable } from '../../src/speech/believable.ts'
import { createEar } from '../../src/speech/ear.ts'
import type { Ear } from '../../src/speech/speech.ts'
import { createVadFactory } from '../../src/speech/vad.ts'
import { readClip } from './clip-file.ts'
import { type Clip, clipManifestSchema, clipRate } from './item.ts'

const yieldsMs = [300, 420, 520, 640, 760, 900, 1000]
/** The ear's answer takes this long on an idle machine, ms: the replay has no clock of its own. */
const earMs = 90
const rate = 16_000
const frameSamples = 512
const frameMs = (frameSamples / rate) * 1000
const leadMs = 500
const items = fileURLToPath(new URL('items/calibration', import.meta.url))
const out = fileURLToPath(new URL('../out/overlap-curve.json', import.meta.url))

type Overlap = { readonly clip: Clip; readonly sound: Float32Array; readonly voice: readonly number[] }
type Outcome = { readonly kind: Clip['kind']; readonly yieldedMs: number | undefined }

const modelsDir = defaultModelsDir()
const [ear, vads] = await Promise.all([createEar({ modelsDir }), createVadFactory({ modelsDir })])
const { clips } = clipManifestSchema.parse(JSON.parse(readFileSync(join(items, 'manifest.json'), 'utf8')))
const overlaps: Overlap[] = []
for (const clip of clips) if (clip.kind === 'backchannel' || clip.kind === 'interruption') overlaps.push(await prepare(clip))
const heard = new Map<string, Promise<string>>()
const rows = []
for (const yieldMs of yieldsMs) {
  const outcomes: Outcome[] = []
  for (const overlap of overlaps) outcomes.push(await replay(overlap, yieldMs))
  const kept = outcomes.filter(({ kind, yieldedMs }) => kind === 'backchannel' && yieldedMs === undefined).length
  const stops = outcomes.flatMap(({ kind, yieldedMs }) => (kind === 'interruption' && yieldedMs !== undefined ? [yieldedMs] : []))
  const of = (kind: Clip['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length
  rows.push({
    yieldMs,
    floorKept: kept / of('backchannel'),
    yielded: stops.length / of('interruption'),
    stopMs: { p50: quantile(stops, 0.5), p95: quantile(stops, 0.95) },
  })
}
await ear.close()
console.log('| going on for | floor kept | yielded | yields p50 | p95 |\n| --- | --- | --- | --- | --- |')
for (const { yieldMs, floorKept, yielded, stopMs } of rows)
  console.log(`| ${yieldMs} ms | ${floorKept.toFixed(2)} | ${yielded.toFixed(2)} | ${stopMs.p50} ms | ${stopMs.p95} ms |`)
mkdirSync(dirname(out), { recursive: true })
writeFileSync(out, JSON.stringify({ overlaps: overlaps.length, earMs, rows }, null, 2))

/** The clip's speech after half a second of faint noise, and how likely each frame is voice. */
async function prepare(clip: Clip): Promise<Overlap> {
  const speech = readClip(join(items, clip.file), rate).subarray(
    Math.round(((clip.speech[0]?.startSamples ?? 0) * rate) / clipRate),
  )
  const lead = (leadMs * rate) / 1000
  const sound = new Float32Array(lead + speech.length + rate).map((_, n) => 2e-4 * Math.sin(n * n))
  for (const [n, sample] of speech.entries()) sound[lead + n] = (sound[lead + n] ?? 0) + sample
  const vad = vads.open()
  const voice: number[] = []
  for (let at = 0; at + frameSamples <= sound.length; at += frameSamples)
    voice.push(await vad.next(sound.slice(at, at + frameSamples)))
  return { clip, sound, voice }
}

/** @returns when the floor was given, ms after the true onset */
async function replay({ clip, sound, voice }: Overlap, yieldMs: number): Promise<Outcome> {
  const options = { ...defaultTurnTaking, yieldMs }
  let state: TurnTakingState = { ...initialTurnTaking, agent: 'answer', agentStartMs: -10_000 }
  const answers: { readonly dueMs: number; readonly event: TurnTakingEvent }[] = []
  for (const [index, likely] of voice.entries()) {
    const atMs = (index + 1) * frameMs
    const due = answers.filter((answer) => answer.dueMs <= atMs && answer.dueMs > atMs - frameMs)
    const voiced = likely >= (state.speaking ? 0.35 : 0.5)
    for (const event of [{ type: 'frame', voiced, atMs, frameMs } as const, ...due.map((answer) => answer.event)]) {
      const [next, effects] = turnTaking(state, event, options)
      state = next
      for (const effect of effects) {
        if (effect.type === 'yield') return { kind: clip.kind, yieldedMs: Math.round(atMs - leadMs) }
        if (effect.type !== 'hear') continue
        const { id, purpose, fromMs, toMs } = effect
        const text = await words(ear, clip.file, sound, fromMs, toMs)
        answers.push({ dueMs: atMs + earMs, event: { type: 'heard', id, purpose, text, toMs } })
      }
    }
  }
  return { kind: clip.kind, yieldedMs: undefined }
}

function words(by: Ear, file: string, sound: Float32Array, fromMs: number, toMs: number): Promise<string> {
  const key = `${file} ${fromMs} ${toMs}`
  const known = heard.get(key)
  if (known) return known
  const pcm = sound.slice(Math.max(0, ((fromMs - 200) * rate) / 1000), (toMs * rate) / 1000)
  const answer = by.hear(pcm, { tailMs: 1000 }).then((result) => (believable(result) ? result.text : ''))
  heard.set(key, answer)
  return answer
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
