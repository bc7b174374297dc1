import { describe, expect, it } from 'vitest'
import { type Clause, FRAME_SAMPLES, Speaker, type SpokenFrame } from './speaker.ts'

const clause = (text: string, frames: number, gapFrames = 0): Clause => ({
  text,
  samples: new Float32Array(frames * FRAME_SAMPLES).fill(0.5),
  gapSamples: gapFrames * FRAME_SAMPLES,
})
const run = (speaker: Speaker, frames: number): SpokenFrame[] => Array.from({ length: frames }, () => speaker.next())
const level = (frame: SpokenFrame | undefined): number => Math.max(...(frame?.samples ?? [0]))

describe('speaker', () => {
  it('releases words in step with their sound and tells start and end', () => {
    const speaker = new Speaker()
    speaker.play({ clauses: [clause('one two', 10), clause('three', 5)], done: true })
    const frames = run(speaker, 16)
    expect(frames[0]).toMatchObject({ started: 'answer', pieces: [' one'] })
    expect(frames[5]?.pieces).toEqual([' two'])
    expect(frames[10]?.pieces).toEqual([' three'])
    expect(frames[14]?.ended).toBe('answer')
    expect(frames[15]).toMatchObject({ audible: false, pieces: [] })
  })
  it('waits in silence for a clause that is not ready', () => {
    const script = { clauses: [] as Clause[], done: false }
    const speaker = new Speaker()
    speaker.play(script)
    expect(run(speaker, 3).every((frame) => !frame.audible && !frame.started && !frame.ended)).toBe(true)
    script.clauses.push(clause('late', 2))
    expect(speaker.next().started).toBe('answer')
  })
  it('ends without a start when there was nothing to say', () => {
    const speaker = new Speaker()
    speaker.play({ clauses: [], done: true })
    expect(speaker.next()).toMatchObject({ started: undefined, ended: 'answer' })
  })
  it('lowers and restores smoothly', () => {
    const speaker = new Speaker()
    speaker.play({ clauses: [clause('a', 40)], done: true })
    run(speaker, 2)
    speaker.lower()
    run(speaker, 2)
    expect(level(speaker.next())).toBeCloseTo(0.15)
    speaker.restore()
    run(speaker, 8)
    expect(level(speaker.next())).toBeCloseTo(0.5)
  })
  it('fades out within 50 ms and knows what was heard', () => {
    const speaker = new Speaker()
    speaker.play({ clauses: [clause('one two three four', 20), clause('five', 5)], done: true })
    run(speaker, 10)
    expect(speaker.stop()).toEqual({ heard: 'one two three', rest: 'four five' })
    const frames = run(speaker, 4)
    expect(frames.findIndex((frame) => frame.ended === 'answer')).toBeLessThan(3)
    expect(level(frames[3])).toBe(0)
    expect(frames.flatMap((frame) => frame.pieces)).toEqual([])
  })
  it('takes up the clause that was cut from its beginning', () => {
    const speaker = new Speaker()
    speaker.play({ clauses: [clause('first one', 4), clause('second one', 10)], done: true })
    run(speaker, 8)
    speaker.stop()
    run(speaker, 5)
    expect(speaker.resume()).toEqual({ before: 'first one' })
    expect(speaker.next()).toMatchObject({ started: 'answer', pieces: [' second'] })
    expect(speaker.resume()).toBeUndefined()
  })
  it('murmurs only while nothing is being said', () => {
    const speaker = new Speaker()
    speaker.murmur(new Float32Array(FRAME_SAMPLES * 2).fill(0.5))
    expect(speaker.next()).toMatchObject({ started: 'murmur' })
    expect(speaker.next()).toMatchObject({ ended: 'murmur' })
    speaker.play({ clauses: [clause('a', 5)], done: true })
    speaker.murmur(new Float32Array(FRAME_SAMPLES).fill(0.5))
    expect(speaker.next().started).toBe('answer')
  })
})
