import { expect, test } from 'vitest'
import { Scene, type SceneOptions, type SceneSound } from './scene.ts'

const rate = 24_000
const page = 960
const pageMs = 40

const tone = (ms: number): Float32Array => Float32Array.from({ length: (ms * rate) / 1000 }, (_, i) => 0.1 * Math.sin(i / 8))
const sound = (name: string, ms: number): SceneSound => ({
  name,
  text: name,
  samples: tone(ms),
  speech: [{ startSamples: 0, endSamples: (ms * rate) / 1000 }],
})

/** Plays a scene whose agent speaks in the given stretches, ms; gives back what was sent. */
function play(options: Omit<SceneOptions, 'seed'>, agent: readonly (readonly [number, number])[], mostMs = 60_000) {
  const scene = new Scene({ ...options, seed: 1 })
  const sent: Float32Array[] = []
  for (let atMs = 0; atMs < mostMs; atMs += pageMs) {
    const speaks = agent.some(([from, to]) => atMs >= from && atMs < to)
    scene.hear(speaks ? tone(pageMs) : new Float32Array(page))
    const piece = scene.read(page)
    if (!piece) break
    sent.push(piece)
  }
  const marks = scene.marks.map(({ name, startSamples, endSamples }) => [
    name,
    (startSamples * 1000) / rate,
    (endSamples * 1000) / rate,
  ])
  return { scene, marks, sentMs: sent.length * pageMs, sent }
}

test('a turn is said after the silence before it, and its speech is marked', () => {
  const { marks, sentMs, scene } = play(
    {
      steps: [
        { type: 'wait', ms: 600 },
        { type: 'say', sound: sound('turn', 1000) },
      ],
    },
    [],
  )
  expect(marks).toEqual([['turn', 600, 1600]])
  expect(sentMs).toBe(1600)
  expect(scene.complete).toBe(true)
})

test('an interruption waits until the agent has spoken long enough', () => {
  const { marks } = play(
    {
      steps: [
        { type: 'untilAgentSpeaks', forMs: 2000, withinMs: 9000 },
        { type: 'say', sound: sound('stop', 400) },
      ],
    },
    [
      [1000, 1800],
      [3000, 9000],
    ],
  )
  expect(marks).toHaveLength(1)
  expect(marks[0]?.[1]).toBeGreaterThanOrEqual(4120)
  expect(marks[0]?.[1]).toBeLessThanOrEqual(4280)
})

test('an item whose agent never speaks ends incomplete', () => {
  const { scene, sentMs, marks } = play(
    {
      steps: [
        { type: 'untilAgentSpeaks', forMs: 2000, withinMs: 5000 },
        { type: 'say', sound: sound('stop', 400) },
      ],
    },
    [],
  )
  expect(scene.complete).toBe(false)
  expect(marks).toEqual([])
  expect(sentMs).toBe(5000)
})

test('an answer ends the item once it is long enough, and a short one once it is over', () => {
  const steps = [{ type: 'untilAnswered', forMs: 1000, withinMs: 20_000 }] as const
  expect(play({ steps }, [[1000, 9000]]).sentMs).toBeLessThan(2300)
  expect(play({ steps }, [[1000, 1400]]).sentMs).toBeLessThan(3200)
  expect(play({ steps }, []).sentMs).toBe(20_000)
})

test('what the agent was already saying is no answer', () => {
  const steps = [
    { type: 'wait', ms: 1000 },
    { type: 'untilAnswered', forMs: 1000, withinMs: 20_000 },
  ] as const
  const { sentMs } = play({ steps }, [
    [0, 4000],
    [6000, 12_000],
  ])
  expect(sentMs).toBeGreaterThan(6900)
  expect(sentMs).toBeLessThan(7300)
})

test("the agent's own sound comes back late and softer", () => {
  const { sent } = play({ steps: [{ type: 'wait', ms: 1500 }], echo: { gainDb: -20, delayMs: 200, driftMsPerSecond: 0 } }, [
    [0, 400],
  ])
  const loud = sent.map((piece) => Math.max(...piece) > 0.005)
  // 40 ms of the listener's buffer and 200 ms of echo
  expect(loud.indexOf(true)).toBe(6)
  expect(loud.lastIndexOf(true)).toBe(15)
})
