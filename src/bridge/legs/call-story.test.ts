import { describe, expect, it } from 'vitest'
import { summaryParts } from '../../conversation/summary.ts'
import type { Turn } from '../../protocol/session.ts'
import { CallStory, type Summariser } from './call-story.ts'

const turn = (turnId: string, text: string, startMs = 0, endMs = 1000): Turn => ({
  turnId,
  side: turnId.startsWith('a') ? 'agent' : 'user',
  startMs,
  endMs,
  text,
  interrupted: false,
  responseMs: null,
})
const ended = (one: Turn) => ({ type: 'turn.end', turn: one }) as const
const prompt = (story: CallStory) => {
  const { summary, digest } = story.forPrompt()
  return summaryParts(summary, digest)
    .map((part) => part.text)
    .join('\n')
}

describe('the story of a call', () => {
  it('begins with what was said in the session before', () => {
    expect(prompt(new CallStory([turn('u1', 'My name is Ada.'), turn('a1', 'Hello.')]))).toContain('My name is Ada.')
  })

  it('says whether words came that it did not know', () => {
    const story = new CallStory([])
    const partial = { type: 'transcript', side: 'agent', turnId: 'a1', text: 'Hello.', final: false, atMs: 0 } as const
    expect(story.take(partial).news).toBe(true)
    expect(story.take(partial).news).toBe(false)
    expect(story.take(ended(turn('a1', 'Hello.'))).news).toBe(false)
    expect(story.take(ended(turn('u1', 'Hi.'))).news).toBe(true)
  })

  it('marks what the user said to nobody, until a leg carries the call whose prompt holds it', () => {
    const story = new CallStory([])
    story.deafFrom(10_000)
    const said = turn('u1', 'Are you there?', 10_500, 12_000)
    expect(story.take(ended(said)).unheard).toEqual(said)
    expect(story.take(ended(turn('a1', 'Yes', 10_500, 12_000))).unheard).toBeUndefined()
    expect(prompt(story)).toContain('You have not yet answered this: "Are you there?"')
    story.take(ended(turn('u2', 'Hello?', 13_000, 13_500))) // too late for that prompt
    story.heardAgain(14_000)
    expect(story.unheard.map((one) => one.turnId)).toEqual(['u2'])
    expect(story.take(ended(turn('u3', 'Good.', 14_500, 15_000))).unheard).toBeUndefined()
    expect(story.take(ended(turn('u4', 'Before it I spoke.', 4000, 10_400))).unheard).toBeUndefined()
    story.settle('u2')
    expect(story.unheard).toEqual([])
  })

  it('takes a model’s sentences when they are there in time, and does without when they are not', async () => {
    let answer: (sentences: readonly string[]) => void = () => {}
    const summariser: Summariser = { summarise: () => new Promise((resolve) => (answer = resolve)) }
    const story = new CallStory([turn('u1', 'My name is Ada.'), turn('a1', 'Hello.'), turn('u2', 'Well.')], summariser)
    story.prepare(new AbortController().signal)
    expect(prompt(story)).toContain('They said "My name is Ada."')
    answer(['You talk with Ada.'])
    await new Promise((resolve) => setImmediate(resolve))
    expect(prompt(story)).toContain('You talk with Ada.')
    expect(prompt(story)).not.toContain('They said "My name is Ada."')
    const failing = new CallStory([turn('u1', 'My name is Ada.'), turn('u2', 'Well.')], {
      summarise: () => Promise.reject(new Error('no')),
    })
    failing.prepare(new AbortController().signal)
    await new Promise((resolve) => setImmediate(resolve))
    expect(prompt(failing)).toContain('My name is Ada.')
  })
})
