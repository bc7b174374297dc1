import { describe, expect, it } from 'vitest'
import { OpusDecoder } from '../../audio/opus-codec.ts'
import { ComfortTone, comfortLoop } from './comfort-tone.ts'
import { FloorWatch } from './floor-watch.ts'
import { Seam } from './seam.ts'

const frame = [{ data: Uint8Array.of(1), durationSamples48: 3840 }]

describe('a seam between two legs', () => {
  it('is as long as nothing is heard: from the end of the last sound to the first of the next', () => {
    const seam = new Seam()
    expect(seam.sound(frame, 1000)).toBeUndefined()
    seam.begin()
    expect(seam.sound(frame, 1500)).toBe(420)
    expect(seam.sound(frame, 3000)).toBeUndefined()
  })
  it('is none before any sound, and none where the next leg is there in time', () => {
    const seam = new Seam()
    seam.begin()
    expect(seam.sound(frame, 1000)).toBeUndefined()
    seam.begin()
    expect(seam.sound(frame, 1060)).toBe(0)
  })
})

describe('the comfort tone', () => {
  it('is paced by the wall, and does not catch up on a sleep', () => {
    const tone = new ComfortTone(0)
    expect(tone.due(100)).toHaveLength(6)
    expect(tone.due(110)).toHaveLength(0)
    expect(tone.due(10_000).length).toBeLessThanOrEqual(6)
  })
  it('is quiet, and not silent', () => {
    const decoder = new OpusDecoder({ sampleRate: 24000 })
    const peak = Math.max(...comfortLoop().map((packet) => Math.max(...decoder.decode(packet.data).map(Math.abs))))
    expect(peak).toBeGreaterThan(0.003)
    expect(peak).toBeLessThan(0.05)
  })
})

describe('who has the floor', () => {
  it('counts the silence of both sides from the last voice, and none while one speaks', () => {
    const floor = new FloorWatch(0)
    const at = (ms: number) => floor.at(ms * 48)
    expect(at(500)).toEqual({ silentMs: 500, lastSpoke: null })
    floor.take({ type: 'speech', side: 'user', speaking: true, atMs: 600 })
    expect(at(900)).toEqual({ silentMs: 0, lastSpoke: 'user' })
    floor.take({ type: 'speech', side: 'user', speaking: false, atMs: 1000 })
    expect(at(1400)).toEqual({ silentMs: 400, lastSpoke: 'user' })
    floor.take({ type: 'speech', side: 'agent', speaking: true, atMs: 1500 })
    floor.agentGone(2000 * 48)
    expect(at(2300)).toEqual({ silentMs: 300, lastSpoke: 'agent' })
  })
})
