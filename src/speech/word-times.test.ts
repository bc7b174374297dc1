import { expect, it } from 'vitest'
import { type Attention, tokenSteps } from './word-times.ts'

/** Two heads that look at the given steps, of forty. */
const looking = (from: number, to: number): Attention => {
  const scores = new Float32Array(80)
  for (let step = from; step < to; step++) scores[step] = scores[40 + step] = 5
  return { heads: 2, steps: 40, scores }
}

it('tokens begin where the attention moves on', () => {
  const steps = tokenSteps([looking(2, 9), looking(9, 20), looking(20, 27), looking(27, 40)], 40)
  for (const [i, step] of [0, 9, 20, 27].entries()) expect(Math.abs((steps[i] ?? 99) - step)).toBeLessThanOrEqual(3)
})
it('never goes back, whatever the attention does', () => {
  const steps = tokenSteps([looking(30, 39), looking(2, 9), looking(15, 20), looking(3, 5)], 40)
  expect(steps).toEqual(steps.toSorted((a, b) => a - b))
})
it('stays within the real sound', () => {
  expect(Math.max(...tokenSteps([looking(2, 9), looking(30, 39)], 12))).toBeLessThan(12)
  expect(tokenSteps([], 12)).toEqual([])
  expect(tokenSteps([looking(2, 9)], 0)).toEqual([])
})
