import { expect, it } from 'vitest'
import type { ServerEvent } from '../../../src/protocol/session.ts'
import { moveOf } from './move-words.ts'

type EngineEvent = ServerEvent & { type: 'engine' }
const ready = (more: Partial<EngineEvent>): ServerEvent => ({
  type: 'engine',
  state: 'ready',
  name: 'moshi',
  atMs: 9_000,
  ...more,
})

it('says why a call moved and how long nothing was heard', () => {
  expect(moveOf(ready({ epoch: 2, reason: 'context', gapMs: 230 }))?.words).toBe('moved to a fresh engine · 0.2 s')
  expect(moveOf(ready({ epoch: 2, reason: 'lost', gapMs: 2_300 }))?.words).toBe('moved: the engine went away · 2.3 s')
  expect(moveOf(ready({ epoch: 3, reason: 'context', gapMs: 0 }))).toEqual({
    atMs: 9_000,
    gapMs: 0,
    words: 'moved to a fresh engine · no gap',
  })
})

it('finds no move in the start of a call, nor in an engine that is still being sought', () => {
  expect(moveOf(ready({ epoch: 1 }))).toBeNull()
  expect(moveOf(ready({ state: 'recovering', reason: 'lost' }))).toBeNull()
  expect(moveOf(ready({ epoch: 1, reason: 'start', gapMs: 0 }))).toBeNull()
})
