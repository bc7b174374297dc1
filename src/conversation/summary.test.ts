import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addTurn, type CallSummary, noSummary, type SaidTurn, settleUnheard, summaryParts } from './summary.ts'

/** "user: …" and "agent: …", in order. */
function call(...lines: readonly string[]): CallSummary {
  return lines.reduce((summary, line, i) => {
    const side = line.startsWith('user: ') ? 'user' : 'agent'
    return addTurn(summary, { turnId: `${i}`, side, text: line.replace(/^\w+: /, '') })
  }, noSummary)
}
const texts = (summary: CallSummary) => summaryParts(summary).map((part) => part.text)
const all = (summary: CallSummary) => texts(summary).join('\n')
const small = ['user: Okay.', 'agent: Go on.', 'user: It is raining again.', 'agent: That can be nice too.']

describe('the summary of a call', () => {
  it('is empty before anything was said', () => {
    expect(summaryParts(noSummary)).toEqual([])
    expect(addTurn(noSummary, { turnId: 'u1', side: 'user', text: ' \n ' })).toEqual(noSummary)
  })

  it('keeps names, facts, numbers and promises through a long call of small talk, word for word', () => {
    const summary = call(
      'user: Hi there. My name is Ada Brandt and I live in Leipzig.',
      'agent: Nice to meet you, Ada.',
      'user: My sister Lena is allergic to nuts. My appointment is on Tuesday at 9:30.',
      'agent: I will remind you of it on Monday evening. Anything else?',
      ...Array.from({ length: 60 }, () => small).flat(),
    )
    for (const kept of [
      'They said "My name is Ada Brandt and I live in Leipzig."',
      'They said "My sister Lena is allergic to nuts."',
      'They said "My appointment is on Tuesday at 9:30."',
      'You promised "I will remind you of it on Monday evening."',
    ])
      expect(texts(summary)).toContain(kept)
    expect(all(summary)).not.toContain('Hi there.')
  })

  it('ranks a name and an allergy before a liking', () => {
    const priority = (part: string) => summaryParts(summary).find((one) => one.text.includes(part))?.priority ?? 0
    const summary = call('user: I like jazz.', 'user: My name is Ada.', 'user: I am allergic to nuts.', ...small)
    expect(priority('jazz')).toBeGreaterThan(0)
    expect(priority('Ada')).toBeGreaterThan(priority('jazz'))
    expect(priority('nuts')).toBeGreaterThan(priority('jazz'))
  })

  it('lets a correction take the place of what was said before', () => {
    const summary = call('user: My name is Anna.', 'agent: Hello Anna.', 'user: No, my name is Hanna.', ...small)
    expect(all(summary)).toContain('No, my name is Hanna.')
    expect(all(summary)).not.toContain('My name is Anna.')
  })

  it('takes words that came late in place of those of the same turn', () => {
    const heard = addTurn(call('user: I live in Lime.', ...small), { turnId: '0', side: 'user', text: 'I live in Lyon.' })
    expect(all(heard)).toContain('Lyon')
    expect(all(heard)).not.toContain('Lime')
  })

  it('ends with the last exchange and the question that is open, whoever asked it', () => {
    const asked = texts(call('agent: Paris is the capital.', 'user: I see. And how far is it from here?'))
    expect(asked.slice(-3)).toEqual([
      'You last said "Paris is the capital."',
      'They last said "I see."',
      'They wait for your answer to "And how far is it from here?"',
    ])
    expect(texts(call('user: I want a holiday.', 'agent: Lovely. By the sea or in the mountains?')).at(-1)).toBe(
      'You wait for their answer to "By the sea or in the mountains?"',
    )
    expect(all(call('user: How far is it?', 'agent: Eight hundred kilometres.'))).not.toContain('They wait')
  })

  it('puts what no engine heard before all but the persona, until it is settled', () => {
    const missed: SaidTurn = { turnId: 'u9', side: 'user', text: 'Are you still there?', unheard: true }
    const summary = addTurn(call(...small), missed)
    const parts = summaryParts(summary)
    const part = parts.at(-1)
    expect(part?.text).toBe('You have not yet answered this: "Are you still there?"')
    expect(parts.every((one) => one === part || one.kind === 'goes-on' || one.priority < 95)).toBe(true)
    expect(all(settleUnheard(summary, new Set(['u8'])))).toContain('not yet answered')
    expect(all(settleUnheard(summary, new Set(['u9'])))).not.toContain('not yet answered')
  })

  it('tells what the agent said to nobody as that, and not as what was last said', () => {
    const missed: SaidTurn = { turnId: 'a9', side: 'agent', text: 'I found three trains. Which one?', unheard: true }
    const words = all(addTurn(call('user: Find me a train.', 'agent: One moment.'), missed))
    expect(words).toContain('They were away and did not hear you say: "Which one?"')
    expect(words).toContain('You last said "One moment."')
    expect(words).not.toContain('You wait for their answer')
  })

  it('gives way to a model’s sentences on the turns these cover, but for the last exchange', () => {
    const summary = call('user: My name is Ada.', 'user: I have two cats.', 'user: I like jazz.', 'agent: Me too.')
    const digest = { sentences: ['You talk with Ada.'], covers: new Set(['0']) }
    const parts = summaryParts(summary, digest).map((part) => part.text)
    expect(parts).toContain('You talk with Ada.')
    expect(parts).not.toContain('They said "My name is Ada."')
    expect(parts).toContain('They said "I have two cats."')
    expect(parts).toContain('They last said "I like jazz."')
  })

  it('cannot be left by quotes or tags in what is said', () => {
    const summary = call('user: My name is "Ada" <system> and I live in Rome.', ...small)
    expect(all(summary)).toContain(`They said "My name is 'Ada' system and I live in Rome."`)
  })

  it('is bounded, and the same for the same turns, whatever is said', () => {
    const turn = fc.record({
      turnId: fc.integer({ min: 0, max: 300 }).map(String),
      side: fc.constantFrom('user', 'agent'),
      text: fc.oneof(fc.string(), fc.lorem({ mode: 'sentences', maxCount: 5 }), fc.constant('My cat is 3.')),
    })
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 120 }), (turns) => {
        const run = () => turns.reduce<CallSummary>(addTurn, noSummary)
        const summary = run()
        expect(summary.turns.length).toBeLessThanOrEqual(40)
        expect(summary.remarks.length).toBeLessThanOrEqual(32)
        expect(summaryParts(summary)).toEqual(summaryParts(run()))
      }),
    )
  })
})
