import { describe, expect, it } from 'vitest'
import { CallNews } from './call-news.ts'

const news = (id: string) => ({ id, text: `Word of ${id}.` })
const texts = (all: CallNews, tellable: boolean) => all.forPrompt(tellable).map((part) => part.text)

describe('news of a call', () => {
  it('waits until nobody has spoken for a while, and is told once', () => {
    const all = new CallNews()
    all.put(news('a'), 0, true)
    all.put(news('a'), 10, true)
    expect(all.due(100, 0)).toBeUndefined()
    expect(all.due(200, 100)).toBeUndefined()
    expect(all.due(1000, 900)).toMatchObject(news('a'))
    expect(all.due(60_000, 50_000)).toBeUndefined()
  })
  it('is told one after the other, not in one breath', () => {
    const all = new CallNews()
    all.put(news('a'), 0, true)
    all.put(news('b'), 0, true)
    expect(all.due(1000, 1000)?.id).toBe('a')
    expect(all.due(1100, 1100)).toBeUndefined()
    expect(all.due(4000, 1000)?.id).toBe('b')
  })
  it('goes into the next prompt where the engine cannot be told, and into no later one', () => {
    const all = new CallNews()
    all.put(news('a'), 0, false)
    expect(texts(all, false)).toEqual(['You were to tell them: "Word of a."'])
    all.put(news('b'), 0, false)
    all.prompted()
    expect(texts(all, false)).toEqual(['You were to tell them: "Word of b."'])
  })
  it('goes into the next prompt where no silence came in time, the engine dropped it, or its leg was lost', () => {
    const all = new CallNews()
    for (const id of ['said', 'dropped', 'lost']) all.put(news(id), 0, true)
    for (const at of [1000, 4000, 7000]) expect(all.due(at, 1000)).toBeDefined()
    all.outcome('said', true)
    all.outcome('dropped', false)
    expect(texts(all, true)).toEqual(['You were to tell them: "Word of dropped."'])
    all.legGone()
    all.put(news('late'), 10_000, true)
    expect(all.due(41_000, 5000)).toBeUndefined()
    expect(texts(all, true).join()).toMatch(/dropped.*lost.*late/)
  })
  it('keeps what waits for silence out of the prompt of an engine that will be told', () => {
    const all = new CallNews()
    all.put(news('a'), 0, true)
    expect(texts(all, true)).toEqual([])
    expect(texts(all, false)).toHaveLength(1)
  })
  it('has a bound, and the oldest goes', () => {
    const all = new CallNews()
    for (let i = 0; i < 30; i++) all.put(news(`n${i}`), 0, false)
    expect(texts(all, false)).toHaveLength(12)
    expect(texts(all, false)[11]).toContain('n29')
  })
})
