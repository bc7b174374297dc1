import { describe, expect, it } from 'vitest'
import { Playback } from './call-playback.ts'

const rate = 1000 // one sample a millisecond
const piece = (ms: number, value = 1) => new Float32Array(ms).fill(value)

describe('the agent’s sound on the time line', () => {
  it('starts one buffer after its arrival and goes on without a break while pieces come in time', () => {
    const playback = new Playback({ sampleRate: rate, bufferMs: 40 })
    expect(playback.add(piece(80, 0.25), 100)).toEqual({ startMs: 140, gapMs: 0, dropped: false })
    expect(playback.add(piece(80, 0.5), 215)).toEqual({ startMs: 220, gapMs: 0, dropped: false })
    const heard = playback.render(310)
    expect(heard.slice(138, 142)).toEqual(new Float32Array([0, 0, 0.25, 0.25]))
    expect(heard.slice(218, 222)).toEqual(new Float32Array([0.25, 0.25, 0.5, 0.5]))
    expect(heard.slice(298, 302)).toEqual(new Float32Array([0.5, 0.5, 0, 0]))
  })

  it('shows the silence a late piece caused', () => {
    const playback = new Playback({ sampleRate: rate, bufferMs: 40 })
    playback.add(piece(80), 0)
    expect(playback.add(piece(80), 200)).toEqual({ startMs: 240, gapMs: 120, dropped: false })
  })

  it('drops what is too far behind, so that delay does not accumulate', () => {
    const playback = new Playback({ sampleRate: rate, bufferMs: 40, maxDelayMs: 200 })
    for (const arrived of [0, 1, 2]) expect(playback.add(piece(80), arrived).dropped).toBe(false)
    expect(playback.add(piece(80), 3).dropped).toBe(true)
    expect(playback.add(piece(80), 100)).toMatchObject({ startMs: 280, dropped: false })
  })

  it('counts what has been heard, gaps left out', () => {
    const playback = new Playback({ sampleRate: rate, bufferMs: 40 })
    playback.add(piece(80), 0)
    expect(playback.playedSamples(20)).toBe(0)
    expect(playback.playedSamples(60)).toBe(20)
    playback.add(piece(80), 200)
    expect(playback.playedSamples(230)).toBe(80)
    expect(playback.playedSamples(250)).toBe(90)
    expect(playback.playedSamples(9999)).toBe(160)
  })

  it('cuts at the end of the time line', () => {
    const playback = new Playback({ sampleRate: rate, bufferMs: 0 })
    playback.add(piece(80), 10)
    expect(playback.render(50)).toHaveLength(50)
    expect(playback.render(5)).toEqual(new Float32Array(5))
  })
})
