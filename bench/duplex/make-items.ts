/**
 * Makes the clips of the benchmark with Kokoro-82M: `node bench/duplex/make-items.ts --set calibration [--threads 1]`.
 * Clips whose text, voice and seed are unchanged are kept, so that a set can be extended. Needs the model
 * kokoro-82m and the program espeak-ng.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { rms } from '../../src/audio/energy.ts'
import { loadConfig } from '../../src/config/config.ts'
import { writeClip } from './clip-file.ts'
import { type Clip, type ClipManifest, clipManifestSchema, clipRate, type PauseKind } from './item.ts'
import { KokoroVoice } from './kokoro-voice.ts'
import { makeNoise, type NoiseName, noiseNames } from './noises.ts'
import { type ClipPlan, sets } from './plans.ts'
import { concat, gainOf, loudLevel, type Span, scaled, seededRandom, seedOf, soundSpans, speechLevel } from './sound.ts'

const edgeMs = 150
const levelDbfs = -24
/** A shorter quiet place is no phrase break: the words run on. */
const leastBreakMs = 50
/** What is tried in the place of `…` until the voice makes a break there. Parts spoken apart would sound finished. */
const hesitations = [',', '…'] as const
/** Very short texts sound odd alone: they are spoken in the middle of others and cut out. */
const around = ['Well, he told me.|', '|I know.'] as const

const { values: flags } = parseArgs({
  options: {
    set: { type: 'string', default: 'calibration' },
    threads: { type: 'string', default: '1' },
  },
})
const plans = sets[flags.set]
if (!plans) throw new Error(`--set is one of ${Object.keys(sets).join(', ')}`)
const folder = join(import.meta.dirname, 'items', flags.set)
const manifestPath = join(folder, 'manifest.json')
const voice = await KokoroVoice.open(loadConfig({ env: process.env }).config.DUET_MODELS_DIR, Number(flags.threads))
const known = existsSync(manifestPath) ? clipManifestSchema.parse(JSON.parse(readFileSync(manifestPath, 'utf8'))).clips : []
const clips: Clip[] = []
for (const [index, plan] of plans.entries()) {
  const kept = known.find((clip) => clip.file === plan.file && clip.text === plainText(plan) && clip.voice === plan.voice)
  const clip = kept && existsSync(join(folder, kept.file)) ? kept : await make(plan)
  clips.push(clip)
  if (clip !== kept) console.log(`${index + 1}/${plans.length} ${clip.file} ${(clip.samples / clipRate).toFixed(1)} s`)
  if (clip !== kept && index % 10 === 9) save(clips)
}
save(clips)
const minutes = clips.reduce((sum, clip) => sum + clip.samples, 0) / clipRate / 60
console.log(`${clips.length} clips, ${minutes.toFixed(1)} minutes`)

function save(done: readonly Clip[]): void {
  const manifest: ClipManifest = {
    licence: 'Speech made with Kokoro-82M (Apache-2.0); texts and noises MIT.',
    made: 'bench/duplex/make-items.ts',
    sampleRate: clipRate,
    clips: [...done],
  }
  const lines = manifest.clips.map((clip) => `    ${JSON.stringify(clip)}`).join(',\n')
  const head = JSON.stringify({ ...manifest, clips: [] }, null, 2)
  writeFileSync(manifestPath, `${head.replace('"clips": []', `"clips": [\n${lines}\n  ]`)}\n`)
}

async function make(plan: ClipPlan): Promise<Clip> {
  const seed = seedOf(`${plan.file}|${plan.text}|${plan.voice}`)
  const random = seededRandom(seed)
  const spoken = plan.kind === 'noise' ? { samples: makeNoise(noiseOf(plan), seed) } : await speak(plan, random)
  const path = join(folder, plan.file)
  mkdirSync(dirname(path), { recursive: true })
  const level = gainOf(levelDbfs + 4 * (random() - 0.5))
  const before = speechSpans(spoken.samples)
  const sound = scaled(spoken.samples, Math.min(level / speechLevel(spoken.samples, before), 0.95 / peakOf(spoken.samples)))
  const { samples, cutSamples } = trimmed(sound, before)
  writeClip(path, samples)
  const pause = 'pause' in spoken && spoken.pause ? spoken.pause : undefined
  return {
    file: plan.file,
    kind: plan.kind,
    text: plainText(plan),
    voice: plan.voice,
    seed,
    samples: samples.length,
    speech: speechSpans(samples),
    ...(pause && {
      pause: { kind: pause.kind, startSamples: pause.startSamples - cutSamples, endSamples: pause.endSamples - cutSamples },
    }),
  }
}

type Spoken = { readonly samples: Float32Array; readonly pause?: Span & { readonly kind: PauseKind } }

async function speak(plan: ClipPlan, random: () => number): Promise<Spoken> {
  const speed = 0.94 + 0.16 * random()
  const say = plan.say ?? plan.text
  if (plan.kind === 'backchannel') return sayBetween(say, plan.voice, speed)
  if (!plan.pause) return { samples: (await sayAll(say, plan.voice, speed)).samples }
  const pauseSamples = Math.round((0.5 + random()) * clipRate)
  const [head = '', tail = ''] = say.split('|')
  const variants = head.endsWith('…') ? hesitations.map((sign) => `${head.slice(0, -1)}${sign}|${tail}`) : [say]
  const spoken: { readonly samples: Float32Array; readonly mark: number }[] = []
  for (const text of variants) {
    const { samples, marks } = await voice.say(text, plan.voice, speed)
    const mark = marks[0] ?? 0
    const gap = quietNear(samples, mark)
    if (gap) return withPause(samples.subarray(0, gap.startSamples), samples.subarray(gap.endSamples), pauseSamples, plan.pause)
    spoken.push({ samples, mark })
  }
  const [first] = spoken
  if (!first) throw new Error('nothing was spoken')
  const at = quietest(first.samples, first.mark)
  return withPause(first.samples.subarray(0, at), first.samples.subarray(at), pauseSamples, plan.pause)
}

