import { describe, expect, it } from 'vitest'
import { splitSentences, type Told, tellingMs } from './telling.ts'

const told = (text: string, rest: Partial<Told> = {}): Told => ({
  text,
  voicedMs: 4000,
  longestPauseMs: 0,
  takenBack: 0,
  ...rest,
})

describe('patience with somebody who tells something', () => {
  it('grows with what has been said', () => {
    const short = tellingMs(told('I like it.', { voicedMs: 900 }))
    const long = tellingMs(told('We all went down to the river with the boats.'))
    const two = tellingMs(told('We all went down to the river. Nobody had a boat.'))
    expect(short).toBe(0)
    expect(long).toBeGreaterThan(short)
    expect(two).toBeGreaterThan(long)
  })
  it('knows how stories begin', () =>
    expect(tellingMs(told('One morning a man stood at the door.'))).toBeGreaterThan(tellingMs(told('A man stands at the door.'))))
  it('grows by a break-in, and by the pauses there were', () => {
    const text = 'We all went down to the river.'
    expect(tellingMs(told(text, { takenBack: 1 }))).toBeGreaterThan(tellingMs(told(text)))
    expect(tellingMs(told(text, { longestPauseMs: 700 }))).toBeGreaterThan(700)
  })
  it('has an end', () => {
    const text = Array.from({ length: 20 }, () => 'One day we went home.').join(' ')
    expect(tellingMs(told(text, { voicedMs: 60_000, longestPauseMs: 3000, takenBack: 5 }))).toBeLessThanOrEqual(1100)
  })
  it.each(['One day we went home. What do you think?', 'I am tired. Tell me a story.'])('asks none of it for %j', (text) =>
    expect(tellingMs(told(text, { longestPauseMs: 700 }))).toBe(0),
  )
})

describe('sentences', () => {
  it('are parted by the marks that end them', () =>
    expect(splitSentences('We went. Did you? Yes! It cost 3.50 euros')).toEqual([
      'We went.',
      'Did you?',
      'Yes!',
      'It cost 3.50 euros',
    ]))
})
