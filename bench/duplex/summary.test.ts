import { expect, test } from 'vitest'
import type { Score } from './score-item.ts'
import { figuresOf, figureTable, publishedTable, reached } from './summary.ts'

const scores: Score[] = [
  { family: 'pause', after: 'complete', takeover: true, answered: true },
  { family: 'pause', after: 'filler', takeover: false, answered: true },
  { family: 'smooth', takeover: true, latencyMs: 300 },
  { family: 'smooth', takeover: true, latencyMs: 500 },
  { family: 'smooth', takeover: false, latencyMs: undefined },
  { family: 'side-talk', behaviour: 'goes on' },
  { family: 'side-talk', behaviour: 'was silent' },
]

test('figures rest on the items they apply to', () => {
  const figures = figuresOf(scores)
  const value = (family: string, name: string) => figures.find((one) => one.family === family && one.name === name)
  expect(value('pause', 'takeover')).toMatchObject({ value: 0.5, n: 2 })
  expect(value('pause', 'takeover after unfinished words')).toMatchObject({ value: 0, n: 1 })
  expect(value('smooth', 'latency, mean')).toMatchObject({ value: 400, n: 2 })
  expect(value('side-talk', 'goes on')).toMatchObject({ value: 1, n: 1 })
  expect(figures.some(({ family }) => family === 'echo')).toBe(false)
})

test('goals are met or missed, and neither where nothing was measured', () => {
  expect(reached({ family: 'pause', name: 'takeover', value: 0.15, unit: 'share', n: 1, goal: { atMost: 0.15 } })).toBe(true)
  expect(reached({ family: 'smooth', name: 'takeover', value: 0.9, unit: 'share', n: 1, goal: { atLeast: 0.97 } })).toBe(false)
  expect(
    reached({ family: 'smooth', name: 'takeover', value: undefined, unit: 'share', n: 0, goal: { atLeast: 0.97 } }),
  ).toBeUndefined()
})

test('tables hold our figures and the published ones', () => {
  const figures = figuresOf(scores)
  expect(figureTable(figures)).toContain('| pause | takeover | 0.50 | ≤ 0.15 | **no** | 2 |')
  const beside = publishedTable(figures, 'Duet')
  expect(beside).toContain('| **Duet** | 0.500 | – | – | 0.667 | 0.400 | – | – |')
  expect(beside).toContain('| PersonaPlex | 0.584 |')
})
