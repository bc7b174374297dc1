import { describe, expect, it } from 'vitest'
import { JitterBuffer } from './jitter-buffer.ts'

const PER_MS = 48
const BLOCK = 128

/** A rising ramp, so that every sample tells where in the stream it is. */
function ramp(fromMs: number, lengthMs: number): Float32Array {
  return Float32Array.from({ length: lengthMs * PER_MS }, (_, i) => 0.1 + (fromMs * PER_MS + i) * 1e-7)
}
function silence(lengthMs: number): Float32Array {
  return new Float32Array(lengthMs * PER_MS)
}

/** Plays for so long, calling `every` each 8 ms before the pull, and gives back all that was played. */
function play(buffer: JitterBuffer, lengthMs: number, every: (atMs: number) => void = () => {}): Float32Array {
  const out: number[] = []
  const block = new Float32Array(BLOCK)
  for (let played = 0; played < lengthMs * PER_MS; played += BLOCK) {
    const atMs = Math.floor(played / PER_MS)
    every(atMs)
    buffer.pull(block)
    out.push(...block)
  }
  return Float32Array.from(out)
}

/** Pushes a frame of `frameMs` each `frameMs`, `lateMs(n)` later than due. */
function network(
  buffer: JitterBuffer,
  frameMs: number,
  make: (fromMs: number, lengthMs: number) => Float32Array,
  lateMs: (frame: number) => number,
) {
  let next = 0
  return (atMs: number) => {
    while (atMs >= next * frameMs + lateMs(next)) {
      buffer.push(make(next * frameMs, frameMs))
      next += 1
    }
  }
}

describe('the jitter buffer', () => {
  it('is silent until it holds what it starts with, then plays every sample in order', () => {
    const buffer = new JitterBuffer({ startMs: 60 })
    buffer.push(ramp(0, 40))
    expect(Math.max(...play(buffer, 20))).toBe(0)
    buffer.push(ramp(40, 40))
    const played = play(buffer, 40)
    expect(played[1_000]).toBeCloseTo(0.1 + 1_000e-7, 6)
  })

  it('asks for more after a drop-out, and for less after a long calm', () => {
    const buffer = new JitterBuffer()
    buffer.push(ramp(0, 80))
    play(buffer, 100)
    expect(buffer.stats).toMatchObject({ dropouts: 1, targetMs: 80 })
    const steady = network(buffer, 20, ramp, () => 0)
    play(buffer, 11_000, steady)
    expect(buffer.stats.targetMs).toBeLessThan(80)
  })

  it('never asks for more than its bound', () => {
    const buffer = new JitterBuffer({ maxMs: 120 })
    for (let i = 0; i < 20; i += 1) {
      buffer.push(ramp(0, 130))
      play(buffer, 200)
    }
    expect(buffer.stats.targetMs).toBe(120)
  })

  it('does not crackle when it runs dry: no step larger than the sound itself makes', () => {
    const buffer = new JitterBuffer()
    const wave = Float32Array.from({ length: 80 * PER_MS }, (_, i) => 0.5 * Math.cos((2 * Math.PI * 200 * i) / 48_000))
    buffer.push(wave)
    const played = play(buffer, 160)
    const steps = played.slice(1).map((value, i) => Math.abs(value - (played[i] ?? 0)))
    expect(Math.max(...steps)).toBeLessThan(0.04)
  })

  it('drops the oldest when a stall is followed by a flood, so that delay stays bounded', () => {
    const buffer = new JitterBuffer()
    buffer.push(ramp(0, 80))
    play(buffer, 40)
    buffer.push(ramp(80, 1_500))
    expect(buffer.stats.bufferedMs).toBeLessThanOrEqual(61)
    expect(buffer.stats.droppedMs).toBeGreaterThan(1_400)
    // What was dropped counts as past: the next sample is the newest stretch's.
    const position = buffer.stats.playedSamples
    expect(position).toBe(1_580 * PER_MS - Math.round(buffer.stats.bufferedMs * PER_MS))
  })

  it('cuts surplus out of silence within seconds', () => {
    const buffer = new JitterBuffer()
    buffer.push(silence(250))
    play(
      buffer,
      4_000,
      network(
        buffer,
        20,
        (_, length) => silence(length),
        () => 0,
      ),
    )
    expect(buffer.stats.bufferedMs).toBeLessThan(90)
  })

  it('plays surplus a little faster while somebody speaks, dropping nothing', () => {
    const buffer = new JitterBuffer()
    buffer.push(ramp(0, 200))
    const steady = network(
      buffer,
      20,
      (from, length) => ramp(200 + from, length),
      () => 0,
    )
    play(buffer, 3_000, steady)
    const before = buffer.stats.bufferedMs
    play(buffer, 6_000, (atMs) => steady(atMs + 3_000))
    expect(buffer.stats.bufferedMs).toBeLessThan(before - 40)
    expect(buffer.stats.droppedMs).toBe(0)
    expect(buffer.stats.dropouts).toBe(0)
  })

  it.each([
    ['fast', 1.0005],
    ['slow', 0.9995],
  ])('follows a sender whose clock is %s by 500 parts in a million without growing delay', (_, pace) => {
    const buffer = new JitterBuffer()
    const sender = network(buffer, 20, ramp, () => 0)
    buffer.push(ramp(0, 40))
    play(buffer, 60_000, (atMs) => sender(atMs * pace))
    expect(buffer.stats.bufferedMs).toBeLessThan(120)
    expect(buffer.stats.dropouts).toBeLessThan(6)
    expect(buffer.stats.droppedMs).toBeLessThan(5)
  })

  it('keeps playing through 60 ms of jitter once it has learned it', () => {
    const buffer = new JitterBuffer()
    const jittery = network(buffer, 80, ramp, (frame) => ((frame * 37) % 7) * 10)
    play(buffer, 5_000, jittery)
    const learned = buffer.stats.dropouts
    play(buffer, 8_000, (atMs) => jittery(atMs + 5_000))
    expect(buffer.stats.dropouts - learned).toBeLessThanOrEqual(1)
    expect(buffer.stats.bufferedMs).toBeLessThan(260)
  })
})