async function sayBetween(text: string, name: string, speed: number): Promise<Spoken> {
  const { samples, marks } = await voice.say(`${around[0]} ${text} ${around[1]}`, name, speed)
  const [from = 0, next = samples.length] = marks
  // What follows begins a little before its mark.
  const gap = quietNear(samples, next)
  const to = gap
    ? gap.startSamples + Math.min(gap.endSamples - gap.startSamples, Math.round(0.03 * clipRate))
    : quietest(samples, next)
  const fade = Math.round(0.01 * clipRate)
  const piece = samples.slice(from - fade, to)
  for (let i = 0; i < fade; i++) {
    piece[i] = ((piece[i] ?? 0) * i) / fade
    piece[piece.length - 1 - i] = ((piece[piece.length - 1 - i] ?? 0) * i) / fade
  }
  return { samples: piece }
}

/** Long texts a few sentences at a time, joined with the silence a teller leaves. */
async function sayAll(text: string, name: string, speed: number): Promise<{ samples: Float32Array }> {
  const parts = text.split('||').map((part) => part.trim())
  if (parts.length === 1) return voice.say(text, name, speed)
  const random = seededRandom(seedOf(text))
  const sounds: Float32Array[] = []
  for (const part of parts) {
    if (sounds.length > 0) sounds.push(new Float32Array(Math.round((0.25 + 0.45 * random()) * clipRate)))
    sounds.push(cut((await voice.say(part, name, speed)).samples))
  }
  return { samples: concat(sounds) }
}

function withPause(head: Float32Array, tail: Float32Array, pauseSamples: number, kind: PauseKind): Spoken {
  const fade = Math.round(0.008 * clipRate)
  const softHead = head.map((sample, i) => sample * Math.min(1, (head.length - i) / fade))
  const softTail = tail.map((sample, i) => sample * Math.min(1, i / fade))
  return {
    samples: concat([softHead, new Float32Array(pauseSamples), softTail]),
    pause: { kind, startSamples: head.length, endSamples: head.length + pauseSamples },
  }
}

/** The quiet place around a moment, if there is one long enough to be a break. */
function quietNear(samples: Float32Array, mark: number): Span | undefined {
  const spans = spansBelow(samples, -25, leastBreakMs)
  const reach = Math.round(0.2 * clipRate)
  const gaps = spans.slice(1).map((span, i) => ({ startSamples: spans[i]?.endSamples ?? 0, endSamples: span.startSamples }))
  return gaps.find((gap) => gap.startSamples - reach < mark && mark < gap.endSamples + reach)
}

/** The middle of the softest 10 ms around a moment: where words that run on are cut. */
function quietest(samples: Float32Array, mark: number): number {
  const window = clipRate / 100
  const reach = Math.round(0.06 * clipRate)
  let best = mark
  let least = Number.POSITIVE_INFINITY
  for (let at = Math.max(0, mark - reach); at < mark + reach / 2; at += window / 2) {
    const level = rms(samples.subarray(at, at + window))
    if (level >= least) continue
    least = level
    best = at + window / 2
  }
  return best
}

function cut(samples: Float32Array): Float32Array {
  const spans = speechSpans(samples)
  const last = spans.at(-1)?.endSamples ?? samples.length
  return samples.subarray(spans[0]?.startSamples ?? 0, Math.min(samples.length, last + Math.round(0.02 * clipRate)))
}

function trimmed(samples: Float32Array, spans: readonly Span[]): { samples: Float32Array; cutSamples: number } {
  const edge = Math.round((edgeMs * clipRate) / 1000)
  const cutSamples = (spans[0]?.startSamples ?? 0) - edge
  const last = (spans.at(-1)?.endSamples ?? samples.length) + edge
  const out = new Float32Array(last - cutSamples)
  for (let i = 0; i < out.length; i++) out[i] = samples[cutSamples + i] ?? 0
  return { samples: out, cutSamples }
}

function speechSpans(samples: Float32Array): Span[] {
  return spansBelow(samples, -33, 250)
}

/** Stretches louder than `relativeDb` below the sound's loud parts. */
function spansBelow(samples: Float32Array, relativeDb: number, mergeMs: number): Span[] {
  const threshold = loudLevel(samples, clipRate) * gainOf(relativeDb)
  return soundSpans(samples, { sampleRate: clipRate, windowMs: 5, threshold, mergeMs, leastMs: 30 })
}

function peakOf(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9)
}

function plainText(plan: ClipPlan): string {
  return plan.kind === 'noise' ? '' : plan.text.replaceAll('||', ' ').replaceAll('|', '').replaceAll(/\s+/g, ' ')
}

function noiseOf(plan: ClipPlan): NoiseName {
  const name = noiseNames.find((one) => one === plan.text)
  if (!name) throw new Error(`no noise is called ${plan.text}`)
  return name
}
