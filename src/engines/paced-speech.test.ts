import { describe, expect, it } from 'vitest'
import { PacedSpeech } from './paced-speech.ts'

const frames = (count: number, value = 0.5) => new Float32Array(count * 10).fill(value)
const speech = () => new PacedSpeech({ frameSamples: 10, comfortableFrames: 2, mostFrames: 20 })
const levels = (paced: PacedSpeech, count: number) => Array.from({ length: count }, () => paced.next().sound[0] ?? 0)

describe('paced speech', () => {
  it('comes frame by frame however it was pushed, with silence where there is none', () => {
    const paced = speech()
    paced.push(frames(2))
    paced.push(frames(1).subarray(0, 5))
    expect(levels(paced, 4)).toEqual([0.5, 0.5, 0.5, 0])
  })

  it('has its words when their sound begins', () => {
    const paced = speech()
    paced.push(frames(2))
    paced.words('one')
    paced.push(frames(1))
    paced.words(' two')
    expect([paced.next().text, paced.next().text, paced.next().text, paced.next().text]).toEqual(['one', '', ' two', ''])
    paced.words('!')
    expect(paced.next().text).toBe('!')
  })

  it('skips quiet frames while more than is comfortable waits, and no loud one', () => {
    const paced = speech()
    paced.push(frames(4, 0))
    paced.push(frames(3))
    expect(levels(paced, 6)).toEqual([0.5, 0.5, 0.5, 0, 0, 0])
  })

  it('that was taken back is not heard, nor are its words', () => {
    const paced = speech()
    paced.push(frames(3))
    paced.words('never')
    paced.clear()
    expect(paced.next()).toEqual({ sound: new Float32Array(10), text: '' })
  })

  it('drops the oldest beyond its bound', () => {
    const paced = speech()
    paced.push(frames(10, 0.25))
    paced.push(frames(20))
    expect(paced.waitingSamples).toBe(200)
    expect(levels(paced, 1)).toEqual([0.5])
  })
})
