/** Replays clips through the local engine's manners faster than they last: real voice activity, ear and turn model, a clock of its own. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { askedOf, BEFORE_MS, FRAME_MS, voiceLevel } from '../../src/local/hearing.ts'
import {
  initialTurnTaking,
  type TurnTakingEffect,
  type TurnTakingEvent,
  type TurnTakingOptions,
  type TurnTakingState,
} from '../../src/local/turn-state.ts'
import { turnTaking } from '../../src/local/turn-taking.ts'
import { believable } from '../../src/speech/believable.ts'
import type { Ear, TurnEnd, Vad } from '../../src/speech/speech.ts'
import { readClip } from './clip-file.ts'
import { type Clip, clipManifestSchema, clipRate } from './item.ts'

const rate = 16_000
const frameSamples = 512
/** Faint noise before a clip, ms, and after it: longer than the longest wait for an answer. */
const leadMs = 512
const tailMs = 3500
/** What the models and the mouth take on an idle machine, ms: the replay has no clock of its own. */
const takes = { earMs: 60, lookMs: 30, mouthMs: 130 } as const
/** How long an answer and a murmur last here, ms. */
const lasts = { answerMs: 2500, murmurMs: 450 } as const
export type Replayable = {
  readonly clip: Clip
  readonly sound: Float32Array
  /** How likely each frame is voice. */
  readonly voice: readonly number[]
}
/** What the manners did, and when, ms after the true start of the clip's speech. */
export type Traced = { readonly atMs: number; readonly effect: TurnTakingEffect }
/** When an answer was to be heard, on the same clock. */
export type Audible = { readonly startMs: number; readonly endMs: number }
export type Trace = {
  readonly effects: readonly Traced[]
  readonly answers: readonly Audible[]
  readonly murmursMs: readonly number[]
}

export type ReplayModels = { readonly ear: Ear; readonly turnEnd: TurnEnd; readonly vads: { open(): Vad } }

const memorySchema = z.record(z.string(), z.union([z.number(), z.object({ text: z.string(), firstWordP: z.number() })]))
type Words = { readonly text: string; readonly firstWordP: number }

export class Replay {
  readonly #models: ReplayModels
  readonly #cache: string
  /** Answers of the models by clip and stretch: a second replay with other options asks only for what is new. */
  readonly #memory: Map<string, Words | number>

  /** @param cache a file that keeps the models' answers from one run to the next */
  constructor(models: ReplayModels, cache: string) {
    this.#models = models
    this.#cache = cache
    this.#memory = new Map(existsSync(cache) ? Object.entries(memorySchema.parse(JSON.parse(readFileSync(cache, 'utf8')))) : [])
  }

