/** The benchmark's items: which clips, when, how loud, for each family; everything from seeds. */
import { type Clip, clipRate, type PauseKind } from './item.ts'
import { acrossTheRoom, placed, turnedAway } from './room.ts'
import type { EchoPath, SceneSound, SceneStep } from './scene.ts'
import { seededRandom, seedOf } from './sound.ts'

export const families = [
  'pause',
  'smooth',
  'interruption',
  'user-backchannel',
  'backchannel',
  'side-talk',
  'background',
  'echo',
] as const
export type Family = (typeof families)[number]

export type Item = {
  readonly id: string
  readonly family: Family
  readonly seed: number
  readonly steps: readonly SceneStep[]
  readonly echo?: EchoPath
  /** What stands before the pause of a paused turn. */
  readonly pause?: PauseKind | undefined
}

/** The clips of the benchmark's set with their sound. */
export type LoadedClip = { readonly clip: Clip; readonly samples: Float32Array }

/** Items of each family at full length. */
export const itemsPerFamily = 32

/** Time for the agent to begin what it was asked for, ms. */
const patienceMs = 20_000
/** Speech of the agent after which an answer counts as taken, ms. */
const answerMs = 1800
const leadMs = 600

/** The items of the families in their order, each with its own seed. */
export function makeItems(clips: readonly LoadedClip[], wanted: readonly Family[] = families): Item[] {
  const pool = (kind: Clip['kind']): readonly LoadedClip[] => clips.filter(({ clip }) => clip.kind === kind)
  const pools: Pools = {
    turns: pool('turn').filter(({ clip }) => !clip.file.startsWith('opener')),
    openers: pool('turn').filter(({ clip }) => clip.file.startsWith('opener')),
    paused: pool('paused turn'),
    stories: pool('story'),
    interruptions: pool('interruption'),
    backchannels: pool('backchannel'),
    asides: pool('aside'),
  }
  return wanted.flatMap((family) =>
    Array.from({ length: itemsPerFamily }, (_, index): Item => {
      const id = `${family}-${String(index + 1).padStart(2, '0')}`
      const seed = seedOf(id)
      return { id, family, seed, ...makers[family](pools, index, seededRandom(seed), seed) }
    }),
  )
}

type Pools = Readonly<
  Record<'turns' | 'openers' | 'paused' | 'stories' | 'interruptions' | 'backchannels' | 'asides', readonly LoadedClip[]>
>
type Made = Pick<Item, 'steps' | 'echo' | 'pause'>
type Maker = (pools: Pools, index: number, random: () => number, seed: number) => Made

const makers: Readonly<Record<Family, Maker>> = {
  pause: ({ paused }, index) => {
    const turn = pick(paused, index)
    return { steps: [quiet, say('turn', turn), answered], pause: turn.clip.pause?.kind }
  },
  smooth: ({ turns }, index) => ({ steps: [quiet, say('turn', pick(turns, index)), answered] }),
  interruption: (pools, index, random) => ({
    steps: [
      ...storyAsked(pools, index),
      speaking(3000 + 3000 * random()),
      say('interruption', sameVoice(pools.interruptions, pools, index)),
      { type: 'untilAnswered', forMs: answerMs, withinMs: 8000 },
    ],
  }),
  'user-backchannel': (pools, index, random) => ({
    steps: [
      ...storyAsked(pools, index),
      speaking(3000 + 3000 * random()),
      say('backchannel', sameVoice(pools.backchannels, pools, index)),
      wait(3500),
      speaking(500),
      say('backchannel', sameVoice(pools.backchannels, pools, index, 1)),
      wait(3500),
    ],
  }),
  backchannel: ({ stories }, index) => ({ steps: [quiet, say('story', pick(stories, index)), wait(1000)] }),
  'side-talk': (pools, index, random, seed) => ({
    steps: [
      ...storyAsked(pools, index),
      speaking(3000 + 3000 * random()),
      say('aside', sameVoice(pools.asides, pools, index), (sound) => placed(sound, turnedAway(-6 - 4 * random()), seed)),
      wait(5000),
    ],
  }),
  background: (pools, index, random, seed) => {
    // Five stories on, another voice tells.
    const other = pick(pools.stories, index + 5)
    const place = acrossTheRoom(-15 - 10 * random())
    return {
      steps: [
        quiet,
        say('background', part(other, 0), (sound) => placed(sound, place, seed)),
        wait(2500),
        ...storyAsked(pools, index),
        speaking(3000 + 3000 * random()),
        say('background', part(other, 1), (sound) => placed(sound, place, seed)),
        wait(4000),
      ],
    }
  },
  echo: (pools, index, random) => ({
    steps: [...storyAsked(pools, index), speaking(1), wait(15_000)],
    echo: { gainDb: -10 - 20 * random(), delayMs: 50 + 200 * random(), driftMsPerSecond: 0.1 + 0.4 * random() },
  }),
}

const quiet: SceneStep = { type: 'wait', ms: leadMs }
const answered: SceneStep = { type: 'untilAnswered', forMs: answerMs, withinMs: 6000 }
const wait = (ms: number): SceneStep => ({ type: 'wait', ms })
const speaking = (forMs: number): SceneStep => ({ type: 'untilAgentSpeaks', forMs, withinMs: patienceMs })

function storyAsked({ openers }: Pools, index: number): SceneStep[] {
  return [quiet, say('opener', pick(openers, index))]
}

function say(
  name: string,
  { clip, samples }: LoadedClip,
  treat: (sound: Float32Array) => Float32Array = (sound) => sound,
): SceneStep {
  const sound: SceneSound = { name, text: clip.text, samples: treat(samples), speech: clip.speech }
  return { type: 'say', sound }
}

function pick<T>(pool: readonly T[], index: number): T {
  const found = pool[index % pool.length]
  if (found === undefined) throw new RangeError('a pool of clips is empty')
  return found
}

/** The clips of a pool that the opener's voice speaks, so that one person says both; all where there are none. */
function sameVoice(pool: readonly LoadedClip[], { openers }: Pools, index: number, next = 0): LoadedClip {
  const { voice } = pick(openers, index).clip
  const own = pool.filter(({ clip }) => clip.voice === voice)
  const rounds = new Set(openers.map(({ clip }) => clip.voice)).size
  return own.length > 0 ? pick(own, Math.floor(index / rounds) + next) : pick(pool, index + next)
}

/** A stretch of about five seconds of a story. */
function part({ clip, samples }: LoadedClip, number: number): LoadedClip {
  const length = 5 * clipRate
  const from = number * length
  const piece = samples.slice(from, from + length)
  const fade = Math.round(0.05 * clipRate)
  for (let i = 0; i < fade; i++) {
    piece[i] = ((piece[i] ?? 0) * i) / fade
    piece[piece.length - 1 - i] = ((piece[piece.length - 1 - i] ?? 0) * i) / fade
  }
  const speech = clip.speech
    .map((span) => ({
      startSamples: Math.max(0, span.startSamples - from),
      endSamples: Math.min(piece.length, span.endSamples - from),
    }))
    .filter((span) => span.endSamples > span.startSamples)
  return { clip: { ...clip, speech, samples: piece.length }, samples: piece }
}
