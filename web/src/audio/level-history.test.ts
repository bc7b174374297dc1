import { expect, it } from 'vitest'
import { LevelHistory, loudness } from './level-history.ts'

it('gives the loudest level of a stretch, and nothing where nothing was heard', () => {
  const levels = new LevelHistory()
  levels.note(100, 20, 0.2)
  levels.note(120, 20, 0.5)
  levels.note(400, 20, 0.1)
  expect(levels.peak(60, 140)).toBe(0.5)
  expect(levels.peak(160, 360)).toBe(0)
  expect(levels.peak(380, 10_000)).toBeCloseTo(0.1)
})

it('forgets what is older than it holds, however long the pause', () => {
  const levels = new LevelHistory()
  levels.note(100, 20, 0.9)
  levels.note(10_000_000, 20, 0.1)
  expect(levels.peak(0, 9_999_000)).toBe(0)
})

it('is nothing for silence and everything for a shout', () => {
  expect(loudness(0)).toBe(0)
  expect(loudness(0.9)).toBe(1)
  expect(loudness(0.1)).toBeGreaterThan(loudness(0.03))
})
