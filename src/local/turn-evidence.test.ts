import { describe, expect, it } from 'vitest'
import { defaultWait, type Evidence, finishedProbability, waitMs } from './turn-evidence.ts'

const evidence = (text: string, finished: readonly number[], rest: Partial<Evidence> = {}): Evidence => ({
  text,
  finished,
  voicedMs: 900,
  longestPauseMs: 0,
  takenBack: 0,
  pausesMs: [],
  ...rest,
})

describe('the time to wait', () => {
  it('is short for a finished question and long after a dangling word', () => {
    expect(waitMs(evidence('What is the time?', [0.9]))).toBe(defaultWait.quickMs)
    expect(waitMs(evidence('We went to the', [0.5]))).toBeGreaterThan(1500)
  })
  it('has an end where only the sound is unfinished and the words could stand', () => {
    expect(waitMs(evidence('I will stay at home tonight.', [0.03]))).toBe(defaultWait.standingMs)
    expect(waitMs(evidence('I will stay at', [0.03]))).toBeGreaterThan(defaultWait.standingMs)
  })
  it('is longer for callers who pause long', () => {
    const unsure = evidence('It was late.', [0.6])
    expect(waitMs({ ...unsure, pausesMs: [1200] })).toBeGreaterThan(waitMs(unsure))
  })
  it('is not short inside a story, however finished its sentence is', () => {
    const text = 'We had a boat once. It was green.'
    expect(waitMs(evidence(text, [0.98], { voicedMs: 5000 }))).toBeGreaterThan(700)
  })
})

describe('the probability of an end', () => {
  it('rises with what the turn model says later in the silence', () =>
    expect(finishedProbability(evidence('It was late.', [0.3, 0.9]))).toBeGreaterThan(
      finishedProbability(evidence('It was late.', [0.3])),
    ))
  it('counts a question at the end of a longer turn', () =>
    expect(finishedProbability(evidence('I am new here. Where is the station', [0.5]))).toBeGreaterThan(
      finishedProbability(evidence('I am new here. It is the station', [0.5])),
    ))
})