  save(): void {
    mkdirSync(dirname(this.#cache), { recursive: true })
    writeFileSync(this.#cache, JSON.stringify(Object.fromEntries(this.#memory)))
  }

  /** The clips of a set that `wanted` chooses, with their voice activity. */
  async load(folder: string, wanted: (clip: Clip) => boolean): Promise<Replayable[]> {
    const { clips } = clipManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
    const out: Replayable[] = []
    for (const clip of clips) if (wanted(clip)) out.push(await this.#prepare(folder, clip))
    return out
  }

  /** @param speaking the agent is in the middle of an answer when the clip begins */
  async run(item: Replayable, options: TurnTakingOptions, speaking = false): Promise<Trace> {
    const effects: Traced[] = []
    const answers: Audible[] = []
    const murmursMs: number[] = []
    let state: TurnTakingState = speaking ? { ...initialTurnTaking, agent: 'answer', agentStartMs: -10_000 } : initialTurnTaking
    let later: { readonly dueMs: number; readonly event: TurnTakingEvent }[] = []
    let readyMs = 0
    let answerFromMs: number | undefined
    const soon = (dueMs: number, event: TurnTakingEvent): void => void later.push({ dueMs, event })
    const silence = (atMs: number): void => {
      if (answerFromMs !== undefined) answers.push({ startMs: answerFromMs - leadMs, endMs: atMs - leadMs })
      answerFromMs = undefined
      later = later.filter(({ event }) => event.type !== 'agent' || event.kind !== 'answer')
    }
    for (const [index, likely] of item.voice.entries()) {
      const atMs = (index + 1) * FRAME_MS
      const due = later.filter(({ dueMs }) => dueMs <= atMs)
      later = later.filter(({ dueMs }) => dueMs > atMs)
      const voiced = likely >= voiceLevel(state)
      const frame = { type: 'frame', voiced, atMs, frameMs: FRAME_MS } as const
      for (const event of [...due.map((one) => one.event), frame]) {
        if (event.type === 'agent' && event.kind === 'answer') {
          if (event.state === 'started') answerFromMs = atMs
          else silence(atMs)
        }
        const [next, made] = turnTaking(state, event, options)
        state = next
        for (const effect of made) {
          effects.push({ atMs: Math.round(atMs - leadMs), effect })
          switch (effect.type) {
            case 'hear':
              if (effect.purpose === 'partial') break
              soon(atMs + takes.earMs, { ...effect, type: 'heard', ...(await this.#hear(item, effect)) })
              break
            case 'look':
              soon(atMs + takes.lookMs, { type: 'looked', id: effect.id, finished: await this.#look(item, effect) })
              break
            case 'prepare':
              readyMs = atMs + takes.mouthMs
              break
            case 'release':
            case 'takeUp': {
              const startMs = Math.max(atMs, readyMs)
              soon(startMs, { type: 'agent', state: 'started', kind: 'answer' })
              soon(startMs + lasts.answerMs, { type: 'agent', state: 'ended', kind: 'answer' })
              break
            }
            case 'murmur':
              murmursMs.push(atMs - leadMs)
              soon(atMs, { type: 'agent', state: 'started', kind: 'murmur' })
              soon(atMs + lasts.murmurMs, { type: 'agent', state: 'ended', kind: 'murmur' })
              break
            case 'retract':
            case 'yield':
              silence(atMs)
              break
          }
        }
      }
    }
    silence(item.voice.length * FRAME_MS)
    return { effects, answers, murmursMs }
  }

  async #prepare(folder: string, clip: Clip): Promise<Replayable> {
    const from = Math.round(((clip.speech[0]?.startSamples ?? 0) * rate) / clipRate)
    const speech = readClip(join(folder, clip.file), rate).subarray(from)
    const lead = (leadMs * rate) / 1000
    const sound = new Float32Array(lead + speech.length + (tailMs * rate) / 1000).map((_, n) => 2e-4 * Math.sin(n * n))
    for (const [n, sample] of speech.entries()) sound[lead + n] = (sound[lead + n] ?? 0) + sample
    const vad = this.#models.vads.open()
    const voice: number[] = []
    for (let at = 0; at + frameSamples <= sound.length; at += frameSamples)
      voice.push(await vad.next(sound.slice(at, at + frameSamples)))
    return { clip, sound, voice }
  }

  async #hear({ clip, sound }: Replayable, ask: Extract<TurnTakingEffect, { type: 'hear' }>): Promise<Words> {
    const asked = askedOf(ask.purpose)
    const key = `hear ${clip.file} ${clip.seed} ${ask.purpose} ${ask.fromMs} ${ask.toMs} ${JSON.stringify(asked)}`
    const known = this.#memory.get(key)
    if (typeof known === 'object') return known
    const result = await this.#models.ear.hear(cut(sound, ask), asked)
    const words = { text: believable(result) ? result.text.trim() : '', firstWordP: result.words[0]?.p ?? 0 }
    this.#memory.set(key, words)
    return words
  }

  async #look({ clip, sound }: Replayable, ask: Extract<TurnTakingEffect, { type: 'look' }>): Promise<number> {
    const key = `look ${clip.file} ${clip.seed} ${ask.fromMs} ${ask.toMs}`
    const known = this.#memory.get(key)
    if (typeof known === 'number') return known
    const finished = (await this.#models.turnEnd.finished(cut(sound, ask))) ?? 0.5
    this.#memory.set(key, finished)
    return finished
  }
}

/** From the first sound of the clip's speech to the last, ms after the former. */
export function speechMs({ speech }: Clip): number {
  return (((speech.at(-1)?.endSamples ?? 0) - (speech[0]?.startSamples ?? 0)) * 1000) / clipRate
}

function cut(sound: Float32Array, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Float32Array {
  return sound.slice(Math.max(0, ((fromMs - BEFORE_MS) * rate) / 1000), (toMs * rate) / 1000)
}
